//! Clients that are otherwise than a snapshot has them, and files as columns.

use std::path::Path;

use cognitui::client::snapshot::{Kept, Place};
use cognitui::client::{ClientKey, PoolId};
use cognitui::local::snapshot::{Snapshots, Taken};
use serde_json::json;

use crate::session::{Session, Start, call, described};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];

/// A snapshot of the pool `customers` as it is, with one client left out and two kept otherwise.
fn snapshot_of_customers(folder: &Path) {
    let session = Session::at(140, 40);
    let pool = session.app().selected_pool_id().unwrap().to_string();
    let listed = call(&session, "ListUserPoolClients", &json!({"UserPoolId": pool, "MaxResults": 60}));
    let mut clients = Vec::new();
    for row in listed["UserPoolClients"].as_array().unwrap() {
        let ids = json!({"UserPoolId": pool, "ClientId": row["ClientId"]});
        let mut client = call(&session, "DescribeUserPoolClient", &ids)["UserPoolClient"].clone();
        match client["ClientName"].as_str().unwrap() {
            "crew-cli" => continue,
            "kiosk-terminal" => {
                client["AccessTokenValidity"] = json!(2);
                client["CallbackURLs"] = json!(["http://127.0.0.1:8400/callback", "https://old.example/cb"]);
            }
            "android-app" => client["FutureSetting"] = json!({"On": true}),
            _ => {}
        }
        let mut kept = Kept::read(&client.to_string()).unwrap();
        kept.secret = Some(client.get("ClientSecret").is_some());
        "customers".clone_into(&mut kept.pool_name);
        clients.push((kept, json!({})));
    }
    let pools = vec![(PoolId::new(pool), "customers".to_owned())];
    let place = Place { region: "eu-west-1".into(), pools, ..Place::default() };
    Snapshots::at(folder).write(&Taken { place, clients, ..Taken::default() }).unwrap();
}

fn file_of(folder: &Path, name: &str) -> String {
    let pool = std::fs::read_dir(folder).unwrap().flatten().find(|entry| entry.path().is_dir()).unwrap();
    let files = std::fs::read_dir(pool.path()).unwrap().flatten();
    let file = files.map(|entry| entry.path()).find(|path| path.to_string_lossy().contains(name)).unwrap();
    file.to_string_lossy().into_owned()
}

fn with_snapshot(folder: &Path, size: (u16, u16)) -> Session {
    let snapshot = Some(folder.to_string_lossy().into_owned());
    Session::start(Start { size, snapshot, ..Start::default() })
}

#[test]
fn the_configured_snapshot_marks_what_is_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    for (width, height) in SIZES {
        let mut session = with_snapshot(folder.path(), (width, height));
        session.hides("≠ marks what is").keys("lR").keys("/kiosk<Enter><Esc>");
        insta::assert_snapshot!(format!("drift-list-{width}x{height}"), session.screen());
        session.keys("l");
        insta::assert_snapshot!(format!("drift-detail-{width}x{height}"), session.screen());
    }
}

#[test]
fn c_compares_the_selected_client_with_the_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    let mut session = with_snapshot(folder.path(), (140, 40));
    session.keys("l/kiosk<Enter>c").shows("Compare 2 clients · 2 of").shows("+").shows("2 hours");
    // The snapshot is the base, and only files are left alone: what it says can be put back.
    session.keys(">").keys("all<Enter>").shows("Review: Change kiosk-terminal").keys("<Enter>");
    session.shows("Done: 2 settings changed").shows("are the same");
    session.keys("<Esc><Esc>").shows("as it was");
}

#[test]
fn a_folder_without_a_snapshot_is_told_where_it_can_be_corrected() {
    let (empty, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    snapshot_of_customers(folder.path());
    let mut session = Session::at(140, 40);
    session.keys("l:snapshot<Enter>").shows("Folder:");
    session.paste(&empty.path().to_string_lossy()).keys("<Enter>").shows("holds no snapshot");
    session.keys("<C-u>").paste(&folder.path().to_string_lossy()).keys("<Enter>");
    session.shows("25 clients of 1 pools").hides("Folder:");
    session.keys("/crew<Enter>").shows("+ not in the snapshot");
    // A configured folder that cannot be read is said, and nothing else is lost.
    let mut session = with_snapshot(empty.path(), (140, 40));
    session.shows("holds no snapshot").keys("l").shows("android-app");
}

#[test]
fn a_snapshot_survives_a_switch_and_marks_nothing_of_another_place() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    let mut session = with_snapshot(folder.path(), (140, 40));
    session.keys("p<Tab>us-west-2<Enter>").keys("l").hides("≠ ").hides("Snapshot  ");
    session.keys("p<Tab>eu-west-1<Enter>").keys("l/kiosk<Enter>").shows("≠ Callback URLs, Access token");
}

