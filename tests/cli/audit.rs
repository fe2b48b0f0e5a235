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
    let report = service.run(&["audit", "staff", "-o", "json"]).ended(4);
    assert!(report.err.contains("Not everything could be read"), "{}", report.err);
    assert_eq!(report.json()["complete"], false);
    let nothing = Service::with(&["--fault", "access-denied=1"]).run(&["audit", "-o", "json"]).ended(4);
    assert_eq!(nothing.out, "");
    assert!(nothing.err.contains("ListUserPools"), "{}", nothing.err);
}

/// What the rules of pools, or of some clients, need is asked for too: without it nobody knows.
#[test]
fn a_part_of_a_pool_that_could_not_be_read_is_no_clean_end() {
    for (operation, rule) in
        [("DescribeUserPool", "P01"), ("ListResourceServers", "S34"), ("ListIdentityProviders", "S45")]
    {
        let service = Service::with(&["--fault", &format!("access-denied:{operation}=1")]);
        let report = service.run(&["audit", "customers", "-o", "json"]).ended(4).json();
        assert_eq!(report["complete"], false, "{operation}");
        let gaps = report["unchecked"].as_array().unwrap();
        let gap = gaps.iter().find(|gap| gap["call"] == operation && gap["why"].is_string()).unwrap();
        assert!(gap["rules"].as_array().unwrap().contains(&rule.into()), "{gap}");
        service.run(&["audit", "customers", "--fail-on", "high"]).ended(1);
        // A snapshot is of clients alone.
        let snapshot = service.home.path().join("snap");
        service.run(&["snapshot", "customers", "-d", snapshot.to_str().unwrap()]).ended(0);
        service.run(&["drift", snapshot.to_str().unwrap()]).ended(0);
    }
    // Styles need a permission that not everybody has: that they are not checked is said, and no failure.
    let service = Service::with(&["--fault", "access-denied:DescribeManagedLoginBrandingByClient=1"]);
    assert_eq!(service.run(&["audit", "customers", "-o", "json"]).ended(0).json()["complete"], false);
    let service = Service::with(&["--fault", "access-denied:ListResourceServers=1"]);
    // A rule that nobody wants an answer of lacks nothing.
    service.configure("[audit]\ndisable = [\"S34\", \"P03\"]\n");
    let report = service.run(&["audit", "customers", "-o", "json"]);
    assert_eq!((report.status, &report.json()["complete"]), (0, &true.into()), "{}", report.err);
}

/// Where no client can be described there are still pools, and a list of what is missing.
#[test]
fn a_report_of_pools_alone_is_still_one() {
    for (operation, missing) in [("DescribeUserPoolClient", 56), ("ListUserPoolClients", 7)] {
        let service = Service::with(&["--fault", &format!("access-denied:{operation}=1")]);
        let ran = service.run(&["audit", "-o", "json"]).ended(4);
        let report = ran.json();
        assert_eq!((&report["clients"], &report["complete"]), (&0.into(), &false.into()));
        assert_eq!(report["pools"].as_array().unwrap().len(), 7);
        let gaps = report["unchecked"].as_array().unwrap();
        let gaps: Vec<_> = gaps.iter().filter(|gap| gap["why"].is_string()).collect();
        for gap in &gaps {
            assert_eq!(gap["call"], operation);
            assert!(gap["why"].as_str().unwrap().contains(&format!("{operation} is not allowed")), "{gap}");
        }
        let places: usize = gaps.iter().map(|gap| gap["places"].as_array().unwrap().len()).sum();
        assert_eq!(places, missing, "{operation}");
        let findings = report["findings"].as_array().unwrap();
        assert!(!findings.is_empty() && findings.iter().all(|one| one["ClientId"].is_null()));
        let table = service.run(&["audit", "customers"]).ended(4).out;
        assert!(table.contains("P0") && table.contains("Could not be checked"), "{table}");
        let csv = service.run(&["audit", "staff", "-o", "csv"]).ended(4);
        assert!(csv.err.contains(operation), "{}", csv.err);
        service.run(&["audit", "--fail-on", "info"]).ended(1);
    }
}

/// Two services behind two profiles, one that refuses connections, and one that is nowhere.
fn several() -> (Service, Service) {
    let (one, other) = (Service::start(), Service::start());
    let profile = |name: &str, region: &str, url: &str| {
        format!("[profile {name}]\nregion = {region}\nendpoint_url = {url}\n")
    };
    let config = [
        profile("a", "eu-west-1", one.url()),
        profile("b", "us-west-2", other.url()),
        profile("broken", "eu-west-1", "http://127.0.0.1:9"),
    ];
    fs::write(one.home.path().join("aws-config"), config.concat()).unwrap();
    let keys = |name: &str| format!("[{name}]\naws_access_key_id = AKIA{name}\naws_secret_access_key = x\n");
    let keys: String = ["a", "b", "broken"].map(keys).concat();
    fs::write(one.home.path().join("aws-credentials"), keys).unwrap();
    (one, other)
}

