//! Callback and logout URLs: whose hosts they are.

use std::collections::BTreeSet;

use super::{aws, dormant_words, page, rfc, told, while_dormant};
use crate::audit::address::Address;
use crate::audit::case::{Case, Found, Sink};
use crate::audit::rule::Check;
use crate::audit::{Environment, Limit, Rule, Severity};
use crate::client::field::{self, Field};

const CALLBACKS: &Field = field::CALLBACK_URLS;
const LOGOUTS: &Field = field::LOGOUT_URLS;
const MOST_CALLBACKS: Limit = Limit::count("callbacks", "callback URLs of one client", 20);
const MOST_DOMAINS: Limit = Limit::count("callback_domains", "domains among one client's callbacks", 3);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S06",
        name: "shared-host",
        title: "Users return to a host where strangers have neighbouring names",
        severity: Severity::Medium,
        varies: "high for tunnels and debugging pages, low while OAuth is off",
        fields: &[CALLBACKS, LOGOUTS],
        why: "On shared hosting a name that you give up can be taken by anybody, who then receives your users' codes. Tunnels change hands every day, and debugging pages show what they receive to others.",
        remedy: "Use a name of your own domain, and take debugging addresses off production clients.",
        sources: &[
            rfc!("9700", "4.1"),
            page!(
                "OWASP, OAuth 2.0 cheat sheet",
                "https://cheatsheetseries.owasp.org/cheatsheets/OAuth2_Cheat_Sheet.html"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(shared),
    },
    Rule {
        id: "S08",
        name: "odd-host",
        title: "A callback's address can be mistaken for another",
        severity: Severity::Medium,
        varies: "low while OAuth is off",
        fields: &[CALLBACKS, LOGOUTS],
        why: "Numbers for hosts, user names before an @, letters that look like others and unusual ports are how one address is made to look like another. What a URL carries in its query ends up in logs.",
        remedy: "Use a plain name of your own, the usual port, and no credentials in URLs.",
        sources: &[rfc!("9700", "4.1.3")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(odd),
    },
    Rule {
        id: "S09",
        name: "open-redirect",
        title: "A callback looks as if it sends users on to any address",
        severity: Severity::Low,
        varies: "",
        fields: &[CALLBACKS],
        why: "A page that redirects to whatever its own parameter says can be used to hand the code on to somebody else.",
        remedy: "Return to a fixed page and keep the way on in the state parameter or in the session.",
        sources: &[rfc!("9700", "4.11")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(sends_on),
    },
    Rule {
        id: "S10",
        name: "too-many-callbacks",
        title: "One client serves many addresses",
        severity: Severity::Low,
        varies: "",
        fields: &[CALLBACKS],
        why: "Each callback is one more page whose weakness gives away codes of all, and the service allows 100.",
        remedy: "Split it: one client for each application and each environment.",
        sources: &[aws!("quotas", "limits")],
        conflicts_with: &[],
        limits: &[&MOST_CALLBACKS, &MOST_DOMAINS],
        check: Check::client(many),
    },
    Rule {
        id: "S11",
        name: "logout-not-paired",
        title: "Users sign out to a host where they never signed in",
        severity: Severity::Low,
        varies: "",
        fields: &[LOGOUTS, CALLBACKS],
        why: "It is a typing mistake, a leftover, or a page of somebody else.",
        remedy: "Use a host that is among the callbacks' too, or remove the URL.",
        sources: &[aws!("logout endpoint", "logout-endpoint")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(logout),
    },
];

/// Hosting where the next name is a stranger's.
const SHARED: &[&str] = &[
    "vercel.app",
    "netlify.app",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "amplifyapp.com",
    "cloudfront.net",
    "pages.dev",
    "workers.dev",
    "web.app",
    "firebaseapp.com",
    "azurewebsites.net",
    "azurestaticapps.net",
    "onrender.com",
    "fly.dev",
    "surge.sh",
    "appspot.com",
    "run.app",
    "glitch.me",
    "repl.co",
    "replit.app",
    "elasticbeanstalk.com",
];
/// Tunnels to somebody's desk, and pages that show what they receive.
const OPEN: &[&str] = &[
    "ngrok.io",
    "ngrok.app",
    "ngrok.dev",
    "ngrok-free.app",
    "ngrok-free.dev",
    "trycloudflare.com",
    "loca.lt",
    "localhost.run",
    "serveo.net",
    "devtunnels.ms",
    "webhook.site",
    "oauth.pstmn.io",
    "requestbin.com",
    "requestbin.net",
    "pipedream.net",
    "jwt.io",
    "oauthdebugger.com",
    "oidcdebugger.com",
];

fn shared(case: &Case<'_>, sink: &mut Sink) {
    let (mut shared, mut open) = (Vec::new(), Vec::new());
    for url in case.callbacks.iter().chain(&case.logouts).filter(|url| url.is_web()) {
        let below = |suffixes: &[&str]| suffixes.iter().any(|suffix| url.is_below(suffix));
        if below(OPEN) {
            open.push(url.shown());
        } else if below(SHARED)
            || is_bucket(url)
            || case.policy.shared_hosts.iter().any(|p| p.matches(&url.host))
        {
            shared.push(url.shown());
        }
    }
    let kinds = [
        (open, Severity::High, "open", "a tunnel or a debugging page"),
        (shared, Severity::Medium, "shared", "shared hosting"),
    ];
    for (urls, severity, aspect, what) in kinds.into_iter().filter(|(urls, ..)| !urls.is_empty()) {
        let evidence = format!("{what}: {}{}", told(&urls), dormant_words(case));
        sink.push(Found::new(evidence).severity(while_dormant(case, severity)).aspect(aspect));
    }
}

/// A bucket's own address, with or without the region, as a website or not.
fn is_bucket(url: &Address<'_>) -> bool {
    (url.is_below("amazonaws.com") || url.is_below("amazonaws.com.cn"))
        && url.host.split('.').any(|label| label == "s3" || label.starts_with("s3-"))
}

fn odd(case: &Case<'_>, sink: &mut Sink) {
    let mut told_of: Vec<String> = Vec::new();
    for url in case.callbacks.iter().chain(&case.logouts) {
        if let Some(what) = oddity(url, case.environment) {
            told_of.push(format!("{} {what}", url.shown()));
        }
    }
    if let Some(first) = told_of.first() {
        let more =
            if told_of.len() > 1 { format!(" (and {} more)", told_of.len() - 1) } else { String::new() };
        let evidence = format!("{first}{more}{}", dormant_words(case));
        sink.push(Found::new(evidence).severity(while_dormant(case, Severity::Medium)));
    }
}

fn oddity(url: &Address<'_>, environment: Environment) -> Option<&'static str> {
    if url.user.is_some() {
        Some("has a user name before the host")
    } else if url.has_secret_parameter() {
        Some("carries what may be a secret in its query")
    } else if !url.is_public() {
        None
    } else if url.is_ip() {
        Some("has a number for a host")
    } else if url.host.split('.').any(|label| label.starts_with("xn--")) || !url.host.is_ascii() {
        Some("has letters in its host that can look like others")
    } else if url.port.is_some_and(|port| !port.is_empty() && port != "443")
        && environment == Environment::Production
    {
        Some("has an unusual port")
    } else {
        None
    }
}

const ONWARD: &[&str] = &[
    "redirect",
    "redirect_uri",
    "redirect_url",
    "redirecturl",
    "url",
    "next",
    "return",
    "return_to",
    "returnto",
    "return_url",
    "returnurl",
    "goto",
    "continue",
    "dest",
    "destination",
    "target",
];

fn sends_on(case: &Case<'_>, sink: &mut Sink) {
    let sends = |url: &&Address<'_>| {
        url.parameters().any(|name| ONWARD.contains(&name.as_ref()))
            || ["redirect=", "url=", "next="].iter().any(|word| url.path.contains(word))
    };
    let urls: Vec<String> = case.callbacks.iter().filter(sends).map(Address::shown).collect();
    if !urls.is_empty() {
        let severity = while_dormant(case, Severity::Low);
        sink.push(Found::new(format!("{}{}", told(&urls), dormant_words(case))).severity(severity));
    }
}

fn many(case: &Case<'_>, sink: &mut Sink) {
    let most = case.limit(&MOST_CALLBACKS);
    if case.callbacks.len() as u64 > most {
        let evidence = format!("{} callbacks, more than {most}", case.callbacks.len());
        sink.push(Found::new(evidence).aspect("callbacks"));
    }
    let public = case.callbacks.iter().filter(|url| url.is_public() && !url.is_ip());
    let domains: BTreeSet<&str> = public.map(Address::domain).collect();
    if domains.len() as u64 > case.limit(&MOST_DOMAINS) {
        let names: Vec<&str> = domains.iter().copied().collect();
        let evidence = format!("callbacks in {} domains: {}", names.len(), told(&names));
        sink.push(Found::new(evidence).aspect("domains"));
    }
}

fn logout(case: &Case<'_>, sink: &mut Sink) {
    if case.callbacks.is_empty() {
        return;
    }
    let known = |url: &Address<'_>| case.callbacks.iter().any(|callback| callback.host == url.host);
    let strange: Vec<String> =
        case.logouts.iter().filter(|url| url.is_web() && !known(url)).map(Address::shown).collect();
    if !strange.is_empty() {
        let evidence = format!("{}: no callback is on the same host{}", told(&strange), dormant_words(case));
        sink.push(Found::new(evidence));
    }
}
