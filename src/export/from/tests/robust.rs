//! Files that are broken, or hold more than is read.

use super::*;

/// A word that is out of place may be a part of a secret.
#[test]
fn an_error_quotes_nothing_of_the_text() {
    for broken in [
        "{\"ClientSecret\": TOPSECRET}",
        "{\"ClientSecret\" TOPSECRET}",
        "{\"ClientSecret\": \"a\" TOPSECRET}",
        "[\"a\" \"TOPSECRET\"]",
        "{\"TOPSECRET\": 1, \"TOPSECRET\": 2}",
        "{\"a\": 1} TOPSECRET",
        "{TOPSECRET: 1}",
        "{\"a\": [TOPSECRET; the { in line 9 is not closed",
        "\"TOPSECRET\"",
    ] {
        let error = read("web.json", broken).expect_err(broken).to_string();
        assert!(!error.contains("TOPSECRET"), "{broken}: {error}");
    }
    for (name, broken) in [
        ("a.tf", "resource \"a\" \"b\" {\n  client_secret = TOPSECRET TOPSECRET\n}\n"),
        ("a.tf", "resource \"a\" \"b\" {\n  client_secret = \"TOPSECRET\n}\n"),
        ("a.yaml", "ClientSecret: \"TOPSECRET\n"),
        ("a.yaml", "ClientSecret: *TOPSECRET\n"),
        ("a.yaml", "ClientSecret: [TOPSECRET: {\n  b: TOPSECRET]\n"),
        ("a.yaml", "ClientSecret: a\n TOPSECRET: b: c\n"),
    ] {
        let error = read(name, broken).expect_err(broken).to_string();
        assert!(!error.contains("TOPSECRET"), "{broken}: {error}");
    }
    let open = read("web.json", "{\"a\": 1").expect_err("open").to_string();
    assert!(open.contains("found the end of the text; the { in line 1 is not closed"), "{open}");
}

const CLIENT: &str =
    "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: {ClientName: web}\n";

/// A macro may change whatever it goes over; those of AWS that leave clients alone are no news.
#[test]
fn a_macro_over_a_template_is_said() {
    for (transform, told) in [
        ("MyMacro", true),
        ("AWS::Serverless-2016-10-31", false),
        ("AWS::LanguageExtensions", false),
        ("[AWS::Serverless-2016-10-31, MyMacro]", true),
        ("{Name: AWS::Include, Parameters: {Location: s3://b/c}}", true),
        ("AWS::ServerlessLike", true),
    ] {
        let web = one("t.yaml", &format!("Transform: {transform}\n{CLIENT}"));
        assert_eq!(web.name(), Some("web"));
        assert_eq!(web.unresolved.len(), usize::from(told), "{transform}: {:?}", open(&web));
        assert_eq!(web.existence(), None, "{transform}");
        if told {
            assert!(open(&web)[0].ends_with(" may change it"), "{:?}", open(&web));
        }
    }
}

#[test]
fn every_document_of_a_text_is_read() {
    let second = CLIENT.replace("Web:", "Api:").replace("web", "api");
    let found =
        read_with("t.yaml", &format!("---\n{CLIENT}---\n{second}---\n"), &Beside::new()).expect("two");
    let names: Vec<_> = found.clients.iter().map(|one| (one.name(), one.place.line)).collect();
    assert_eq!(names, [(Some("web"), 3), (Some("api"), 8)]);
    assert_eq!(found.notes, [""; 0]);
    let other = read_with("t.yaml", &format!("{CLIENT}---\na: 1\n"), &Beside::new()).expect("one");
    assert_eq!((other.clients.len(), other.notes.len()), (1, 1));
    assert!(other.notes[0].starts_with("1 of its 2 documents hold"), "{:?}", other.notes);
}

#[test]
fn modules_are_not_looked_into_and_said() {
    let hcl = "module \"shops\" {\n  source = \"./shops\"\n}\nmodule \"api\" {\n  source = \"./api\"\n}\n";
    let found = read_with("main.tf", hcl, &Beside::new()).expect("a configuration");
    assert!(found.clients.is_empty());
    assert_eq!(
        found.notes,
        ["The modules shops, api were not looked into; give their files, or the state, which has all."]
    );
    assert_eq!(read_with("main.tf", "terraform {}\n", &Beside::new()).expect("none").notes, [""; 0]);
}

/// One of many that cannot be read does not keep the others away.
#[test]
fn a_broken_client_of_a_state_is_told_beside_the_others() {
    let row = |name: &str, urls: Json| {
        json!({"mode": "managed", "type": "aws_cognito_user_pool_client", "name": name,
        "instances": [{"attributes": {"id": name, "user_pool_id": "us-west-2_abc123", "name": name, "callback_urls": urls}}]})
    };
    let state = json!({"version": 4, "terraform_version": "1.9.0", "lineage": "x",
        "resources": [row("a", json!("https://a")), row("b", json!(["https://b"]))]});
    let clients = read("terraform.tfstate", &state.to_string()).expect("a state");
    let [a, b] = clients.as_slice() else { panic!("{clients:#?}") };
    assert_eq!((a.address.as_str(), a.key(), b.name()), ("aws_cognito_user_pool_client.a", None, Some("b")));
    let why = a.broken().expect("broken").to_string();
    assert!(why.contains("expected a list of texts for callback_urls"), "{why}");
    assert!(a.existence().is_some() && b.unresolved.is_empty());
}
