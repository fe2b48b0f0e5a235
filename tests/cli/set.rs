//! `set`: look, judge, show, ask, write, verify.

use serde_json::json;

use crate::program::Service;

const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

#[test]
fn what_is_not_named_stays_as_it_was() {
    let service = Service::start();
    let mut before = service.document(WEB);
    let ran = service
        .run(&[
            "set",
            WEB,
            "access_token_validity=20m",
            "callback_urls+=https://www.harbourline.example/new",
            "callback_urls-=https://www.harbourline.example/auth/silent",
            "--yes",
        ])
        .ended(0);
    assert!(ran.out.is_empty() && ran.err.contains("Done: 2 settings changed."), "{ran:?}");
    assert!(ran.err.contains("15 minutes → 20 minutes"), "{ran:?}");
    assert!(ran.err.contains("web in customers ("), "the pool by its name: {ran:?}");
    let after = service.document(WEB);
    before["AccessTokenValidity"] = json!(20);
    before["CallbackURLs"] =
        json!(["https://www.harbourline.example/auth/callback", "https://www.harbourline.example/new"]);
    before["LastModifiedDate"] = after["LastModifiedDate"].clone();
    assert_eq!(after, before);
    // Back to the default, the document as the result.
    let ran = service.run(&["set", WEB, "access_token_validity=", "--yes", "-o", "json"]).ended(0);
    let wire = ran.json();
    assert_eq!(wire["ClientName"], "web");
    assert!(wire.get("ClientSecret").is_none());
    let again = service.run(&["set", WEB, "access_token_validity=", "--yes"]).ended(0);
    assert!(again.err.contains("already like this"), "{again:?}");
}

/// A refresh token of 0 is one of 30 days, which the service writes out: nothing else than was asked for.
#[test]
fn a_lifetime_that_is_written_out_is_nothing_else() {
    let service = Service::start();
    let ran = service.run(&["set", "customers/kiosk-terminal", "refresh_token_validity=0", "--yes"]).ended(0);
    assert!(ran.err.contains("of 0 becomes one of 30 days") && ran.err.contains("Done"), "{ran:?}");
    assert!(!ran.err.contains("something else"), "{ran:?}");
}

#[test]
fn a_refusal_names_the_setting_and_nothing_is_sent() {
    let service = Service::start();
    let before = service.document(WEB);
    for (change, status, words) in [
        ("access_token_validity=2m", 6, "V04 Access token (access_token_validity)"),
        ("callback_urls+=http://shop.example/cb", 6, "http"),
        ("access_token_validity=soon", 2, "access_token_validity"),
        ("access_token_validit=20m", 2, "did you mean access_token_validity?"),
        ("client_id=x", 2, "cannot be changed"),
        ("name=", 2, "name=VALUE"),
        ("callback_urls", 2, "KEY=VALUE"),
    ] {
        let ran = service.run(&["set", WEB, change, "--yes"]).ended(status);
        assert!(ran.err.contains(words), "{change}: {}", ran.err);
    }
    assert_eq!(service.document(WEB), before);
}

#[test]
fn nobody_at_the_terminal_says_yes() {
    let service = Service::start();
    let ran = service.run(&["set", WEB, "access_token_validity=20m"]).ended(2);
    assert!(ran.err.contains("--yes"), "{ran:?}");
    assert_eq!(service.document(WEB)["AccessTokenValidity"], 15);
}

#[test]
fn guards_hold_here_too_and_say_why() {
    let service = Service::start();
    let change = ["set", WEB, "access_token_validity=20m", "--yes"];
    service.run(&[&change[..], &["--read-only"]].concat()).ended(6);
    service.configure(
        "[[guards]]\nmatch = \"eu-west-1\"\nmode = \"read-only\"\nreason = \"ask the identity team\"\n",
    );
    let ran = service.run(&change).ended(6);
    assert!(ran.err.contains("ask the identity team"), "{ran:?}");
    service.configure(
        "[[guards]]\nmatch = \"123456789012\"\nmode = \"confirm\"\nreason = \"this is production\"\n",
    );
    let ran = service.run(&change).ended(6);
    assert!(ran.err.contains("this is production") && ran.err.contains("--confirm"), "{ran:?}");
    service.run(&[&change[..], &["--confirm", "wob"]].concat()).ended(6);
    assert_eq!(service.document(WEB)["AccessTokenValidity"], 15);
    service.run(&[&change[..], &["--confirm", "web"]].concat()).ended(0);
    assert_eq!(service.document(WEB)["AccessTokenValidity"], 20);
}

#[test]
fn names_are_exact_and_a_clients_owner_is_told() {
    let service = Service::start();
    service.run(&["set", "customers/we", "access_token_validity=20m", "--yes"]).ended(3);
    let rows = service.run(&["list", "customers", "-o", "json"]).json();
    let rows = rows["UserPoolClients"].as_array().unwrap();
    let managed =
        rows.iter().find(|row| row["ClientName"].as_str().unwrap().starts_with("AmazonOpenSearch")).unwrap();
    let reference = format!("eu-west-1_hRb7Lk2Qe/{}", managed["ClientId"].as_str().unwrap());
    let ran = service.run(&["set", &reference, "access_token_validity=20m", "--yes"]).ended(0);
    assert!(ran.err.contains("! ") && ran.err.to_lowercase().contains("opensearch"), "{ran:?}");
}

#[test]
fn a_change_stands_in_the_journal_without_a_secret() {
    let service = Service::start();
    let reference = "customers/payments-worker";
    let secret = service.run(&["secret", reference]).ended(0).out;
    service.run(&["set", reference, "access_token_validity=20m", "--yes"]).ended(0);
    let journal = std::fs::read_to_string(service.home.path().join("state/cognitui/journal.jsonl")).unwrap();
    assert!(journal.contains("\"AccessTokenValidity\":20") && !journal.contains(secret.trim()));
}

#[test]
fn the_status_tells_who_kept_it_from_being_written() {
    for (fault, status) in [
        ("access-denied:UpdateUserPoolClient=1", 4),
        ("expired-credentials:UpdateUserPoolClient=1", 4),
        ("internal-error:UpdateUserPoolClient=1", 5),
        ("drop:UpdateUserPoolClient=1", 5),
    ] {
        let service = Service::with(&["--fault", fault]);
        let ran = service.run(&["set", WEB, "access_token_validity=20m", "--yes"]).ended(status);
        assert!(!ran.err.contains("Done"), "{fault}: {ran:?}");
        assert_eq!(service.document(WEB)["AccessTokenValidity"], 15, "{fault}");
    }
}

#[test]
fn a_name_that_is_given_counts_even_where_nobody_asks_for_it() {
    let service = Service::start();
    let change = ["set", WEB, "access_token_validity=20m", "--yes", "--confirm"];
    service.run(&[&change[..], &["somebody"]].concat()).ended(6);
    assert_eq!(service.document(WEB)["AccessTokenValidity"], 15);
}
