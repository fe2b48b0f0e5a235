//! `snapshot` and `drift`: a folder for git, and what changed since.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::Service;

const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

/// Every file below a folder with its text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_folder_holds_every_client_and_no_secret_and_a_second_run_changes_nothing() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    let ran = service.run(&["snapshot", "-d", dir]).ended(0);
    assert_eq!(ran.out, "");
    let first = files(&folder);
    let pools = service.run(&["list", "-o", "json"]).json();
    let mut clients = 0;
    for pool in pools["UserPools"].as_array().unwrap() {
        let rows = service.run(&["list", pool["Id"].as_str().unwrap(), "-o", "json"]).json();
        clients += rows["UserPoolClients"].as_array().unwrap().len();
    }
    assert_eq!(first.keys().filter(|name| name.contains('/')).count(), clients);
    let web = &first["customers--eu-west-1_hRb7Lk2Qe/web--douahdsd5j8lb36spmrwtv7doq.json"];
    assert!(web.contains("\"ClientName\": \"web\"") && !web.contains("LastModifiedDate"), "{web}");
    for reference in [WEB, "customers/payments-worker"] {
        let secret = service.run(&["secret", reference]).out;
        let secret = secret.trim();
        assert!(!secret.is_empty() || reference == WEB);
        for (name, text) in &first {
            assert!(secret.is_empty() || !text.contains(secret), "{name}");
            assert!(!text.contains("\"ClientSecret\""), "{name}");
        }
    }
    let again = service.run(&["snapshot", "-d", dir]).ended(0);
    assert!(again.err.contains(" 0 written"), "{}", again.err);
    assert_eq!(files(&folder), first);
    let none = service.run(&["drift", dir]).ended(0);
    assert_eq!(none.out, "");
    assert!(none.err.contains("as they were"), "{}", none.err);
    // A file of it stands as a column.
    let file = folder.join("customers--eu-west-1_hRb7Lk2Qe/web--douahdsd5j8lb36spmrwtv7doq.json");
    service.run(&["diff", file.to_str().unwrap(), WEB]).ended(0);
}

#[test]
fn drift_tells_what_was_changed_added_and_removed() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    service.run(&["snapshot", "customers", "-d", dir]).ended(0);
    // Touched and not changed.
    service.run(&["set", WEB, "access_token_validity=60m", "--yes"]).ended(0);
    let back = service.run(&["drift", dir]);
    let before = back.status;
    service.run(&["set", WEB, "logout_urls=https://bye.example/", "--yes"]).ended(0);
    // As if one had been made and another removed since.
    let pool = folder.join("customers--eu-west-1_hRb7Lk2Qe");
    let web = fs::read_to_string(pool.join("web--douahdsd5j8lb36spmrwtv7doq.json")).unwrap();
    let gone = web.replace("douahdsd5j8lb36spmrwtv7doq", "1gone").replace("\"web\"", "\"gone\"");
    fs::write(pool.join("gone--1gone.json"), gone).unwrap();
    let worker = files(&pool).into_keys().find(|name| name.starts_with("payments-worker--")).unwrap();
    fs::remove_file(pool.join(&worker)).unwrap();

    let table = service.run(&["drift", dir]).ended(1);
    assert!(table.out.contains("changed  customers/web"), "{}", table.out);
    assert!(table.out.contains("removed  customers/gone"), "{}", table.out);
    assert!(table.out.contains("added  customers/payments-worker"), "{}", table.out);
    assert!(table.out.contains("https://bye.example/"), "{}", table.out);
    let json = service.run(&["drift", dir, "-o", "json"]).ended(1).json();
    let changes: Vec<&str> =
        json["Drifted"].as_array().unwrap().iter().map(|one| one["Change"].as_str().unwrap()).collect();
    assert_eq!(changes, ["removed", "added", "changed"], "before: {before}");
    let sarif = service.run(&["drift", dir, "-o", "sarif"]).ended(1).json();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let rule = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(uri.as_str().unwrap().starts_with("file:///"), "{uri}");
    }
    for format in ["csv", "markdown"] {
        let text = service.run(&["drift", dir, "-o", format]).ended(1).out;
        assert!(text.contains("https://bye.example/"), "{text}");
    }
    // The next snapshot makes it good.
    let ran = service.run(&["snapshot", "customers", "-d", dir]).ended(0);
    assert!(ran.err.contains("2 written") && ran.err.contains("1 removed"), "{}", ran.err);
    service.run(&["drift", dir]).ended(0);
}

