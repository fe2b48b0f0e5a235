//! A fix settles its finding, breaks no rule of the service, and no two undo each other for ever.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::client::rules::{self, Operation, Secret, Surroundings};
use crate::client::{field, sample};

/// The client after a fix, or after nothing where that cannot be made.
fn fixed(client: &AppClient, fix: &Fix) -> AppClient {
    let settings = fix.edit.apply(&client.settings).unwrap_or_else(|error| panic!("{}: {error}", fix.title));
    AppClient { settings, ..client.clone() }
}

/// The rules of the service and the warnings that a client has.
fn complaints(client: &AppClient, stored: &AppClient, around: &Around) -> Vec<rules::RuleId> {
    let surroundings = Surroundings {
        operation: Operation::Update,
        region: Some("eu-west-1"),
        pool: around.pool.get().ok(),
        providers: around.providers.get().ok().map(Vec::as_slice),
        servers: around.servers.get().ok().map(Vec::as_slice),
        mappings: around.mappings.get().ok().map(Vec::as_slice),
        secret: Secret::from(client.secret),
        stored: Some(&stored.settings),
        ..Surroundings::default()
    };
    rules::check(&client.settings, &surroundings).into_iter().map(|finding| finding.rule).collect()
}

fn judged(client: &AppClient, around: &Around) -> Vec<Finding> {
    check(&subject(client, around), &Policy::default(), now()).findings
}

fn is_settled(client: &AppClient, around: &Around) -> Result<(), TestCaseError> {
    for finding in judged(client, around) {
        let Some(fix) = &finding.fix else { continue };
        let after = fixed(client, fix);
        let same = |other: &Finding| other.rule == finding.rule && other.aspect == finding.aspect;
        prop_assert!(
            !judged(&after, around).iter().any(same),
            "{} is still there: {:?}",
            finding.rule.id,
            after
        );
        let before = complaints(client, client, around);
        let new: Vec<_> =
            complaints(&after, client, around).into_iter().filter(|rule| !before.contains(rule)).collect();
        prop_assert!(new.is_empty(), "{} brings {new:?}: {fix:?}", finding.rule.id);
    }
    Ok(())
}

fn comes_to_an_end(mut client: AppClient, around: &Around) -> Result<(), TestCaseError> {
    let mut made = Vec::new();
    for _ in 0..RULES.len() {
        let Some(finding) = judged(&client, around).into_iter().find(|finding| finding.fix.is_some()) else {
            return Ok(());
        };
        made.push(finding.rule.id);
        client = fixed(&client, finding.fix.as_ref().unwrap());
    }
    prop_assert!(false, "fixes go round: {made:?}");
    Ok(())
}

const FLOWS: &[&str] = &[
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
    "ALLOW_CLIENT_TOKEN_AUTH",
    "NEW",
];
const SCOPES: &[&str] = &[
    "openid",
    "email",
    "phone",
    "profile",
    "aws.cognito.signin.user.admin",
    "fleet/position.read",
    "fleet/gone",
    "aws.cognito/dcr/register",
];
const URLS: &[&str] = &[
    "https://www.shop.test.de/cb",
    "https://example.com",
    "http://localhost:3000",
    "shop://cb",
    "http://open.test.de",
    "https://a.vercel.app/",
    "https://www.shop.test.de/cb#x",
];
const ATTRIBUTES: &[&str] =
    &["email", "name", "phone_number", "custom:role", "custom:nick", "custom:gone", "sub"];

fn some(all: &'static [&'static str]) -> impl Strategy<Value = Json> {
    prop_oneof![1 => Just(Json::Null), 5 => subsequence(all, 0..=all.len().min(5)).prop_map(|some| json!(some))]
}

/// Clients as people make them, good and bad.
fn documents() -> impl Strategy<Value = Json> {
    let flag = || select(vec![Json::Null, json!(true), json!(false)]);
    let rotation = select(vec![
        Json::Null,
        json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}),
        json!({"Feature": "ENABLED"}),
        json!({"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}),
    ]);
    let oauth = (
        some(&["code", "implicit", "client_credentials"]),
        prop_oneof![
            Just(json!(["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"])),
            some(SCOPES)
        ],
        some(URLS),
        some(URLS),
        prop_oneof![1 => Just(Json::Null), 2 => select(URLS).prop_map(Json::from)],
        some(&["COGNITO", "Google", "Okta", "Gone"]),
        prop_oneof![3 => Just(json!(true)), 1 => flag()],
    );
    let rest = (
        some(FLOWS),
        some(ATTRIBUTES),
        some(ATTRIBUTES),
        rotation,
        flag(),
        flag(),
        flag(),
        select(vec![Json::Null, json!(15)]),
    );
    (oauth, rest).prop_map(|((grants, scopes, callbacks, logouts, default, providers, on), rest)| {
        let (flows, read, write, rotation, revocation, context, shared, session) = rest;
        let document = json!({
            "ClientName": "any", "ClientId": "any", "UserPoolId": POOL,
            "AllowedOAuthFlows": grants, "AllowedOAuthScopes": scopes, "CallbackURLs": callbacks,
            "LogoutURLs": logouts, "DefaultRedirectURI": default, "SupportedIdentityProviders": providers,
            "AllowedOAuthFlowsUserPoolClient": on, "ExplicitAuthFlows": flows, "ReadAttributes": read,
            "WriteAttributes": write, "RefreshTokenRotation": rotation, "EnableTokenRevocation": revocation,
            "EnablePropagateAdditionalUserContextData": context,
            "AnalyticsConfiguration": {"ApplicationArn": "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/8f", "UserDataShared": shared},
            "AuthSessionValidity": session,
        });
        Json::Object(object(document).into_iter().filter(|(_, value)| !value.is_null()).collect())
    })
}

