//! Runs an audit: reads, judges and tells, a little at a time.

use std::time::Duration;

use tokio::time::Instant;

use super::super::crawl::{Beside, Crawl, Read, Step, Wanted};
use super::super::runner::Say;
use super::super::{Failure, Outcome};
use super::estimate::{self, Rest};
use super::{AgainOrder, AuditNews, AuditOrder, Judged, policy_of, site_of};
use crate::audit::Policy;
use crate::client::ClientKey;
use crate::cognito::{CognitoError, Gateway, Lane};

/// News closer together than this go together.
const PACE: Duration = Duration::from_millis(100);
/// So many clients and pools are told at once at most.
const BATCH: usize = 256;

const BESIDE: Beside = Beside { pools: true, secrets: true, styles: true };

/// Reads what is wanted and was not read before, and tells what the rules say of it.
pub(in crate::tasks) async fn run(gateway: &Gateway, order: AuditOrder, say: &Say) -> Outcome {
    let policy = match policy_of(&order.standing).await {
        Ok(policy) => policy,
        Err(failure) => return failed(failure),
    };
    // Whoever stopped an audit has not heard of what was judged last.
    let (judged, skip) = {
        let mut evidence = order.held.lock();
        evidence.set_site(site_of(gateway.context()));
        (evidence.judge_all(&policy, order.now), evidence.skip())
    };
    let already = skip.clients.len();
    let lane = Lane::Background;
    let single = matches!(order.wanted, Wanted::Clients(_));
    let mut crawl = Crawl::go_on(gateway.clone(), lane, order.wanted.clone(), BESIDE, skip);
    let mut teller = Teller { gateway, order: &order, began: Instant::now(), already, judged, single };
    teller.tell(say).await;
    let mut due = Instant::now() + PACE;
    let mut news = false;
    loop {
        let step = if news {
            let Ok(step) = tokio::time::timeout_at(due, crawl.next()).await else {
                teller.tell(say).await;
                news = false;
                continue;
            };
            step
        } else {
            crawl.next().await
        };
        let Some(step) = step else { break };
        if !news {
            news = true;
            due = Instant::now() + PACE;
        }
        let judged = order.held.lock().judge(step, &policy, order.now);
        teller.judged.extend(judged);
        if teller.judged.len() >= BATCH {
            teller.tell(say).await;
            news = false;
        }
    }
    let held = order.held.clone();
    let now = order.now;
    let compared = tokio::task::spawn_blocking(move || held.lock().compared(&policy, now)).await;
    let mut last = teller.news();
    last.compared = compared.ok();
    let evidence = order.held.lock();
    last.failed = evidence.only_failure().cloned().map(Failure::from);
    last.complete = evidence.unread().is_empty();
    last.left = None;
    Outcome::Audit(Box::new(last))
}

fn failed(failure: Failure) -> Outcome {
    Outcome::Audit(Box::new(AuditNews { failed: Some(failure), ..AuditNews::default() }))
}

/// Tells how it goes.
struct Teller<'a> {
    gateway: &'a Gateway,
    order: &'a AuditOrder,
    began: Instant,
    /// Clients that were read before this run.
    already: usize,
    judged: Vec<Judged>,
    /// Single clients are read, which are in no list.
    single: bool,
}

impl Teller<'_> {
    async fn tell(&mut self, say: &Say) {
        let news = self.news();
        say.also(Outcome::Audit(Box::new(news))).await;
    }

    fn news(&mut self) -> AuditNews {
        let evidence = self.order.held.lock();
        let mut progress = evidence.progress();
        let mut pools: Vec<usize> = evidence.left().collect();
        if let (Wanted::Clients(keys), true) = (&self.order.wanted, self.single) {
            progress.known = keys.len();
            progress.all_known = true;
            pools = vec![keys.len().saturating_sub(progress.read + progress.failed)];
        }
        // A float holds the number of clients there can be.
        #[expect(clippy::cast_precision_loss, reason = "there are not so many clients")]
        let beside = evidence.with_secrets() as f64 / progress.read.max(1) as f64;
        let done = (progress.read + progress.failed).saturating_sub(self.already);
        let rest = Rest { pools, beside, done, took: self.began.elapsed() };
        AuditNews {
            judged: std::mem::take(&mut self.judged),
            progress: Some(progress),
            left: estimate::left(&rest, self.gateway.budgets()),
            unread: Some(evidence.unread().to_vec()),
            ..AuditNews::default()
        }
    }
}

/// Reads some clients again and judges them, or judges everything by the rules as they are now.
pub(in crate::tasks) async fn again(gateway: &Gateway, order: AgainOrder) -> Outcome {
    let policy = match policy_of(&order.standing).await {
        Ok(policy) => policy,
        Err(failure) => return failed(failure),
    };
    let mut news = AuditNews::default();
    for key in &order.keys {
        match read(gateway, key).await {
            Ok(read) => order.held.lock().take(Step::Client(Box::new(read))),
            Err(CognitoError::NotFound { .. }) => {
                order.held.lock().forget(key);
                news.gone.push(key.clone());
            }
            // What was found before stands until the client can be read again.
            Err(_) => {}
        }
    }
    let held = order.held.clone();
    let judged = tokio::task::spawn_blocking(move || judged(&order, &policy)).await;
    let Ok((judged, compared)) = judged else { return Outcome::Broken(Failure::broken()) };
    news.judged = judged;
    news.compared = Some(compared);
    news.progress = Some(held.lock().progress()).filter(|progress| progress.all_known);
    Outcome::Audit(Box::new(news))
}

fn judged(order: &AgainOrder, policy: &Policy) -> (Vec<Judged>, Vec<crate::audit::Finding>) {
    let mut evidence = order.held.lock();
    let judged = if order.keys.is_empty() {
        evidence.judge_all(policy, order.now)
    } else {
        order.keys.iter().filter_map(|key| evidence.judge_client(key, policy, order.now)).collect()
    };
    (judged, evidence.compared(policy, order.now))
}

async fn read(gateway: &Gateway, key: &ClientKey) -> Result<Read, CognitoError> {
    let lane = Lane::Foreground;
    let mut crawl = Crawl::start(gateway.clone(), lane, Wanted::Clients(vec![key.clone()]), BESIDE);
    while let Some(step) = crawl.next().await {
        match step {
            Step::Client(read) => return Ok(*read),
            Step::ClientFailed(_, error) => return Err(error),
            _ => {}
        }
    }
    Err(CognitoError::Other {
        operation: "Reading the client".to_owned(),
        message: "it broke off".to_owned(),
    })
}
