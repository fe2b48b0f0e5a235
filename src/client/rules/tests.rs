//! Every rule with a client that breaks it, and every fix with what it leaves behind.

use serde_json::{Value as Json, json};

use super::vectors::{INVALID, Vector, machine, managed};
use super::*;
use crate::client::Scope;
use crate::client::field;

/// What is around the clients of these tests.
struct World {
    pool: Pool,
    lite: Pool,
    providers: Vec<ProviderSummary>,
    servers: Vec<ResourceServer>,
}

impl World {
    fn new() -> Self {
        let attribute = |name: &str| json!({"Name": name, "Required": name == "email" || name == "sub"});
        let names = ["sub", "email", "email_verified", "name", "custom:team"];
        let schema: Vec<Json> = names.into_iter().map(attribute).collect();
        let pool = |tier: &str, triggers: Json| {
            let document =
                json!({"UserPoolTier": tier, "SchemaAttributes": schema, "LambdaConfig": triggers});
            Pool::from_wire(PoolId::new("eu-west-1_hRb7Lk2Qe"), document.as_object().expect("one").clone())
        };
        let scope = |name: &str| Scope { name: name.to_owned(), description: String::new() };
        Self {
            pool: pool("PLUS", json!({})),
            lite: pool("LITE", json!({"DefineAuthChallenge": "arn"})),
            providers: vec![ProviderSummary { name: "Google".to_owned(), kind: "Google".to_owned() }],
            servers: vec![ResourceServer {
                identifier: "fleet".to_owned(),
                name: "Fleet".to_owned(),
                scopes: vec![scope("position.read"), scope("position.write")],
            }],
        }
    }

    fn around(&self) -> Surroundings<'_> {
        Surroundings {
            region: Some("eu-west-1"),
            pool: Some(&self.pool),
            providers: Some(&self.providers),
            servers: Some(&self.servers),
            ..Surroundings::default()
        }
    }
}

fn settings(json: &Json) -> Settings {
    Settings::from_wire(json.as_object().expect("a document").clone())
}

fn chosen(secret: &str) -> Secret {
    let allowed = secret.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '+');
    Secret::Chosen { characters: secret.chars().count(), allowed }
}

fn judged(world: &World, vector: &Vector) -> Vec<Finding> {
    let secret = vector.secret.map_or(Secret::Absent, chosen);
    let pool = if vector.lite { &world.lite } else { &world.pool };
    check(&settings(&vector.request), &Surroundings { pool: Some(pool), secret, ..world.around() })
}

#[test]
fn every_vector_is_found_before_a_request() {
    let world = World::new();
    for vector in vectors::all() {
        let findings = judged(&world, &vector);
        let first = findings.first().unwrap_or_else(|| panic!("{} passes", vector.name));
        assert!(first.is_refusal(), "{}: {first:?}", vector.name);
        assert_eq!(first.rule.as_str(), vector.rule, "{}: {first:?}", vector.name);
        assert!(first.message.contains(vector.told), "{}: {}", vector.name, first.message);
        assert_eq!(first.exception, vector.code, "{}", vector.name);
        assert!(!first.fields.is_empty(), "{}", vector.name);
        let sorted = |text: &Option<String>| text.as_deref().map(vectors::with_sorted_words);
        assert_eq!(sorted(&first.service_message), sorted(&vector.text), "{}", vector.name);
    }
}

#[test]
fn a_value_set_is_told_as_a_real_refusal_had_it() {
    let text = service::value_set(field::ALLOWED_OAUTH_FLOWS);
    assert_eq!(text, "Member must satisfy enum value set: [implicit, client_credentials, code]");
}