#[test]
fn a_file_stands_beside_a_client_and_what_is_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    let file = file_of(folder.path(), "kiosk-terminal--");
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter>:compare with a file<Enter>").shows("File:");
    session.paste("/no/such/file.json").keys("<Enter>").shows("There is no file /no/such/file.json");
    session.keys("<C-u>").paste(&format!("'{file}'")).keys("<Enter>");
    session.shows("Compare 2 clients · 2 of").shows("kiosk-terminal in kiosk");
    session.keys(">").shows("only clients are changed").keys("b>").shows("this setting");
    session.keys("<Esc>+").paste(&file_of(folder.path(), "wifi-portal--")).keys("<Enter>");
    session.shows("Compare 3 clients");
    let key: &ClientKey = session.app().comparing.as_ref().unwrap().heads[2].key().unwrap();
    assert!(key.pool.as_str().starts_with("eu-west-1"));
}

#[test]
fn a_file_stands_beside_its_own_client_rather_than_one_that_is_only_selected() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    let file = file_of(folder.path(), "kiosk-terminal--");
    let mut session = Session::at(140, 40);
    session.keys("l/wifi<Enter>:compare with a file<Enter>").paste(&file).keys("<Enter>");
    session.shows("Compare 2 clients").hides("wifi-portal ");
    let heads = &session.app().comparing.as_ref().unwrap().heads;
    assert_eq!(heads[0].key(), heads[1].key());
    // What is marked is meant.
    session.keys("q<Space>:compare with a file<Enter>").paste(&file).keys("<Enter>");
    session.shows("Compare 2 clients").shows("wifi-portal ");
}

#[test]
fn a_file_is_exported_from_what_it_holds_or_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    let mut session = with_snapshot(folder.path(), (140, 40));
    let exporting = |session: &Session| session.app().exporting.as_ref().unwrap().clone();
    // The snapshot's column and the live one are the same client, which is written out once.
    session.keys("l/kiosk<Enter>c").shows("Compare 2 clients").keys("x5");
    session.shows(". The client itself is, as it is now.");
    let live = exporting(&session).sheet().unwrap().text.clone();
    assert_eq!(live.matches("resource \"aws_cognito_user_pool_client\"").count(), 1, "{live}");
    // Alone, the snapshot's is written out as it was.
    session.keys("oo").shows("Export customers/kiosk-terminal in ");
    let old = exporting(&session).sheet().unwrap().text.clone();
    assert!(old.contains("https://old.example/cb") && !live.contains("https://old.example/cb"), "{old}");
    session.keys("q<Esc>");
    // A program's text that leaves the pool to a variable names none.
    let file = folder.path().join("clients.tf");
    let text =
        "resource \"aws_cognito_user_pool_client\" \"a\" {\n  user_pool_id = var.pool\n  name = \"web\"\n}\n";
    std::fs::write(&file, text).unwrap();
    session.keys(":compare with a file<Enter>").paste(&file.to_string_lossy()).keys("<Enter>").keys("x");
    session.shows("! Not in it: web in clients.tf. The file does not say in which pool it is.");
    session.keys("o").shows("Export web in clients.tf").shows("Not in it");
    assert!(exporting(&session).progress.read == 0);
}

#[test]
fn clients_gone_since_the_snapshot_are_told_and_cannot_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    snapshot_of_customers(folder.path());
    for (width, height) in SIZES {
        let mut session = with_snapshot(folder.path(), (width, height));
        session.keys("l").hides("gone");
        for name in ["booking-server", "wifi-portal"] {
            let found = described(&session, name);
            let ids = json!({"UserPoolId": found["UserPoolId"], "ClientId": found["ClientId"]});
            let target = "AWSCognitoIdentityProviderService.DeleteUserPoolClient";
            let bytes = serde_json::to_vec(&ids).unwrap();
            let answer = session.sandbox.handle(Some(target), &bytes, std::time::SystemTime::now());
            assert_eq!(answer.status, 200);
        }
        session.keys("r").shows("− 2 gone").keys("G");
        insta::assert_snapshot!(format!("drift-gone-{width}x{height}"), session.screen());
        assert_ne!(session.app().selected_client().unwrap().name, "wifi-portal");
        // The pool's page has room for all of them.
        session.keys("h").resize(140, 60);
        session.shows("Gone since the snapshot").shows("− booking-server").shows("− wifi-portal");
    }
}

