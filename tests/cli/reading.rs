//! `list` and `show`, and how a reference leads to a client.

use std::process::Stdio;

use cognitui::client::text::is_hidden;

use crate::program::{Ran, Service};

const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

#[test]
fn lists_have_the_services_member_names() {
    let service = Service::start();
    let pools = service.run(&["list", "-o", "json"]).ended(0).json();
    let names: Vec<&str> =
        pools["UserPools"].as_array().unwrap().iter().map(|pool| pool["Name"].as_str().unwrap()).collect();
    assert!(names.contains(&"customers") && names.len() == 7, "{names:?}");
    // By its id, by its name and by the only name that fits.
    for pool in ["eu-west-1_hRb7Lk2Qe", "customers", "ferry"] {
        let clients = service.run(&["list", pool, "-o", "json"]).ended(0).json();
        assert!(clients["UserPoolClients"][0]["ClientId"].is_string(), "{clients}");
    }
    let rows = service.run(&["list", "customers", "-o", "csv"]).ended(0).out;
    assert_eq!(rows.lines().count(), 27);
    assert!(rows.starts_with("id,name\r\n"));
    assert!(service.run(&["list", "-o", "markdown"]).ended(0).out.starts_with("| id | name |\n|---|---|\n"));
}

#[test]
fn a_program_gets_the_plain_values_of_a_client() {
    let service = Service::start();
    let text = service.run(&["show", WEB, "-o", "csv"]).ended(0).out;
    let cell = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("{name},"))).unwrap();
        line.split_once(',').unwrap().1.rsplit_once(',').unwrap().0.trim_matches('"').to_owned()
    };
    let moment = cell("creation_date");
    assert!(moment.ends_with('Z') && moment.contains('T') && !moment.contains("ago"), "{moment}");
    assert!(!text.contains('—') && !text.contains(" · "), "{text}");
    let document = service.run(&["show", WEB, "-o", "json"]).ended(0).json();
    for (name, member) in [
        ("callback_urls", "CallbackURLs"),
        ("allowed_oauth_scopes", "AllowedOAuthScopes"),
        ("explicit_auth_flows", "ExplicitAuthFlows"),
    ] {
        let members: Vec<&str> =
            document[member].as_array().unwrap().iter().map(|member| member.as_str().unwrap()).collect();
        assert!(!members.is_empty(), "{name}");
        assert_eq!(cell(name), members.join("; "));
    }
}

#[test]
fn hostile_names_reach_neither_terminal_nor_spreadsheet() {
    let service = Service::hostile();
    for format in ["table", "csv", "markdown"] {
        let text = service.run(&["list", "hostile", "-o", format]).ended(0).out;
        assert!(text.lines().count() > 5, "{text:?}");
        let bad = text.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\r')) || *c == '\u{202e}');
        assert_eq!(bad, None, "{text:?}");
    }
}

#[test]
fn hostile_names_are_harmless_in_every_command_and_every_error() {
    let service = Service::hostile();
    let rows = service.run(&["list", "hostile", "-o", "json"]).ended(0).json();
    let clients = rows["UserPoolClients"].as_array().unwrap();
    let plain = |text: &str, of: &dyn std::fmt::Debug| {
        let bad = text.chars().find(|c| !"\n\r".contains(*c) && (c.is_control() || is_hidden(*c)));
        assert_eq!(bad, None, "{of:?}: {text:?}");
    };
    for client in clients {
        let id = client["ClientId"].as_str().unwrap();
        let name = client["ClientName"].as_str().unwrap();
        let nearly = format!("{name}x");
        for arguments in [
            &["show", id][..],
            &["show", id, "-o", "json"],
            &["secret", id],
            &["secret", name],
            &["secret", &nearly, "--copy"],
            &["secret", &format!("hostile/{nearly}"), "--rotate"],
            &["secret", &format!("{nearly}/{name}"), "--list"],
            &["audit", id],
            &["set", id, &format!("{nearly}=1"), "--yes"],
            &["diff", id, &nearly],
            &["show", "hostile/"],
        ] {
            let ran = service.run(arguments);
            plain(&ran.out, &arguments);
            plain(&ran.err, &arguments);
        }
    }
}

