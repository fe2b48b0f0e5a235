//! `diff`: clients of several places, and files, side by side.

use crate::program::Service;

const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

#[test]
fn a_client_is_the_same_as_itself_and_differs_from_another() {
    let service = Service::start();
    let same = service.run(&["diff", "customers/web", WEB]).ended(0);
    assert_eq!(same.out, "");
    assert!(same.err.contains("settings are the same"), "{}", same.err);
    let all = service.run(&["diff", "customers/web", WEB, "--all"]).ended(0).out;
    assert!(all.contains("Access token") && all.contains('='), "{all}");
    let other = service.run(&["diff", "customers/web", "customers-staging/web"]).ended(1);
    assert!(other.err.contains("settings differ"), "{}", other.err);
    assert!(other.out.contains("customers/web") && other.out.contains("customers-staging/web"));
    assert!(other.out.lines().all(|line| line.chars().count() <= 120), "{}", other.out);
    // Both have a secret, and neither is shown.
    let secrets = service.run(&["diff", "customers/payments-worker", "customers-staging/payments-worker"]);
    assert!(secrets.status == 3 || secrets.out.contains("both set, differ"), "{secrets:?}");
}

#[test]
fn what_applies_counts_and_is_marked() {
    let service = Service::start();
    service.run(&["set", WEB, "access_token_validity=2h", "--yes"]).ended(0);
    let before = service.document(WEB);
    let file = service.home.path().join("before.json");
    std::fs::write(&file, before.to_string()).unwrap();
    let file = file.to_str().unwrap();
    // The same length in another unit is no change, and dates are none.
    service.run(&["set", WEB, "access_token_validity=120m", "--yes"]).ended(0);
    service.run(&["diff", file, WEB]).ended(0);
    service
        .run(&["set", WEB, "access_token_validity=45m", "callback_urls+=https://new.example/cb", "--yes"])
        .ended(0);
    let told = service.run(&["diff", file, WEB]).ended(1).out;
    assert!(told.contains("~ 45 minutes") && told.contains("+ https://new.example/cb"), "{told}");
    let json = service.run(&["diff", file, WEB, "-o", "json"]).ended(1).json();
    assert_eq!(json["Differing"], 2, "{json}");
    let rows = json["Rows"].as_array().unwrap();
    let row = |member: &str| rows.iter().find(|row| row["Member"] == member).unwrap();
    assert_eq!(row("AccessTokenValidity")["Values"][0]["Seconds"], 7200);
    assert_eq!(row("AccessTokenValidity")["Values"][1]["Seconds"], 2700);
    assert_eq!(row("AccessTokenValidity")["Values"][1]["Same"], false);
    assert!(row("CallbackURLs")["Values"][1]["Value"].to_string().contains("https://new.example/cb"));
    assert_eq!(json["Columns"][1]["UserPoolId"], "eu-west-1_hRb7Lk2Qe");
    let markdown = service.run(&["diff", file, WEB, "-o", "markdown"]).ended(1).out;
    assert!(markdown.contains("| Access token |") && markdown.contains("~ 45 minutes"), "{markdown}");
    let csv = service.run(&["diff", file, WEB, "-o", "csv"]).ended(1).out;
    assert!(csv.contains("access_token_validity,2 hours,45 minutes,yes\r\n"), "{csv}");
}

