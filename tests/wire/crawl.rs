//! Reading everything: complete, within the quotas, and as fast as they allow. Time here is the
//! runtime's, which jumps while everybody waits, so that the figures are exact.

use std::collections::HashSet;
use std::time::Duration;

use cognitui::client::PoolSummary;
use cognitui::cognito::{Budgets, Embedded, Gateway, Lane, Target};
use cognitui::sandbox::{Options, Sandbox, World};
use cognitui::tasks::audit::Evidence;
use cognitui::tasks::crawl::{Beside, Crawl, Step, Wanted, pools};
use tokio::time::Instant;

use crate::gateway_script::{sandboxed, sandboxed_with};

/// Everything that a crawl says.
async fn all(gateway: &Gateway, wanted: Wanted, beside: Beside) -> Vec<Step> {
    let mut crawl = Crawl::start(gateway.clone(), Lane::Foreground, wanted, beside);
    let mut steps = Vec::new();
    while let Some(step) = crawl.next().await {
        steps.push(step);
    }
    steps
}

fn clients(steps: &[Step]) -> HashSet<String> {
    let read = steps.iter().filter_map(|step| match step {
        Step::Client(read) => Some(read.client.key.to_string()),
        _ => None,
    });
    read.collect()
}

#[tokio::test]
async fn every_client_of_every_pool_is_read_once() {
    let (gateway, sandbox) = sandboxed().await;
    let steps = all(&gateway, Wanted::All, Beside { pools: true, secrets: true, styles: true }).await;
    assert_eq!(clients(&steps).len(), 56);
    assert_eq!(sandbox.requests_for("DescribeUserPoolClient"), 56);
    let around = steps.iter().filter(|step| matches!(step, Step::Pool(facts) if facts.mappings.is_ok()));
    assert_eq!(around.count(), 7);
    // Two pools have a client of this name; one of them is getting another secret.
    let rotating = steps.iter().filter_map(|step| match step {
        Step::Client(read) if read.client.name() == "loyalty-sync" => read.secrets.clone(),
        _ => None,
    });
    let mut secrets: Vec<usize> = rotating.map(|secrets| secrets.unwrap().len()).collect();
    secrets.sort_unstable();
    assert_eq!(secrets, [1, 2]);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_and_the_rest_is_read() {
    let faults = vec!["access-denied:DescribeUserPoolClient=0.5".parse().unwrap()];
    let (gateway, _sandbox) =
        sandboxed_with(Options { faults, ..Options::default() }, Budgets::unlimited(8)).await;
    let steps = all(&gateway, Wanted::All, Beside::default()).await;
    let failed = steps.iter().filter(|step| matches!(step, Step::ClientFailed(..))).count();
    assert!(failed > 0 && failed < 56, "{failed}");
    assert_eq!(failed + clients(&steps).len(), 56);
}

#[tokio::test]
async fn chosen_pools_and_chosen_clients_are_read_alone() {
    let (gateway, sandbox) = sandboxed().await;
    let staff: Vec<PoolSummary> = pools(&gateway, Lane::Background)
        .await
        .unwrap()
        .into_iter()
        .filter(|pool| pool.name == "staff")
        .collect();
    let steps = all(&gateway, Wanted::Pools(staff), Beside::default()).await;
    let keys: Vec<_> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Client(read) => Some(read.client.key.clone()),
            _ => None,
        })
        .take(2)
        .collect();
    sandbox.reset_requests();
    let steps = all(&gateway, Wanted::Clients(keys), Beside { pools: true, ..Beside::default() }).await;
    assert_eq!(clients(&steps).len(), 2);
    assert_eq!(sandbox.requests_for("DescribeUserPool"), 1);
    assert_eq!(sandbox.requests_for("ListUserPoolClients"), 0);
}

#[tokio::test]
async fn styles_are_asked_for_where_pages_are_managed_and_nowhere_else() {
    const STYLE: &str = "DescribeManagedLoginBrandingByClient";
    let (gateway, sandbox) = sandboxed().await;
    let steps = all(&gateway, Wanted::All, Beside { pools: true, styles: true, ..Beside::default() }).await;
    let mut styles = (0, 0, 0);
    for step in &steps {
        if let Step::Client(read) = step {
            match &read.styled {
                Some(Ok(true)) => styles.0 += 1,
                Some(Ok(false)) => styles.1 += 1,
                Some(Err(error)) => panic!("{error}"),
                None => styles.2 += 1,
            }
        }
    }
    assert_eq!((styles.1, styles.0 + styles.1 + styles.2), (2, 56), "{styles:?}");
    assert_eq!(sandbox.requests_for(STYLE), styles.0 + styles.1);
    let managed = steps
        .iter()
        .filter(|step| matches!(step, Step::Pool(facts) if matches!(facts.pages, Some(Ok(2)))))
        .count();
    assert_eq!(managed, 2);
    // Single clients wait for their pool too.
    let wifi = steps.iter().find_map(|step| match step {
        Step::Client(read) if read.client.name() == "wifi-portal" => Some(read.client.key.clone()),
        _ => None,
    });
    let beside = Beside { pools: true, styles: true, ..Beside::default() };
    let steps = all(&gateway, Wanted::Clients(vec![wifi.unwrap()]), beside).await;
    assert!(
        steps.iter().any(|step| matches!(step, Step::Client(read) if matches!(read.styled, Some(Ok(false)))))
    );
}

