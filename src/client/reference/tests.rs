//! References in every form that people have them in.

use proptest::prelude::*;

use super::*;

const POOL: &str = "us-west-2_abc123";
const CLIENT: &str = "3ho4ek12345678909nh3fmhpko";

fn key(profile: Option<&str>) -> Reference {
    Reference::Key { profile: profile.map(str::to_owned), key: ClientKey::new(POOL, CLIENT) }
}

#[track_caller]
fn assert_reads(text: &str, reference: &Reference) {
    assert_eq!(parse(text).as_ref(), Ok(reference), "{text}");
}

#[test]
fn both_ids_name_a_client() {
    assert_reads("us-west-2_abc123/3ho4ek12345678909nh3fmhpko", &key(None));
    assert_reads("us-west-2_abc123|3ho4ek12345678909nh3fmhpko", &key(None));
    assert_reads("prod:us-west-2_abc123/3ho4ek12345678909nh3fmhpko", &key(Some("prod")));
    assert_reads("  \"us-west-2_abc123/3ho4ek12345678909nh3fmhpko\"\n", &key(None));
    assert_reads("\u{200b}'us-west-2_abc123 / 3ho4ek12345678909nh3fmhpko'", &key(None));
    assert_reads(
        "arn:aws:cognito-idp:us-west-2:123456789012:userpool/us-west-2_abc123/client/3ho4ek12345678909nh3fmhpko",
        &key(None),
    );
    assert_eq!(key(None).region(), Some("us-west-2"));
    assert_eq!(key(Some("prod")).profile(), Some("prod"));
}

#[test]
fn one_id_or_names_name_a_client() {
    let client = |profile: Option<&str>| Reference::Client {
        profile: profile.map(str::to_owned),
        client: ClientId::new(CLIENT),
        host: None,
    };
    assert_reads(CLIENT, &client(None));
    assert_reads("prod:3ho4ek12345678909nh3fmhpko", &client(Some("prod")));
    let names =
        |pool: &str, name: &str| Reference::Names { profile: None, pool: pool.into(), client: name.into() };
    assert_reads("customers/web", &names("customers", "web"));
    assert_reads("my pool/web checkout", &names("my pool", "web checkout"));
    assert_reads("web", &Reference::Name { profile: None, client: "web".into() });
    assert_reads(
        "us-west-2_abc123/web",
        &Reference::InPool { profile: None, pool: PoolId::new(POOL), client: "web".into() },
    );
    let without_digit = ClientKey::new(POOL, "abcdefghijklmnopqrstuvwxyz");
    let text = without_digit.to_string();
    assert_reads(&text, &Reference::Key { profile: None, key: without_digit });
    let emulated = Reference::Key { profile: None, key: ClientKey::new("local_3xYz", CLIENT) };
    assert_reads("local_3xYz/3ho4ek12345678909nh3fmhpko", &emulated);
}

#[test]
fn a_pasted_url_names_a_client() {
    assert_reads(
        "https://us-west-2.console.aws.amazon.com/cognito/v2/idp/user-pools/us-west-2_abc123/applications/app-clients/3ho4ek12345678909nh3fmhpko/overview?region=us-west-2",
        &key(None),
    );
    let at = |host: &str| Reference::Client {
        profile: None,
        client: ClientId::new(CLIENT),
        host: Some(host.into()),
    };
    let host = "acme.auth.us-west-2.amazoncognito.com";
    for url in [
        "https://acme.auth.us-west-2.amazoncognito.com/oauth2/authorize?response_type=code&client_id=3ho4ek12345678909nh3fmhpko&scope=openid",
        "https://acme.auth.us-west-2.amazoncognito.com/login?client_id=3ho4ek12345678909nh3fmhpko",
        "acme.auth.us-west-2.amazoncognito.com/logout?client_id=3ho4ek12345678909nh3fmhpko",
    ] {
        assert_reads(url, &at(host));
    }
    assert_eq!(at(host).region(), Some("us-west-2"));
    assert_eq!(at("auth.example.com").region(), None);
}

#[test]
fn what_was_copied_along_means_nothing() {
    for text in [
        "\"us-west-2_abc123/3ho4ek12345678909nh3fmhpko\",",
        "us-west-2_abc123/3ho4ek12345678909nh3fmhpko;",
        "'us-west-2_abc123|3ho4ek12345678909nh3fmhpko', ",
    ] {
        assert_reads(text, &key(None));
    }
    let alone = Reference::Client { profile: None, client: ClientId::new(CLIENT), host: None };
    for text in [
        "client_id=3ho4ek12345678909nh3fmhpko",
        "client_id=3ho4ek12345678909nh3fmhpko&redirect_uri=https%3A%2F%2Fa",
        "response_type=code&client_id=3ho4ek12345678909nh3fmhpko",
        "\"ClientId\": \"3ho4ek12345678909nh3fmhpko\",",
        "COGNITO_CLIENT_ID='3ho4ek12345678909nh3fmhpko'",
        "clientId: 3ho4ek12345678909nh3fmhpko;",
        "3ho4ek12345678909nh3fmhpko,",
    ] {
        assert_reads(text, &alone);
    }
    let host = "acme.auth.us-west-2.amazoncognito.com".to_owned();
    let there = Reference::Client { profile: None, client: ClientId::new(CLIENT), host: Some(host) };
    assert_reads(
        "https%3A%2F%2Facme.auth.us-west-2.amazoncognito.com%2Flogin%3Fclient_id%3D3ho4ek12345678909nh3fmhpko%26scope%3Dopenid",
        &there,
    );
    // A name may end in anything.
    assert_reads("web,", &Reference::Name { profile: None, client: "web,".into() });
}