#[test]
fn what_cannot_be_read_is_reported_and_its_file_kept() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    service.run(&["snapshot", "customers", "-d", dir]).ended(0);
    let first = files(&folder);
    let denied = Service::with(&["--fault", "access-denied:DescribeUserPoolClient=1"]);
    let output = service.command_at(denied.url(), &["snapshot", "customers", "-d", dir]).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be read"));
    assert_eq!(files(&folder), first);
    let output = service.command_at(denied.url(), &["drift", dir]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(4), Vec::new()));
}

#[test]
fn what_is_no_snapshot_or_another_regions_is_said() {
    let service = Service::start();
    let empty = service.home.path().join("empty");
    let dir = empty.to_str().unwrap();
    fs::create_dir(&empty).unwrap();
    let ran = service.run(&["drift", dir]).ended(3);
    assert!(ran.err.contains("holds no snapshot"), "{}", ran.err);
    service.run(&["snapshot", "customers", "-d", dir]).ended(0);
    let ran = service.run(&["drift", dir, "--region", "us-east-1"]).ended(3);
    assert!(ran.err.contains("this snapshot is of eu-west-1"), "{}", ran.err);
    let ran = service.run(&["drift", dir, "-o", "html"]).ended(2);
    assert!(ran.err.contains("-o table, json, csv, markdown or sarif"), "{}", ran.err);
    let file = empty.join("customers--eu-west-1_hRb7Lk2Qe/web--douahdsd5j8lb36spmrwtv7doq.json");
    fs::write(file, "{").unwrap();
    // One bad file is said, and all others are compared.
    let ran = service.run(&["drift", dir]).ended(2);
    assert!(ran.err.contains("web--douahdsd5j8lb36spmrwtv7doq.json"), "{}", ran.err);
    assert!(ran.err.contains("clients are as they were"), "{}", ran.err);
    assert!(ran.out.contains("unknown  customers/web"), "{}", ran.out);
    let json = service.run(&["drift", dir, "-o", "json"]).ended(2).json();
    assert_eq!((&json["Complete"], &json["Drifted"]), (&false.into(), &serde_json::json!([])));
    assert_eq!(json["NotInSnapshot"][0]["Why"], "its file cannot be used");
    let bad = json["UnusableFiles"][0]["File"].as_str().unwrap();
    assert!(bad.starts_with("customers--") && bad.ends_with("doq.json"), "{bad}");
    let plain = service.home.path().join("notes.txt");
    fs::write(&plain, "mine").unwrap();
    for command in [&["snapshot", "-d", plain.to_str().unwrap()][..], &["drift", plain.to_str().unwrap()]] {
        let ran = service.run(command).ended(2);
        assert!(ran.err.contains("notes.txt is a file, and a snapshot is a folder"), "{}", ran.err);
    }
    assert_eq!(fs::read_to_string(&plain).unwrap(), "mine");
    let ran = service.run(&["snapshot", "-d", "/proc/nowhere"]).ended(5);
    assert!(ran.err.contains("/proc/nowhere"), "{}", ran.err);
    service.run(&["snapshot"]).ended(2);
}

#[test]
fn several_regions_go_into_one_folder_and_one_that_fails_leaves_the_others() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    let both = ["--region", "eu-west-1,us-west-2"];
    let ran = service.run(&[&["snapshot", "-d", dir], &both[..]].concat()).ended(0);
    assert!(ran.err.contains("in 2 places"), "{}", ran.err);
    let first = files(&folder);
    let regions: Vec<bool> = ["--eu-west-1_", "--us-west-2_"]
        .iter()
        .map(|region| first.keys().any(|name| name.contains(region)))
        .collect();
    assert_eq!(regions, [true, true], "{:?}", first.keys());
    let again = service.run(&[&["snapshot", "-d", dir], &both[..]].concat()).ended(0);
    assert!(again.err.contains(" 0 written") && again.err.contains(" 0 removed"), "{}", again.err);
    // One of them alone later, and the other stays.
    service.run(&["snapshot", "-d", dir, "--region", "us-west-2"]).ended(0);
    assert_eq!(files(&folder), first);
    // The folder says itself where to look.
    service.run(&["set", WEB, "logout_urls=https://bye.example/", "--yes"]).ended(0);
    let ran = service.run(&["drift", dir]).ended(1);
    assert!(ran.err.contains("1 of ") && !ran.err.contains("Not compared"), "{}", ran.err);
    let all = service.run(&["drift", dir, "--region", "all", "-o", "json"]).ended(1).json();
    assert_eq!(all["Drifted"].as_array().unwrap().len(), 1);
    let part = service.run(&["drift", dir, "--region", "us-west-2"]).ended(0);
    assert!(part.err.contains("Not compared: eu-west-1"), "{}", part.err);
    // A profile that is not there is a line, and the others go on.
    fs::write(service.home.path().join("aws-config"), "[profile here]\nregion = eu-west-1\n").unwrap();
    let keys = "[here]\naws_access_key_id = AKIAHERE\naws_secret_access_key = here\n";
    fs::write(service.home.path().join("aws-credentials"), keys).unwrap();
    let several = ["--profile", "here,nowhere", "--region", "eu-west-1"];
    let ran = service.run(&[&["snapshot", "-d", dir], &several[..]].concat()).ended(4);
    assert!(ran.err.contains("! nowhere/eu-west-1: ") && ran.err.contains("1 written"), "{}", ran.err);
    let ran = service.run(&[&["drift", dir], &several[..]].concat()).ended(4);
    assert!(ran.err.contains("as they were") && ran.err.contains("! nowhere/eu-west-1: "), "{}", ran.err);
    let ran = service.run(&["drift", dir, "--region", "eu-west-1,ap-south-1"]).ended(3);
    assert!(ran.err.contains("ap-south-1: this snapshot is of eu-west-1, us-west-2"), "{}", ran.err);
}

