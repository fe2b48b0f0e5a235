//! The rules against a Cognito that states its own: what is judged before a request, and what comes back
//! when it is sent anyway, through the real gateway and the real SDK.

use cognitui::client::field;
use cognitui::client::rules::{self, Finding, Operation, Secret, Surroundings, check};
use cognitui::client::{
    AppClient, ClientKey, Pool, PoolId, ProviderSummary, ResourceServer, Settings, create_document, template,
    update_document,
};
use cognitui::cognito::{Budgets, CognitoError, Embedded, Gateway, Lane, Target};
use cognitui::sandbox::{Options, Sandbox, World};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

#[path = "rules/chance.rs"]
mod chance;
#[path = "rules/replace.rs"]
mod replace;
#[path = "rules/templates.rs"]
mod templates;
#[path = "../../src/client/rules/vectors.rs"]
mod vectors;

use vectors::{Vector, with_sorted_words};

/// The production pool of the built-in world.
const CUSTOMERS: &str = "eu-west-1_hRb7Lk2Qe";
/// A pool of the oldest tier.
const PARTNERS: &str = "eu-west-1_Zq1PgU6oB";

/// A gateway into the built-in world.
async fn gateway() -> Gateway {
    let sandbox = Sandbox::new(World::default_world(), Options::default());
    let embedded = Embedded {
        http_client: sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "sandbox".to_owned(),
    };
    let target = Target { embedded: Some(embedded), ..Target::default() };
    Gateway::connect(&target, Budgets::unlimited(8)).await.unwrap()
}

/// A pool and what is in it, as the gateway reads them.
struct Around {
    pool: Pool,
    providers: Vec<ProviderSummary>,
    servers: Vec<ResourceServer>,
}

impl Around {
    async fn read(gateway: &Gateway, pool: &str) -> Self {
        let id = PoolId::new(pool);
        Self {
            pool: gateway.pool(Lane::Foreground, &id).await.unwrap(),
            providers: gateway.identity_providers(Lane::Foreground, &id).await.unwrap(),
            servers: gateway.resource_servers(Lane::Foreground, &id).await.unwrap(),
        }
    }

    fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            region: Some("eu-west-1"),
            pool: Some(&self.pool),
            providers: Some(&self.providers),
            servers: Some(&self.servers),
            ..Surroundings::default()
        }
    }
}

fn settings(json: &Value) -> Settings {
    Settings::from_wire(json.as_object().unwrap().clone())
}

/// The service's code and words.
fn refusal(error: CognitoError) -> (String, String) {
    match error {
        CognitoError::Invalid { code, message, .. } => (code, message),
        CognitoError::NotFound { message } => ("ResourceNotFoundException".to_owned(), message),
        CognitoError::LimitExceeded { message } => ("LimitExceededException".to_owned(), message),
        other => panic!("no refusal: {other:?}"),
    }
}

fn assert_same(name: &str, finding: &Finding, refusal: &(String, String)) {
    assert_eq!(refusal.0, finding.exception, "{name}: {}", refusal.1);
    if let Some(expected) = &finding.service_message {
        assert_eq!(with_sorted_words(&refusal.1), with_sorted_words(expected), "{name}");
    }
}

async fn sent_anyway(gateway: &Gateway, vector: &Vector) -> (String, String) {
    let pool = PoolId::new(if vector.lite { PARTNERS } else { CUSTOMERS });
    let mut document = create_document(&settings(&vector.request), &pool);
    if let Some(secret) = vector.secret {
        document.insert("ClientSecret".to_owned(), secret.into());
    }
    match gateway.create_document(&pool, document).await {
        Ok(_) => panic!("{} is accepted", vector.name),
        Err(error) => refusal(error),
    }
}

