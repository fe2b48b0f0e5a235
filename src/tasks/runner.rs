//! Runs tasks side by side and keeps their tickets apart.

use std::collections::{HashMap, HashSet, VecDeque};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use crate::cognito::{Gateway, Traffic};

use super::elsewhere::Elsewhere;
use super::endpoint::Endpoint;
use super::safe::Safe;
use super::write::{self, Desk, Stopper};
use super::{Answer, ContextFacts, Errand, Failure, FailureKind, Outcome, Place, Task, Ticket, TrafficFacts};
use super::{audit, change, contexts, copy, export, file, read, secret, trial};

/// Answers wait here for the loop; a crawl that is faster than the screen waits for it.
const ANSWERS: usize = 256;
/// Errands wait here for the background; what does not fit waits in the handle.
const ERRANDS: usize = 256;
/// Changes of the load closer together than this are told once.
const TRAFFIC_PACE: std::time::Duration = std::time::Duration::from_millis(100);

/// The loop's end of the two channels.
#[derive(Debug)]
pub struct Handle {
    errands: mpsc::Sender<Errand>,
    answers: mpsc::Receiver<Answer>,
    backlog: VecDeque<Errand>,
    outstanding: HashSet<u64>,
    writes: HashSet<u64>,
    ended: tokio::task::JoinHandle<()>,
}

impl Handle {
    /// Passes an errand on. Never waits: what the channel cannot take now goes with the next call.
    pub fn send(&mut self, errand: Errand) {
        if let Errand::Run(ticket, task) = &errand {
            self.outstanding.insert(ticket.id);
            if matches!(task, Task::Write(_) | Task::WriteMany(_)) {
                self.writes.insert(ticket.id);
            }
        }
        self.backlog.push_back(errand);
        self.flush();
    }

    /// The next answer, when there is one.
    pub async fn answer(&mut self) -> Option<Answer> {
        let answer = self.answers.recv().await;
        self.note(answer)
    }

    /// The next answer, if it is there already.
    pub fn answer_now(&mut self) -> Option<Answer> {
        let answer = self.answers.try_recv().ok();
        self.note(answer)
    }

    /// True when nothing that was asked is still unanswered.
    pub fn is_idle(&self) -> bool {
        self.outstanding.is_empty() && self.answers.is_empty()
    }

    /// True while a write has not answered.
    pub fn is_writing(&self) -> bool {
        !self.writes.is_empty()
    }

    /// Ends the background: reads are dropped, writes stop where they safely can or come to their end.
    pub async fn finish(self) {
        let Self { errands, answers, ended, .. } = self;
        drop((errands, answers));
        let _ = ended.await;
    }

    fn note(&mut self, answer: Option<Answer>) -> Option<Answer> {
        if let Some(answer) = &answer
            && answer.last
        {
            self.outstanding.remove(&answer.ticket.id);
            self.writes.remove(&answer.ticket.id);
        }
        self.flush();
        answer
    }

    fn flush(&mut self) {
        while let Some(errand) = self.backlog.pop_front() {
            if let Err(refused) = self.errands.try_send(errand) {
                if let mpsc::error::TrySendError::Full(errand) = refused {
                    self.backlog.push_front(errand);
                }
                return;
            }
        }
    }
}

/// Starts the background on a runtime. It ends when the handle is dropped.
pub fn spawn(runtime: &tokio::runtime::Handle, endpoint: Endpoint) -> Handle {
    let (errands, inbox) = mpsc::channel(ERRANDS);
    let (outbox, answers) = mpsc::channel(ANSWERS);
    let (running, writing) = (JoinSet::new(), JoinSet::new());
    let safe = Safe::default();
    let elsewhere = Elsewhere::default();
    let runner =
        Runner { endpoint, outbox, link: None, elsewhere, safe, running, writing, tickets: HashMap::new() };
    let ended = runtime.spawn(runner.run(inbox));
    Handle {
        errands,
        answers,
        backlog: VecDeque::new(),
        outstanding: HashSet::new(),
        writes: HashSet::new(),
        ended,
    }
}

/// A connection and the context it belongs to.
struct Link {
    generation: u32,
    gateway: Gateway,
    traffic: AbortHandle,
}

