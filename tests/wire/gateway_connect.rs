//! Connecting by the AWS conventions. The environment belongs to a whole process, so each case runs in
//! one of its own: this test binary again, asked for the one test that reports what connecting gave.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use cognitui::cognito::{Budgets, Gateway, Lane, Target};

const REPORT: &str = "gateway_connect::report_what_connecting_gives";

/// Not a case of its own: the other side of [`connect`].
#[tokio::test]
async fn report_what_connecting_gives() {
    let Ok(file) = std::env::var("REPORT_TO") else { return };
    let target = Target {
        profile: std::env::var("TARGET_PROFILE").ok(),
        region: std::env::var("TARGET_REGION").ok(),
        endpoint: std::env::var("TARGET_ENDPOINT").ok(),
        embedded: None,
    };
    let report = match Gateway::connect(&target, Budgets::aws()).await {
        Ok(gateway) if std::env::var_os("THEN_CALL").is_some() => {
            let error = gateway.pools_page(Lane::Foreground, None).await.unwrap_err();
            format!("{:?}\n{error}\n{}", error.kind(), error.next_step())
        }
        Ok(gateway) => format!("{:?}", gateway.context()),
        Err(error) => format!("{:?}\n{error}\n{}", error.kind(), error.next_step()),
    };
    std::fs::write(file, report).unwrap();
}

struct Report {
    text: String,
    took: Duration,
}

/// Connects in a process with this environment only, and AWS files with these contents.
fn connect(environment: &[(&str, &str)], config: &str, credentials: &str) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("config"), config).unwrap();
    std::fs::write(path("credentials"), credentials).unwrap();
    let mut all: BTreeMap<&str, &Path> = BTreeMap::new();
    let (config, credentials, report) = (path("config"), path("credentials"), path("report"));
    all.insert("AWS_CONFIG_FILE", &config);
    all.insert("AWS_SHARED_CREDENTIALS_FILE", &credentials);
    all.insert("HOME", folder.path());
    all.insert("REPORT_TO", &report);
    for (name, value) in environment {
        all.insert(name, Path::new(value));
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    let began = Instant::now();
    let output = child.env_clear().envs(all).args(["--exact", REPORT]).output().unwrap();
    let took = began.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    Report { text: std::fs::read_to_string(report).unwrap(), took }
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "example")];

fn with_keys<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    KEYS.iter().chain(more).copied().collect()
}

#[test]
fn nothing_configured_is_told_quickly() {
    let report = connect(&[], "", "");
    assert!(report.text.starts_with("NoRegion"), "{}", report.text);
    assert!(report.took < Duration::from_secs(4), "{:?}", report.took);
    let report = connect(&[("AWS_REGION", "eu-west-1")], "", "");
    assert!(report.text.starts_with("NoCredentials"), "{}", report.text);
    assert!(report.took < Duration::from_secs(4), "{:?}", report.took);
}

#[test]
fn the_environment_is_enough() {
    let report = connect(&with_keys(&[("AWS_REGION", "eu-north-1")]), "", "");
    let expected = r#"Context { profile: "default", region: "eu-north-1", endpoint: None, sandbox: false }"#;
    assert_eq!(report.text, expected);
}

#[test]
fn a_profile_brings_its_region_and_its_endpoint() {
    let config = "[profile prod]\nregion = ap-south-1\nendpoint_url = http://127.0.0.1:9\n";
    let credentials = "[prod]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n";
    for name in ["AWS_PROFILE", "TARGET_PROFILE"] {
        let report = connect(&[(name, "prod")], config, credentials);
        let expected = r#"Context { profile: "prod", region: "ap-south-1", endpoint: Some("http://127.0.0.1:9"), sandbox: false }"#;
        assert_eq!(report.text, expected, "{name}");
    }
}

#[test]
fn endpoints_are_found_where_the_sdk_finds_them() {
    let region = ("AWS_REGION", "eu-west-1");
    let all = ("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    let own = ("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "http://127.0.0.1:2");
    let flag = ("TARGET_ENDPOINT", "http://127.0.0.1:3");
    for (settings, port) in
        [(vec![region, all], 1), (vec![region, all, own], 2), (vec![region, all, own, flag], 3)]
    {
        let report = connect(&with_keys(&settings), "", "");
        assert!(report.text.contains(&format!("Some(\"http://127.0.0.1:{port}\")")), "{}", report.text);
    }
}

#[test]
fn flags_win() {
    let report = connect(&with_keys(&[("AWS_REGION", "eu-north-1"), ("TARGET_REGION", "us-east-1")]), "", "");
    assert!(report.text.contains("us-east-1"), "{}", report.text);
}

#[test]
fn a_profile_that_is_not_there_is_named() {
    let report = connect(
        &with_keys(&[("AWS_REGION", "eu-west-1"), ("TARGET_PROFILE", "typo")]),
        "[profile prod]\n",
        "",
    );
    assert!(report.text.starts_with("UnknownProfile"), "{}", report.text);
    assert!(report.text.contains("typo"), "{}", report.text);
}

#[test]
fn an_expired_login_names_the_command_that_renews_it() {
    let config = "[profile work]\nregion = eu-west-1\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n\
                  [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n";
    let report = connect(&[("TARGET_PROFILE", "work")], config, "");
    assert!(report.text.starts_with("CredentialsExpired"), "{}", report.text);
    assert!(report.text.contains("aws sso login --profile work"), "{}", report.text);
}