#[test]
fn a_client_is_shown_by_every_kind_of_reference_and_never_its_secret() {
    let service = Service::start();
    let key = service.run(&["list", "customers", "-o", "json"]).json();
    let clients = key["UserPoolClients"].as_array().unwrap();
    let id = clients.iter().find(|row| row["ClientName"] == "payments-worker").unwrap()["ClientId"].clone();
    let id = id.as_str().unwrap();
    let secret = service.run(&["secret", &format!("eu-west-1_hRb7Lk2Qe/{id}")]).ended(0).out;
    let console = format!(
        "https://eu-west-1.console.aws.amazon.com/cognito/v2/idp/user-pools/eu-west-1_hRb7Lk2Qe/applications/app-clients/{id}/settings"
    );
    for reference in [
        &format!("eu-west-1_hRb7Lk2Qe/{id}"),
        &format!(" 'eu-west-1_hRb7Lk2Qe|{id}' "),
        id,
        "customers/payments-worker",
        "customers/payments-worker",
        "customers/payments-w",
        &console,
        &format!("https://login.harbourline.example/oauth2/authorize?client_id={id}&response_type=code"),
    ] {
        for format in ["table", "json", "csv", "markdown"] {
            let ran = service.run(&["show", reference, "-o", format]).ended(0);
            assert!(ran.out.contains(id), "{reference}: {ran:?}");
            assert!(!ran.out.contains(secret.trim()) && !ran.err.contains(secret.trim()));
        }
    }
    let text = service.run(&["show", WEB]).ended(0).out;
    assert!(text.contains("Refresh token             30 days  (default)"), "{text}");
    assert!(text.contains("/.well-known/openid-configuration"), "{text}");
}

#[test]
fn two_pools_of_a_name_are_listed_and_none_is_chosen() {
    let pool = |id: &str| {
        format!(r#"{{"pool": {{"Id": "{id}", "Name": "twin"}}, "clients": [{{"ClientName": "web"}}]}}"#)
    };
    let pools = [pool("eu-west-1_Twin00001"), pool("eu-west-1_Twin00002")].join(",");
    let service =
        Service::of(&format!(r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{pools}]}}"#));
    for arguments in [&["audit", "twin"][..], &["export", "twin", "--to", "json"], &["list", "twin"]] {
        let ran = service.run(arguments).ended(3);
        assert!(ran.err.contains("several pools fit twin"), "{arguments:?}: {}", ran.err);
        assert_eq!((ran.out.as_str(), ran.err.matches("  twin").count()), ("", 2), "{}", ran.err);
    }
}

