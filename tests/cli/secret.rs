//! `secret`: the secret and nothing else.

use crate::program::{Service, Witness};

fn confidential(service: &Service) -> String {
    let rows = service.run(&["list", "customers", "-o", "json"]).json();
    let rows = rows["UserPoolClients"].as_array().unwrap();
    let row = rows.iter().find(|row| row["ClientName"] == "payments-worker").unwrap();
    format!("eu-west-1_hRb7Lk2Qe/{}", row["ClientId"].as_str().unwrap())
}

#[test]
fn one_describe_and_one_line() {
    let service = Service::start();
    let reference = confidential(&service);
    let witness = Witness::before(&service);
    let output = service.command_at(&witness.url, &["secret", &reference]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.ends_with('\n') && text.trim().len() > 40 && text.lines().count() == 1, "{text:?}");
    assert_eq!(output.stderr, b"");
    assert_eq!(witness.seen(), ["DescribeUserPoolClient"]);
    // By its exact names too, with the lists that this takes.
    assert_eq!(service.run(&["secret", "customers/payments-worker"]).ended(0).out, text);
}

#[test]
fn an_id_as_an_emulator_makes_them_is_one_describe_too() {
    let world = tempfile::NamedTempFile::new().unwrap();
    let client = r#"{"ClientName": "worker", "ClientId": "short1", "secret": true}"#;
    let text = format!(
        r#"{{"region": "eu-west-1", "account": "123456789012", "pools": [
            {{"pool": {{"Name": "customers", "Id": "eu-west-1_short"}}, "clients": [{client}]}}]}}"#
    );
    std::fs::write(world.path(), text).unwrap();
    let service = Service::with(&["--world", world.path().to_str().unwrap()]);
    let witness = Witness::before(&service);
    let output = service.command_at(&witness.url, &["secret", "eu-west-1_short/short1"]).output().unwrap();
    assert!(output.status.success() && output.stdout.len() > 40, "{output:?}");
    assert_eq!(witness.seen(), ["DescribeUserPoolClient"]);
    // A name in the same place is looked for where no client has it as its id.
    let by_name = service.run(&["secret", "eu-west-1_short/worker"]).ended(0).out;
    assert_eq!(by_name.as_bytes(), output.stdout);
}

#[test]
fn as_a_line_of_an_environment_file() {
    let service = Service::start();
    let reference = confidential(&service);
    let plain = service.run(&["secret", &reference]).ended(0).out;
    let line = service.run(&["secret", &reference, "--env", "APP_SECRET"]).ended(0).out;
    assert_eq!(line, format!("APP_SECRET={plain}"));
    service.run(&["secret", &reference, "--env", "1 bad"]).ended(2);
}

#[test]
fn as_the_environment_of_a_command_that_takes_the_programs_place() {
    let service = Service::start();
    let reference = confidential(&service);
    let plain = service.run(&["secret", &reference]).ended(0).out;
    let script = "printf '%s %s %s %s' \"$COGNITO_CLIENT_ID\" \"$COGNITO_CLIENT_SECRET\" \"$COGNITO_ISSUER\" \"$COGNITO_TOKEN_URL\"; exit 7";
    let ran = service.run(&["secret", &reference, "--exec", "--", "sh", "-c", script]).ended(7);
    let words: Vec<&str> = ran.out.split(' ').collect();
    assert_eq!(words[0], reference.split_once('/').unwrap().1);
    assert_eq!(words[1], plain.trim());
    assert_eq!(words[2], "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_hRb7Lk2Qe");
    assert!(words[3].ends_with("/oauth2/token"), "{words:?}");
    let ran = service.run(&["secret", &reference, "--exec", "--", "/nowhere/at-all"]).ended(127);
    assert!(ran.err.contains("/nowhere/at-all cannot be run"), "{}", ran.err);
    let file = service.home.path().join("no-program");
    std::fs::write(&file, "").unwrap();
    service.run(&["secret", &reference, "--exec", "--", file.to_str().unwrap()]).ended(126);
    // The command may dump what it likes, where this program was allowed to.
    let limits = |ran: crate::program::Ran| ran.ended(0).out;
    let here = std::process::Command::new("sh").args(["-c", "ulimit -H -c"]).output().unwrap();
    let there =
        service.run(&["secret", &reference, "--exec", "--", "sh", "-c", "ulimit -H -c; ulimit -S -c"]);
    assert_eq!(limits(there), format!("{}0\n", String::from_utf8(here.stdout).unwrap()));
}

#[test]
fn a_public_client_has_none_and_a_near_name_discloses_nothing() {
    let service = Service::start();
    let ran = service.run(&["secret", "customers/web"]).ended(3);
    assert!(ran.err.contains("public client") && ran.out.is_empty(), "{ran:?}");
    let ran = service.run(&["secret", "customers/payments-work"]).ended(3);
    assert!(ran.out.is_empty());
}

