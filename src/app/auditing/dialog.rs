//! What is asked over the list: why a finding is accepted and until when, where a report goes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::super::{App, Prompt};
use super::rows::Key;
use super::{Auditing, Below};
use crate::audit::policy::Pattern;
use crate::audit::{Place as Where, Rule, Suppression, render};
use crate::tasks::Task;
use crate::tasks::audit::{ReportOrder, SuppressOrder};

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// Why findings of a rule are accepted.
    Accept {
        /// The rule.
        rule: &'static Rule,
        /// What it found them in.
        places: Vec<Where>,
    },
    /// Where a report goes.
    Report {
        /// The format, by its place in the list of formats.
        format: usize,
        /// The file that is there already, and may be replaced.
        replace: Option<String>,
        /// True once a person has named the file.
        named: bool,
    },
}

/// Two lines that are asked for.
#[derive(Clone, Debug)]
pub struct Dialog {
    /// What for.
    pub purpose: Purpose,
    /// The lines: the reason and the day, or the file alone.
    pub prompts: Vec<Prompt>,
    /// The line that keys go to.
    pub at: usize,
    /// What is wrong with what was typed.
    pub error: Option<String>,
}

impl Purpose {
    /// A person has named the file: it no longer changes with the format, nor was its replacing agreed to.
    fn is_named(&mut self) {
        if let Self::Report { named, replace, .. } = self {
            (*named, *replace) = (true, None);
        }
    }
}

impl Dialog {
    /// What it is about.
    pub fn title(&self) -> String {
        match &self.purpose {
            Purpose::Accept { rule, places } => match places.as_slice() {
                [one] => format!("Accept {} in {}", rule.id, one.names()),
                several => format!("Accept {} in {} clients and pools", rule.id, several.len()),
            },
            Purpose::Report { .. } => "Write a report".to_owned(),
        }
    }

    /// What each line is.
    pub fn labels(&self) -> &'static [&'static str] {
        match self.purpose {
            Purpose::Accept { .. } => &["Reason ", "Until  "],
            Purpose::Report { .. } => &["File   "],
        }
    }

    /// What is said below the lines.
    pub fn help(&self) -> Vec<String> {
        match &self.purpose {
            Purpose::Accept { places, .. } => {
                let mut help = vec![
                    "Until: the last day, as 2027-03-31 or 90 days; empty for ever.".to_owned(),
                    "Each is accepted by its id in audit-suppressions.toml beside the configuration."
                        .to_owned(),
                ];
                if places.len() > 1 {
                    let names: Vec<String> = places.iter().take(5).map(Where::names).collect();
                    let more = places.len().saturating_sub(5);
                    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                    help.push(format!("{}{more}", names.join(", ")));
                }
                help
            }
            Purpose::Report { replace, .. } => replace
                .iter()
                .map(|path| format!("{path} is there already. Enter replaces it; or name another file."))
                .collect(),
        }
    }

    /// The formats to choose from, each with what it is for and whether it is chosen.
    pub fn formats(&self) -> Vec<(&'static str, &'static str, bool)> {
        let Purpose::Report { format, .. } = self.purpose else { return Vec::new() };
        let all = render::FORMATS.iter().enumerate();
        all.map(|(at, one)| (one.name, one.what, at == format)).collect()
    }

    /// Its keys.
    pub fn foot(&self) -> &'static str {
        match self.purpose {
            Purpose::Accept { .. } => " Enter accept   Tab next line   Esc back ",
            Purpose::Report { .. } => " Enter write   ↑ ↓ format   Esc back ",
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(prompt) = self.prompts.get_mut(self.at) {
            prompt.paste(text);
        }
        self.purpose.is_named();
    }
}

impl App {
    /// Asks why the selected findings are accepted.
    pub(super) fn ask_to_accept(&mut self, audit: &mut Auditing) {
        let found = match audit.rows.key() {
            Some(Key::Finding(..)) => {
                audit.selected_finding().map(|(_, finding)| (finding.rule, vec![(*finding.place).clone()]))
            }
            Some(Key::Rule(_) | Key::Pool(..)) => audit.selected_rule().map(|rule| {
                let pool = match audit.rows.key() {
                    Some(Key::Pool(run, pool)) => Some((*run, pool.clone())),
                    _ => None,
                };
                let found = audit.found(&Below { rule: Some(rule.id), pool, ..Below::default() });
                let mut places: Vec<Where> = found.iter().map(|(_, found)| (*found.place).clone()).collect();
                places.dedup();
                (rule, places)
            }),
            _ => None,
        };
        let Some((rule, places)) = found.filter(|(_, places)| !places.is_empty()) else {
            self.tell("Select a rule or a finding to accept: Enter or l lists them.");
            return;
        };
        if self.launch.audit.accepted.is_none() {
            self.nothing_to("There is no configuration folder to keep accepted findings in.");
            return;
        }
        let prompts = vec![Prompt::default(), Prompt::default()];
        let purpose = Purpose::Accept { rule, places };
        audit.dialog = Some(Dialog { purpose, prompts, at: 0, error: None });
    }

    /// Asks where a report goes.
    pub(super) fn ask_for_report(&mut self, audit: &mut Auditing) {
        let format = render::FORMATS.iter().position(|format| format.name == "html").unwrap_or(0);
        let mut prompt = Prompt::default();
        prompt.paste(&file_name(format, self.now.wall));
        let purpose = Purpose::Report { format, replace: None, named: false };
        audit.dialog = Some(Dialog { purpose, prompts: vec![prompt], at: 0, error: None });
    }

    /// The file is there already: asks whether it may be replaced.
    pub(super) fn ask_to_replace(&mut self, path: &str) {
        let Some(audit) = self.audits.current.as_deref_mut() else { return };
        if let Some(Dialog { purpose: Purpose::Report { replace, .. }, .. }) = &mut audit.dialog {
            *replace = Some(path.to_owned());
        }
    }

