//! What files beside one say of its clients.

use super::*;
use crate::client::ClientId;
use crate::export::{Bundle, Client, Layout, by_id, export};

const POOL: &str = "us-west-2_abc123";

fn twins() -> Bundle {
    let mut bundle = Bundle::default();
    for id in ["one1", "two2"] {
        let settings =
            settings(&json!({"ClientName": "web", "CallbackURLs": [format!("https://{id}.example")]}));
        let client = Client { id: Some(ClientId::new(id)), settings, confidential: false };
        bundle.pool_mut(&PoolId::new(POOL)).clients.push(client);
    }
    bundle
}

fn keys(found: &Found) -> Vec<Option<String>> {
    found.clients.iter().map(|one| one.key().map(|key| key.to_string())).collect()
}

#[test]
fn a_template_knows_its_clients_by_the_file_beside_it() {
    let written = export(by_id("cloudformation").expect("one"), &twins(), Layout::Folder);
    let [template, import] = written.files.as_slice() else { panic!("{:?}", written.files) };
    assert_eq!(
        wanted(&format!("some/{}", template.path), &template.text),
        *std::slice::from_ref(&import.path)
    );
    let beside = Beside::from([(import.path.clone(), import.text.clone())]);
    let found = read_with(&template.path, &template.text, &beside).expect("a template");
    assert_eq!(keys(&found), ["one1", "two2"].map(|id| Some(format!("{POOL}/{id}"))));
    assert_eq!(keys(&read_with(&template.path, &template.text, &Beside::new()).expect("one")), [None, None]);

    // The CDK's mapping says the same of what it makes.
    let mapping = export(by_id("cdk").expect("one"), &twins(), Layout::One).files.remove(1).text;
    assert!(is_identifiers(&mapping) && is_identifiers(&import.text));
    let mapped = Beside::from([("mapping.json".to_owned(), mapping)]);
    assert_eq!(keys(&read_with("t.yaml", &template.text, &mapped).expect("one")), keys(&found));

    // Ids of another pool are another client's, and a pool that is a reference is told by them.
    let elsewhere = Beside::from([(import.path.clone(), import.text.replace(POOL, "eu-west-1_x"))]);
    assert_eq!(keys(&read_with("t.yaml", &template.text, &elsewhere).expect("one")), [None, None]);
    let open = template.text.replace(&format!("UserPoolId: {POOL}"), "UserPoolId: !Ref Pool");
    let told = read_with("t.yaml", &open, &beside).expect("one");
    assert_eq!(keys(&told), keys(&found));
    assert!(told.clients.iter().all(|one| one.unresolved.is_empty()), "{told:#?}");
    // Alone they are no clients.
    for other in [
        json!({"UserPoolClient": {"UserPoolId": POOL, "ClientId": "a", "ClientName": "x"}}),
        json!({}),
        json!([]),
    ] {
        assert!(!is_identifiers(&other.to_string()), "{other}");
    }
    let alone = read("x.import.json", &import.text).expect_err("ids").to_string();
    assert!(alone.contains("give the template"), "{alone}");
}

