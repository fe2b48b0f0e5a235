//! Whatever settings chance brings together, both judge them alike.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// A member's value or its absence.
fn maybe(values: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![2 => Just(Value::Null), 3 => values].boxed()
}

fn some_of(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    maybe(subsequence(words, 0..=words.len().min(4)).prop_map(|words| json!(words)))
}

fn one_of(values: &'static [&'static str]) -> BoxedStrategy<Value> {
    maybe(select(values).prop_map(Value::from))
}

fn switch() -> BoxedStrategy<Value> {
    maybe(any::<bool>().prop_map(Value::from))
}

fn number() -> BoxedStrategy<Value> {
    maybe(
        select(vec![0, 1, 2, 5, 15, 24, 30, 60, 300, 3600, 86_400, 86_401, 400_000_000])
            .prop_map(Value::from),
    )
}

const UNITS: &[&str] = &["seconds", "minutes", "hours", "days", "weeks"];
const FLOWS: &[&str] = &[
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_MAGIC",
];
const URLS: &[&str] = &[
    "https://a.example/cb",
    "https://b.example/",
    "http://localhost:3000/cb",
    "http://localhost.a.example/",
    "HTTP://a.example",
    "https://a.example/#x",
    "com.example.app:/cb",
    "",
    "https://a.example/a b",
];
const SCOPES: &[&str] =
    &["openid", "email", "fleet/position.read", "fleet/gone", "aws.cognito/dcr/register", "a\"b"];
const ATTRIBUTES: &[&str] = &["email", "name", "custom:is_staff", "email_verified", "custom:nothing"];

fn objects() -> impl Strategy<Value = (Value, Value, Value)> {
    let units = (one_of(UNITS), one_of(UNITS), one_of(UNITS)).prop_map(
        |(access, id, refresh)| json!({"AccessToken": access, "IdToken": id, "RefreshToken": refresh}),
    );
    let rotation = (one_of(&["ENABLED", "DISABLED", "PERHAPS"]), number())
        .prop_map(|(feature, grace)| json!({"Feature": feature, "RetryGracePeriodSeconds": grace}));
    let analytics = (
        one_of(&[
            "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e",
            "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1f3e",
            "an:arn",
        ]),
        one_of(&["1f3e", "xyz"]),
        one_of(&["arn:aws:iam::123456789012:role/analytics"]),
        one_of(&["", "external"]),
        switch(),
    )
        .prop_map(|(arn, id, role, external, shared)| {
            json!({"ApplicationArn": arn, "ApplicationId": id, "RoleArn": role, "ExternalId": external, "UserDataShared": shared})
        });
    (maybe(units), maybe(rotation), maybe(analytics))
}

fn document() -> impl Strategy<Value = Map<String, Value>> {
    let who = (one_of(&["x", "web checkout", "bad/name!", ""]), switch());
    let tokens = (number(), number(), number());
    let sign_in = (some_of(FLOWS), number(), one_of(&["ENABLED", "LEGACY", "MAYBE"]), switch(), switch());
    let oauth = (switch(), some_of(&["code", "implicit", "client_credentials", "token"]), some_of(SCOPES));
    let urls = (some_of(URLS), some_of(URLS), one_of(URLS));
    let around =
        (some_of(&["COGNITO", "Google", "GOOGLE", "Okta"]), some_of(ATTRIBUTES), some_of(ATTRIBUTES));
    (who, tokens, sign_in, oauth, urls, around, objects()).prop_map(
        |(who, tokens, sign_in, oauth, urls, around, objects)| {
            let all = json!({
                "ClientName": who.0, "GenerateSecret": who.1,
                "AccessTokenValidity": tokens.0, "IdTokenValidity": tokens.1, "RefreshTokenValidity": tokens.2,
                "TokenValidityUnits": objects.0, "RefreshTokenRotation": objects.1, "AnalyticsConfiguration": objects.2,
                "ExplicitAuthFlows": sign_in.0, "AuthSessionValidity": sign_in.1,
                "PreventUserExistenceErrors": sign_in.2, "EnableTokenRevocation": sign_in.3,
                "EnablePropagateAdditionalUserContextData": sign_in.4,
                "AllowedOAuthFlowsUserPoolClient": oauth.0, "AllowedOAuthFlows": oauth.1, "AllowedOAuthScopes": oauth.2,
                "CallbackURLs": urls.0, "LogoutURLs": urls.1, "DefaultRedirectURI": urls.2,
                "SupportedIdentityProviders": around.0, "ReadAttributes": around.1, "WriteAttributes": around.2,
            });
            without_nulls(all.as_object().unwrap())
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
    let mut runner = TestRunner::new(Config { cases: 1000, failure_persistence: None, ..Config::default() });
    let result = runner.run(&document(), |document| {
        let settings = Settings::from_wire(document);
        let findings = check(&settings, &customers.surroundings());
        let sent = create_document(&settings, &pool);
        let refused: Vec<&Finding> = findings.iter().filter(|finding| finding.is_refusal()).collect();
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
}
