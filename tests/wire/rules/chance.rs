//! Whatever settings chance brings together, both judge them alike.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// A member's value, mostly one with the right form, or its absence.
fn maybe(
    good: impl Strategy<Value = Value> + 'static,
    bad: impl Strategy<Value = Value> + 'static,
) -> BoxedStrategy<Value> {
    prop_oneof![40 => Just(Value::Null), 60 => good, 1 => bad].boxed()
}

/// Some of the good words, or with a bad one among them.
fn some_of(good: &'static [&'static str], bad: &'static [&'static str]) -> BoxedStrategy<Value> {
    let few = move || subsequence(good, 1..=good.len().min(2));
    let with_bad = (few(), select(bad)).prop_map(|(mut words, bad)| {
        words.push(bad);
        json!(words)
    });
    maybe(few().prop_map(|words| json!(words)), with_bad)
}

fn one_of(good: &'static [&'static str], bad: &'static [&'static str]) -> BoxedStrategy<Value> {
    maybe(select(good).prop_map(Value::from), select(bad).prop_map(Value::from))
}

fn switch() -> BoxedStrategy<Value> {
    maybe(any::<bool>().prop_map(Value::from), Just(json!(true)))
}

fn number(good: &'static [u64]) -> BoxedStrategy<Value> {
    let bad = vec![0_u64, 61, 99, 86_401, 400_000_000];
    maybe(select(good).prop_map(Value::from), select(bad).prop_map(Value::from))
}

const UNITS: &[&str] = &["seconds", "minutes", "hours", "days"];
const FLOWS: &[&str] = &[
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "ALLOW_CUSTOM_AUTH",
];
const URLS: &[&str] = &[
    "https://a.example/cb",
    "https://b.example/",
    "http://localhost:3000/cb",
    "http://localhost.a.example/",
    "HTTP://a.example",
    "https://a.example/#x",
    "com.example.app:/cb",
];
const ODD_URLS: &[&str] = &["", "https://a.example/a b", "https://a\u{200b}.example"];
const SCOPES: &[&str] = &["openid", "email", "fleet/position.read", "fleet/gone", "aws.cognito/dcr/register"];
const ATTRIBUTES: &[&str] = &["email", "name", "custom:is_staff", "email_verified", "custom:nothing"];
const GRANTS: &[&str] = &["code", "implicit", "client_credentials"];

fn objects() -> impl Strategy<Value = (Value, Value, Value)> {
    let unit = || one_of(UNITS, &["weeks"]);
    let units = (unit(), unit(), unit()).prop_map(
        |(access, id, refresh)| json!({"AccessToken": access, "IdToken": id, "RefreshToken": refresh}),
    );
    let rotation = (one_of(&["ENABLED", "DISABLED"], &["PERHAPS"]), number(&[0, 10, 60]))
        .prop_map(|(feature, grace)| json!({"Feature": feature, "RetryGracePeriodSeconds": grace}));
    let arns = &[
        "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e",
        "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1f3e",
    ];
    let role = one_of(&["arn:aws:iam::123456789012:role/analytics"], &["role/analytics"]);
    let by_id = (one_of(&["1f3e"], &["xyz"]), role, one_of(&["", "external"], &[""]));
    let analytics =
        (one_of(arns, &["an:arn"]), by_id, switch()).prop_map(|(arn, (id, role, external), shared)| {
            json!({
                "ApplicationArn": arn, "ApplicationId": id, "RoleArn": role, "ExternalId": external,
                "UserDataShared": shared
            })
        });
    let rarely = prop_oneof![4 => Just(Value::Null), 1 => analytics];
    (maybe(units, Just(json!({}))), maybe(rotation, Just(json!({}))), rarely)
}