#[tokio::test]
async fn an_endpoint_without_styles_or_versions_leaves_the_rest_as_it_is() {
    for operation in ["DescribeManagedLoginBrandingByClient", "DescribeUserPoolDomain"] {
        let faults = vec![format!("server-error:{operation}=1").parse().unwrap()];
        let (gateway, _sandbox) =
            sandboxed_with(Options { faults, ..Options::default() }, Budgets::unlimited(8)).await;
        let steps =
            all(&gateway, Wanted::All, Beside { pools: true, styles: true, ..Beside::default() }).await;
        assert_eq!(clients(&steps).len(), 56, "{operation}");
        assert!(!steps.iter().any(|step| matches!(step, Step::ClientFailed(..) | Step::PoolFailed(..))));
    }
}

#[tokio::test]
async fn what_was_read_is_not_read_again() {
    let (gateway, sandbox) = sandboxed().await;
    let beside = Beside { pools: true, ..Beside::default() };
    let mut crawl = Crawl::start(gateway.clone(), Lane::Foreground, Wanted::All, beside);
    let mut evidence = Evidence::default();
    while evidence.progress().read < 20 {
        evidence.take(crawl.next().await.unwrap());
    }
    drop(crawl);
    sandbox.reset_requests();
    let skip = evidence.skip();
    let (lists, read) = (skip.lists.len() as u64, skip.clients.len() as u64);
    let mut crawl = Crawl::go_on(gateway, Lane::Foreground, Wanted::All, beside, skip);
    while let Some(step) = crawl.next().await {
        evidence.take(step);
    }
    assert_eq!(evidence.progress().read, 56);
    assert_eq!(sandbox.requests_for("DescribeUserPoolClient"), 56 - read);
    assert_eq!(sandbox.requests_for("ListUserPoolClients"), 7 - lists);
    assert_eq!(sandbox.requests_for("ListUserPools"), 0);
}

#[tokio::test]
async fn a_crawl_that_nobody_reads_any_more_ends() {
    let (gateway, sandbox) = sandboxed().await;
    let mut crawl = Crawl::start(gateway, Lane::Background, Wanted::All, Beside::default());
    crawl.next().await.unwrap();
    drop(crawl);
    tokio::task::yield_now().await;
    let seen = sandbox.requests_for("DescribeUserPoolClient");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(sandbox.requests_for("DescribeUserPoolClient"), seen);
}

/// Three pools with so many clients each, half of them with a secret.
async fn large(each: usize, options: Options, budgets: Budgets) -> (Gateway, Sandbox) {
    let pools: Vec<String> = (0..3)
        .map(|pool| {
            format!(
                r#"{{"pool": {{"Name": "pool-{pool}"}}, "clients": [
                    {{"ClientName": "app-{{n}}", "repeat": {each}}}]}}"#
            )
        })
        .collect();
    let world =
        format!(r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{}]}}"#, pools.join(","));
    let sandbox = Sandbox::new(World::from_json(&world).unwrap(), options);
    let embedded = Embedded {
        http_client: sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "test".to_owned(),
    };
    let target = Target { embedded: Some(embedded), ..Target::default() };
    (Gateway::connect(&target, budgets).await.unwrap(), sandbox)
}

#[tokio::test(start_paused = true)]
async fn within_the_services_quotas_nothing_is_throttled_and_little_time_is_lost() {
    let options = Options {
        latency: Duration::from_millis(40),
        rps: Some(15.0),
        pool_rps: Some(5.0),
        ..Options::default()
    };
    let (gateway, sandbox) = large(200, options, Budgets::aws()).await;
    let began = Instant::now();
    let steps = all(&gateway, Wanted::All, Beside::default()).await;
    let took = began.elapsed().as_secs_f64();
    assert_eq!(clients(&steps).len(), 600);
    let asked = sandbox.requests_for("DescribeUserPoolClient");
    let listed = sandbox.requests_for("ListUserPoolClients");
    assert!(asked <= 606, "{asked} describes for 600 clients: more than one in a hundred was throttled");
    // 15 a second for both operations together, after what the bucket holds at the start.
    let allowed = f64::from(u32::try_from(600 + listed).unwrap() - 15) / 15.0;
    assert!(took <= allowed * 1.10, "{took:.1} s where {allowed:.1} s are allowed");
}

#[tokio::test(start_paused = true)]
async fn without_quotas_every_place_in_flight_is_used() {
    let options = Options { latency: Duration::from_millis(40), ..Options::default() };
    let (gateway, sandbox) = large(200, options, Budgets::unlimited(16)).await;
    let began = Instant::now();
    let steps = all(&gateway, Wanted::All, Beside { pools: true, secrets: true, styles: true }).await;
    let took = began.elapsed().as_secs_f64();
    assert_eq!(clients(&steps).len(), 600);
    let requests: u64 = sandbox.requests().values().sum();
    let ideal = f64::from(u32::try_from(requests).unwrap()) * 0.040 / 16.0;
    assert!(ideal / took >= 0.9, "{took:.2} s where {ideal:.2} s would do");
}