#[tokio::test]
async fn every_vector_is_refused_as_it_was_judged() {
    let gateway = gateway().await;
    let customers = Around::read(&gateway, CUSTOMERS).await;
    let partners = Around::read(&gateway, PARTNERS).await;
    for vector in vectors::all() {
        let around = if vector.lite { &partners } else { &customers };
        let secret = vector.secret.map_or(Secret::Absent, |secret| Secret::Chosen {
            characters: secret.chars().count(),
            allowed: secret.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '+'),
        });
        let surroundings = Surroundings { secret, ..around.surroundings() };
        let findings = check(&settings(&vector.request), &surroundings);
        let first = findings.iter().find(|finding| finding.is_refusal()).unwrap();
        assert_eq!(first.rule.as_str(), vector.rule, "{}", vector.name);
        assert!(first.message.contains(vector.told), "{}: {}", vector.name, first.message);
        assert_eq!(first.exception, vector.code, "{}", vector.name);
        let refusal = sent_anyway(&gateway, &vector).await;
        assert_same(vector.name, first, &refusal);
        assert_eq!(
            first.service_message.as_deref().map(with_sorted_words),
            vector.text.as_deref().map(with_sorted_words)
        );
    }
}

#[tokio::test]
async fn a_fix_makes_the_service_accept() {
    let gateway = gateway().await;
    let customers = Around::read(&gateway, CUSTOMERS).await;
    let mut accepted = 0;
    for vector in vectors::all().into_iter().filter(|vector| !vector.lite && vector.secret.is_none()) {
        let request = settings(&vector.request);
        let findings = check(&request, &customers.surroundings());
        let refused: Vec<&Finding> = findings.iter().filter(|finding| finding.is_refusal()).collect();
        let [finding] = refused.as_slice() else { continue };
        let Some(fix) = &finding.fix else { continue };
        let pool = PoolId::new(CUSTOMERS);
        let created = gateway.create_document(&pool, create_document(&fix.apply(&request), &pool)).await;
        created.unwrap_or_else(|error| panic!("{}: {} is refused: {error}", vector.name, fix.title));
        accepted += 1;
    }
    assert!(accepted >= 18, "only {accepted} fixes were tried");
}

#[tokio::test]
async fn what_is_not_there_is_missed_in_the_same_words() {
    let gateway = gateway().await;
    let nowhere = PoolId::new("eu-west-1_nowhere00");
    let around = Surroundings { missing_pool: Some(&nowhere), ..Surroundings::default() };
    let named = settings(&json!({ "ClientName": "x" }));
    let finding = &check(&named, &around)[0];
    let error = gateway.create_document(&nowhere, create_document(&named, &nowhere)).await.unwrap_err();
    let (code, message) = refusal(error);
    assert_eq!(code, finding.exception);
    assert!(message.contains(finding.service_message.as_deref().unwrap()), "{message}");

    let gone = ClientKey::new(CUSTOMERS, "0123456789abcdefghijklmnop");
    let around = Surroundings {
        missing_client: Some(&gone.client),
        operation: Operation::Update,
        ..Surroundings::default()
    };
    let finding = &check(&named, &around)[0];
    let error = gateway.update_document(&gone, update_document(&named)).await.unwrap_err();
    let (code, message) = refusal(error);
    assert_eq!(code, finding.exception);
    assert!(message.contains(finding.service_message.as_deref().unwrap()), "{message}");
}

#[tokio::test]
async fn the_number_of_secrets_is_judged_as_the_service_does() {
    let gateway = gateway().await;
    let pool = PoolId::new(CUSTOMERS);
    let named = settings(&json!({ "ClientName": "x", "GenerateSecret": true }));
    let (client, _) = gateway.create_document(&pool, create_document(&named, &pool)).await.unwrap();
    let key = client.key;
    let secrets = gateway.secrets(Lane::Foreground, &key).await.unwrap();
    assert_eq!(rules::one_more_secret(secrets.len()), None);

    let last = rules::delete_secret(secrets.len()).unwrap();
    let error = gateway.delete_secret(&key, &secrets[0].id).await.unwrap_err();
    assert_same("the last secret", &last, &refusal(error));

    gateway.add_secret(&key, None).await.unwrap();
    let third = rules::one_more_secret(2).unwrap();
    let chosen = SecretString::from("abcdefghijklmnopqrstuvwxyz");
    assert_same(
        "a third secret",
        &third,
        &refusal(gateway.add_secret(&key, Some(chosen)).await.unwrap_err()),
    );
    assert_eq!(rules::delete_secret(2), None);
    gateway.delete_secret(&key, &secrets[0].id).await.unwrap();

    let public = settings(&json!({ "ClientName": "y" }));
    let (public, _) = gateway.create_document(&pool, create_document(&public, &pool)).await.unwrap();
    let never = rules::one_more_secret(0).unwrap();
    assert_same("a first secret", &never, &refusal(gateway.add_secret(&public.key, None).await.unwrap_err()));
}