#[test]
fn every_derived_address_leads_back() {
    use crate::client::{Pool, Settings, derived};
    let key = ClientKey::new(POOL, CLIENT);
    for text in [
        derived::import_id(&key),
        derived::cloud_control_id(&key),
        derived::console_url(&key).expect("it has a region"),
    ] {
        assert_eq!(parse(&text), Ok(Reference::Key { profile: None, key: key.clone() }), "{text}");
    }
    let document = |json: serde_json::Value| json.as_object().expect("a document").clone();
    let pool = Pool::from_wire(key.pool.clone(), document(serde_json::json!({"Domain": "acme"})));
    let settings = Settings::from_wire(document(serde_json::json!({
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "CallbackURLs": ["https://a"],
    })));
    let login = derived::login_url(&key, Some(&pool), Some(&settings)).expect("it has a domain");
    assert!(matches!(parse(&login), Ok(Reference::Client { client, .. }) if client == key.client));
}

#[test]
fn a_near_miss_is_told_what_is_missing() {
    use BadReference as Bad;
    let apart = |client: &str| Bad::Nearly(Nearly::Apart(POOL.into(), client.into()));
    for (text, bad) in [
        ("", Bad::Empty),
        (" '' ", Bad::Empty),
        ("us-west-2_abc123", Bad::PoolOnly(POOL.into())),
        ("us-west-2_abc123/", Bad::NoClient("us-west-2_abc123/".into())),
        ("/web", Bad::NoPool("/web".into())),
        (":customers/web", Bad::NoProfile(":customers/web".into())),
        ("prod:", Bad::NoClient("prod:".into())),
        ("us-west-2_abc123 3ho4ek12345678909nh3fmhpko", apart(CLIENT)),
        ("us-west-2_abc123, 3ho4ek12345678909nh3fmhpko", apart(CLIENT)),
        ("us-west-2_abc123\\3ho4ek12345678909nh3fmhpko", apart(CLIENT)),
        ("us-west-2_abc123:3ho4ek12345678909nh3fmhpko", apart(CLIENT)),
        ("prod:us-west-2_abc123 3ho4ek12345678909nh3fmhpko", apart(CLIENT)),
        ("us-west-2_abc123\tweb", apart("web")),
        ("US-WEST-2_abc123/3ho4ek12345678909nh3fmhpko", Bad::Nearly(Nearly::PoolId)),
        ("us-west-2_abc123/b/c", Bad::TooManyParts("us-west-2_abc123/b/c".into())),
        ("https://", Bad::BrokenUrl("https://".into())),
        ("https://shop.example.com/", Bad::UrlWithoutClient),
        ("https://auth.example.com/login?client_id=", Bad::UrlWithoutClient),
        (
            "https://us-west-2.console.aws.amazon.com/cognito/v2/idp/user-pools/us-west-2_abc123/overview",
            Bad::ConsolePool(POOL.into()),
        ),
        ("https://us-west-2.console.aws.amazon.com/cognito/v2/home", Bad::ConsoleElsewhere),
        ("arn:aws:cognito-idp:us-west-2:123456789012:userpool/us-west-2_abc123", Bad::PoolOnly(POOL.into())),
        ("eyJraWQiOiJ4In0", Bad::TokenCut),
        ("eyJraWQiOiJ4In0..x", Bad::TokenWithoutClaims),
        ("eyJraWQiOiJ4In0.e30.x", Bad::TokenWithoutClaims),
    ] {
        assert_eq!(parse(text), Err(bad), "{text}");
    }
}

#[test]
fn a_reference_that_is_written_out_reads_back() {
    for text in [
        "us-west-2_abc123/3ho4ek12345678909nh3fmhpko",
        "prod:us-west-2_abc123/web",
        "customers/web",
        "web",
        "prod:3ho4ek12345678909nh3fmhpko",
    ] {
        let reference = parse(text).expect(text);
        assert_eq!(parse(&reference.to_string()), Ok(reference), "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        if let Err(bad) = parse(&text) {
            let words = bad.to_string();
            prop_assert_eq!(crate::client::text::harmless(&words).into_owned(), words);
        }
    }

    #[test]
    fn import_ids_read_back(pool in "[a-z]{2}-[a-z]{4,9}-[1-9]_[0-9a-zA-Z]{9}", client in "[0-9][0-9a-z]{25}") {
        let key = ClientKey::new(pool, client);
        prop_assert_eq!(parse(&key.to_string()), Ok(Reference::Key { profile: None, key }));
    }
}