#[test]
fn columns_come_from_several_profiles_and_no_secret_with_them() {
    let service = Service::start();
    std::fs::write(
        service.home.path().join("aws-config"),
        "[profile prod]\nregion = eu-west-1\n[profile staging]\nregion = eu-west-1\n",
    )
    .unwrap();
    std::fs::write(
        service.home.path().join("aws-credentials"),
        "[prod]\naws_access_key_id = A\naws_secret_access_key = B\n\
         [staging]\naws_access_key_id = C\naws_secret_access_key = D\n",
    )
    .unwrap();
    let references = [&format!("prod:{WEB}"), "staging:customers-staging/web", "customers/payments-worker"];
    let secret = service.run(&["secret", "customers/payments-worker"]).ended(0).out;
    for format in ["table", "json", "markdown", "csv"] {
        let ran = service
            .run(&["diff", references[0], references[1], references[2], "--all", "-o", format])
            .ended(1);
        assert!(ran.out.contains("prod:customers/web"), "{}", ran.out);
        assert!(ran.out.contains("staging:customers-staging/web"), "{}", ran.out);
        assert!(!ran.out.contains(secret.trim()) && !ran.err.contains(secret.trim()));
    }
    let json = service.run(&["diff", references[0], references[1], "-o", "json"]).ended(1).json();
    assert_eq!(json["Columns"][0]["Profile"], "prod");
    assert_eq!(json["Columns"][1]["Profile"], "staging");
}