#[test]
fn of_several_places_everything_names_its_own() {
    let (service, _other) = several();
    let run = |profiles: &str, format: &str| {
        service.run_at_profiles(&["audit", "--profile", profiles, "-o", format]).ended(0)
    };
    let report = run("a,b", "json").json();
    for (list, name) in [("pools", "name"), ("findings", "PoolName")] {
        let entries = report[list].as_array().unwrap();
        for (profile, region) in [("a", "eu-west-1"), ("b", "us-west-2")] {
            let of: Vec<_> = entries.iter().filter(|one| one["Profile"] == profile).collect();
            assert!(!of.is_empty() && of.iter().all(|one| one["Region"] == region), "{list} of {profile}");
            assert!(of.iter().all(|one| one["Account"].is_string() && one[name].is_string()), "{list}");
        }
        assert!(entries.iter().all(|one| one["Profile"] == "a" || one["Profile"] == "b"), "{list}");
    }
    let table = run("a,b", "table").out;
    assert!(table.contains(" a:customers/") && table.contains(" b:"), "{table}");
    let markdown = run("a,b", "markdown").out;
    assert!(markdown.contains("| a&#58;customers/"), "{markdown}");
    let html = run("a,b", "html").out;
    assert!(html.contains("<th scope=\"row\">a:customers</th>"), "{html}");
    let sarif = run("a,b", "sarif").json();
    let result = &sarif["runs"][0]["results"][0];
    let profile = result["properties"]["Profile"].as_str().unwrap();
    let text = result["message"]["text"].as_str().unwrap();
    assert!(text.starts_with(&format!("{profile}:")), "{text}");
    let csv = run("a,b", "csv").out;
    let mut lines = csv.lines();
    assert!(lines.next().unwrap().ends_with(",profile,region,account"));
    assert!(lines.all(|line| line.contains(",a,eu-west-1,") || line.contains(",b,us-west-2,")));
    // One alone is told as ever, and its members say where it is.
    let table = run("a", "table").out;
    assert!(table.contains(" customers/") && !table.contains("a:customers"), "{table}");
    let alone = run("a", "json").json();
    assert_eq!(
        (&alone["findings"][0]["Profile"], &alone["pools"][0]["Region"]),
        (&"a".into(), &"eu-west-1".into())
    );
}

/// The same service by two names has its findings once.
#[test]
fn a_place_that_two_profiles_lead_to_is_told_once() {
    let (service, _other) = several();
    let config = fs::read_to_string(service.home.path().join("aws-config")).unwrap();
    let again = format!("{config}[profile else]\nregion = eu-west-1\nendpoint_url = {}\n", service.url());
    fs::write(service.home.path().join("aws-config"), again).unwrap();
    let keys = "[else]\naws_access_key_id = AKIAELSE\naws_secret_access_key = x\n";
    let file = service.home.path().join("aws-credentials");
    fs::write(&file, fs::read_to_string(&file).unwrap() + keys).unwrap();
    let of = |profiles: &str| {
        let report = service.run_at_profiles(&["audit", "--profile", profiles, "-o", "json"]).ended(0).json();
        (report["clients"].as_u64(), report["findings"].as_array().unwrap().len())
    };
    assert_eq!(of("a,else"), of("a"));
}

#[test]
fn a_place_that_failed_is_named_with_what_failed() {
    let (service, _other) = several();
    let run = |format: &str| {
        let ran = service.run_at_profiles(&["audit", "--profile", "a,broken,nosuch", "-o", format]);
        assert!(ran.status == 4 || ran.status == 5, "{ran:?}");
        ran
    };
    let report = run("json").json();
    assert_eq!((&report["clients"], &report["complete"]), (&56.into(), &false.into()));
    let gaps = report["unchecked"].as_array().unwrap();
    let gap_of = |profile: &str| {
        gaps.iter()
            .find(|gap| {
                gap["sites"].as_array().unwrap().iter().any(|site| site["Profile"] == profile)
                    && gap["why"].is_string()
            })
            .unwrap()
    };
    let broken = gap_of("broken");
    assert_eq!((&broken["call"], &broken["need"]), (&"ListUserPools".into(), &"the list of pools".into()));
    assert_eq!(
        (&broken["places"], &broken["sites"][0]["Region"]),
        (&serde_json::json!([]), &"eu-west-1".into())
    );
    let nosuch = gap_of("nosuch");
    assert_eq!((&nosuch["call"], &nosuch["need"]), (&serde_json::Value::Null, &"a connection".into()));
    assert!(nosuch["why"].as_str().unwrap().contains("no AWS profile called nosuch"), "{nosuch}");
    let table = run("table").out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        table.contains("all rules: the list of pools could not be read for broken · eu-west-1: "),
        "{table}"
    );
    assert!(
        table.contains("all rules: there is no connection to nosuch: There is no AWS profile"),
        "{table}"
    );
    let sarif = run("sarif").json();
    let notes = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let note = notes.iter().find(|note| note["properties"]["call"] == "ListUserPools").unwrap();
    let location = &note["locations"][0]["logicalLocations"][0];
    assert_eq!(location["fullyQualifiedName"], "broken · eu-west-1");
    // What was named is looked for wherever it can be.
    let named = service.run_at_profiles(&["audit", "--profile", "a,broken", "customers", "-o", "json"]);
    assert_eq!(named.json()["clients"], 26, "{named:?}");
    assert!(named.err.contains("broken"), "{}", named.err);
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