#[test]
fn what_keeps_the_rules_is_left_alone() {
    let world = World::new();
    for request in [
        json!({}),
        json!({"RefreshTokenValidity": 3650}),
        json!({"AccessTokenValidity": 1, "IdTokenValidity": 1, "RefreshTokenValidity": 1, "TokenValidityUnits": {"RefreshToken": "hours"}}),
        json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}}),
        managed(
            &json!({"CallbackURLs": ["http://localhost:3000/cb", "http://127.0.0.1/cb", "http://[::1]:1/", "com.example.app:/cb"]}),
        ),
        machine(&json!({})),
        machine(&json!({"AllowedOAuthScopes": ["aws.cognito/dcr/register"]})),
        json!({"WriteAttributes": ["email", "custom:team"], "ReadAttributes": ["sub"]}),
        json!({"AnalyticsConfiguration": {"ApplicationArn": "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e", "UserDataShared": true}}),
    ] {
        let mut named = request.clone();
        named["ClientName"] = "fits".into();
        let findings = check(&settings(&named), &world.around());
        assert_eq!(findings, [], "{request}");
    }
}

#[test]
fn what_is_not_known_is_not_judged() {
    let request = with_name(managed(&json!({
        "AllowedOAuthScopes": ["openid", "gone/away"], "SupportedIdentityProviders": ["Okta"],
        "ReadAttributes": ["custom:nothing"],
    })));
    assert_eq!(check(&settings(&request), &Surroundings::default()), []);
    let machine = with_name(machine(&json!({"GenerateSecret": null})));
    let update = Surroundings { operation: Operation::Update, ..Surroundings::default() };
    assert_eq!(check(&settings(&machine), &update), []);
}

fn with_name(mut request: Json) -> Json {
    request["ClientName"] = "x".into();
    request
}

fn warned(request: Json, around: &Surroundings<'_>) -> Vec<&'static str> {
    let findings = check(&settings(&with_name(request)), around);
    assert!(passes(&findings), "{findings:?}");
    findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn what_the_service_accepts_to_nobodys_good_is_a_warning() {
    let world = World::new();
    let around = world.around();
    let mappings = [Mapping {
        provider: "Google".to_owned(),
        attributes: vec!["email".to_owned(), "custom:team".to_owned()],
    }];
    let mapped = Surroundings { mappings: Some(&mappings), ..world.around() };
    for (rule, request) in [
        ("W01", managed(&json!({"AllowedOAuthScopes": ["email"]}))),
        ("W02", managed(&json!({"AllowedOAuthFlowsUserPoolClient": false}))),
        ("W03", json!({"RefreshTokenValidity": 0})),
        ("W04", json!({"ExplicitAuthFlows": []})),
        ("W05", managed(&json!({"SupportedIdentityProviders": ["Google"]}))),
        ("W06", managed(&json!({"SupportedIdentityProviders": []}))),
        ("W07", managed(&json!({"CallbackURLs": ["https://a.example/cb", "https://A.example:443/cb/"]}))),
        ("W08", managed(&json!({"AllowedOAuthScopes": ["openid", "openid"]}))),
        ("W09", managed(&json!({"CallbackURLs": ["myapp://cb"]}))),
        ("W10", machine(&json!({"CallbackURLs": ["https://a.example/cb"]}))),
        ("W11", managed(&json!({"CallbackURLs": ["https://*.a.example/cb"]}))),
        ("V25", json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]})),
    ] {
        let around = if rule == "W05" { &mapped } else { &around };
        assert_eq!(warned(request, around), [rule]);
    }
    let before =
        settings(&json!({"AccessTokenValidity": 10, "TokenValidityUnits": {"AccessToken": "minutes"}}));
    let around = Surroundings { stored: Some(&before), operation: Operation::Update, ..world.around() };
    assert_eq!(warned(json!({"AccessTokenValidity": 10}), &around), ["V06"]);
}

#[test]
fn a_missing_pool_or_client_and_the_number_of_secrets_are_told() {
    let (pool, client) = (PoolId::new("eu-west-1_nowhere00"), ClientId::new("gone"));
    let around =
        Surroundings { missing_pool: Some(&pool), missing_client: Some(&client), ..Surroundings::default() };
    let findings = check(&settings(&with_name(json!({}))), &around);
    let told: Vec<_> = findings.iter().filter_map(|f| f.service_message.as_deref()).collect();
    assert_eq!(
        told,
        ["User pool eu-west-1_nowhere00 does not exist.", "User pool client gone does not exist."]
    );
    assert_eq!(one_more_secret(1), None);
    assert!(one_more_secret(2).is_some_and(|f| f.exception == "LimitExceededException"));
    assert!(one_more_secret(0).is_some_and(|f| f.exception == INVALID));
    assert_eq!(delete_secret(2), None);
    assert!(delete_secret(1).is_some_and(|f| f.rule == RuleId::V30));
}

