//! Grants: how a client gets its tokens.

use super::{api, aws, page, rfc};
use super::{are, told};
use crate::audit::case::{Case, Found, REFRESH, Sink, alone as titled};
use crate::audit::fix::list;
use crate::audit::rule::Check;
use crate::audit::{Fix, Limit, Rule, Severity};
use crate::client::field::{self, Field};
use crate::client::{ClientKind, Step};

const ON: &Field = field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT;
const GRANTS: &Field = field::ALLOWED_OAUTH_FLOWS;
const MACHINE_SCOPES: Limit = Limit::count("machine_scopes", "scopes of a client without users", 10);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S01",
        name: "implicit-grant",
        title: "The implicit grant is on",
        severity: Severity::High,
        varies: "",
        fields: &[GRANTS, ON],
        why: "Tokens travel in the URL's fragment, into histories, logs and whatever else reads the address. Nothing proves that the application which asked is the one which got them. OAuth 2.1 has dropped this grant.",
        remedy: "Use the authorization code grant with PKCE, which every current library does, then take implicit away.",
        sources: &[
            rfc!("9700", "2.1.2"),
            page!(
                "OAuth 2.1",
                "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1#name-implicit-grant"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(implicit),
    },
    Rule {
        id: "S12",
        name: "cdk-default-oauth",
        title: "The CDK's OAuth defaults are untouched",
        severity: Severity::High,
        varies: "",
        fields: &[GRANTS, field::ALLOWED_OAUTH_SCOPES, field::CALLBACK_URLS],
        why: "A client made by the CDK without OAuth settings gets the implicit grant, every standard scope with self-administration among them, and https://example.com as its callback. Nobody chose that.",
        remedy: "State oAuth.flows, oAuth.scopes and oAuth.callbackUrls in the stack; code, openid and your own address are enough for most.",
        sources: &[page!(
            "AWS CDK, OAuthSettings",
            "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.OAuthSettings.html"
        )],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(cdk_defaults),
    },
    Rule {
        id: "S26",
        name: "m2m-with-user-flows",
        title: "A machine's client also signs users in",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::EXPLICIT_AUTH_FLOWS, GRANTS],
        why: "A service's credentials and the sign-in of people have different owners, lifetimes and alarms. On one client, whoever has the service's secret can also try users' passwords.",
        remedy: "Allow the refresh flow alone, which signs nobody in, and make another client for users.",
        sources: &[
            rfc!("9700", "2.5"),
            aws!("machine-to-machine", "cognito-user-pools-define-resource-servers"),
        ],
        conflicts_with: &["S18"],
        limits: &[],
        check: Check::client(machine_with_users),
    },
    Rule {
        id: "S27",
        name: "m2m-broad-scope",
        title: "A machine's client may do almost anything",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::ALLOWED_OAUTH_SCOPES],
        why: "One leaked secret opens everything that the client's scopes allow, and no user is asked.",
        remedy: "Give each service a client with the scopes that it uses, reading apart from writing.",
        sources: &[rfc!("9700", "2.3")],
        conflicts_with: &[],
        limits: &[&MACHINE_SCOPES],
        check: Check::client(broad_machine),
    },
    Rule {
        id: "S28",
        name: "confidential-without-secret",
        title: "A web server's client has no secret",
        severity: Severity::Low,
        varies: "info where the address only hints at a server",
        fields: &[field::CALLBACK_URLS, field::GENERATE_SECRET],
        why: "The callback looks like a server's, and a server can keep a secret. Without one, whoever steals a code can redeem it unless the application uses PKCE.",
        remedy: "Make another client with a secret for the server and move over; a client cannot get its first secret later. Where it stays public, make sure that it uses PKCE.",
        sources: &[rfc!("9700", "2.1.1"), rfc!("9700", "2.5")],
        conflicts_with: &["S29"],
        limits: &[],
        check: Check::client(server_without_secret),
    },
    Rule {
        id: "S44",
        name: "no-oauth-no-flows",
        title: "The client can do nothing",
        severity: Severity::Info,
        varies: "",
        fields: &[ON, field::EXPLICIT_AUTH_FLOWS],
        why: "OAuth is off and no flow signs anybody in. Nobody can be using it, and it still has an id, and perhaps a secret, that somebody keeps.",
        remedy: "Delete it once nobody claims it.",
        sources: &[api!("UserPoolClientType")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(inert),
    },
];

fn implicit(case: &Case<'_>, sink: &mut Sink) {
    if !case.has_grant("implicit") {
        return;
    }
    let remove = || Fix::new("Remove implicit", vec![Step::Remove(GRANTS, "implicit".to_owned())]);
    let found = if case.has_grant("code") {
        Found::new(format!("{}: implicit is allowed beside code", GRANTS.label)).fix(remove())
    } else {
        Found::new(format!("{}: implicit is the only way to sign in on the pages", GRANTS.label))
    };
    sink.push(found);
}

const STANDARD: [&str; 5] = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

