//! Reports: order, groups, gaps, the same whatever the order of what came in.

use super::*;

/// A small world with something of everything.
pub(super) fn report(policy: &str) -> Report {
    let policy = Policy::from_toml(policy).unwrap();
    let customers = around(json!({"MfaConfiguration": "OFF"}));
    let mut staff = Around::new(PoolId::new("eu-west-1_Staff0000"), "staff \u{1b}[31m<b>");
    staff.servers = Known::Failed("Access denied \u{202e}".to_owned());
    let hostile =
        "=cmd|' /C calc'!A0 <script>alert(\"x\")</script> {0} [link](http://x) \u{202e}|`*_#@me www.x.test";
    let one = client(
        patched(
            web(),
            json!({"AllowedOAuthFlows": ["code", "implicit"], "PreventUserExistenceErrors": null}),
        ),
        false,
    );
    let two = client(patched(machine(), json!({"ExplicitAuthFlows": null})), true);
    let odd_url = format!("javascript:{hostile}");
    let mut three = client(
        patched(
            web(),
            json!({"ClientName": hostile, "ClientId": "hostile", "CallbackURLs": [odd_url], "AllowedOAuthScopes": ["fleet/position.read", hostile]}),
        ),
        true,
    );
    three.key.pool = staff.id.clone();
    let subjects = [Subject::new(&three, &staff), subject(&two, &customers), subject(&one, &customers)];
    let mut audit = Audit::new(&policy, now());
    for subject in &subjects {
        audit.client(subject);
    }
    audit.pool(&staff);
    audit.pool(&customers);
    audit.found(across(&subjects, &policy, now()));
    let mut unread = Place::pool(customers.id.clone(), "customers");
    unread.client = Some(crate::client::ClientId::new("unread"));
    unread.client_name = "unread".to_owned();
    audit.could_not_read(Need::Client, unread, "it took too long");
    let mut report = audit.finish();
    report.about = vec![("Profile".to_owned(), "prod <\u{1b}>".to_owned())];
    report
}

pub(super) const ACCEPTED: &str =
    "[[audit.suppress]]\nrule = 'S13'\nclient = 'web'\nreason = 'known <b> \u{202e}'\nexpires = 2027-01-01\n";

#[test]
fn the_worst_comes_first_and_accepted_findings_do_not_count() {
    let report = report(ACCEPTED);
    let severities: Vec<Severity> = report.findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b));
    assert_eq!(report.suppressed.len(), 1);
    assert!(report.findings.iter().all(|finding| finding.suppressed.is_none()));
    let counts = report.counts();
    assert_eq!(counts.total(), report.findings.len());
    assert_eq!(counts.at_least(Severity::Info), counts.total());
    assert_eq!(counts.at_least(Severity::High), counts.get(Severity::High) + counts.get(Severity::Critical));
    assert_eq!(counts.worst(), Some(Severity::High));
    assert_eq!((report.clients, report.pools.len()), (3, 2));
}

#[test]
fn what_could_not_be_read_is_told_once_and_makes_it_incomplete() {
    let report = report("");
    assert!(!report.is_complete());
    let failed: Vec<(Need, &str, usize)> = report
        .gaps
        .iter()
        .filter_map(|gap| Some((gap.need, gap.why.as_deref()?, gap.places.len())))
        .collect();
    assert_eq!(failed, [(Need::Client, "it took too long", 1), (Need::Servers, "Access denied \u{202e}", 1)]);
    let pages = report.gaps.iter().find(|gap| gap.need == Need::Pages).unwrap();
    assert_eq!(
        (pages.rules.as_slice(), pages.why.as_ref()),
        ([*find("S47").as_ref().unwrap()].as_slice(), None)
    );
    let complete = run(&[], &Policy::default(), now());
    assert!(complete.is_complete() && complete.findings.is_empty());
}

#[test]
fn groups_and_the_heat_map_add_up() {
    let report = report("");
    for total in [
        report.by_rule().iter().map(|group| group.counts.total()).sum::<usize>(),
        report.by_client().iter().map(|group| group.findings.len()).sum(),
        report.heat().rows.iter().flat_map(|(_, cells)| cells).map(|cell| cell.count).sum(),
    ] {
        assert_eq!(total, report.findings.len());
    }
    let worst: Vec<Option<Severity>> = report.by_rule().iter().map(|group| group.counts.worst()).collect();
    assert!(worst.is_sorted_by(|a, b| a >= b));
    let heat = report.heat();
    assert_eq!(heat.rows.len(), 2);
    assert!(heat.rows.iter().all(|(_, cells)| cells.len() == heat.rules.len()));
}

#[test]
fn run_and_one_by_one_say_the_same_in_any_order() {
    let around = around(json!({"DeletionProtection": "INACTIVE"}));
    let named =
        |id: &str, patch: Json| client(patched(patched(web(), json!({"ClientId": id})), patch), false);
    let clients = [
        named("b", json!({})),
        named("a", json!({"AccessTokenValidity": 600})),
        named("c", json!({"AccessTokenValidity": 90})),
    ];
    let subjects: Vec<Subject<'_>> = clients.iter().map(|client| subject(client, &around)).collect();
    let reversed: Vec<Subject<'_>> = subjects.iter().rev().cloned().collect();
    let policy = Policy::default();
    let whole = run(&subjects, &policy, now());
    assert_eq!(whole, run(&reversed, &policy, now()));
    let mut audit = Audit::new(&policy, now());
    for subject in &reversed {
        audit.client(subject);
    }
    audit.pool(&around);
    audit.found(across(&reversed, &policy, now()));
    assert_eq!(whole, audit.finish());
    assert_eq!(whole.findings.iter().filter(|finding| finding.rule.id == "S43").count(), 3);
    for alike in whole.findings.iter().filter(|finding| finding.rule.id == "S43") {
        let several = alike.evidence.contains(" more)");
        assert_eq!(alike.evidence.contains(" have the same "), several, "{}", alike.evidence);
    }
}

#[test]
fn fingerprints_stay_the_same_and_tell_findings_apart() {
    let (one, other) = (report(""), report(ACCEPTED));
    let prints = |report: &Report| -> Vec<String> {
        let all = report.findings.iter().chain(&report.suppressed);
        let mut prints: Vec<String> = all.map(Finding::fingerprint).collect();
        prints.sort_unstable();
        prints
    };
    assert_eq!(prints(&one), prints(&other));
    let mut unlike = prints(&one);
    unlike.dedup();
    assert_eq!(unlike.len(), one.findings.len());
    // Whoever keeps them (a baseline, a code scanner) counts on this value.
    let implicit = one.findings.iter().find(|finding| finding.rule.id == "S01").unwrap();
    assert_eq!(implicit.fingerprint(), "275652f0c086ffc8d6bbf7ff8552b972");
}