#[test]
fn what_cannot_be_compared_is_told_by_the_status() {
    let service = Service::start();
    let file = service.home.path().join("odd.json");
    std::fs::write(&file, "{\"Resources\": {}}").unwrap();
    for (arguments, status, words) in [
        (&["diff", WEB][..], 2, "there is one client alone"),
        (&["diff", WEB, "customers/nobody"], 3, "no client called nobody"),
        (&["diff", WEB, "./nothing.json"], 3, "there is no file"),
        (&["diff", WEB, file.to_str().unwrap()], 2, "holds no client"),
        (&["diff", WEB, WEB, "-o", "html"], 2, "does not print html; -o table, json, csv or markdown"),
        (&["diff", WEB, "nobody:customers/web"], 4, "nobody"),
    ] {
        let ran = service.run(arguments).ended(status);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn hostile_names_reach_no_terminal() {
    let service = Service::hostile();
    let rows = service.run(&["list", "hostile", "-o", "json"]).json();
    let id = |at: usize| {
        let row = &rows["UserPoolClients"][at];
        format!("{}/{}", row["UserPoolId"].as_str().unwrap(), row["ClientId"].as_str().unwrap())
    };
    let count = rows["UserPoolClients"].as_array().unwrap().len();
    let ids: Vec<String> = (0..count).map(id).collect();
    for format in ["table", "csv", "markdown"] {
        let mut arguments = vec!["diff", "-o", format];
        arguments.extend(ids.iter().map(String::as_str));
        let text = service.run(&arguments).ended(1).out;
        let bad = text.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\r')) || *c == '\u{202e}');
        assert_eq!(bad, None, "{text:?}");
    }
}

#[test]
fn a_client_of_a_terraform_file_stands_as_a_column() {
    let service = Service::start();
    let file = service.home.path().join("clients.tf");
    let text = r#"
resource "aws_cognito_user_pool_client" "web" {
  user_pool_id           = aws_cognito_user_pool.customers.id
  name                   = "web"
  access_token_validity  = 20
  callback_urls          = [var.callback]
  token_validity_units { access_token = "minutes" }
}
resource "aws_cognito_user_pool_client" "kiosk" {
  user_pool_id = "eu-west-1_hRb7Lk2Qe"
  name         = "kiosk"
}
"#;
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let several = service.run(&["diff", file, WEB]).ended(3);
    assert!(
        several.err.contains("2 clients")
            && several.err.contains("#aws_cognito_user_pool_client.web  web, line 2")
            && several.err.contains("#aws_cognito_user_pool_client.kiosk  eu-west-1_hRb7Lk2Qe/kiosk, line 9"),
        "{}",
        several.err
    );
    assert!(service.run(&["diff", &format!("{file}#shop"), WEB]).ended(3).err.contains("no client shop"));
    let web = format!("{file}#web");
    let told = service.run(&["diff", &web, WEB]).ended(1).out;
    assert!(told.contains("20 minutes") && told.contains("~ 15 minutes"), "{told}");
    assert!(
        !told.contains("Callback URLs") && !told.contains("Refresh token"),
        "not said is no difference: {told}"
    );
    let json = service.run(&["diff", &web, WEB, "--all", "-o", "json"]).ended(1).json();
    let rows = json["Rows"].as_array().unwrap();
    let urls = rows.iter().find(|row| row["Member"] == "CallbackURLs").unwrap();
    assert!(urls["Values"][0]["Unsaid"].as_str().unwrap().contains("var.callback"), "{urls}");
    assert_eq!(
        (&urls["Values"][0]["Value"], &urls["Values"][1]["Same"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    assert_eq!(json["Columns"][0]["ClientId"], serde_json::Value::Null);
    // What cannot be compared is told in every document, and what is only not mentioned is not.
    let json = service.run(&["diff", &web, WEB, "-o", "json"]).ended(1).json();
    let open: Vec<&str> =
        json["NotCompared"].as_array().unwrap().iter().filter_map(|row| row["Member"].as_str()).collect();
    assert!(open.contains(&"CallbackURLs") && !open.contains(&"RefreshTokenValidity"), "{open:?}");
    let markdown = service.run(&["diff", &web, WEB, "-o", "markdown"]).ended(1).out;
    assert!(markdown.contains("var.callback") && markdown.contains("(not evaluated)"), "{markdown}");
    assert!(!markdown.contains("Refresh token"), "{markdown}");
    let csv = service.run(&["diff", &web, WEB, "-o", "csv"]).ended(1).out;
    let row = csv.lines().find(|row| row.starts_with("callback_urls,")).unwrap();
    assert!(row.trim_end().ends_with(",unknown"), "{row}");
}

#[test]
fn a_file_is_one_whatever_its_name_and_its_clients_are_told_apart() {
    let service = Service::start();
    let text = service.run(&["export", "customers", "customers-staging", "--to", "json"]).ended(0).out;
    let folder = service.home.path().join("a#b");
    std::fs::create_dir(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for name in ["all.json", "all", "all.backup", "all#2.txt"] {
        std::fs::write(file(name), &text).unwrap();
        for own in [
            "customers/web",
            "eu-west-1_hRb7Lk2Qe/web",
            "douahdsd5j8lb36spmrwtv7doq",
            "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq",
        ] {
            service.run(&["diff", &format!("{}#{own}", file(name)), WEB]).ended(0);
        }
    }
    let several = service.run(&["diff", &format!("{}#web", file("all.json")), WEB]).ended(3);
    assert!(several.err.contains("clients called web"), "{}", several.err);
    assert!(several.err.contains("#douahdsd5j8lb36spmrwtv7doq  customers/web, line "), "{}", several.err);
    assert!(several.err.contains("  customers-staging/web, line "), "{}", several.err);
    // A folder of a client's name is no file, and what only a file is called has to be there.
    std::fs::create_dir(service.home.path().join("customers")).unwrap();
    let here = service
        .command_at(service.url(), &["diff", "customers/web", WEB])
        .current_dir(&service.home)
        .output();
    assert_eq!(here.unwrap().status.code(), Some(0));
    for missing in ["nowhere.json", "nowhere.tf#web", "a/b/c", "./web", "nowhere/all.tfstate#x/y"] {
        let ran = service.run(&["diff", missing, WEB]).ended(3);
        assert!(ran.err.contains("there is no file"), "{missing}: {}", ran.err);
    }
}

#[test]
fn a_list_of_places_gives_a_column_for_each() {
    let service = Service::start();
    let list = ["--region", "eu-west-1,us-west-2", "-o", "json"];
    let json = service.run(&[&["diff", "customers/web"][..], &list].concat()).ended(1).json();
    let regions: Vec<&str> =
        json["Columns"].as_array().unwrap().iter().map(|one| one["Region"].as_str().unwrap()).collect();
    assert_eq!(regions, ["eu-west-1", "us-west-2"]);
    assert!(json["Columns"][0]["Title"].as_str().unwrap().starts_with("eu-west-1:customers/web"), "{json}");
    // An id says where it is.
    let json = service.run(&[&["diff", WEB, "customers/web"][..], &list].concat()).ended(1).json();
    assert_eq!(json["Columns"].as_array().unwrap().len(), 3, "{json}");
    let nowhere = service.run(&[&["diff", WEB, "customers/nobody"][..], &list].concat()).ended(3);
    assert!(nowhere.err.contains("! us-west-2: there is no client called nobody"), "{}", nowhere.err);
    let alone = service.run(&["diff", WEB]).ended(2);
    assert!(alone.err.contains("there is one client alone"), "{}", alone.err);
    let other = service.run(&["diff", WEB, WEB, "--region", "us-east-1,us-west-2"]).ended(2);
    assert!(other.err.contains("a reference names eu-west-1"), "{}", other.err);
}

#[test]
fn a_snapshots_folder_stands_for_the_client_that_it_is_compared_with() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let folder = folder.to_str().unwrap();
    service.run(&["snapshot", "customers", "-d", folder]).ended(0);
    service.run(&["set", WEB, "access_token_validity=2h", "--yes"]).ended(0);
    let told = service.run(&["diff", folder, WEB]).ended(1).out;
    assert!(told.contains("~ 2 hours") && told.matches("Access token").count() == 1, "{told}");
    assert_eq!(service.run(&["diff", &format!("{folder}#customers/web"), WEB]).ended(1).out, told);
    let several = service.run(&["diff", folder, "customers-staging/web"]).ended(3);
    assert!(several.err.contains(" clients"), "{}", several.err);
}

#[test]
fn what_a_file_leaves_out_is_named_and_with_reset_is_its_default() {
    let service = Service::start();
    let file = service.home.path().join("template.yaml");
    let text = "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      \
        UserPoolId: !Ref Pool\n      CallbackURLs: [https://www.harbourline.example/auth/callback, \
        https://www.harbourline.example/auth/silent]\n";
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap();
    let json = service.run(&["diff", WEB, file, "-o", "json"]).ended(0).json();
    let left: Vec<&str> = json["NotSaid"].as_array().unwrap().iter().filter_map(|one| one.as_str()).collect();
    assert!(left.contains(&"AllowedOAuthScopes") && left.contains(&"ClientName"), "{left:?}");
    assert!(!left.contains(&"CallbackURLs") && !left.contains(&"UserPoolId"), "{left:?}");
    let json = service.run(&["diff", WEB, file, "--reset", "-o", "json"]).ended(1).json();
    let rows = json["Rows"].as_array().unwrap();
    let scopes = rows.iter().find(|row| row["Member"] == "AllowedOAuthScopes");
    assert!(scopes.is_some() && rows.iter().all(|row| row["Member"] != "ClientName"), "{json}");
    assert_eq!(json["NotSaid"], serde_json::json!(["ClientName"]));
}

/// What was exported says all that was set then, so what is set since is a difference.
#[test]
fn an_own_export_is_whole() {
    let service = Service::start();
    for (format, name) in [
        ("terraform", "clients.tf"),
        ("pulumi-yaml", "Pulumi.yaml"),
        ("cloudformation", "clients.yaml"),
        ("aws-cli", "clients.sh"),
        ("json", "clients.json"),
    ] {
        let file = service.home.path().join(name);
        let file = file.to_str().unwrap();
        let out = ["export", "customers/crew-cli", "--to", format, "--out", file, "--force"];
        service.run(&out).ended(0);
        service.run(&["diff", file, "customers/crew-cli"]).ended(0);
    }
    service.run(&["set", "customers/crew-cli", "logout_urls+=https://crew.example/out", "--yes"]).ended(0);
    for name in ["clients.tf", "Pulumi.yaml", "clients.yaml", "clients.sh", "clients.json"] {
        let file = service.home.path().join(name);
        let told = service.run(&["diff", file.to_str().unwrap(), "customers/crew-cli"]).ended(1).out;
        assert!(told.contains("+ https://crew.example/out"), "{name}: {told}");
    }
}
