//! What does not belong together on one client.

use super::{aws, rfc, told};
use crate::audit::address::Address;
use crate::audit::case::{ADMIN, CHOICE, Case, Found, PASSWORD, SRP, Sink, alone as titled};
use crate::audit::rule::Check;
use crate::audit::{Environment, Fix, Rule, Severity};
use crate::client::field::{self, Field};

const FLOWS: &Field = field::EXPLICIT_AUTH_FLOWS;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S29",
        name: "secret-in-public",
        title: "A secret is given to an application that cannot keep one",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::CALLBACK_URLS, field::ALLOWED_OAUTH_FLOWS],
        why: "What ships to phones, desktops or browsers can be read there. A secret inside it is public, and only makes the client look better protected than it is.",
        remedy: "Make a public client with PKCE for the application, and retire this one.",
        sources: &[rfc!("8252", "8.5"), rfc!("9700", "2.5")],
        conflicts_with: &["S28"],
        limits: &[],
        check: Check::client(secret_in_public),
    },
    Rule {
        id: "S46",
        name: "single-idp-but-local-flows",
        title: "Only others' users are meant to sign in, and the pool's own can",
        severity: Severity::Medium,
        varies: "",
        fields: &[FLOWS, field::SUPPORTED_IDENTITY_PROVIDERS],
        why: "Leaving COGNITO out of the identity providers hides the pool's own users from the sign-in pages only. Over the API they still sign in with their passwords, past the provider's checks.",
        remedy: "Allow the refresh flow alone.",
        sources: &[
            aws!("app client identity providers", "cognito-user-pools-app-idp-settings"),
            aws!("multi-tenancy", "multi-tenant-application-best-practices"),
        ],
        conflicts_with: &["S18"],
        limits: &[],
        check: Check::client(local_flows),
    },
];

fn secret_in_public(case: &Case<'_>, sink: &mut Sink) {
    if case.is_public() || !case.has_user_grant() {
        return;
    }
    let own: Vec<String> =
        case.callbacks.iter().filter(|url| !url.is_web()).map(|url| format!("{}:", url.scheme)).collect();
    let loopback_only = !case.callbacks.is_empty() && case.callbacks.iter().all(Address::is_loopback);
    let evidence = if !own.is_empty() {
        format!("the client has a secret and returns into an application ({})", told(&own))
    } else if loopback_only && case.environment != Environment::Nonproduction {
        "the client has a secret and returns to the user's own machine only".to_owned()
    } else if case.has_grant("implicit") {
        "the client has a secret and the implicit grant, which no server needs".to_owned()
    } else {
        return;
    };
    sink.push(Found::new(evidence));
}

fn local_flows(case: &Case<'_>, sink: &mut Sink) {
    let external = !case.providers.is_empty() && !case.providers.contains(&"COGNITO");
    if !external || !case.has_user_grant() {
        return;
    }
    let local = [SRP, PASSWORD, CHOICE, ADMIN, "USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"];
    let flows: Vec<&str> = case.flows.iter().copied().filter(|flow| local.contains(flow)).collect();
    if flows.is_empty() {
        return;
    }
    let evidence = format!("users of {} only, yet {} is allowed", told(&case.providers), told(&flows));
    let alone = case.no_sign_in(case.rotates());
    // SRP would be one of these flows again.
    let fix = (alone != SRP).then(|| {
        Fix::flows(titled(alone), &[alone])
            .caution("Applications that sign users in over the API with this client stop working.")
    });
    sink.push(Found::new(evidence).fix(fix));
}