#[test]
fn what_was_nearly_right_is_told_and_never_taken() {
    let service = Service::start();
    let reference = confidential(&service);
    let id = reference.split_once('/').unwrap().1;
    for (typed, told) in [
        ("customers/Payments-Worker", "did you mean customers/payments-worker?"),
        ("Customers/payments-worker", "did you mean customers?"),
        ("customers/payments-work", "did you mean customers/payments-worker?"),
        (&id[..25], "has 26 letters and digits, this has 25"),
        (&id.to_uppercase(), "small letters only"),
    ] {
        let ran = service.run(&["secret", typed]).ended(3);
        assert!(ran.out.is_empty() && ran.err.contains(told), "{typed}: {ran:?}");
    }
    // Blanks and quotation marks that came along with what was copied mean nothing.
    let plain = service.run(&["secret", &reference]).ended(0).out;
    for typed in
        [format!("  \"{reference}\" "), reference.replace('/', "|"), format!("'{id}'"), format!("`{id}`\n")]
    {
        assert_eq!(service.run(&["secret", &typed]).ended(0).out, plain, "{typed}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_way_to_write_it() {
    let service = Service::start();
    let reference = confidential(&service);
    let (pool, id) = reference.split_once('/').unwrap();
    let witness = Witness::before(&service);
    for (typed, told) in [
        (format!("{pool} {id}"), format!("write {reference}")),
        (format!("{pool},{id}"), format!("write {reference}")),
        (format!("{pool}\\{id}"), format!("write {reference}")),
        (format!("{pool}:{id}"), format!("write {reference}")),
        (format!("{}/{id}", pool.to_uppercase()), "has the form region_suffix".to_owned()),
    ] {
        let output = service.command_at(&witness.url, &["secret", &typed]).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{typed}: {err}");
        assert!(err.contains(&told), "{typed}: {err}");
    }
    assert_eq!(witness.seen(), [""; 0], "nothing is asked for");
    let plain = service.run(&["secret", &reference]).ended(0).out;
    for typed in [format!("\"{reference}\","), format!("{reference};"), format!("client_id={id}")] {
        assert_eq!(service.run(&["secret", &typed]).ended(0).out, plain, "{typed}");
    }
    // An id that the service does not know, or does not take, is not found.
    let ran = service.run(&["secret", &format!("{pool}/{}", &id[1..])]).ended(3);
    assert!(ran.err.contains("has 26 letters and digits, this has 25"), "{ran:?}");
    service.run(&["secret", &format!("{pool}/no such")]).ended(3);
}

#[test]
fn an_id_is_asked_for_before_a_name_is_looked_for() {
    let service = Service::start();
    let witness = Witness::before(&service);
    let describe_first = |typed: &str| {
        let before = witness.seen().len();
        let ran = service.command_at(&witness.url, &["show", typed]).output().unwrap();
        (ran.status.code(), witness.seen()[before..].to_vec())
    };
    // Without a digit it is an id all the same.
    let (status, seen) = describe_first("eu-west-1_hRb7Lk2Qe/abcdefghijklmnopqrstuvwxyz");
    assert_eq!(status, Some(3));
    assert!(!seen.iter().any(|call| call.starts_with("List")), "{seen:?}");
    let (status, seen) = describe_first("eu-west-1_hRb7Lk2Qe/web");
    assert_eq!(status, Some(0));
    assert_eq!(seen[..2], ["DescribeUserPoolClient", "ListUserPoolClients"]);
    let (_, seen) = describe_first("eu-west-1_hRb7Lk2Qe/kiosk-terminal");
    assert_eq!(seen[0], "ListUserPoolClients", "the service has no such ids");
}

/// A token of the sandbox's payments-worker's pool, of a client that is not there.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2NvZ25pdG8taWRwLmV1LXdlc3QtMS5hbWF6b25hd3MuY29tL2V1LXdlc3QtMV9oUmI3TGsyUWUiLCJjbGllbnRfaWQiOiIxaDJvcGlicndtbHhlZTZ0anZ4YWV6aHNtbiJ9.c2lnbmF0dXJl";

#[test]
fn a_token_is_read_and_no_message_has_any_of_it() {
    let service = Service::start();
    let (head, tail) = TOKEN.split_at(90);
    for typed in [
        TOKEN.to_owned(),
        format!(r#"{{"access_token":"{TOKEN}"}}"#),
        format!("access_token={TOKEN}"),
        format!("Authorization: Bearer {TOKEN}"),
        format!("{head}\n{tail}"),
    ] {
        let witness = Witness::before(&service);
        let output = service.command_at(&witness.url, &["secret", &typed]).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        // The kiosk is a public client.
        assert!(err.contains("public client"), "{typed}: {err}");
        assert_eq!(witness.seen()[0], "DescribeUserPoolClient", "nothing is searched");
    }
    let cut = &TOKEN[..100];
    for arguments in [
        vec!["secret", cut],
        vec!["list", TOKEN],
        vec!["list", cut],
        vec!["show", "web", TOKEN],
        vec!["audit", cut],
        vec!["diff", "web", cut],
        vec![TOKEN, "list"],
    ] {
        let ran = service.run(&arguments);
        assert_ne!(ran.status, 0, "{arguments:?}: {ran:?}");
        for part in ["eyJ", "c2lnbmF0", "b3NuY29n", "aXNzIjoi"] {
            assert!(!ran.err.contains(part) && !ran.out.contains(part), "{arguments:?}: {ran:?}");
        }
    }
}

#[test]
fn the_log_at_its_most_talkative_has_nothing_of_it() {
    let service = Service::start();
    let reference = confidential(&service);
    let log = service.home.path().join("log");
    let ran: crate::program::Ran = service
        .command(&["secret", &reference, "--log", log.to_str().unwrap()])
        .env("RUST_LOG", "trace")
        .output()
        .unwrap()
        .into();
    let text = std::fs::read_to_string(log).unwrap();
    assert!(text.contains("DescribeUserPoolClient") && !text.contains(ran.ended(0).out.trim()), "{text}");
}
