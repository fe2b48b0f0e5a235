//! What the background tells of an audit.

use super::super::App;
use super::{About, Run};
use crate::client::ClientKey;
use crate::tasks::audit::{AuditNews, ReportWritten};
use crate::tasks::{Answer, Failure, FailureKind, Outcome};

impl App {
    /// Takes in an answer to an audit's question. Gives back those to others.
    pub(in crate::app) fn audit_answer(&mut self, answer: Answer) -> Option<Answer> {
        let owns = |run: &Run| run.ticket == Some(answer.ticket) || run.again.contains(&answer.ticket);
        let mut runs = self.audits.current.iter_mut().flat_map(|audit| audit.runs.iter_mut().enumerate());
        let Some((at, run)) = runs.find(|(_, run)| owns(run)) else { return Some(answer) };
        let first = run.ticket == Some(answer.ticket);
        if answer.last {
            run.again.retain(|ticket| *ticket != answer.ticket);
            if first {
                run.ticket = None;
            }
        }
        let outcome = match answer.outcome {
            Outcome::Elsewhere(_, outcome) => *outcome,
            outcome => outcome,
        };
        match outcome {
            Outcome::Audit(news) => self.audit_news(at, *news, first && answer.last),
            Outcome::ConnectFailed(failure) | Outcome::Broken(failure) => self.audit_failed(at, failure),
            _ => {}
        }
        None
    }

    fn audit_news(&mut self, at: usize, news: AuditNews, over: bool) {
        let Some(audit) = self.audits.current.as_deref_mut() else { return };
        for judged in news.judged {
            audit.tally.put(at, judged.place, judged.checked);
        }
        if let Some(found) = news.compared {
            audit.tally.compare(at, found);
        }
        for ClientKey { pool, client } in news.gone {
            audit.tally.remove(&About { run: at, pool, client: Some(client) });
        }
        let run = &mut audit.runs[at];
        if let Some(progress) = news.progress {
            run.progress = progress;
            run.left = news.left;
        }
        if let Some(unread) = news.unread {
            run.unread = unread.into_iter().map(|one| (one.place.names(), one.why)).collect();
        }
        run.over |= over && news.failed.is_none();
        self.edition += 1;
        if let Some(failure) = news.failed {
            self.audit_failed(at, failure);
        } else if over && std::mem::take(&mut audit.runs[at].outdated) {
            self.look_again(Some(at), &[]);
        }
    }

    fn audit_failed(&mut self, at: usize, failure: Failure) {
        let Some(audit) = self.audits.current.as_deref_mut() else { return };
        if audit.runs.len() == 1 {
            self.message =
                Some(super::super::Message { text: format!("{} {}", failure.what, failure.next), bad: true });
        }
        audit.runs[at].failed = Some(failure);
    }

    /// A report was written, or could not be.
    pub(in crate::app) fn report_written(&mut self, written: Result<ReportWritten, Failure>) {
        match written {
            Ok(ReportWritten::Done { path, bytes }) => {
                if let Some(audit) = self.audits.current.as_deref_mut() {
                    audit.dialog = None;
                }
                let kilobytes = bytes.div_ceil(1000);
                self.tell(format!("The report is in {path} ({kilobytes} kB)."));
            }
            Ok(ReportWritten::Exists(path)) => self.ask_to_replace(&path),
            Err(failure) => self.complain(&failure),
        }
    }

    /// Findings were accepted, or could not be: everything is judged anew.
    pub(in crate::app) fn accepted(&mut self, written: Result<String, Failure>) {
        match written {
            Ok(path) => {
                self.tell(format!("Accepted, and kept in {path}."));
                self.look_again(None, &[]);
            }
            Err(failure) => self.complain(&failure),
        }
    }

    /// Nothing can be asked: why, in words.
    pub(super) fn nothing_to(&mut self, what: &str) {
        self.complain(&Failure { kind: FailureKind::Passing, what: what.to_owned(), next: String::new() });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::app::auditing::start::AuditChoice;
    use crate::app::{Command, Event, Keymap, Launch, Link, Now};
    use crate::audit::Need;
    use crate::tasks::{Errand, Place, Task, Ticket};

    fn now() -> Now {
        Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() }
    }

    fn place(region: &str) -> Place {
        Place { profile: None, region: Some(region.to_owned()) }
    }

    #[test]
    fn a_place_out_of_reach_is_one_line_and_the_others_go_on() {
        let launch =
            Launch { place: place("eu-west-1"), beside: vec![place("us-west-2")], ..Launch::default() };
        let keymap = Keymap::new(&std::collections::BTreeMap::default()).unwrap();
        let mut app = App::new(launch, keymap, (120, 40), now());
        app.link = Link::Up;
        app.audit_choice(&AuditChoice::Everywhere);
        let asked: Vec<(Ticket, Task)> = app
            .update(Event::Resize(120, 40), now())
            .into_iter()
            .filter_map(|command| match command {
                Command::Errand(Errand::Run(ticket, task)) => Some((ticket, task)),
                _ => None,
            })
            .collect();
        let elsewhere =
            |task: &Task| matches!(task, Task::Elsewhere(_, task) if matches!(**task, Task::Audit(_)));
        let there = asked.iter().find(|(_, task)| elsewhere(task)).unwrap().0;
        let here = asked.iter().find(|(_, task)| matches!(task, Task::Audit(_))).unwrap().0;
        let failure = Failure {
            kind: FailureKind::Credentials,
            what: "The session ended.".to_owned(),
            next: "Sign in again.".to_owned(),
        };
        let failed = Outcome::Elsewhere(place("us-west-2"), Box::new(Outcome::ConnectFailed(failure)));
        app.update(Event::Answer(Answer { ticket: there, outcome: failed, last: true }), now());
        let audit = app.auditing().unwrap();
        assert_eq!(audit.troubles(), ["us-west-2 The session ended. Sign in again."]);
        assert!(audit.is_running(), "the other place is still read");
        assert!(audit.state_in_words().starts_with("1 of 2 places · "), "{}", audit.state_in_words());
        assert_eq!(app.link, Link::Up);
        let news = AuditNews { complete: true, ..AuditNews::default() };
        let outcome = Outcome::Audit(Box::new(news));
        app.update(Event::Answer(Answer { ticket: here, outcome, last: true }), now());
        let audit = app.auditing().unwrap();
        assert!(!audit.is_running() && audit.can_go_on(), "the failed place can be tried again");
        let told = |app: &mut App, key: char| {
            app.update(Event::Key(crossterm::event::KeyCode::Char(key).into()), now());
            app.auditing().unwrap().foot().first().map(|(_, text)| text.clone())
        };
        let whole = "Not read: us-west-2: The session ended. Sign in again.";
        assert_eq!(told(&mut app, 'w').as_deref(), Some(whole));
        let missing = app.auditing().unwrap().missing();
        let missing: Vec<_> = missing.iter().map(|(at, one)| (*at, one.need, one.why.as_str())).collect();
        assert_eq!(missing, [(1, Need::Connection, "The session ended.")]);
    }
}