struct Runner {
    endpoint: Endpoint,
    outbox: mpsc::Sender<Answer>,
    link: Option<Link>,
    elsewhere: Elsewhere,
    safe: Safe,
    running: JoinSet<Done>,
    /// Apart from the others, since these are never aborted.
    writing: JoinSet<Done>,
    tickets: HashMap<tokio::task::Id, (Ticket, Hold)>,
}

/// How a task is ended early.
enum Hold {
    Read(AbortHandle),
    /// Absent once it was asked.
    Write(Option<Stopper>),
}

/// What a finished task leaves behind for the runner.
struct Done {
    outcome: Outcome,
    gateway: Option<Gateway>,
}

impl Done {
    fn of(outcome: Outcome) -> Self {
        Self { outcome, gateway: None }
    }
}

impl Runner {
    async fn run(mut self, mut inbox: mpsc::Receiver<Errand>) {
        loop {
            tokio::select! {
                errand = inbox.recv() => match errand {
                    Some(Errand::Run(ticket, task)) => self.start(ticket, task).await,
                    Some(Errand::Cancel(ticket)) => self.cancel(ticket),
                    None => break,
                },
                Some(ended) = self.running.join_next_with_id() => self.finish(ended).await,
                Some(ended) = self.writing.join_next_with_id() => self.finish(ended).await,
            }
        }
        self.running.abort_all();
        // Asks the writes to stop.
        self.tickets.clear();
        while self.writing.join_next().await.is_some() {}
    }

    async fn start(&mut self, ticket: Ticket, task: Task) {
        let say = Say { ticket, place: None, outbox: self.outbox.clone() };
        let desk = self.endpoint.desk.clone();
        let task = match kept(desk.clone(), task) {
            Ok(work) => {
                let id = self.writing.spawn(work.map(Done::of)).id();
                self.tickets.insert(id, (ticket, Hold::Write(None)));
                return;
            }
            Err(task) => task,
        };
        let abort = if let Task::ReadJournal = task {
            self.running.spawn(async move { Done::of(change::journal(desk).await) })
        } else if let Task::ReadContexts = task {
            self.running.spawn(async move { Done::of(contexts::read().await) })
        } else if let Task::Opened(now) = task {
            self.running.spawn(contexts::opened(now).map(Done::of))
        } else if let Task::ReadPlans = task {
            self.running.spawn(async move { Done::of(change::plans(desk, None).await) })
        } else if let Task::ForgetPlan(id) = task {
            self.running.spawn(async move { Done::of(change::plans(desk, Some(id)).await) })
        } else if let Task::ReadFile(path) = task {
            self.running.spawn(file::read_clients(path).map(Done::of))
        } else if let Task::ReadSnapshot(folder) = task {
            self.running.spawn(file::read_snapshot(folder).map(Done::of))
        } else if let Task::Export(order) = task {
            self.running.spawn(export::render(*order).map(Done::of))
        } else if let Task::ClearClipboard = task {
            self.running.spawn(copy::clear(self.endpoint.clipboard.clone()).map(Done::of))
        } else if let Task::Copy(order) = task {
            let link = self.link.as_ref().filter(|link| link.generation == ticket.generation);
            let gateway = link.map(|link| link.gateway.clone());
            let (safe, clipboard) = (self.safe.clone(), self.endpoint.clipboard.clone());
            self.running.spawn(copy::run(*order, gateway, safe, clipboard).map(Done::of))
        } else if let Task::Elsewhere(place, task) = task {
            let (known, endpoint, safe) = (self.elsewhere.clone(), self.endpoint.clone(), self.safe.clone());
            let say = Say { place: Some(place.clone()), ..say };
            self.running
                .spawn(async move { Done::of(elsewhere(known, endpoint, place, *task, safe, say).await) })
        } else if let Task::Connect(place) = task {
            self.leave_earlier(ticket.generation);
            self.elsewhere.forget();
            let endpoint = self.endpoint.clone();
            self.running.spawn(async move {
                let profile = place.profile.clone();
                match endpoint.connect(place).await {
                    Ok(gateway) => {
                        if endpoint.embedded.is_none() && endpoint.desk.is_some() {
                            contexts::note(&gateway, profile).await;
                        }
                        let world = endpoint.desk.as_ref().and_then(Desk::world).map(str::to_owned);
                        let outcome = Outcome::Connected(facts(&gateway, world));
                        Done { outcome, gateway: Some(gateway) }
                    }
                    Err(error) => Done { outcome: Outcome::ConnectFailed(error.into()), gateway: None },
                }
            })
        } else {
            let current = self.link.as_ref().filter(|link| link.generation == ticket.generation);
            let Some(gateway) = current.map(|link| link.gateway.clone()) else {
                say.last(without_link(task)).await;
                return;
            };
            match task {
                Task::Write(plan) => {
                    let (stopper, stop) = write::stopper();
                    let phase = stopper.phase();
                    let work = change::write(desk, gateway, *plan, stop, phase, self.safe.clone(), say);
                    let id = self.writing.spawn(async move { Done::of(work.await) }).id();
                    self.tickets.insert(id, (ticket, Hold::Write(Some(stopper))));
                    return;
                }
                Task::WriteMany(plan) => {
                    let (stopper, stop) = write::stopper();
                    let work = change::write_many(desk, gateway, *plan, stop, say);
                    let id = self.writing.spawn(async move { Done::of(work.await) }).id();
                    self.tickets.insert(id, (ticket, Hold::Write(Some(stopper))));
                    return;
                }
                Task::TryToken(order) => {
                    let safe = self.safe.clone();
                    self.running.spawn(async move { Done::of(trial::run(*order, &gateway, &safe).await) })
                }
                Task::Reveal(key) => {
                    self.running.spawn(secret::reveal(gateway, key, self.safe.clone()).map(Done::of))
                }
                Task::ResolveJournal => {
                    self.running.spawn(async move { Done::of(change::resolve(desk, gateway).await) })
                }
                // A draft that is on its way to the disk arrives there, wherever the person goes and even if
                // the program ends.
                task @ Task::KeepDraft { .. } => {
                    let work = async move { Done::of(read::run(&gateway, task, &say).await) };
                    let id = self.writing.spawn(work).id();
                    self.tickets.insert(id, (ticket, Hold::Write(None)));
                    return;
                }
                task => self.running.spawn(async move { Done::of(read::run(&gateway, task, &say).await) }),
            }
        };
        self.tickets.insert(abort.id(), (ticket, Hold::Read(abort)));
    }