#[test]
fn pools_that_are_named_are_looked_for_in_every_place() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    let both = ["--region", "eu-west-1,us-west-2"];
    let ran = service.run(&[&["snapshot", "customers", "nobody", "-d", dir], &both[..]].concat()).ended(3);
    assert!(ran.err.contains("none of the 2 places has a pool called nobody"), "{}", ran.err);
    let by_name = files(&folder);
    assert!(by_name.keys().any(|name| name.starts_with("customers--eu-west-1_")), "{:?}", by_name.keys());
    // By its id it is the same folder.
    let ran = service.run(&["snapshot", "eu-west-1_hRb7Lk2Qe", "-d", dir]).ended(0);
    assert!(ran.err.contains(" 0 written") && ran.err.contains(" 0 removed"), "{}", ran.err);
    let ran = service.run(&["snapshot", "eu-west-1_nothing", "-d", dir]).ended(3);
    assert!(ran.err.contains("there is no pool eu-west-1_nothing in eu-west-1"), "{}", ran.err);
    let strange = ["snapshot", "nobody", "-d", dir, "--region", "eu-west-1,us-west-2"];
    service.run(&strange).ended(3);
    assert_eq!(files(&folder), by_name);
}

/// Otherwise its client would pass for one that is new, and a copy for nothing at all.
#[test]
fn a_file_that_was_moved_is_said() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    service.run(&["snapshot", "customers", "-d", dir]).ended(0);
    let pool = folder.join("customers--eu-west-1_hRb7Lk2Qe");
    let web = pool.join("web--douahdsd5j8lb36spmrwtv7doq.json");
    fs::rename(&web, pool.join("web--other.json")).unwrap();
    let ran = service.run(&["drift", dir]).ended(2);
    assert!(ran.err.contains("web--other.json: it holds eu-west-1_hRb7Lk2Qe/douahdsd"), "{}", ran.err);
    assert!(ran.err.contains("put it back there, or remove it"), "{}", ran.err);
    fs::rename(pool.join("web--other.json"), &web).unwrap();
    service.run(&["drift", dir]).ended(0);
}

#[test]
fn what_cannot_be_read_is_not_as_it_was() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    let dir = folder.to_str().unwrap();
    service.run(&["snapshot", "customers", "-d", dir]).ended(0);
    let denied = Service::with(&["--fault", "access-denied:DescribeUserPoolClient=1"]);
    let ran = denied.run(&["drift", dir]).ended(4);
    assert!(ran.err.contains("could not be read and are not compared"), "{}", ran.err);
    assert!(!ran.err.contains("as they were"), "{}", ran.err);
    let json = denied.run(&["drift", dir, "-o", "json"]).ended(4).json();
    assert_eq!(
        (&json["Compared"], json["Unread"].as_u64().is_some_and(|unread| unread > 20)),
        (&0.into(), true)
    );
    let not_read = json["NotRead"].as_array().unwrap();
    assert_eq!(json["Unread"].as_u64(), Some(not_read.len() as u64));
    for one in not_read {
        assert_eq!((&one["UserPoolId"], one["ClientId"].is_string()), (&"eu-west-1_hRb7Lk2Qe".into(), true));
        assert!(one["File"].is_string() && one["ClientName"].is_string(), "{one}");
        assert!(one["Why"].as_str().unwrap().contains("DescribeUserPoolClient is not allowed"), "{one}");
    }
    let markdown = denied.run(&["drift", dir, "-o", "markdown"]).ended(4).out;
    assert!(markdown.contains("unread") && markdown.contains("customers/web"), "{markdown}");
    let sarif = denied.run(&["drift", dir, "-o", "sarif"]).ended(4).json();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().unwrap().len(), not_read.len());
    // A client that is in no file, and only listed, is missing too.
    fs::remove_file(folder.join("customers--eu-west-1_hRb7Lk2Qe/web--douahdsd5j8lb36spmrwtv7doq.json"))
        .unwrap();
    let json = denied.run(&["drift", dir, "-o", "json"]).ended(4).json();
    let one = json["NotRead"].as_array().unwrap().iter().find(|one| one["File"].is_null()).unwrap();
    assert_eq!(one["ClientId"], "douahdsd5j8lb36spmrwtv7doq");
}