#[test]
fn what_makes_every_update_fail_is_found_on_a_rename() {
    let world = World::new();
    let stored = settings(&with_name(managed(&json!({
        "AllowedOAuthScopes": ["openid", "gone/away"], "SupportedIdentityProviders": ["COGNITO", "Okta"],
    }))));
    let mut renamed = stored.clone();
    renamed.set(field::CLIENT_NAME, Some(Value::Text("new".to_owned()))).expect("a name");
    let around = Surroundings { stored: Some(&stored), operation: Operation::Update, ..world.around() };
    let findings = check(&renamed, &around);
    let rules: Vec<_> = findings.iter().map(|f| f.rule.as_str()).collect();
    assert_eq!(rules, ["W12", "W13"]);
    assert!(
        findings
            .iter()
            .all(|f| f.is_refusal() && f.already_there && f.message.contains("every update fails"))
    );
    let fixed = findings.iter().filter_map(|f| f.fix.as_ref()).fold(renamed, |s, fix| fix.apply(&s));
    assert_eq!(check(&fixed, &around), []);
}

#[test]
fn what_the_service_knows_and_this_version_does_not_is_no_refusal() {
    let world = World::new();
    let stored = settings(&with_name(json!({
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "SOMETIMES", "AuthSessionValidity": "soon",
        "AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "weeks"},
    })));
    let around = Surroundings { stored: Some(&stored), operation: Operation::Update, ..world.around() };
    let findings = check(&stored, &around);
    assert!(passes(&findings), "{findings:?}");
    assert!(findings.iter().all(|f| f.already_there && f.message.contains("does not know")), "{findings:?}");
    assert_eq!(findings.len(), 3);
    // The same as news is refused.
    let new = check(&stored, &world.around());
    let rules: Vec<_> = new.iter().filter(|f| f.is_refusal()).map(|f| f.fields[0].id).collect();
    assert_eq!(
        rules,
        [
            "token_validity_units.access_token",
            "explicit_auth_flows",
            "auth_session_validity",
            "prevent_user_existence_errors"
        ]
    );
}

#[test]
fn a_fix_settles_its_finding_and_breaks_nothing() {
    let world = World::new();
    let mut fixed = 0;
    for vector in vectors::all() {
        let pool = if vector.lite { &world.lite } else { &world.pool };
        let secret = vector.secret.map_or(Secret::Absent, chosen);
        let around = Surroundings { pool: Some(pool), secret, ..world.around() };
        for finding in judged(&world, &vector).into_iter().filter(Finding::is_refusal) {
            let Some(fix) = finding.fix else { continue };
            fixed += 1;
            let after = check(&fix.apply(&settings(&vector.request)), &around);
            assert!(passes(&after), "{}: {} leaves {after:?}", vector.name, fix.title);
            assert!(!fix.edits.is_empty() && !fix.title.is_empty());
        }
    }
    assert!(fixed >= 20, "only {fixed} fixes were tried");
}

fn fix_of(request: Json, stored: Option<Json>, world: &World, rule: RuleId) -> Settings {
    let stored = stored.map(|json| settings(&with_name(json)));
    let operation = if stored.is_some() { Operation::Update } else { Operation::Create };
    let around =
        Surroundings { stored: stored.as_ref(), operation, secret: Secret::Present, ..world.around() };
    let request = settings(&with_name(request));
    let finding = check(&request, &around).into_iter().find(|f| f.rule == rule).expect("a finding");
    finding.fix.expect("a fix").apply(&request)
}