#[test]
fn a_process_that_hands_out_credentials_is_asked_once() {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count");
    let script = folder.path().join("hand-out");
    std::fs::write(
        &script,
        format!(
            "#!/bin/sh\necho x >> {}\necho '{{\"Version\": 1, \"AccessKeyId\": \"AKIAEXAMPLE\", \"SecretAccessKey\": \"example\"}}'\n",
            count.display()
        ),
    )
    .unwrap();
    let config =
        format!("[default]\nregion = eu-west-1\ncredential_process = /bin/sh {}\n", script.display());
    let report = connect(&[], &config, "");
    assert!(report.text.starts_with("Context"), "{}", report.text);
    assert_eq!(std::fs::read_to_string(count).unwrap().lines().count(), 1);
}

#[test]
fn credentials_that_end_during_a_session_are_an_error_of_the_call() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("hand-out");
    std::fs::write(
        &script,
        format!(
            "#!/bin/sh\n[ -e {0} ] && exit 1\ntouch {0}\necho '{{\"Version\": 1, \"AccessKeyId\": \"AKIAEXAMPLE\", \
             \"SecretAccessKey\": \"example\", \"SessionToken\": \"t\", \"Expiration\": \"2020-01-01T00:00:00Z\"}}'\n",
            folder.path().join("asked").display()
        ),
    )
    .unwrap();
    let config =
        format!("[default]\nregion = eu-west-1\ncredential_process = /bin/sh {}\n", script.display());
    let report = connect(&[("THEN_CALL", "1"), ("TARGET_ENDPOINT", "http://127.0.0.1:9")], &config, "");
    assert!(report.text.starts_with("NoCredentials"), "{}", report.text);
}

#[test]
fn instance_metadata_that_leads_nowhere_is_not_waited_for() {
    // An address of the documentation range: packets to it are lost, as on most machines.
    let nowhere = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://192.0.2.1");
    let report = connect(&[nowhere], "", "");
    assert!(report.text.starts_with("NoRegion"), "{}", report.text);
    assert!(report.took < Duration::from_secs(3), "{:?}", report.took);
    let report = connect(&[nowhere, ("AWS_REGION", "eu-west-1")], "", "");
    assert!(report.text.starts_with("NoCredentials"), "{}", report.text);
    assert!(report.took < Duration::from_secs(3), "{:?}", report.took);
}

#[test]
fn a_profile_that_is_not_there_is_named_where_no_region_is_either() {
    for name in ["AWS_PROFILE", "TARGET_PROFILE"] {
        let report = connect(&[(name, "typo")], "[profile prod]\nregion = eu-west-1\n", "");
        assert!(report.text.starts_with("UnknownProfile"), "{name}: {}", report.text);
        assert!(report.text.contains("typo") && report.text.contains("list-profiles"), "{}", report.text);
    }
}

#[test]
fn a_profile_whose_name_is_quoted_is_connected_to_by_its_name() {
    let config = "[profile \"with space\"]\nregion = ap-south-1\nsource_profile = the base\n\
                  role_arn = arn:aws:iam::123456789012:role/reader\n[profile \"keys here\"]\nregion = eu-north-1\n";
    let keys = "[keys here]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n";
    let report = connect(&[("TARGET_PROFILE", "keys here")], config, keys);
    assert!(report.text.starts_with("Context") && report.text.contains("eu-north-1"), "{}", report.text);
    assert!(report.text.contains("\"keys here\""), "{}", report.text);
    let report = connect(&[("TARGET_PROFILE", "no such"), ("AWS_REGION", "eu-west-1")], config, keys);
    assert!(report.text.starts_with("UnknownProfile"), "{}", report.text);
}

#[test]
fn a_broken_configuration_file_is_told_by_its_line() {
    let region = ("AWS_REGION", "eu-west-1");
    for settings in [vec![], vec![region], vec![region, ("TARGET_PROFILE", "prod")]] {
        let report = connect(&settings, "[profile prod]\nregion = eu-west-1\n[profile other\n", "");
        assert!(report.text.starts_with("BrokenConfiguration"), "{}", report.text);
        assert!(
            report.text.contains("config on line 3") && report.text.contains("AWS_CONFIG_FILE"),
            "{}",
            report.text
        );
        assert!(!report.text.contains('{'), "no dump of a structure: {}", report.text);
    }
    // Who needs nothing of it is not kept from working.
    let report = connect(&with_keys(&[region]), "[profile other\n", "");
    assert!(report.text.starts_with("Context"), "{}", report.text);
}

#[test]
fn an_endpoint_that_is_no_url_is_told_before_anything_is_sent() {
    let region = ("AWS_REGION", "eu-west-1");
    for endpoint in [("TARGET_ENDPOINT", "notaurl"), ("TARGET_ENDPOINT", ""), ("AWS_ENDPOINT_URL", "notaurl")]
    {
        let report = connect(&with_keys(&[region, endpoint]), "", "");
        assert!(report.text.starts_with("BadEndpoint"), "{endpoint:?}: {}", report.text);
        assert!(report.text.contains("http://127.0.0.1:4566"), "{}", report.text);
    }
}