#[test]
fn a_script_has_the_documents_that_stand_beside_it() {
    let written = export(by_id("aws-cli").expect("one"), &twins(), Layout::Folder);
    let (script, documents) = written.files.split_first().expect("a script");
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let beside: Beside = documents.iter().map(|file| (name(&file.path), file.text.clone())).collect();
    assert_eq!(wanted(&script.path, &script.text), beside.keys().cloned().collect::<Vec<_>>());
    let found = read_with(&script.path, &script.text, &beside).expect("a script");
    let urls: Vec<&Json> = found.clients.iter().map(|one| &one.settings.document()["CallbackURLs"]).collect();
    assert_eq!(urls, [&json!(["https://one1.example"]), &json!(["https://two2.example"])]);
    assert!(found.clients.iter().all(|one| one.unresolved.is_empty()), "{found:#?}");
    assert!(found.clients[1].place.line > found.clients[0].place.line);

    let broken = Beside::from([(
        beside.keys().next().expect("one").clone(),
        "{\"ClientSecret\": TOPSECRET}".to_owned(),
    )]);
    let error = read_with(&script.path, &script.text, &broken).expect_err("broken").to_string();
    assert!(error.contains(".json: line 1, column 18") && !error.contains("TOPSECRET"), "{error}");
    // No other folder is looked into, and nothing that the shell makes.
    for other in ["../a.json", "/etc/a.json", "b/a.json", "$NAME.json", ".hidden", "\"$X\"", "a$(id).json"] {
        let text =
            format!("#!/bin/sh\naws cognito-idp create-user-pool-client --cli-input-json file://{other}\n");
        assert_eq!(wanted("a.sh", &text), [""; 0], "{other}");
    }
    let quoted =
        "aws cognito-idp create-user-pool-client --cli-input-json 'file://a b.json' --client-name x\n";
    assert_eq!(wanted("a.sh", quoted), ["a b.json"]);
}

#[test]
fn options_count_more_than_the_document_beside_them() {
    let document = r#"'{"ClientName": "a", "AccessTokenValidity": 5, "CallbackURLs": ["https://a"]}'"#;
    let read = |script: &str| one("make.sh", &format!("#!/bin/sh\n{script}\n"));
    let command = "aws cognito-idp create-user-pool-client";
    let options = "--client-name b --region eu-west-1 --callback-urls https://b 'https://c d' --no-enable-token-revocation \
                   --access-token-validity 7 --user-pool-id us-west-2_abc123 --generate-secret --output json";
    let here = format!("\"$(cat <<'JSON'\n{}\nJSON\n)\"", document.trim_matches('\''));
    for script in [
        format!("{command} --cli-input-json {document} {options} | jq ."),
        format!("{command} {options} --cli-input-json={document}"),
        format!("{command} \\\n  --cli-input-json {document} \\\n  {}", options.replace(" --", " \\\n --")),
        format!("{command} {options} --cli-input-json {here}"),
        format!("id=$(cat x | {command} {options} --cli-input-json {document})"),
        format!("{command} --cli-input-json {here} {options}"),
    ] {
        let client = read(&script);
        assert_eq!(open(&client), [""; 0], "{script}");
        assert_eq!((client.name(), client.secret), (Some("b"), Some(true)), "{script}");
        assert_eq!(client.pool.as_ref().map(PoolId::as_str), Some("us-west-2_abc123"), "{script}");
        let document = client.settings.document();
        assert_eq!(document["CallbackURLs"], json!(["https://b", "https://c d"]), "{script}");
        assert_eq!(
            (&document["AccessTokenValidity"], &document["EnableTokenRevocation"]),
            (&json!(7), &json!(false))
        );
    }
    // What cannot be told is open, and shows nothing that may be a secret.
    for (options, told) in [
        ("--client-name \"$NAME\"", "--client-name is not evaluated"),
        ("--callback-urls $(urls)", "--callback-urls is not evaluated"),
        ("--token-validity-units AccessToken=TOPSECRET", "--token-validity-units is not evaluated"),
        ("--client-secret-TOPSECRET x", "an option is not evaluated"),
    ] {
        let client = read(&format!("{command} --cli-input-json {document} {options}"));
        let open = open(&client);
        assert!(!open.is_empty() && open.iter().all(|open| open.ends_with(told)), "{options}: {open:?}");
        assert!(!format!("{client:?}").contains("TOPSECRET"), "{client:?}");
        let name = if options.starts_with("--client-name") { None } else { Some("a") };
        assert_eq!(client.name(), name, "{options}");
    }
    let hidden = read(&format!("{command} --cli-input-json {document} --client-secret TOPSECRET"));
    assert_eq!(hidden.secret, Some(true));
    assert!(!format!("{hidden:?}").contains("TOPSECRET"), "{hidden:?}");
}
