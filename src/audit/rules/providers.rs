//! Who signs in, on which pages, and who may register clients.

use serde_json::Value as Json;

use super::{api, aws, rfc, told};
use crate::audit::case::{Case, Found, PoolCase, Sink};
use crate::audit::rule::Check;
use crate::audit::{Environment, Limit, Need, Rule, Severity};
use crate::client::Pool;
use crate::client::field;

const TENANTS: Limit =
    Limit::count("tenant_providers", "SAML and OIDC providers from which a pool counts as multi-tenant", 3);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S45",
        name: "idp-none-or-all",
        title: "The sign-in pages admit nobody, or every tenant",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::SUPPORTED_IDENTITY_PROVIDERS],
        why: "Without a provider the pages show nobody a way in. With those of all tenants on one client, a browser that is signed in for one tenant can carry that session to another.",
        remedy: "Choose at least COGNITO; in a pool with many tenants, a client for each tenant with its provider.",
        sources: &[aws!("multi-tenancy security", "multi-tenancy-security-recommendations")],
        conflicts_with: &[],
        limits: &[&TENANTS],
        check: Check::client(none_or_all),
    },
    Rule {
        id: "S47",
        name: "no-branding",
        title: "The client has no style for managed sign-in pages",
        severity: Severity::Info,
        varies: "medium in production",
        fields: &[field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT],
        why: "On a domain with managed login, a client without a style shows an error instead of sign-in pages. The console makes one with each client, the API does not.",
        remedy: "Create a style for the client; the default one is enough.",
        sources: &[
            aws!("managed login", "cognito-user-pools-managed-login"),
            api!("CreateManagedLoginBranding"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(unstyled),
    },
    Rule {
        id: "S49",
        name: "dcr-client",
        title: "Clients register themselves",
        severity: Severity::Medium,
        varies: "high where anybody may register for client credentials",
        fields: &[field::CLIENT_TYPE],
        why: "Whoever reaches the registration endpoint makes clients in the pool. With client credentials among what they may ask for, anybody can get tokens, and you pay for them.",
        remedy: "Close open registration, or keep client credentials out of it, and look through what has registered.",
        sources: &[
            aws!("dynamic client registration", "cognito-user-pools-dynamic-client-registration"),
            rfc!("7591", "5"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check { client: Some(registered), pool: Some(open_registration), among: None },
    },
];

fn none_or_all(case: &Case<'_>, sink: &mut Sink) {
    if !case.has_user_grant() {
        return;
    }
    if case.providers.is_empty() {
        sink.push(Found::new("no identity provider is chosen, so the pages admit nobody").aspect("none"));
        return;
    }
    let Some(providers) = sink.need(Need::Providers, &case.around.providers) else { return };
    // Social sign-in serves everybody; it is the companies' own providers that stand for tenants.
    let tenants: Vec<&str> = providers
        .iter()
        .filter(|p| ["SAML", "OIDC"].contains(&p.kind.as_str()))
        .map(|p| p.name.as_str())
        .collect();
    let all = tenants.iter().all(|name| case.providers.contains(name));
    if all && tenants.len() as u64 >= case.limit(&TENANTS) {
        let evidence =
            format!("all {} SAML and OIDC providers of the pool: {}", tenants.len(), told(&tenants));
        sink.push(Found::new(evidence).aspect("all"));
    }
}

fn unstyled(case: &Case<'_>, sink: &mut Sink) {
    if !case.has_user_grant() {
        return;
    }
    let Some(version) = sink.need(Need::Pages, &case.around.pages) else { return };
    if *version < 2 {
        return;
    }
    let Some(branded) = sink.need(Need::Pages, &case.subject.branded) else { return };
    if !branded {
        let found = Found::new("the domain has managed login, and the client has no style for it");
        let production = case.environment == Environment::Production;
        sink.push(if production { found.severity(Severity::Medium) } else { found });
    }
}

fn registered(case: &Case<'_>, sink: &mut Sink) {
    if case.text(field::CLIENT_TYPE) != Some("DCR") {
        return;
    }
    let Some(pool) = sink.need(Need::Pool, &case.around.pool) else { return };
    let found = Found::new("the client registered itself").aspect("client");
    sink.push(match registration(pool) {
        Registration::Machines => Found {
            evidence: "the client registered itself, and anybody may register for client credentials"
                .to_owned(),
            ..found
        }
        .severity(Severity::High),
        _ => found,
    });
}

fn open_registration(case: &PoolCase<'_>, sink: &mut Sink) {
    let Some(pool) = sink.need(Need::Pool, &case.around.pool) else { return };
    match registration(pool) {
        Registration::Closed => {}
        Registration::Open => {
            sink.push(Found::new("anybody may register a client").fields(&[]).aspect("pool"));
        }
        Registration::Machines => {
            let found = Found::new("anybody may register a client with client credentials");
            sink.push(found.severity(Severity::High).fields(&[]).aspect("pool"));
        }
    }
}

enum Registration {
    Closed,
    Open,
    Machines,
}

fn registration(pool: &Pool) -> Registration {
    let configuration = pool.document().get("DcrConfiguration");
    let member = |name| configuration.and_then(|configuration| configuration.get(name));
    if member("OpenDcrEnabled").and_then(Json::as_bool) != Some(true) {
        return Registration::Closed;
    }
    let grants = member("OpenDcrGrantTypes").and_then(Json::as_array);
    if grants.is_some_and(|grants| grants.iter().any(|grant| grant == "client_credentials")) {
        Registration::Machines
    } else {
        Registration::Open
    }
}