#[test]
fn what_is_not_there_or_not_clear_is_said_and_told_by_the_status() {
    let service = Service::start();
    for (arguments, status, words) in [
        (&["show", "customers/nobody-here"][..], 3, "there is no client called nobody-here"),
        (&["show", "nowhere/web"], 3, "there is no pool called nowhere"),
        (&["show", "3ho4ek12345678909nh3fmhpko"], 3, "no client has the id"),
        (&["show", "web"], 3, "customers-staging/web"),
        (&["show", "eu-west-1_hRb7Lk2Qe"], 2, "is the id of a pool"),
        (&["show", ""], 2, "no client is named"),
        (&["show", WEB, "-o", "html"], 2, "does not print html"),
        (&["list", "s"], 3, "several pools fit"),
        (&["list", "--profile", "nobody"], 4, "no AWS profile called nobody"),
        (&["show"], 2, "required"),
        (&["web", "list"], 2, "stands before the command"),
    ] {
        let ran = service.run(arguments).ended(status);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
    let denied = Service::with(&["--fault", "access-denied:DescribeUserPoolClient=1"]);
    let ran = denied.run(&["show", WEB]).ended(4);
    assert!(ran.err.contains("DescribeUserPoolClient"), "{}", ran.err);
    let broken = Service::with(&["--fault", "internal-error=1"]);
    broken.run(&["list"]).ended(5);
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let service = Service::start();
    let mut child =
        service.command(&["show", WEB]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn what_leads_nowhere_is_told_with_its_status() {
    let service = Service::start();
    for url in ["notaurl", "", "http://"] {
        let ran = Ran::from(service.command_at(url, &["list"]).output().unwrap()).ended(2);
        assert!(ran.err.contains("is not the URL of an endpoint"), "{ran:?}");
    }
    let without = |arguments: &[&str]| {
        let mut command = service.command(arguments);
        for name in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            command.env_remove(name);
        }
        Ran::from(command.output().unwrap())
    };
    let ran = without(&["list", "--profile", "nope"]).ended(4);
    assert!(ran.err.contains("There is no AWS profile called nope"), "{ran:?}");
    std::fs::write(service.home.path().join("aws-config"), "[profile a\n").unwrap();
    let ran = without(&["list"]).ended(4);
    assert!(ran.err.contains("aws-config on line 1") && !ran.err.contains('{'), "{ran:?}");
}

/// Letters that are merely scattered over a longer name are no name: a pipeline would look at another client.
#[test]
fn a_mistyped_name_is_no_other_client() {
    let service = Service::start();
    for command in
        [vec!["show", "nopool"], vec!["audit", "nopool"], vec!["export", "nopool", "--to", "terraform"]]
    {
        let ran = service.run(&command).ended(3);
        assert!(ran.out.is_empty(), "{command:?}: {ran:?}");
    }
    let near = service.run(&["show", "customers/booking-s"]).ended(0);
    assert!(near.err.contains("Taking booking-server for booking-s."), "{near:?}");
}

#[test]
fn a_clients_name_may_have_a_slash() {
    let ran = Service::start().run(&["show", "customers/Gäste/Bücher (alt)"]).ended(0);
    assert!(ran.out.contains("Gäste/Bücher (alt)"), "{ran:?}");
}

#[test]
fn a_folder_is_no_file_to_import() {
    let folder = tempfile::tempdir().unwrap();
    let ran = Service::start().run(&["import", folder.path().to_str().unwrap()]).ended(2);
    assert!(ran.err.contains("is a folder") && ran.err.contains("cognitui drift"), "{ran:?}");
}

#[test]
fn a_list_is_of_several_places_at_once() {
    let service = Service::start();
    let both = ["list", "--region", "eu-west-1,us-west-2"];
    let rows = service.run(&[&both[..], &["-o", "json"]].concat()).ended(0).json();
    let rows = rows["UserPools"].as_array().unwrap();
    for region in ["eu-west-1", "us-west-2"] {
        let own = rows.iter().filter(|row| row["Place"] == region);
        let ids: Vec<&str> = own.map(|row| row["Id"].as_str().unwrap()).collect();
        assert!(!ids.is_empty() && ids.iter().all(|id| id.starts_with(region)), "{region}: {ids:?}");
    }
    let csv = service.run(&[&both[..], &["-o", "csv"]].concat()).ended(0).out;
    assert!(csv.starts_with("place,id,name"), "{csv}");
    // A pool is in one of them.
    let one = service.run(&["list", "customers", "--region", "eu-west-1,us-west-2"]).ended(0).out;
    assert_eq!(one.lines().filter(|line| line.contains("douahdsd5j8lb36spmrwtv7doq")).count(), 1, "{one}");
    service.run(&["list", "nobody", "--region", "eu-west-1,us-west-2"]).ended(3);
    // A place that cannot be reached is a line, and the others are listed.
    let ran = service.run(&["list", "--profile", "nobody,nowhere", "--region", "eu-west-1"]).ended(4);
    assert!(ran.err.contains("! nobody/eu-west-1: ") && ran.err.contains("! nowhere/"), "{}", ran.err);
}