fn cdk_defaults(case: &Case<'_>, sink: &mut Sink) {
    let untouched = case.grants.len() == 2
        && case.has_grant("code")
        && case.has_grant("implicit")
        && case.scopes.len() == STANDARD.len()
        && STANDARD.iter().all(|scope| case.scopes.contains(scope));
    if !untouched {
        return;
    }
    let placeholder = case.callbacks.iter().any(|url| url.is_below("example.com"));
    let callback = if placeholder { ", and https://example.com is a callback" } else { "" };
    let evidence = format!("code and implicit with all five standard scopes, as the CDK sets them{callback}");
    let fix = Fix::new(
        "Remove implicit and self-administration",
        vec![
            Step::Remove(GRANTS, "implicit".to_owned()),
            Step::Remove(field::ALLOWED_OAUTH_SCOPES, STANDARD[4].to_owned()),
        ],
    );
    let found = Found::new(evidence)
        .fix(fix.caution("Applications that let users change their own profile need that scope."));
    sink.push(found);
}

fn machine_with_users(case: &Case<'_>, sink: &mut Sink) {
    let flows: Vec<&str> = case.user_flows().collect();
    // Where it rotates, one flow must stand there to say that there is none.
    if !case.is_machine() || flows.is_empty() || case.rotates() && case.flows == [case.no_sign_in(true)] {
        return;
    }
    let by_default = if case.flows_by_default { " by default, since none is chosen" } else { "" };
    let evidence = format!("client credentials, and users sign in with {}{by_default}", told(&flows));
    let alone = case.no_sign_in(case.rotates());
    sink.push(Found::new(evidence).fix(Fix::flows(titled(alone), &[alone])));
}

fn broad_machine(case: &Case<'_>, sink: &mut Sink) {
    if !case.is_machine() {
        return;
    }
    let most = case.limit(&MACHINE_SCOPES);
    if case.scopes.len() as u64 > most {
        sink.push(Found::new(format!("{} scopes, more than {most}", case.scopes.len())).aspect("many"));
    }
    let mut servers: Vec<&str> = Vec::new();
    let mut broad: Vec<&str> = Vec::new();
    for scope in case.scopes.iter().copied().filter(|scope| is_broad(scope)) {
        let server = scope.rsplit_once('/').map_or("", |(server, _)| server);
        if !servers.contains(&server) {
            servers.push(server);
        }
        broad.push(scope);
    }
    if servers.len() > 1 {
        let evidence = format!("{} of {} resource servers", told(&broad), servers.len());
        sink.push(Found::new(evidence).aspect("broad"));
    }
}

/// True for a scope that changes things or stands for everything, by its last words.
fn is_broad(scope: &str) -> bool {
    let name = scope.rsplit_once('/').map_or(scope, |(_, name)| name);
    name.contains('*')
        || name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
            ["admin", "write", "all", "full"].iter().any(|broad| broad.eq_ignore_ascii_case(word))
        })
}

/// Callbacks that server frameworks have unless told otherwise.
const SERVER_PATHS: &[&str] = &[
    "/oauth2/idpresponse",
    "/signin-oidc",
    "/login/oauth2/code/",
    "/oidc/callback",
    "/openid-connect/",
    "/saml2/",
    "/users/auth/",
    "/accounts/",
    ".php",
    ".aspx",
    ".jsp",
];
/// Paths below which an application's server half usually answers.
const SERVER_HINTS: &[&str] = &["/api/", "/backend/", "/server/"];

fn server_without_secret(case: &Case<'_>, sink: &mut Sink) {
    if case.kind != ClientKind::SinglePage || !case.has_grant("code") {
        return;
    }
    let path = |words: &[&str]| {
        case.callbacks.iter().find(|url| url.is_web() && words.iter().any(|word| url.path.contains(word)))
    };
    let (url, severity) = match (path(SERVER_PATHS), path(SERVER_HINTS)) {
        (Some(url), _) => (url, Severity::Low),
        (None, Some(url)) => (url, Severity::Info),
        (None, None) => return,
    };
    let evidence = format!("{} is an address that servers have, and the client has no secret", url.shown());
    sink.push(Found::new(evidence).severity(severity));
}

fn inert(case: &Case<'_>, sink: &mut Sink) {
    let exchanges = case.flows.iter().any(|flow| *flow != REFRESH);
    if !case.oauth && !exchanges {
        let evidence =
            format!("{} is off, and {} {} allowed", ON.label, told(&case.flows), are(case.flows.len()));
        sink.push(Found::new(evidence));
    }
}

/// The scopes without one, where others are left.
pub(super) fn scopes_without(case: &Case<'_>, gone: &[&str], title: String) -> Option<Fix> {
    let kept: Vec<&str> = case.scopes.iter().copied().filter(|scope| !gone.contains(scope)).collect();
    (!kept.is_empty()).then(|| Fix::set(title, field::ALLOWED_OAUTH_SCOPES, list(&kept)))
}