#[tokio::test]
async fn a_stale_reference_blocks_a_rename_until_it_is_removed() {
    let gateway = gateway().await;
    let around = Around::read(&gateway, CUSTOMERS).await;
    for (name, rule) in [("fleet-tracker", "W12"), ("marketing-campaigns", "W13")] {
        let client = named(&gateway, name).await;
        let mut renamed = client.settings.clone();
        renamed.set(field::CLIENT_NAME, Some(field::Value::Text("renamed".to_owned()))).unwrap();
        let surroundings = Surroundings {
            operation: Operation::Update,
            secret: client.secret.into(),
            stored: Some(&client.settings),
            ..around.surroundings()
        };
        let findings = check(&renamed, &surroundings);
        let refused: Vec<&Finding> = findings.iter().filter(|finding| finding.is_refusal()).collect();
        assert_eq!(refused[0].rule.as_str(), rule);
        assert!(refused.iter().all(|finding| finding.already_there));
        let error = gateway.update_document(&client.key, update_document(&renamed)).await.unwrap_err();
        assert_same(name, refused[0], &refusal(error));

        let fixed = refused.iter().filter_map(|f| f.fix.as_ref()).fold(renamed, |s, fix| fix.apply(&s));
        let updated = gateway.update_document(&client.key, update_document(&fixed)).await.unwrap();
        assert_eq!(updated.name(), "renamed");
    }
}

/// Every client of the world, described and sent back as it is.
#[tokio::test]
async fn a_client_sent_back_as_it_is_stays_as_it_is() {
    let gateway = gateway().await;
    let (mut same, mut blocked) = (0, 0);
    for pool in [CUSTOMERS, PARTNERS] {
        let around = Around::read(&gateway, pool).await;
        for client in every_client(&gateway, pool).await {
            let surroundings = Surroundings {
                operation: Operation::Update,
                secret: client.secret.into(),
                stored: Some(&client.settings),
                ..around.surroundings()
            };
            let findings = check(&client.settings, &surroundings);
            let sent = gateway.update_document(&client.key, update_document(&client.settings)).await;
            match sent {
                Ok(after) => {
                    assert!(rules::passes(&findings), "{}: {findings:?}", client.name());
                    let changes = cognitui::client::change::diff(
                        &client.settings,
                        &after.settings,
                        cognitui::client::change::Compare::ByEffect,
                    );
                    assert_eq!(changes, [], "{}", client.name());
                    same += 1;
                }
                Err(error) => {
                    let first = findings.iter().find(|finding| finding.is_refusal());
                    let first = first.unwrap_or_else(|| panic!("{}: {error}", client.name()));
                    assert_same(client.name(), first, &refusal(error));
                    blocked += 1;
                }
            }
        }
    }
    assert!(same >= 10 && blocked >= 2, "{same} stayed, {blocked} were blocked");
}

async fn every_client(gateway: &Gateway, pool: &str) -> Vec<AppClient> {
    let id = PoolId::new(pool);
    let mut clients = Vec::new();
    let mut after = None;
    loop {
        let page = gateway.clients_page(Lane::Foreground, &id, after).await.unwrap();
        for summary in page.items {
            clients.push(gateway.client(Lane::Foreground, &summary.key).await.unwrap());
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return clients,
        }
    }
}

async fn named(gateway: &Gateway, name: &str) -> AppClient {
    every_client(gateway, CUSTOMERS).await.into_iter().find(|client| client.name() == name).unwrap()
}