    /// Nobody waits for the answers of an earlier context any more.
    fn leave_earlier(&self, generation: u32) {
        for (ticket, hold) in self.tickets.values() {
            if let Hold::Read(abort) = hold
                && ticket.generation < generation
            {
                abort.abort();
            }
        }
    }

    fn cancel(&mut self, ticket: Ticket) {
        match self.tickets.values_mut().find(|(known, _)| *known == ticket) {
            Some((_, Hold::Read(abort))) => abort.abort(),
            Some((_, Hold::Write(stopper))) => drop(stopper.take()),
            None => {}
        }
    }

    async fn finish(&mut self, ended: Result<(tokio::task::Id, Done), tokio::task::JoinError>) {
        let id = match &ended {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        let Some((ticket, _)) = self.tickets.remove(&id) else { return };
        let outcome = match ended {
            Ok((_, done)) => {
                if let Some(gateway) = done.gateway {
                    self.connected(ticket, gateway);
                }
                done.outcome
            }
            Err(error) if error.is_cancelled() => Outcome::Cancelled,
            Err(_) => Outcome::Broken(Failure::broken()),
        };
        Say { ticket, place: None, outbox: self.outbox.clone() }.last(outcome).await;
    }

    fn connected(&mut self, ticket: Ticket, gateway: Gateway) {
        if let Some(link) = self.link.take() {
            link.traffic.abort();
        }
        let traffic = tokio::spawn(tell_traffic(
            gateway.clone(),
            Say { ticket, place: None, outbox: self.outbox.clone() },
        ));
        self.link = Some(Link { generation: ticket.generation, gateway, traffic: traffic.abort_handle() });
    }
}

/// What is written to a file to its end, wherever the person goes. Any other task is given back.
fn kept(desk: Option<Desk>, task: Task) -> Result<BoxFuture<'static, Outcome>, Task> {
    Ok(match task {
        Task::WriteReport(order) => audit::write_report(*order).map(Outcome::ReportWritten).boxed(),
        Task::Suppress(order) => audit::suppress(*order).map(Outcome::Suppressed).boxed(),
        Task::WriteFiles(order) => export::write(*order).boxed(),
        Task::NoteRotation(note) => change::note_rotation(desk, *note).boxed(),
        task => return Err(task),
    })
}