fn list(settings: &Settings, field: &Field) -> Vec<String> {
    settings.get(field).map_or_else(Vec::new, |value| value.as_list().to_vec())
}

#[test]
fn rotation_leaves_one_flow() {
    let rotating =
        |flows: &[&str]| json!({"ExplicitAuthFlows": flows, "RefreshTokenRotation": {"Feature": "ENABLED"}});
    let quiet = World::new();
    let busy = World { pool: quiet.lite.clone(), ..World::new() };
    let flows = |world: &World, flows: &[&str]| {
        list(&fix_of(rotating(flows), None, world, RuleId::V26), field::EXPLICIT_AUTH_FLOWS)
    };
    assert_eq!(flows(&quiet, &["ALLOW_REFRESH_TOKEN_AUTH"]), ["ALLOW_CUSTOM_AUTH"]);
    assert_eq!(flows(&busy, &["ALLOW_REFRESH_TOKEN_AUTH"]), ["ALLOW_USER_SRP_AUTH"]);
    assert_eq!(flows(&quiet, &["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]), ["ALLOW_USER_AUTH"]);
    assert_eq!(flows(&quiet, &[]), ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]);
    // Who brings refresh back to a client that rotates gets it.
    let back = fix_of(
        rotating(&["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]),
        Some(rotating(&["ALLOW_USER_SRP_AUTH"])),
        &quiet,
        RuleId::V26,
    );
    assert_eq!(back.get(field::REFRESH_TOKEN_ROTATION), Some(Value::Text("DISABLED".to_owned())));
    assert_eq!(list(&back, field::EXPLICIT_AUTH_FLOWS).len(), 2);
}

#[test]
fn rotation_with_the_default_flows_is_refused_as_news_and_a_warning_to_who_has_it() {
    let world = World::new();
    let rotating = settings(&with_name(json!({"RefreshTokenRotation": {"Feature": "ENABLED"}})));
    let still = settings(&with_name(json!({})));
    let judge = |stored: &Settings| {
        let around = Surroundings { stored: Some(stored), operation: Operation::Update, ..world.around() };
        let mut findings = check(&rotating, &around);
        assert_eq!(findings.len(), 1);
        findings.remove(0)
    };
    let (news, known) = (judge(&still), judge(&rotating));
    assert!(news.is_refusal() && news.message.contains("allowed by default") && !news.already_there);
    assert!(!known.is_refusal() && known.already_there);
    assert_eq!(news.fix, known.fix);
}

#[test]
fn the_newest_grant_is_the_one_that_is_wanted() {
    let world = World::new();
    let both = managed(&json!({
        "AllowedOAuthFlows": ["code", "client_credentials"], "AllowedOAuthScopes": ["openid", "fleet/position.read"],
        "DefaultRedirectURI": "https://a.example/cb",
    }));
    let machine_now = fix_of(both.clone(), Some(managed(&json!({}))), &world, RuleId::V10);
    assert_eq!(list(&machine_now, field::ALLOWED_OAUTH_FLOWS), ["client_credentials"]);
    assert_eq!(list(&machine_now, field::ALLOWED_OAUTH_SCOPES), ["fleet/position.read"]);
    assert_eq!(machine_now.get(field::CALLBACK_URLS), None);
    assert_eq!(machine_now.get(field::DEFAULT_REDIRECT_URI), None);
    let sign_in_now = fix_of(both, Some(machine(&json!({}))), &world, RuleId::V10);
    assert_eq!(list(&sign_in_now, field::ALLOWED_OAUTH_FLOWS), ["code"]);
    assert_eq!(list(&sign_in_now, field::CALLBACK_URLS), ["https://a.example/cb"]);
}

#[test]
fn legacy_names_become_current_ones() {
    let world = World::new();
    let mixed = json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "ALLOW_CUSTOM_AUTH", "USER_PASSWORD_AUTH"]});
    assert_eq!(
        list(&fix_of(mixed, None, &world, RuleId::V17), field::EXPLICIT_AUTH_FLOWS),
        [
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH"
        ]
    );
}

#[test]
fn a_machine_without_scopes_of_its_own_has_no_fix() {
    let request = with_name(machine(&json!({"AllowedOAuthScopes": ["openid"]})));
    let world = World::new();
    let findings = check(&settings(&request), &world.around());
    assert!(findings.iter().any(|f| f.rule == RuleId::V12 && f.fix.is_none()), "{findings:?}");
}

#[test]
fn the_table_is_whole() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id.as_str()).collect();
    let all = (1..=30).map(|n| format!("V{n:02}")).chain((1..=14).map(|n| format!("W{n:02}")));
    for id in all {
        assert_eq!(ids.iter().filter(|known| **known == id).count(), 1, "{id}");
    }
    assert!(RULES.iter().all(|rule| !rule.title.is_empty() && rule.what.ends_with('.')));
}