/// A place that does not answer is no doubt about the others.
#[test]
fn a_place_that_refuses_is_told_with_the_reason_and_the_other_is_kept() {
    let service = Service::start();
    let profile = |name: &str, url: &str| {
        let keys = "aws_access_key_id = AKIA\naws_secret_access_key = x\n";
        format!("[profile {name}]\nregion = eu-west-1\nendpoint_url = {url}\n{keys}")
    };
    let config = profile("a", service.url()) + &profile("broken", "http://127.0.0.1:9");
    fs::write(service.home.path().join("aws-config"), config).unwrap();
    for profiles in ["a,broken", "broken,a"] {
        let folder = service.home.path().join(profiles);
        let dir = folder.to_str().unwrap();
        let ran = service.run_at_profiles(&["snapshot", "--profile", profiles, "-d", dir]).ended(5);
        assert!(ran.err.contains("! broken: "), "{}", ran.err);
        assert!(!ran.err.contains("it cannot be told"), "{}", ran.err);
        assert!(ran.err.contains("56 clients of 7 pools"), "{}", ran.err);
    }
}

/// What could not be read when the snapshot was taken is not new later.
#[test]
fn an_incomplete_snapshot_says_so_and_calls_nothing_added() {
    for operation in ["DescribeUserPoolClient", "ListUserPoolClients"] {
        let denied = Service::with(&["--fault", &format!("access-denied:{operation}=1")]);
        let service = Service::start();
        let folder = service.home.path().join("snap");
        let dir = folder.to_str().unwrap();
        let pool = "eu-west-1_hRb7Lk2Qe";
        let output = service.command_at(denied.url(), &["snapshot", "-d", dir]).output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{operation}");
        let manifest = &files(&folder)["cognitui-snapshot.json"];
        assert!(manifest.contains("UnreadClients") || manifest.contains("UnlistedUserPools"), "{manifest}");
        let ran = service.run(&["drift", dir]).ended(3);
        assert!(ran.out.contains("not in the snapshot: could not be read then"), "{}", ran.out);
        assert!(!ran.out.contains("added") && ran.err.contains("nobody knows"), "{}", ran.err);
        let json = service.run(&["drift", dir, "-o", "json"]).ended(3).json();
        assert_eq!((&json["Complete"], &json["Drifted"]), (&false.into(), &serde_json::json!([])));
        assert!(json["NotInSnapshot"].as_array().unwrap().len() > 20);
        let sarif = service.run(&["drift", dir, "-o", "sarif"]).ended(3).json();
        let run = &sarif["runs"][0];
        assert_eq!(run["results"], serde_json::json!([]));
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        assert!(run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len() > 20);
        let csv = service.run(&["drift", dir, "-o", "csv"]).ended(3).out;
        assert!(csv.contains("could not be read then"), "{csv}");
        // A pool that is read later is whole, and what is made after that is added.
        service.run(&["snapshot", "customers", "-d", dir]).ended(0);
        let web = folder.join("customers--eu-west-1_hRb7Lk2Qe/web--douahdsd5j8lb36spmrwtv7doq.json");
        fs::remove_file(web).unwrap();
        let json = service.run(&["drift", dir, "-o", "json"]).ended(1).json();
        assert_eq!(json["Drifted"][0]["Change"], "added");
        let missed = json["NotInSnapshot"].as_array().unwrap();
        assert!(!missed.is_empty() && missed.iter().all(|one| one["UserPoolId"] != pool));
    }
}
