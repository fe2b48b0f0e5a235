//! `import`: clients in files against what is live, and made so.

use std::fs;
use std::path::{Path, PathBuf};

use cognitui::export::from::READERS;
use serde_json::{Value as Json, json};

use crate::program::{Ran, Service};

const POOL: &str = "eu-west-1_hRb7Lk2Qe";
const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

fn file(service: &Service, name: &str, text: &str) -> PathBuf {
    let path = service.home.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn import(service: &Service, path: &Path, more: &[&str]) -> Ran {
    service.run(&[&["import", path.to_str().unwrap()], more].concat())
}

#[test]
fn every_kind_of_file_is_in_the_help() {
    let help = Service::start().run(&["import", "--help"]).ended(0).out;
    let words = |text: &str| text.split_whitespace().collect::<String>();
    for reader in READERS {
        assert!(words(&help).contains(&words(reader.title)), "{}: {help}", reader.id);
    }
}

#[test]
fn what_was_exported_is_as_it_is_live() {
    let service = Service::start();
    for (format, name, status) in [
        ("json", "c.json", 0),
        ("terraform", "c.tf", 0),
        // Two clients of one name, and nothing in these files that tells them apart.
        ("cloudformation", "c.yaml", 3),
        ("pulumi-yaml", "Pulumi.yaml", 0),
        ("aws-cli", "c.sh", 3),
    ] {
        let text = service.run(&["export", "customers", "--to", format]).ended(0).out;
        let path = file(&service, name, &text);
        // What is left out is what applies by itself.
        let ran = import(&service, &path, &["--reset", "-o", "json"]).ended(status);
        let json = ran.json();
        for client in json["Clients"].as_array().unwrap() {
            let twin = client["ClientName"] == "mobile-beta" && status == 3;
            // What the format has no place for is no difference, and said.
            let kept: &[&str] = match (client["ClientName"].as_str(), format) {
                (_, "json") => &[],
                (Some("token-exchange-broker"), "cloudformation") => {
                    &["ExplicitAuthFlows ALLOW_TOKEN_EXCHANGE"]
                }
                (Some("next-gen-gateway"), "cloudformation") => {
                    &["ExplicitAuthFlows ALLOW_", "DevicePosture", "TokenAudiences"]
                }
                (Some("next-gen-gateway"), _) => &["DevicePosture", "TokenAudiences"],
                _ => &[],
            };
            for (at, lost) in kept.iter().enumerate() {
                let told = client["Kept"][at].as_str().unwrap_or_default();
                assert!(told.starts_with(lost), "{format}: {client}");
                assert!(ran.err.contains(lost) && ran.err.contains("stays as it is live"), "{}", ran.err);
            }
            let differing: Vec<&str> = client["Rows"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|row| row["Differs"] == true)
                .map(|row| row["Member"].as_str().unwrap())
                .collect();
            // One has a name that the format refuses, or that another service chooses.
            let nameless = status == 3 && client["ClientName"].is_null();
            match client["State"].as_str().unwrap() {
                "unclear" => assert!(twin || nameless, "{format}: {client}"),
                _ => assert_eq!(differing, [""; 0], "{format}: {client}"),
            }
        }
    }
}

#[test]
fn what_a_format_has_no_place_for_is_left_alone() {
    let service = Service::start();
    let broker = "customers/token-exchange-broker";
    let before = service.document(broker);
    let exported = service.run(&["export", broker, "--to", "cloudformation"]).ended(0).out;
    let path = file(&service, "broker.yaml", &exported);
    for more in [&[][..], &["--reset"]] {
        let ran = import(&service, &path, more).ended(0);
        assert_eq!(ran.out, "");
        assert!(
            ran.err.contains("CloudFormation has no place for this, so it stays as it is live"),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("ExplicitAuthFlows ALLOW_TOKEN_EXCHANGE"), "{}", ran.err);
    }
    // What it has a place for is changed beside it.
    assert!(exported.contains("- ALLOW_REFRESH_TOKEN_AUTH\n"), "{exported}");
    let path =
        file(&service, "broker.yaml", &exported.replace("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"));
    let told = import(&service, &path, &[]).ended(1).out;
    assert!(told.contains("+ SRP") && !told.contains("− token exchange"), "{told}");
    import(&service, &path, &["--reset", "--apply", "--yes"]).ended(0);
    let after = service.document(broker);
    let flows = |document: &Json| -> Vec<String> {
        let flows = document["ExplicitAuthFlows"].as_array().unwrap();
        flows.iter().map(|flow| flow.as_str().unwrap().to_owned()).collect()
    };
    let exchange = |flows: Vec<String>| -> Vec<String> {
        flows.into_iter().filter(|flow| flow.contains("TOKEN_EXCHANGE")).collect()
    };
    assert!(flows(&after).contains(&"ALLOW_USER_SRP_AUTH".to_owned()), "{after}");
    assert!(
        !exchange(flows(&before)).is_empty() && exchange(flows(&after)) == exchange(flows(&before)),
        "{after}"
    );

    // A format that has a place for a setting says by leaving it out that there is none.
    let text = service.run(&["export", "customers/next-gen-gateway", "--to", "json"]).ended(0).out;
    let mut json: Json = serde_json::from_str(&text).unwrap();
    json["pools"][0]["clients"][0]["client"].as_object_mut().unwrap().remove("DevicePosture");
    let path = file(&service, "gateway.json", &json.to_string());
    assert!(import(&service, &path, &[]).ended(1).out.contains("DevicePosture"));
    let script = service.run(&["export", "customers/next-gen-gateway", "--to", "aws-cli"]).ended(0).out;
    let path = file(&service, "gateway.sh", &script);
    let ran = import(&service, &path, &[]).ended(0);
    assert!(
        ran.err.contains("the AWS CLI has no place for this") && ran.err.contains("DevicePosture"),
        "{}",
        ran.err
    );
    let diff = service.run(&["diff", "customers/next-gen-gateway", path.to_str().unwrap()]).ended(0);
    assert!(
        diff.err.contains("the AWS CLI has no place for this") && diff.err.contains("DevicePosture"),
        "{}",
        diff.err
    );
}

#[test]
fn a_difference_is_shown_in_every_format_and_is_status_one() {
    let service = Service::start();
    let text = service.run(&["export", WEB, "--to", "terraform"]).ended(0).out;
    let same = file(&service, "same.tf", &text);
    let none = import(&service, &same, &[]).ended(0);
    assert_eq!(none.out, "");
    assert!(none.err.contains("1 is as it is live"), "{}", none.err);
    assert!(import(&service, &same, &["--all"]).ended(0).out.contains("Callback URLs"));
    let changed = text.replace("access_token_validity        = 15", "access_token_validity        = 20");
    assert_ne!(changed, text);
    let path = file(&service, "web.tf", &changed);
    let told = import(&service, &path, &[]).ended(1);
    assert!(told.out.contains("differs  customers/web") && told.out.contains("20 min"), "{}", told.out);
    let json = import(&service, &path, &["-o", "json"]).ended(1).json();
    assert_eq!(json["Clients"][0]["Rows"][0]["Member"], "AccessTokenValidity");
    assert_eq!(json["Clients"][0]["Rows"][0]["Values"][1]["Value"], 20);
    assert!(import(&service, &path, &["-o", "markdown"]).ended(1).out.contains("| differs |"));
    assert!(import(&service, &path, &["-o", "csv"]).ended(1).out.contains("access_token_validity"));
    let broken = file(&service, "broken.tf", "resource \"x\" {\n  a = = 1\n}\n");
    assert!(import(&service, &broken, &[]).ended(2).err.contains("line 2, column 7"));
    service.run(&["import", "/nowhere/at/all.tf"]).ended(3);
    let java = file(&service, "App.java", "class App {}");
    assert!(import(&service, &java, &[]).ended(2).err.contains("pulumi stack export"));
}

#[test]
fn what_cannot_be_evaluated_is_shown_and_never_written() {
    let service = Service::start();
    let template = "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      UserPoolId: !Ref Pool\n      \
        ClientName: web\n      CallbackURLs: [!Sub 'https://${Host}/cb']\n      AccessTokenValidity: 25\n      TokenValidityUnits: {AccessToken: minutes}\n";
    let path = file(&service, "web.yaml", template);
    let nowhere = import(&service, &path, &[]).ended(3);
    assert!(nowhere.out.contains("its pool is !Ref Pool; --pool POOL says which one"), "{}", nowhere.out);
    let json = import(&service, &path, &["--pool", "customers", "-o", "json"]).ended(1).json();
    let client = &json["Clients"][0];
    assert_eq!(client["Unresolved"][1]["Source"], "[!Sub https://${Host}/cb]");
    let row = client["Rows"].as_array().unwrap().iter().find(|row| row["Member"] == "CallbackURLs").unwrap();
    assert_eq!(
        (&row["Differs"], &row["Values"][1]["Unsaid"]),
        (&json!(false), &json!("[!Sub https://${Host}/cb] (not evaluated)"))
    );

    let before = service.document(WEB);
    let done = import(&service, &path, &["--pool", "customers", "--apply", "--yes"]).ended(0);
    let after = service.document(WEB);
    assert_eq!(after["AccessTokenValidity"], 25, "{done:?}");
    assert_eq!(after["CallbackURLs"], before["CallbackURLs"]);
    assert_eq!(after["IdTokenValidity"], before["IdTokenValidity"], "what the file leaves out stays");
    assert!(done.err.contains("these stay as they are live"), "{}", done.err);
    let done = import(&service, &path, &["--pool", "customers"]).ended(0);
    assert!(done.err.contains("as far as its values are literal"), "{}", done.err);
    // Unless what it leaves out counts.
    let reset = import(&service, &path, &["--pool", "customers", "--reset"]).ended(1);
    assert!(reset.out.contains("ID token") && reset.out.contains("(not evaluated)"), "{}", reset.out);
    import(&service, &path, &["--pool", "customers", "--reset", "--apply", "--yes"]).ended(0);
    let after = service.document(WEB);
    assert_eq!(after["CallbackURLs"], before["CallbackURLs"]);
    assert_eq!(after["TokenValidityUnits"]["IdToken"], "hours", "{after}");
    import(&service, &path, &["--pool", "nobody", "--apply", "--yes"]).ended(3);
}

/// A resource that may be there or not says nothing of the client that is live.
#[test]
fn what_may_not_be_there_is_open_and_never_written() {
    let service = Service::start();
    let before = service.document(WEB);
    let minutes = before["AccessTokenValidity"].as_u64().unwrap();
    let terraform = |repeats: &str, minutes: u64| {
        let text = format!(
            "resource \"aws_cognito_user_pool_client\" \"web\" {{\n  {repeats}\n  name = \"web\"\n  user_pool_id = \"{POOL}\"\n  \
             access_token_validity = {minutes}\n  token_validity_units {{\n    access_token = \"minutes\"\n  }}\n}}\n"
        );
        file(&service, "web.tf", &text)
    };
    let template = |minutes: u64| {
        let text = format!(
            "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Condition: Production\n    Properties:\n      UserPoolId: {POOL}\n      \
             ClientName: web\n      AccessTokenValidity: {minutes}\n      TokenValidityUnits: {{AccessToken: minutes}}\n"
        );
        file(&service, "web.yaml", &text)
    };
    let files: [(&str, &dyn Fn(u64) -> PathBuf); 3] = [
        ("line 2: count = 0 is not evaluated", &|minutes| terraform("count = 0", minutes)),
        ("line 2: for_each = var.some is not evaluated", &|minutes| {
            terraform("for_each = var.some", minutes)
        }),
        ("line 4: Condition = \"Production\" is not evaluated", &template),
    ];
    for (why, write) in files {
        let same = import(&service, &write(minutes), &[]).ended(0);
        assert!(same.out.starts_with("open  customers/web") && same.out.contains(why), "{same:?}");
        assert!(!same.err.contains("as it is live"), "{same:?}");
        let path = write(minutes + 7);
        assert!(import(&service, &path, &[]).ended(1).out.contains(why));
        for more in [&["--apply", "--yes"][..], &["--apply", "--yes", "--reset"]] {
            let ran = import(&service, &path, more).ended(0);
            assert!(
                ran.err.contains(&format!("customers/web: it stays as it is live, since {why}")),
                "{ran:?}"
            );
            assert!(ran.err.contains("There is nothing to write."), "{ran:?}");
            assert_eq!(service.document(WEB), before);
        }
    }
}

/// What a transform would bring is nobody's to take away.
#[test]
fn what_a_transform_brings_is_left_alone() {
    let service = Service::start();
    let before = service.document(WEB);
    let template = format!(
        "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      UserPoolId: {POOL}\n      ClientName: web\n      \
         LogoutURLs: ['https://bye.example/']\n      Fn::Transform:\n        Name: AWS::Include\n        Parameters: {{Location: 's3://b/c.yaml'}}\n"
    );
    let path = file(&service, "web.yaml", &template);
    let told = import(&service, &path, &["--reset"]).ended(1);
    assert!(told.out.contains("what Fn::Transform brings (not evaluated)"), "{told:?}");
    assert!(!told.err.contains("not known to this version"), "{told:?}");
    import(&service, &path, &["--reset", "--apply", "--yes"]).ended(0);
    let mut after = service.document(WEB);
    assert_eq!(after["LogoutURLs"], json!(["https://bye.example/"]));
    for changed in ["LogoutURLs", "LastModifiedDate"] {
        after[changed] = before[changed].clone();
    }
    assert_eq!(after, before);
}

#[test]
fn clients_are_changed_and_made_through_the_one_way() {
    let service = Service::start();
    let list = json!([
        {"UserPoolId": POOL, "ClientName": "brand-new", "GenerateSecret": true, "AccessTokenValidity": 10,
         "TokenValidityUnits": {"AccessToken": "minutes"}, "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]},
    ]);
    let path = file(&service, "new.json", &list.to_string());
    assert!(import(&service, &path, &[]).ended(1).out.contains("missing  customers/brand-new"));
    import(&service, &path, &["--apply"]).ended(2);
    import(&service, &path, &["--yes"]).ended(2);
    import(&service, &path, &["--apply", "--yes", "--read-only"]).ended(6);
    let made = import(&service, &path, &["--apply", "--yes"]).ended(0);
    assert!(made.err.contains("a new client in eu-west-1_hRb7Lk2Qe"), "{}", made.err);
    let document = service.document("customers/brand-new");
    assert_eq!(document["AccessTokenValidity"], 10);
    assert!(service.run(&["secret", "customers/brand-new"]).ended(0).out.trim().len() > 10);

    // A snapshot puts everything back, what was set since included.
    let folder = service.home.path().join("snap");
    service.run(&["snapshot", "customers", "-d", folder.to_str().unwrap()]).ended(0);
    let kept = folder.join("customers--eu-west-1_hRb7Lk2Qe/web--douahdsd5j8lb36spmrwtv7doq.json");
    let before = service.document(WEB);
    service
        .run(&[
            "set",
            WEB,
            "logout_urls+=https://bye.example/",
            "prevent_user_existence_errors=LEGACY",
            "--yes",
        ])
        .ended(0);
    import(&service, &kept, &[]).ended(1);
    import(&service, &kept, &["--apply", "--yes"]).ended(0);
    import(&service, &kept, &[]).ended(0);
    let without_date = |mut document: Json| {
        document.as_object_mut().unwrap().remove("LastModifiedDate");
        document
    };
    let after = service.document(WEB);
    assert_eq!(after["LogoutURLs"], before["LogoutURLs"]);
    assert_eq!(
        without_date(after)["PreventUserExistenceErrors"],
        without_date(before)["PreventUserExistenceErrors"]
    );
}

#[test]
fn two_clients_of_a_name_are_listed_and_none_is_written() {
    let service = Service::start();
    let text = format!(
        "resource \"aws_cognito_user_pool_client\" \"a\" {{\n  name = \"mobile-beta\"\n  user_pool_id = \"{POOL}\"\n  access_token_validity = 2\n}}\n"
    );
    let path = file(&service, "beta.tf", &text);
    let told = import(&service, &path, &[]).ended(3);
    assert!(told.out.contains("2 clients of the pool are called mobile-beta"), "{}", told.out);
    assert_eq!(told.out.matches("eu-west-1_hRb7Lk2Qe/").count(), 2, "{}", told.out);
    let refused = import(&service, &path, &["--apply", "--yes"]).ended(3);
    assert!(refused.err.contains("nothing is written"), "{}", refused.err);
}

#[test]
fn what_the_rules_refuse_is_not_sent() {
    let service = Service::start();
    let list = json!({"UserPoolId": POOL, "ClientName": "bad", "CallbackURLs": ["http://insecure.example/"]});
    let path = file(&service, "bad.json", &list.to_string());
    let refused = import(&service, &path, &["--apply", "--yes"]).ended(6);
    assert!(refused.err.contains("Cognito would refuse this"), "{}", refused.err);
    service.run(&["show", "customers/bad", "-o", "json"]).ended(3);
}

/// A member that nobody knows may be newer than this version: it is sent, and said before anything is.
#[test]
fn every_client_that_would_be_refused_is_named_and_nothing_is_written() {
    let service = Service::start();
    let block = |label: &str, name: &str, hours: u32| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"{label}\" {{\n  user_pool_id = \"{POOL}\"\n  name = \"{name}\"\n  \
             access_token_validity = {hours}\n  token_validity_units {{\n    access_token = \"hours\"\n  }}\n}}\n"
        )
    };
    let text =
        [block("good", "web", 2), block("one", "booking-server", 99), block("two", "made-here", 98)].concat();
    let path = file(&service, "clients.tf", &text);
    let before = service.run(&["show", WEB, "-o", "json"]).ended(0).out;
    let ran = import(&service, &path, &["--apply", "--yes"]).ended(6);
    for named in [
        "aws_cognito_user_pool_client.one: Cognito would refuse",
        "aws_cognito_user_pool_client.two: Cognito would refuse",
    ] {
        assert!(ran.err.contains(named), "{}", ran.err);
    }
    assert!(ran.err.contains("nothing is written, for 2 reasons"), "{}", ran.err);
    assert_eq!(service.run(&["show", WEB, "-o", "json"]).ended(0).out, before);
}

