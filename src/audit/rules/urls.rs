//! Callback and logout URLs: their form.

use super::{api, are, dormant_words, page, rfc, told, while_dormant};
use crate::audit::address::Address;
use crate::audit::case::{Case, Found, Sink};
use crate::audit::environment::is_set_apart;
use crate::audit::fix::list;
use crate::audit::rule::Check;
use crate::audit::{Environment, Fix, Rule, Severity};
use crate::client::field::{self, Field};
use crate::client::{ClientKind, Step};

const CALLBACKS: &Field = field::CALLBACK_URLS;
const LOGOUTS: &Field = field::LOGOUT_URLS;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S02",
        name: "http-callback",
        title: "Users return over an open connection",
        severity: Severity::Critical,
        varies: "low while OAuth is off",
        fields: &[CALLBACKS, LOGOUTS],
        why: "Over plain http anybody on the way reads the code or the token. The service refuses such URLs today, so the client is older than that rule, and its next update will fail.",
        remedy: "Serve the page over https and change the URL.",
        sources: &[rfc!("9700", "2.6"), api!("UserPoolClientType")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(open_http),
    },
    Rule {
        id: "S03",
        name: "localhost-in-prod",
        title: "A production client returns to the user's own machine",
        severity: Severity::Medium,
        varies: "high with the implicit grant, low while OAuth is off; info for an application that returns to its own machine by number, as it is meant to",
        fields: &[CALLBACKS],
        why: "Any program on a user's machine can listen on a local port and receive the code. A developer's callback on a production client opens that to all its users.",
        remedy: "Remove it, and make a client of its own for development. An application on the user's machine returns to 127.0.0.1 instead.",
        sources: &[rfc!("8252", "8.3"), api!("UserPoolClientType")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(localhost),
    },
    Rule {
        id: "S04",
        name: "wildcard-callback",
        title: "A callback has a wildcard that matches nothing",
        severity: Severity::Medium,
        varies: "low while OAuth is off",
        fields: &[CALLBACKS, LOGOUTS],
        why: "Cognito compares URLs to the letter and reads * as itself. Whoever wrote it believes that matching is loose, and may rely on that elsewhere.",
        remedy: "List the exact URLs.",
        sources: &[rfc!("9700", "4.1.1")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(wildcard),
    },
    Rule {
        id: "S05",
        name: "custom-scheme",
        title: "A callback's scheme can be claimed by other applications",
        severity: Severity::Medium,
        varies: "info for a domain reversed (com.example.app:), high for schemes that run code, low while OAuth is off",
        fields: &[CALLBACKS],
        why: "Nothing stops another application on the device from registering the same scheme and receiving the code. A scheme made of your domain avoids accidents; a claimed https address (App Links, Universal Links) avoids attacks too.",
        remedy: "Use a claimed https address, or at least a domain of yours reversed, always with PKCE.",
        sources: &[rfc!("8252", "7.1"), rfc!("8252", "8.6")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(custom_scheme),
    },
    Rule {
        id: "S07",
        name: "placeholder-url",
        title: "A callback is an example from a manual",
        severity: Severity::Medium,
        varies: "low while OAuth is off",
        fields: &[CALLBACKS, LOGOUTS],
        why: "example.com belongs to IANA and not to you, and users who sign in there leave with a code in their address bar. The CDK sets it where nothing is stated.",
        remedy: "Replace it with your own address.",
        sources: &[
            page!(
                "AWS CDK, OAuthSettings",
                "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.OAuthSettings.html"
            ),
            rfc!("2606", "3"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(placeholder),
    },
    Rule {
        id: "S53",
        name: "default-redirect",
        title: "Where users land by default is not chosen well",
        severity: Severity::Info,
        varies: "medium where it is this machine's own address outside development and native applications",
        fields: &[field::DEFAULT_REDIRECT_URI, CALLBACKS],
        why: "A request that names no redirect_uri goes to the default one. Without a default and with several callbacks such requests fail; with a local one users land nowhere.",
        remedy: "Choose the callback that most users should return to.",
        sources: &[api!("UserPoolClientType")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(default_redirect),
    },
];

fn open_http(case: &Case<'_>, sink: &mut Sink) {
    const LISTS: [(&[&Field], &str); 2] = [(&[CALLBACKS], "callbacks"), (&[LOGOUTS], "logouts")];
    for ((fields, aspect), urls) in LISTS.into_iter().zip([&case.callbacks, &case.logouts]) {
        let open = shown(urls, |url| url.scheme == "http" && !url.is_loopback());
        if !open.is_empty() {
            let evidence = format!("{}: {}{}", fields[0].label, told(&open), dormant_words(case));
            let severity = while_dormant(case, Severity::Critical);
            sink.push(Found::new(evidence).severity(severity).fields(fields).aspect(aspect));
        }
    }
}

fn localhost(case: &Case<'_>, sink: &mut Sink) {
    let local = shown(&case.callbacks, Address::is_loopback);
    let public = case.callbacks.iter().any(|url| url.is_public() && url.scheme == "https");
    // Whatever its name says, a client that everybody reaches is not only a developer's.
    let is_mixed = public && !is_set_apart(case.client, case.around, case.policy);
    let meant = is_mixed || case.environment == Environment::Production;
    if local.is_empty() || !meant {
        return;
    }
    // An application on a desktop returns to its own machine, by number and not by name.
    let by_number = case.callbacks.iter().filter(|url| url.is_loopback()).all(|url| url.host != "localhost");
    let severity = if case.has_grant("implicit") {
        Severity::High
    } else if case.kind == ClientKind::Native && by_number && !is_mixed {
        Severity::Info
    } else {
        Severity::Medium
    };
    let beside = if public { ", beside addresses that everybody reaches" } else { "" };
    let evidence = format!("{}{beside}{}", told(&local), dormant_words(case));
    let fix = without(case, Address::is_loopback, "Remove the callbacks to this machine");
    sink.push(Found::new(evidence).severity(while_dormant(case, severity)).fix(fix));
}

fn wildcard(case: &Case<'_>, sink: &mut Sink) {
    let all = case.callbacks.iter().chain(&case.logouts);
    let starred: Vec<String> =
        all.filter(|url| url.host.contains('*') || url.path.contains('*')).map(Address::shown).collect();
    if !starred.is_empty() {
        let evidence = format!(
            "{} {} compared to the letter{}",
            told(&starred),
            are(starred.len()),
            dormant_words(case)
        );
        sink.push(Found::new(evidence).severity(while_dormant(case, Severity::Medium)));
    }
}

/// Schemes that a browser runs or reads from disk instead of opening an application.
const ACTIVE: &[&str] = &["javascript", "data", "vbscript", "file", "blob"];

fn custom_scheme(case: &Case<'_>, sink: &mut Sink) {
    let mut kinds: [(&'static str, Severity, Vec<&str>); 3] = [
        ("active", Severity::High, Vec::new()),
        ("generic", Severity::Medium, Vec::new()),
        ("reversed", Severity::Info, Vec::new()),
    ];
    for url in case.callbacks.iter().filter(|url| !url.is_web() && !url.scheme.is_empty()) {
        let kind = match url.scheme.as_ref() {
            scheme if ACTIVE.contains(&scheme) => 0,
            scheme if scheme.contains('.') => 2,
            _ => 1,
        };
        let scheme = url.scheme.as_ref();
        if !kinds[kind].2.contains(&scheme) {
            kinds[kind].2.push(scheme);
        }
    }
    for (aspect, severity, schemes) in kinds.into_iter().filter(|(_, _, schemes)| !schemes.is_empty()) {
        let what = match aspect {
            "active" => "is run or read by a browser and opens no application",
            "generic" => "has no domain in it, and any application can claim it",
            _ => "is made of a domain, and can still be claimed by another application",
        };
        let evidence = format!("{} {what}{}", told(&schemes), dormant_words(case));
        sink.push(Found::new(evidence).severity(while_dormant(case, severity)).aspect(aspect));
    }
}

fn placeholder(case: &Case<'_>, sink: &mut Sink) {
    let all = case.callbacks.iter().chain(&case.logouts);
    let examples: Vec<String> = all.filter(|url| is_placeholder(url)).map(Address::shown).collect();
    if examples.is_empty() {
        return;
    }
    let evidence =
        format!("{} {} nobody's application{}", told(&examples), are(examples.len()), dormant_words(case));
    let fix = without(case, is_placeholder, "Remove the examples");
    sink.push(Found::new(evidence).severity(while_dormant(case, Severity::Medium)).fix(fix));
}

/// `example.com` and the like. Below the reserved ending `.example` nothing is anybody's either, and it
/// is used on purpose.
fn is_placeholder(url: &Address<'_>) -> bool {
    url.is_web() && url.domain().split('.').next() == Some("example") && url.host.contains('.')
}

fn default_redirect(case: &Case<'_>, sink: &mut Sink) {
    if !case.has_user_grant() {
        return;
    }
    let Some(uri) = case.text(field::DEFAULT_REDIRECT_URI) else {
        if case.callbacks.len() > 1 {
            let evidence = format!("none is chosen among {} callbacks", case.callbacks.len());
            sink.push(Found::new(evidence).aspect("unset"));
        }
        return;
    };
    let address = Address::new(uri);
    let expected = case.environment == Environment::Nonproduction || case.kind == ClientKind::Native;
    if address.is_loopback() && !expected {
        let evidence = format!("users land on {} by default", address.shown());
        sink.push(Found::new(evidence).severity(Severity::Medium).aspect("local"));
    }
}

fn shown<'a>(urls: &[Address<'a>], which: impl Fn(&Address<'a>) -> bool) -> Vec<String> {
    urls.iter().filter(|url| which(url)).map(Address::shown).collect()
}

/// Both lists without some URLs, where callbacks are left and the default redirect stays one of them.
fn without<'a>(case: &Case<'a>, gone: impl Fn(&Address<'a>) -> bool, title: &'static str) -> Option<Fix> {
    let kept = |urls: &[Address<'a>]| -> Vec<String> {
        urls.iter().filter(|url| !gone(url)).map(|url| url.raw.to_owned()).collect()
    };
    let (callbacks, logouts) = (kept(&case.callbacks), kept(&case.logouts));
    let mut steps = Vec::new();
    for (field, kept, before) in
        [(CALLBACKS, &callbacks, &case.callbacks), (LOGOUTS, &logouts, &case.logouts)]
    {
        if kept.len() < before.len() {
            let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
            steps.push(if kept.is_empty() { Step::Unset(field) } else { Step::Set(field, list(&kept)) });
        }
    }
    let default = case.text(field::DEFAULT_REDIRECT_URI);
    let keeps_default = default.is_none_or(|uri| !gone(&Address::new(uri)));
    (!callbacks.is_empty() && keeps_default).then(|| Fix::new(title, steps))
}