#[test]
fn of_several_clients_in_a_file_a_person_chooses() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clients.tf");
    let client = |label: &str, name: &str| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"{label}\" {{\n  user_pool_id = var.pool\n  name = \"{name}\"\n  \
             callback_urls = [var.url]\n  refresh_token_validity = 9\n}}\n"
        )
    };
    let text = [client("a", "booking"), client("b", "kiosk-terminal"), client("c", "web")].concat();
    std::fs::write(&file, text).unwrap();
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys("l/kiosk<Enter>:compare with a file<Enter>");
        session.paste(&file.to_string_lossy()).keys("<Enter>").shows("The file has 3 clients");
        // The one of the same name comes first.
        session.keys("<Enter>").shows("Compare 2 clients · 1 of").keys("<Tab>").shows("not said");
        insta::assert_snapshot!(format!("compare-file-{width}x{height}"), session.screen());
        // What the file says is copied, and nothing that it leaves unsaid.
        session
            .keys("<Tab>b>")
            .keys("<Enter>")
            .shows("Review: Change kiosk-terminal")
            .shows("1 day → 9 days");
    }
}

#[test]
fn a_file_is_imported_from_the_palette_and_what_is_not_there_is_made_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clients.tf");
    let client = |label: &str, name: &str| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"{label}\" {{\n  user_pool_id = var.pool\n  name = \"{name}\"\n  \
             supported_identity_providers = [aws_cognito_identity_provider.ours.provider_name]\n  \
             refresh_token_validity = 9\n}}\n"
        )
    };
    std::fs::write(&file, client("a", "kiosk-terminal")).unwrap();
    let import = |session: &mut Session| {
        session.keys(":import").shows("import from it").keys("<Enter>").shows("Pulumi").shows("HCL");
        session.paste(&file.to_string_lossy()).keys("<Enter>");
    };
    // Nothing is marked or selected: what is compared is the client that the file's stands for.
    let mut session = Session::at(140, 40);
    import(&mut session);
    session.shows("Compare 2 clients").shows("customers/kiosk-terminal").hides("n makes it");
    // What only another tool knows is seen without asking for it.
    session.shows("(not evaluated)").shows("cannot be compared");
    insta::assert_snapshot!("import-open", session.screen());
    session.keys("n").shows("New client in").keys("<Esc>").hides("New client in").keys("<Esc>");

    std::fs::write(&file, client("b", "kiosk-of-tomorrow")).unwrap();
    import(&mut session);
    session
        .shows("Compare 1 client")
        .shows("kiosk-of-tomorrow in clients.tf is not in customers; n makes it");
    insta::assert_snapshot!("import-missing", session.screen());
    session.keys("n").shows("customers").keys("<Enter>").shows("New client: kiosk-of-tomorrow of clients.tf");
    session.shows("To be filled in, since only the file's own tool knows it: ");
    session.keys("<C-s>").shows("Review: Create kiosk-of-tomorrow in customers").shows("9 days");
    assert_eq!(session.sandbox.requests_for("CreateUserPoolClient"), 0);
    session.keys("<Enter>").shows("Done: the client is");
    assert_eq!(described(&session, "kiosk-of-tomorrow")["RefreshTokenValidity"], 9);

    // Of several nobody is chosen: nothing is left on screen.
    session.keys("<Esc>");
    std::fs::write(&file, [client("a", "kiosk-terminal"), client("b", "web")].concat()).unwrap();
    import(&mut session);
    session.shows("The file has 2 clients").hides("0 clients").keys("<Esc>").hides("Compare");
}

#[test]
fn what_a_file_has_no_place_for_is_said_and_is_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broker.yaml");
    let template = "Resources:\n  Broker:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      \
        ClientName: token-exchange-broker\n      ExplicitAuthFlows: [ALLOW_REFRESH_TOKEN_AUTH]\n";
    std::fs::write(&file, template).unwrap();
    let mut session = Session::at(140, 40);
    session.keys("l/token-exchange<Enter><Space>:compare with a file<Enter>");
    session.paste(&file.to_string_lossy()).keys("<Enter>").shows("= the same, ").shows("cannot be compared");
    session.keys("<Tab>").shows("= but for token exchange").shows("which CloudFormation");
}