/// Pools with more or fewer triggers, on this or that plan, or unknown.
fn pools() -> impl Strategy<Value = Around> {
    let custom = json!({"SchemaAttributes": [
        {"Name": "sub", "Required": true}, {"Name": "email", "Required": true}, {"Name": "name"},
        {"Name": "phone_number"}, {"Name": "custom:role"}, {"Name": "custom:nick"}
    ]});
    let patches = vec![
        json!({}),
        custom,
        json!({"UserPoolTier": "LITE"}),
        json!({"LambdaConfig": {"DefineAuthChallenge": "a", "CreateAuthChallenge": "b", "VerifyAuthChallengeResponse": "c"}}),
        json!({"LambdaConfig": {"DefineAuthChallenge": "a"}}),
    ];
    (select(patches), 0..4_u8).prop_map(|(patch, unknown)| {
        let mut around = around(patch);
        match unknown {
            0 => around.pool = Known::NotAsked,
            1 => around.mappings = Known::NotAsked,
            _ => {}
        }
        around
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fix_settles_its_finding_and_is_accepted(document in documents(), secret in any::<bool>(), around in pools()) {
        is_settled(&client(document, secret), &around)?;
    }

    #[test]
    fn fixes_come_to_an_end(document in documents(), secret in any::<bool>(), around in pools()) {
        comes_to_an_end(client(document, secret), &around)?;
    }

    #[test]
    fn any_document_can_be_judged_and_fixed(settings in sample::settings(), secret in any::<bool>()) {
        let around = around(json!({}));
        let mut client = client(json!({}), secret);
        client.settings = settings;
        is_settled(&client, &around)?;
    }
}

/// What S18 and S23 want of a client of the sign-in pages: each one's fix leaves nothing for the other
/// to undo, in either order, with and without the triggers of the custom flow.
#[test]
fn rotation_and_explicit_flows_are_brought_together() {
    let all = json!({"LambdaConfig": {"DefineAuthChallenge": "a", "CreateAuthChallenge": "b", "VerifyAuthChallengeResponse": "c"}});
    for (pool, alone) in [(json!({}), "ALLOW_CUSTOM_AUTH"), (all, "ALLOW_USER_SRP_AUTH")] {
        let around = around(pool);
        for order in [["S18", "S23"], ["S23", "S18"]] {
            let mut one = client(
                patched(web(), json!({"ExplicitAuthFlows": null, "RefreshTokenRotation": null})),
                false,
            );
            for rule in order {
                if let Some(finding) =
                    judged(&one, &around).into_iter().find(|finding| finding.rule.id == rule)
                {
                    one = fixed(&one, finding.fix.as_ref().unwrap());
                }
            }
            let left: Vec<&str> = judged(&one, &around).iter().map(|finding| finding.rule.id).collect();
            assert!(!left.contains(&"S18") && !left.contains(&"S23"), "{order:?}: {left:?}");
            let flows = one.settings.get(field::EXPLICIT_AUTH_FLOWS).unwrap();
            assert!(!flows.as_list().contains(&"ALLOW_REFRESH_TOKEN_AUTH".to_owned()));
            if order[0] == "S23" {
                assert_eq!(flows.as_list(), [alone]);
            }
        }
    }
}

#[test]
fn fixes_that_can_stop_an_application_say_so() {
    let found = findings(
        patched(
            web(),
            json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": null}),
        ),
        false,
    );
    assert!(found[0].fix.as_ref().unwrap().caution.unwrap().contains("GetTokensFromRefreshToken"));
    let found = findings(patched(web(), json!({"PreventUserExistenceErrors": "LEGACY"})), false);
    assert_eq!(found[0].fix.as_ref().unwrap().caution, None);
}

#[test]
fn a_client_that_another_service_manages_gets_no_fix() {
    let name = "AmazonOpenSearchService-logs-eu-west-1-x";
    let found =
        findings(patched(web(), json!({"ClientName": name, "PreventUserExistenceErrors": null})), false);
    assert_eq!(found.iter().map(|one| one.rule.id).collect::<Vec<_>>(), ["S13", "S48"]);
    assert!(found.iter().all(|one| one.fix.is_none()));
}
