//! `audit` and `rules`.

use std::fs;

use crate::program::Service;

#[test]
fn everything_is_read_and_the_status_says_what_was_asked() {
    let service = Service::start();
    let report = service.run(&["audit", "-o", "json"]).ended(0).json();
    assert_eq!((report["clients"].as_u64(), report["pools"].as_array().map(Vec::len)), (Some(56), Some(7)));
    assert_eq!(report["complete"], true);
    assert!(report["counts"]["critical"].as_u64().unwrap() > 0);
    service.run(&["audit", "--fail-on", "critical"]).ended(1);
    // Nothing that severe is in this client.
    service.run(&["audit", "customers/web", "--fail-on", "high"]).ended(0);
    let ran = service.run(&["audit", "--fail-on", "terrible"]).ended(2);
    assert!(ran.err.contains("write info, low, medium, high or critical"), "{}", ran.err);
    service.run(&["audit", "customers/web", "--fail-on", "info"]).ended(1);
    service.run(&["audit", "nowhere"]).ended(3);
}

#[test]
fn pools_and_clients_can_be_named_side_by_side() {
    let service = Service::start();
    let clients = |places: &[&str]| {
        let arguments = [&["audit", "-o", "json"], places].concat();
        service.run(&arguments).ended(0).json()["clients"].as_u64().unwrap()
    };
    assert_eq!(clients(&["customers"]), 26);
    assert_eq!(clients(&["eu-west-1_hRb7Lk2Qe", "customers-staging/web"]), 27);
    assert_eq!(clients(&["customers/web", "customers/ios-app"]), 2);
}

#[test]
fn several_regions_are_read_and_one_out_of_reach_is_named() {
    let service = Service::start();
    let report = service.run(&["audit", "--region", "eu-west-1,us-west-2", "-o", "json"]).ended(0).json();
    assert_eq!(report["clients"], 59);
    // The header stays short.
    let all = service.run(&["audit", "--region", "all", "-o", "json"]).ended(0).json();
    let context = all["about"]["Context"].as_str().unwrap();
    assert!(context.ends_with(" · 32 regions"), "{context}");
    let ran = service.run(&["audit", "--profile", "nobody,nowhere", "customers"]);
    assert_ne!(ran.status, 0);
    assert!(ran.err.contains("nobody") && ran.err.contains("nowhere"), "{ran:?}");
}

#[test]
fn every_format_is_printed_and_none_has_a_secret() {
    let service = Service::start();
    let secret = service.run(&["secret", "customers/payments-worker"]).ended(0).out;
    for (format, beginning) in
        [("table", "Audit"), ("json", "{"), ("csv", ""), ("markdown", "#"), ("sarif", "{"), ("html", "<!")]
    {
        let ran = service.run(&["audit", "customers", "-o", format]).ended(0);
        assert!(ran.out.starts_with(beginning) && ran.out.len() > 1000, "{format}");
        assert!(!ran.out.contains(secret.trim()), "{format}");
    }
}

#[test]
fn what_could_not_be_read_is_said_and_nothing_at_all_is_a_failure() {
    let service = Service::with(&["--fault", "access-denied:ListResourceServers=1"]);
    let report = service.run(&["audit", "staff", "-o", "json"]).ended(0);
    assert!(report.err.contains("Not everything could be read"), "{}", report.err);
    assert_eq!(report.json()["complete"], false);
    Service::with(&["--fault", "access-denied=1"]).run(&["audit"]).ended(4);
    Service::with(&["--fault", "access-denied:DescribeUserPoolClient=1"]).run(&["audit", "staff"]).ended(4);
}

#[test]
fn what_was_accepted_on_the_screen_counts_here_too() {
    let service = Service::start();
    let critical = || service.run(&["audit", "-o", "json"]).ended(0).json()["counts"]["critical"].as_u64();
    assert_eq!(critical(), Some(2));
    let file = service.beside_configuration("audit-suppressions.toml");
    let entry = "# why\n[[audit.suppress]]\nrule = \"S02\"\npool = \"eu-west-1_hRb7Lk2Qe\"\n";
    fs::write(&file, format!("{entry}reason = \"goes in March\"\n")).unwrap();
    assert_eq!(critical(), Some(0));
    fs::write(&file, entry).unwrap();
    let ran = service.run(&["audit"]).ended(2);
    assert!(ran.err.contains("audit-suppressions.toml") && ran.err.contains("reason"), "{}", ran.err);
    fs::write(&file, "[audit]\ndisable = ['S01']\n").unwrap();
    service.run(&["audit"]).ended(2);
}

#[test]
fn the_configuration_decides_what_counts() {
    let service = Service::start();
    let counts = || service.run(&["audit", "-o", "json"]).ended(0).json()["counts"].clone();
    let before = counts();
    service.configure(
        "[[audit.suppress]]\nrule = \"S02\"\nclient = \"customers/old-web-portal\"\nreason = \"goes in March\"\n",
    );
    let after = counts();
    assert_eq!((before["critical"].as_u64(), after["critical"].as_u64()), (Some(2), Some(0)));
    assert_eq!(after["suppressed"], 2);
    service.configure("[audit]\ndisable = [\"S99\"]\n");
    let ran = service.run(&["audit"]).ended(2);
    assert!(ran.err.contains("S99"), "{}", ran.err);
}

#[test]
fn the_rules_are_a_table() {
    let service = Service::start();
    let rules = service.run(&["rules", "-o", "json"]).ended(0).json();
    let text = rules.to_string();
    assert!(text.contains("\"S01\"") && text.contains("rfc9700"), "{text}");
    assert!(service.run(&["rules"]).ended(0).out.lines().count() > 50);
}

/// A pipeline must not pass over what was never read.
#[test]
fn an_audit_of_less_than_everything_does_not_end_like_one_of_everything() {
    let service = Service::start();
    fs::write(service.home.path().join("aws-config"), "[profile here]\nregion = eu-west-1\n").unwrap();
    let keys = "[here]\naws_access_key_id = AKIAHERE\naws_secret_access_key = here\n";
    fs::write(service.home.path().join("aws-credentials"), keys).unwrap();
    let places = ["audit", "--profile", "here,nowhere", "--region", "eu-west-1"];
    let ran = service.run(&[&places[..], &["-o", "json"]].concat()).ended(4);
    let report = ran.json();
    assert_eq!(report["complete"], false);
    assert!(report["clients"].as_u64().is_some_and(|clients| clients > 0), "{report}");
    // What was found is found all the same.
    service.run(&[&places[..], &["--fail-on", "high"]].concat()).ended(1);
}