#[test]
fn what_an_older_state_does_not_know_is_not_written() {
    let service = Service::start();
    let rotating = WEB;
    let shown = |service: &Service| {
        let text = service.run(&["show", rotating, "-o", "json"]).ended(0).out;
        serde_json::from_str::<Json>(&text).unwrap()
    };
    let live = shown(&service);
    assert_eq!(live["RefreshTokenRotation"]["Feature"], "ENABLED", "{live}");
    let attributes = json!({"id": live["ClientId"], "user_pool_id": live["UserPoolId"], "name": live["ClientName"],
        "enable_token_revocation": false});
    let state = json!({"version": 4, "lineage": "x", "resources": [{"type": "aws_cognito_user_pool_client",
        "name": "app", "instances": [{"attributes": attributes}]}]});
    let path = file(&service, "terraform.tfstate", &state.to_string());
    import(&service, &path, &["--apply", "--yes"]).ended(0);
    let mut wanted = live;
    wanted["EnableTokenRevocation"] = json!(false);
    let mut now = shown(&service);
    now["LastModifiedDate"] = wanted["LastModifiedDate"].clone();
    assert_eq!(now, wanted);
}

#[test]
fn a_member_that_nobody_knows_is_warned_of() {
    let service = Service::start();
    let mut document = service.document(WEB);
    document["AllowedScopes"] = json!(["openid"]);
    let path = file(&service, "web.json", &document.to_string());
    let ran = import(&service, &path, &["--apply", "--yes"]);
    assert!(ran.err.contains("AllowedScopes: did you mean AllowedOAuthScopes?"), "{ran:?}");
    assert!(!ran.err.contains("nothing is written"), "it is no refusal: {ran:?}");
}