/// Runs a read in another place.
async fn elsewhere(
    known: Elsewhere,
    endpoint: Endpoint,
    place: Place,
    task: Task,
    safe: Safe,
    say: Say,
) -> Outcome {
    let reached = known.gateway(&endpoint, &place).await;
    let outcome = match (task, reached) {
        // A copy is told of like any other, wherever the person is by then.
        (Task::Copy(order), Ok(gateway)) => {
            return copy::run(*order, Some(gateway), safe, endpoint.clipboard).await;
        }
        (Task::Copy(_), Err(error)) => return Outcome::Copied(Err(error.into())),
        (task, Ok(gateway)) => read::run(&gateway, task, &say).await,
        (_, Err(error)) => Outcome::ConnectFailed(error.into()),
    };
    Outcome::Elsewhere(place, Box::new(outcome))
}

/// A task's way to say something before it ends.
pub(super) struct Say {
    ticket: Ticket,
    /// Where it runs, if that is not where the dashboard is.
    place: Option<Place>,
    outbox: mpsc::Sender<Answer>,
}

impl Say {
    /// One more thing, not the last.
    pub(super) async fn also(&self, outcome: Outcome) {
        self.send(outcome, false).await;
    }

    async fn last(&self, outcome: Outcome) {
        self.send(outcome, true).await;
    }

    async fn send(&self, outcome: Outcome, last: bool) {
        let outcome = match &self.place {
            Some(place) => Outcome::Elsewhere(place.clone(), Box::new(outcome)),
            None => outcome,
        };
        // The loop drops its end only when the program leaves; then nobody is there to be told.
        let _ = self.outbox.send(Answer { ticket: self.ticket, outcome, last }).await;
    }
}

/// What a task ends in that has no connection to go over. Whoever waits for a write or a draft is told.
fn without_link(task: Task) -> Outcome {
    let failure = Failure {
        kind: FailureKind::Passing,
        what: "There is no connection at the moment, and nothing was sent.".to_owned(),
        next: "r connects again; then do it once more.".to_owned(),
    };
    match task {
        Task::Write(plan) => {
            let refused = write::Refused { reason: write::Reason::Look, failure, entry: None };
            let outcome = write::WriteOutcome::Refused(Box::new(refused));
            Outcome::Written(Box::new(super::Written { plan: *plan, outcome }))
        }
        Task::KeepDraft { .. } => Outcome::DraftKept(Err(failure)),
        _ => Outcome::Cancelled,
    }
}

fn facts(gateway: &Gateway, world: Option<String>) -> ContextFacts {
    let context = gateway.context();
    ContextFacts {
        profile: context.profile.clone(),
        region: context.region.clone(),
        endpoint: context.endpoint.clone(),
        sandbox: context.sandbox,
        world: world.filter(|_| context.sandbox),
    }
}

/// The rate in force while the service asks to slow down, at least one a second.
fn slowed(traffic: &Traffic) -> TrafficFacts {
    let rate = traffic.rate.filter(|_| traffic.throttled);
    #[expect(clippy::cast_sign_loss, reason = "a rate is positive")]
    let slowed_to = rate.map(|rate| (rate.round() as u32).max(1));
    TrafficFacts { slowed_to }
}

async fn tell_traffic(gateway: Gateway, say: Say) {
    let mut traffic = gateway.traffic();
    let mut told = TrafficFacts::default();
    while traffic.changed().await.is_ok() {
        let now = slowed(&traffic.borrow_and_update());
        if now != told {
            told = now;
            say.also(Outcome::Traffic(now)).await;
        }
        tokio::time::sleep(TRAFFIC_PACE).await;
    }
}