    pub(super) fn dialog_key(&mut self, audit: &mut Auditing, key: KeyEvent) {
        let Some(mut dialog) = audit.dialog.take() else { return };
        dialog.error = None;
        let formats = render::FORMATS.len();
        let now = self.now.wall;
        match (key.code, &mut dialog.purpose) {
            (KeyCode::Esc, _) => return,
            (KeyCode::Char('u'), purpose) if key.modifiers.contains(KeyModifiers::CONTROL) => {
                purpose.is_named();
                dialog.prompts[dialog.at] = Prompt::default();
            }
            (KeyCode::Enter, Purpose::Accept { .. })
                if dialog.at == 0 && !dialog.prompts[0].text().trim().is_empty() =>
            {
                dialog.at = 1;
            }
            (KeyCode::Enter, _) => {
                if self.carry_out(audit, &mut dialog) {
                    return;
                }
            }
            (KeyCode::Tab | KeyCode::Down | KeyCode::BackTab | KeyCode::Up, Purpose::Accept { .. }) => {
                dialog.at = (dialog.at + 1) % 2;
            }
            (
                code @ (KeyCode::Up | KeyCode::Down | KeyCode::Tab | KeyCode::BackTab),
                Purpose::Report { format, replace, named },
            ) => {
                let by = if matches!(code, KeyCode::Up | KeyCode::BackTab) { formats - 1 } else { 1 };
                *format = (*format + by) % formats;
                *replace = None;
                if !*named {
                    dialog.prompts[0] = Prompt::default();
                    dialog.prompts[0].paste(&file_name(*format, now));
                }
            }
            (_, purpose) => {
                purpose.is_named();
                dialog.prompts[dialog.at].key(key);
            }
        }
        audit.dialog = Some(dialog);
    }

    /// Does what was asked for. Says whether the question is over.
    fn carry_out(&mut self, audit: &Auditing, dialog: &mut Dialog) -> bool {
        let typed = |at: usize| dialog.prompts[at].text().trim().to_owned();
        match &dialog.purpose {
            Purpose::Accept { rule, places } => {
                let reason = typed(0);
                if reason.is_empty() {
                    dialog.error = Some("A finding is accepted for a reason; say which.".to_owned());
                    dialog.at = 0;
                    return false;
                }
                let expires = match day(&typed(1), self.now.wall) {
                    Ok(day) => day,
                    Err(error) => {
                        dialog.error = Some(error);
                        dialog.at = 1;
                        return false;
                    }
                };
                let item = |place: &Where| {
                    let suppression = Suppression {
                        rule,
                        client: place.client.as_ref().map(|client| Pattern::new(client.as_str())),
                        pool: Some(Pattern::new(place.pool.as_str())),
                        reason: reason.clone(),
                        expires,
                    };
                    (suppression, format!("{} {}, in {}", rule.id, rule.title, place.names()))
                };
                let items = places.iter().map(item).collect();
                let order = SuppressOrder { items, standing: self.launch.audit.clone() };
                self.ask(Task::Suppress(Box::new(order)));
                true
            }
            Purpose::Report { format, replace, .. } => {
                let path = typed(0);
                if path.is_empty() {
                    dialog.error = Some("Name the file.".to_owned());
                    return false;
                }
                let order = ReportOrder {
                    held: audit.sites().zip(audit.runs.iter().map(|run| run.held.clone())).collect(),
                    about: audit.about(),
                    missing: audit.missing(),
                    standing: self.launch.audit.clone(),
                    now: self.now.wall,
                    format: render::FORMATS[*format].name,
                    path,
                    replace: replace.is_some(),
                };
                self.ask(Task::WriteReport(Box::new(order)));
                // It stays until the file is written, since that may be there already.
                false
            }
        }
    }
}

/// The name of a report's file.
fn file_name(format: usize, now: Timestamp) -> String {
    let day = TimeZone::UTC.to_datetime(now).date();
    format!("cognitui-audit-{day}.{}", render::FORMATS[format].extension)
}

/// The last day on which something is accepted, from what a person types.
fn day(text: &str, now: Timestamp) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let today = TimeZone::UTC.to_datetime(now).date();
    let wrong = || format!("'{text}' is no day: write 2027-03-31, or 90 days.");
    let day = if let Ok(day) = text.parse::<Date>() {
        day
    } else {
        let (number, unit) = text.split_once(' ').ok_or_else(wrong)?;
        let number: i32 = number.parse().map_err(|_| wrong())?;
        let span = Span::new();
        let span = match unit.trim().trim_end_matches('s') {
            "day" => span.try_days(number),
            "week" => span.try_weeks(number),
            "month" => span.try_months(number),
            "year" => span.try_years(number),
            _ => return Err(wrong()),
        };
        span.and_then(|span| today.checked_add(span)).map_err(|_| wrong())?
    };
    if day < today { Err(format!("{day} is over already.")) } else { Ok(Some(day)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_date_or_a_length_of_time() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let told = |text: &str| day(text, now).map(|day| day.map(|day| day.to_string()));
        assert_eq!(told(""), Ok(None));
        assert_eq!(told("2027-03-31"), Ok(Some("2027-03-31".to_owned())));
        assert_eq!(told("90 days"), Ok(Some("2027-02-20".to_owned())));
        assert_eq!(told("1 week"), Ok(Some("2026-11-29".to_owned())));
        assert_eq!(told("2026-11-22"), Ok(Some("2026-11-22".to_owned())));
        for wrong in ["2026-11-21", "soon", "90", "x days", "99999999 years", "-3 days"] {
            assert!(told(wrong).is_err(), "{wrong}");
        }
    }
}