fn document() -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![60 => Just(json!("web checkout")), 1 => select(vec![Value::Null, json!("a/b"), json!("")])];
    let short = || number(&[1, 2, 5, 24, 60, 300, 3600, 86_400]);
    let tokens = (short(), short(), number(&[0, 1, 24, 30, 60, 3600, 3650]));
    let choice = one_of(&["ENABLED", "LEGACY"], &["MAYBE"]);
    let flows = some_of(FLOWS, &["ALLOW_MAGIC", "MAGIC"]);
    let sign_in = (flows, number(&[3, 5, 15]), choice, switch(), switch());
    let oauth = (switch(), some_of(GRANTS, &["token"]), some_of(SCOPES, &["a\"b"]));
    let urls = (some_of(URLS, ODD_URLS), some_of(URLS, ODD_URLS), one_of(URLS, &["https://a.example/a b"]));
    let attributes = || some_of(ATTRIBUTES, &[""]);
    let around = (some_of(&["COGNITO", "Google", "GOOGLE", "Okta"], &[""]), attributes(), attributes());
    ((name, switch()), tokens, sign_in, oauth, urls, around, objects()).prop_map(
        |(who, tokens, sign_in, oauth, urls, around, objects)| {
            let all = json!({
                "ClientName": who.0, "GenerateSecret": who.1,
                "AccessTokenValidity": tokens.0, "IdTokenValidity": tokens.1, "RefreshTokenValidity": tokens.2,
                "TokenValidityUnits": objects.0, "RefreshTokenRotation": objects.1,
                "AnalyticsConfiguration": objects.2,
                "ExplicitAuthFlows": sign_in.0, "AuthSessionValidity": sign_in.1,
                "PreventUserExistenceErrors": sign_in.2, "EnableTokenRevocation": sign_in.3,
                "EnablePropagateAdditionalUserContextData": sign_in.4,
                "AllowedOAuthFlowsUserPoolClient": oauth.0, "AllowedOAuthFlows": oauth.1,
                "AllowedOAuthScopes": oauth.2,
                "CallbackURLs": urls.0, "LogoutURLs": urls.1, "DefaultRedirectURI": urls.2,
                "SupportedIdentityProviders": around.0, "ReadAttributes": around.1, "WriteAttributes": around.2,
            });
            without_nulls(all.as_object().unwrap())
        },
    )
}

/// Of a document's members a random few, so that every rule has its turn and some clients are accepted.
fn few() -> impl Strategy<Value = Map<String, Value>> {
    (document(), prop::collection::vec(any::<prop::sample::Index>(), 0..14)).prop_map(
        |(mut document, dropped)| {
            for index in dropped {
                let names: Vec<String> =
                    document.keys().filter(|name| *name != "ClientName").cloned().collect();
                if !names.is_empty() {
                    document.shift_remove(index.get(&names).as_str());
                }
            }
            document
        },
    )
}

fn without_nulls(document: &Map<String, Value>) -> Map<String, Value> {
    let kept = document.iter().filter(|(_, value)| !value.is_null());
    kept.map(|(name, value)| {
        let value = value.as_object().map_or_else(|| value.clone(), |inner| without_nulls(inner).into());
        (name.clone(), value)
    })
    .collect()
}

/// The violations in a refusal, in no order: the service tells them all, in an order of its own.
fn violations(text: &str) -> Vec<String> {
    let Some((_, told)) = text.split_once(" detected: ") else { return vec![text.to_owned()] };
    let mut told: Vec<String> = told.split("; ").map(with_sorted_words).collect();
    told.sort();
    told
}

#[test]
fn both_judge_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let gateway = runtime.block_on(gateway());
    let customers = runtime.block_on(Around::read(&gateway, CUSTOMERS));
    let pool = PoolId::new(CUSTOMERS);
    let seen = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    let mut runner = TestRunner::new(Config { cases: 2000, failure_persistence: None, ..Config::default() });
    let result = runner.run(&few(), |document| {
        let settings = Settings::from_wire(document);
        let findings = check(&settings, &customers.surroundings());
        let sent = create_document(&settings, &pool);
        // Whether the service minds rotation beside flows that apply by default is not known; the rules do.
        let stricter = |f: &Finding| f.rule == rules::RuleId::V26 && f.message.contains("by default");
        let refused: Vec<&Finding> = findings.iter().filter(|f| f.is_refusal() && !stricter(f)).collect();
        let rule = refused.first().map_or("accepted", |finding| finding.rule.as_str());
        *seen.borrow_mut().entry(rule).or_default() += 1;
        match runtime.block_on(gateway.create_document(&pool, sent)) {
            Ok(_) => prop_assert!(refused.is_empty(), "accepted in spite of {refused:?}"),
            Err(error) => {
                let (code, text) = refusal(error);
                let Some(first) = refused.first() else {
                    return Err(TestCaseError::fail(format!("{code}: {text} was not foreseen")));
                };
                prop_assert_eq!(&code, first.exception, "{} but first {:?}", text, first);
                let judged = |finding: &&&Finding| {
                    finding.service_message.as_deref().is_some_and(|m| m.contains("validation error"))
                };
                if judged(&first) {
                    let mut all: Vec<String> = refused
                        .iter()
                        .filter(judged)
                        .flat_map(|f| violations(f.service_message.as_deref().unwrap()))
                        .collect();
                    all.sort();
                    prop_assert_eq!(violations(&text), all);
                } else if let Some(expected) = &first.service_message {
                    prop_assert_eq!(&text, expected);
                }
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    let seen = seen.into_inner();
    assert!(
        seen.get("accepted").is_some_and(|count| *count >= 50) && seen.len() >= 18,
        "too few were tried: {seen:?}"
    );
}
