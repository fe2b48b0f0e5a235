//! What a client may ask for.

use super::grants::scopes_without;
use super::{api, aws, page, rfc, told};
use crate::audit::case::{Case, Found, Sink};
use crate::audit::fix::list;
use crate::audit::rule::Check;
use crate::audit::{Fix, Need, Rule, Severity};
use crate::client::Step;
use crate::client::field::{self, Field};

const SCOPES: &Field = field::ALLOWED_OAUTH_SCOPES;
const PROVIDERS: &Field = field::SUPPORTED_IDENTITY_PROVIDERS;
const SELF_ADMINISTRATION: &str = "aws.cognito.signin.user.admin";
const REGISTRATION: &str = "aws.cognito/dcr/register";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S32",
        name: "admin-scope",
        title: "Tokens let their holder administer the user",
        severity: Severity::Medium,
        varies: "high for public clients and with the implicit grant, where users can write attributes",
        fields: &[SCOPES],
        why: "With aws.cognito.signin.user.admin in it, an access token can read and change the user's attributes, change how they sign in, and delete them. Every API that gets the token could do so.",
        remedy: "Remove the scope unless the application itself lets users edit their profile.",
        sources: &[aws!("scopes", "cognito-user-pools-define-resource-servers"), rfc!("9700", "2.3")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(self_administration),
    },
    Rule {
        id: "S33",
        name: "scope-without-openid",
        title: "Scopes about the user are allowed without openid",
        severity: Severity::Low,
        varies: "",
        fields: &[SCOPES],
        why: "The scopes email, phone and profile can be asked for only together with openid. Requests for them fail with invalid_scope.",
        remedy: "Add openid, or remove the others.",
        sources: &[
            aws!("authorize endpoint", "authorization-endpoint"),
            page!(
                "OpenID Connect Core §5.4",
                "https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(without_openid),
    },
    Rule {
        id: "S34",
        name: "stale-reference",
        title: "The client names what the pool no longer has",
        severity: Severity::Medium,
        varies: "",
        fields: &[SCOPES, PROVIDERS],
        why: "The next update of the client fails, whatever it changes. And whoever makes a resource server or a provider of that name again gives this client access to it.",
        remedy: "Remove the name, or put back what it meant.",
        sources: &[api!("UpdateUserPoolClient")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(stale),
    },
    Rule {
        id: "S50",
        name: "dcr-register-scope",
        title: "The client can create clients",
        severity: Severity::Medium,
        varies: "",
        fields: &[SCOPES],
        why: "A token with aws.cognito/dcr/register registers new clients in the pool, which count toward its quota and live on after this one.",
        remedy: "Keep the scope to the one service that registers clients, and look through what it made.",
        sources: &[
            aws!("dynamic client registration", "cognito-user-pools-dynamic-client-registration"),
            rfc!("7591", "5"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(registration),
    },
];

fn self_administration(case: &Case<'_>, sink: &mut Sink) {
    if !case.scopes.contains(&SELF_ADMINISTRATION) || !case.has_user_grant() {
        return;
    }
    let open = match (case.has_grant("implicit"), case.is_public()) {
        (true, _) => Some("the implicit grant"),
        (false, true) => Some("a public client"),
        (false, false) => None,
    };
    let writable = case.writable().len();
    let fix = scopes_without(case, &[SELF_ADMINISTRATION], "Remove self-administration".to_owned());
    let fix =
        fix.map(|fix| fix.caution("Applications that let users change their own profile need that scope."));
    let found = match open.filter(|_| writable > 0) {
        Some(what) => {
            let attributes = if writable == 1 { "attribute" } else { "attributes" };
            Found::new(format!(
                "{SELF_ADMINISTRATION} with {what}, and {writable} {attributes} can be written"
            ))
            .severity(Severity::High)
        }
        None => Found::new(format!("{SELF_ADMINISTRATION} is allowed")),
    };
    sink.push(found.fix(fix));
}

fn without_openid(case: &Case<'_>, sink: &mut Sink) {
    let about: Vec<&str> =
        case.scopes.iter().copied().filter(|scope| ["email", "phone", "profile"].contains(scope)).collect();
    if about.is_empty() || case.scopes.contains(&"openid") || !case.has_user_grant() {
        return;
    }
    let fix = Fix::new("Add openid", vec![Step::Add(SCOPES, "openid".to_owned())]);
    let found = Found::new(format!("{} without openid", told(&about)));
    // A client has at most 50 scopes, and beside client credentials openid is refused.
    let fits = case.scopes.len() < 50 && !case.is_machine();
    sink.push(if fits { found.fix(fix) } else { found });
}

fn stale(case: &Case<'_>, sink: &mut Sink) {
    let custom: Vec<&str> = case.scopes.iter().copied().filter(|scope| !is_standard(scope)).collect();
    if !custom.is_empty()
        && let Some(servers) = sink.need(Need::Servers, &case.around.servers)
    {
        let offered = |scope: &&str| {
            servers.iter().any(|server| {
                let name =
                    scope.strip_prefix(server.identifier.as_str()).and_then(|rest| rest.strip_prefix('/'));
                name.is_some_and(|name| server.scopes.iter().any(|scope| scope.name == name))
            })
        };
        let gone: Vec<&str> = custom.into_iter().filter(|scope| !offered(scope)).collect();
        if !gone.is_empty() {
            let evidence = format!("no resource server offers {}", told(&gone));
            let fix = scopes_without(case, &gone, format!("Remove {}", told(&gone)));
            sink.push(Found::new(evidence).fields(&[SCOPES]).aspect("scope").fix(fix));
        }
    }
    let foreign: Vec<&str> = case.providers.iter().copied().filter(|name| *name != "COGNITO").collect();
    if !foreign.is_empty()
        && let Some(providers) = sink.need(Need::Providers, &case.around.providers)
    {
        let known = |name: &&str| providers.iter().any(|provider| provider.name == **name);
        let gone: Vec<&str> = foreign.into_iter().filter(|name| !known(name)).collect();
        if !gone.is_empty() {
            let kept: Vec<&str> =
                case.providers.iter().copied().filter(|name| !gone.contains(name)).collect();
            let fix = Fix::set(format!("Remove {}", told(&gone)), PROVIDERS, list(&kept));
            let evidence = format!("the pool has no identity provider {}", told(&gone));
            let found = Found::new(evidence).fields(&[PROVIDERS]).aspect("provider");
            sink.push(found.fix((!kept.is_empty()).then_some(fix)));
        }
    }
}

fn is_standard(scope: &str) -> bool {
    ["openid", "email", "phone", "profile", SELF_ADMINISTRATION, REGISTRATION].contains(&scope)
}

fn registration(case: &Case<'_>, sink: &mut Sink) {
    if case.scopes.contains(&REGISTRATION) && case.oauth {
        sink.push(Found::new(format!("{REGISTRATION} is allowed")));
    }
}
