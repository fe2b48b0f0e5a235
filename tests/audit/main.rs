//! The sandbox's world, read through the gateway and judged: what a person finds when trying the program.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fmt::Write as _;

use cognitui::audit::{self, Around, Policy, Report, Subject};
use cognitui::client::rules::Mapping;
use cognitui::client::{AppClient, PoolId, SecretDescriptor};
use cognitui::cognito::{Budgets, Embedded, Gateway, Lane, Target};
use cognitui::local::Config;
use cognitui::sandbox::{Options, Sandbox, World};

/// The day on which the world is looked at.
const NOW: &str = "2026-11-01T00:00:00Z";

/// A pool and its clients.
struct Read {
    around: Around,
    clients: Vec<Client>,
}

/// A client with the dates of its secrets, and whether it has a style.
struct Client {
    described: AppClient,
    secrets: Vec<SecretDescriptor>,
    styled: bool,
}

async fn world() -> Vec<Read> {
    let sandbox = Sandbox::new(World::default_world(), Options::default());
    let embedded = Embedded {
        http_client: sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "test".to_owned(),
    };
    let target = Target { embedded: Some(embedded), ..Target::default() };
    let gateway = Gateway::connect(&target, Budgets::unlimited(8)).await.unwrap();
    let mut read = Vec::new();
    let mut after = None;
    loop {
        let page = gateway.pools_page(Lane::Background, after).await.unwrap();
        for pool in page.items {
            let around = around(&gateway, &pool.id, &pool.name).await;
            let clients = clients(&gateway, &pool.id).await;
            read.push(Read { around, clients });
        }
        after = page.next;
        if after.is_none() {
            return read;
        }
    }
}

async fn around(gateway: &Gateway, id: &PoolId, name: &str) -> Around {
    let mut around = Around::new(id.clone(), name);
    let pool = gateway.pool(Lane::Background, id).await.unwrap();
    around.pages = gateway.sign_in_pages(Lane::Background, &pool).await.unwrap().into();
    around.pool = pool.into();
    around.providers = gateway.identity_providers(Lane::Background, id).await.unwrap().into();
    around.servers = gateway.resource_servers(Lane::Background, id).await.unwrap().into();
    around.mappings = Vec::<Mapping>::new().into();
    around
}

async fn clients(gateway: &Gateway, pool: &PoolId) -> Vec<Client> {
    let (mut clients, mut after) = (Vec::new(), None);
    loop {
        let page = gateway.clients_page(Lane::Background, pool, after).await.unwrap();
        for summary in page.items {
            let client = gateway.client(Lane::Background, &summary.key).await.unwrap();
            let secrets = if client.secret.is_present() {
                gateway.secrets(Lane::Background, &summary.key).await.unwrap()
            } else {
                Vec::new()
            };
            let styled = gateway.has_style(Lane::Background, &summary.key).await.unwrap();
            clients.push(Client { described: client, secrets, styled });
        }
        after = page.next;
        if after.is_none() {
            return clients;
        }
    }
}

fn judged(world: &[Read], policy: &Policy) -> Report {
    let mut subjects = Vec::new();
    for pool in world {
        for Client { described: client, secrets, styled } in &pool.clients {
            let mut subject = Subject::new(client, &pool.around);
            subject.secrets = secrets.clone().into();
            subject.branded = (*styled).into();
            subjects.push(subject);
        }
    }
    audit::run(&subjects, policy, NOW.parse().unwrap())
}

#[tokio::test]
async fn the_sandbox_has_these_findings() {
    let world = world().await;
    let report = judged(&world, &Policy::default());
    assert!(report.is_complete());
    let mut text = format!("{} clients in {} pools\n", report.clients, report.pools.len());
    for group in report.by_rule() {
        let _ = writeln!(text, "\n{} {}", group.what.id, group.what.title);
        for finding in group.findings {
            let fix = finding.fix.as_ref().map(|fix| format!(" -> {}", fix.title)).unwrap_or_default();
            let _ = writeln!(
                text,
                "  {} {}: {}{fix}",
                finding.severity.letter(),
                finding.place.names(),
                finding.evidence
            );
        }
    }
    insta::assert_snapshot!(text);
}

/// Every fix that is offered in the world is one that the service's own rules accept.
#[tokio::test]
async fn every_fix_in_the_sandbox_can_be_made() {
    let world = world().await;
    let report = judged(&world, &Policy::default());
    let mut made = 0;
    for finding in &report.findings {
        let (Some(fix), Some(key)) = (&finding.fix, finding.place.key()) else { continue };
        let pool = world.iter().find(|pool| pool.around.id == key.pool).unwrap();
        let client = &pool.clients.iter().find(|one| one.described.key == key).unwrap().described;
        let after = fix.edit.apply(&client.settings).unwrap();
        assert_ne!(after, client.settings, "{} {}", finding.rule.id, finding.place.names());
        made += 1;
    }
    assert!(made > 20, "{made}");
}

#[tokio::test]
async fn a_policy_comes_from_the_configuration_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "[keys]\nhelp = ['F1']\n[audit]\ndisable = ['S13']\n").unwrap();
    let config = Config::load(Some(&path)).unwrap();
    let policy = Policy::from_table(config.audit).unwrap();
    let world = world().await;
    let of = |policy: &Policy| judged(&world, policy).findings.iter().filter(|f| f.rule.id == "S13").count();
    assert!(of(&Policy::default()) > 0);
    assert_eq!(of(&policy), 0);
}