#[test]
fn findings_are_found_by_their_setting() {
    let world = World::new();
    let request = with_name(managed(
        &json!({"DefaultRedirectURI": "https://b.example", "CallbackURLs": ["http://a.example"]}),
    ));
    let findings = check(&settings(&request), &world.around());
    let of = |field| about(&findings, field).map(|f| f.rule.as_str()).collect::<Vec<_>>();
    assert_eq!(of(field::CALLBACK_URLS), ["V14", "V16"]);
    assert_eq!(of(field::DEFAULT_REDIRECT_URI), ["V16"]);
}

#[test]
fn scopes_that_are_not_offered_are_settled_together() {
    let world = World::new();
    let machine_with = |scopes: &[&str]| machine(&json!({"AllowedOAuthScopes": scopes}));
    let scopes = |request: Json, stored: Option<Json>, rule| {
        list(&fix_of(request, stored, &world, rule), field::ALLOWED_OAUTH_SCOPES)
    };
    let copied =
        machine_with(&["old/position.read", "old/burn", "fleet/position.read", "a/b/position.write"]);
    let both = ["fleet/position.read", "fleet/position.write"];
    assert_eq!(scopes(copied.clone(), None, RuleId::V13), both);
    // What the client has already only goes: the scope of another server is another permission.
    let stale = machine_with(&["fleet/position.read", "old/position.write"]);
    assert_eq!(scopes(stale.clone(), Some(stale), RuleId::W12), ["fleet/position.read"]);
    // Nothing is guessed where two servers have it.
    let mut two = World::new();
    let again = two.servers[0].clone();
    two.servers.push(ResourceServer { identifier: "other".to_owned(), ..again });
    let kept = fix_of(copied, None, &two, RuleId::V13);
    assert_eq!(list(&kept, field::ALLOWED_OAUTH_SCOPES), ["fleet/position.read"]);
}

#[test]
fn a_member_that_nobody_knows_is_no_refusal_and_said() {
    let told = |settings_now: Json, stored: Option<Json>| {
        let stored = stored.map(|json| settings(&with_name(json)));
        let around = Surroundings { stored: stored.as_ref(), ..Surroundings::default() };
        let findings = check(&settings(&with_name(settings_now)), &around);
        assert!(findings.iter().all(|f| !f.is_refusal()), "{findings:?}");
        let unknown = findings.into_iter().filter(|f| f.rule == RuleId::W14);
        unknown.map(|f| f.message.split("? ").next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        told(json!({"AllowedScopes": [], "RefreshTokenRotation": {"Featurette": 1}}), None),
        [
            "AllowedScopes: did you mean AllowedOAuthScopes",
            "RefreshTokenRotation.Featurette: did you mean Feature"
        ]
    );
    told(json!({"FutureSetting": {"Deep": [1, null]}, "TokenValidityUnits": {"ActorToken": "weeks"}}), None);
    assert!(told(json!({"Zebra": 1}), None)[0].starts_with("Zebra: this version knows no such setting"));
    assert!(told(json!({"Zebra": 1}), Some(json!({"Zebra": 2}))).is_empty(), "the service told it");
    assert!(!told(json!({"ClientSecretValue": "s3cret"}), None)[0].contains("s3cret"));
}