/// The role that the service names by itself is in no file, and no difference.
#[test]
fn the_role_of_the_service_is_no_difference() {
    let service = Service::start();
    let arn = "AnalyticsConfiguration.ApplicationArn=arn:aws:mobiletargeting:eu-west-1:123456789012:apps/8f";
    service.run(&["set", WEB, arn, "--yes"]).ended(0);
    let live = service.run(&["export", WEB, "--to", "json"]).ended(0).out;
    assert!(live.contains(":role/aws-service-role/"), "{live}");
    for (format, name) in [("terraform", "c.tf"), ("cloudformation", "c.yaml"), ("aws-cli", "c.sh")] {
        let ran = service.run(&["export", WEB, "--to", format]).ended(0);
        assert!(ran.err.contains("AnalyticsConfiguration.RoleArn: the service fills in"), "{}", ran.err);
        import(&service, &file(&service, name, &ran.out), &["--reset"]).ended(0);
    }
}

/// A command of a script may hold a secret in any of its arguments.
#[test]
fn a_commands_arguments_are_shown_nowhere() {
    let service = Service::start();
    let script =
        "#!/bin/sh\naws cognito-idp create-user-pool-client --client-name a --client-secret TOPSECRET\n";
    let path = file(&service, "make.sh", script);
    for more in [&[][..], &["-o", "json"], &["-o", "csv"], &["--all"], &["--pool", "customers"]] {
        let ran = import(&service, &path, more).ended(3);
        assert!(ran.err.contains("line 2: a command is not evaluated"), "{ran:?}");
        assert!(!format!("{ran:?}").contains("TOPSECRET"), "{ran:?}");
    }
}
