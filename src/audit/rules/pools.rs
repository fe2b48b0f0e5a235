//! Pools, as the ground that clients stand on.

use super::{aws, page};
use crate::audit::case::{Found, PoolCase, Sink};
use crate::audit::rule::Check;
use crate::audit::{Need, Rule, Severity};
use crate::client::Pool;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "P01",
        name: "pool-mfa-off",
        title: "The pool has no second factor",
        severity: Severity::Medium,
        varies: "",
        fields: &[],
        why: "A stolen password is then all that it takes.",
        remedy: "Make MFA optional at least, and required where it is bearable.",
        sources: &[
            aws!("MFA", "user-pool-settings-mfa"),
            page!(
                "AWS Security Hub, Cognito.5",
                "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::pool(mfa),
    },
    Rule {
        id: "P02",
        name: "pool-deletion-unprotected",
        title: "The pool can be deleted by accident",
        severity: Severity::Medium,
        varies: "",
        fields: &[],
        why: "All users and all clients go with it, and nothing brings them back.",
        remedy: "Turn deletion protection on.",
        sources: &[
            aws!("deletion protection", "user-pool-settings-deletion-protection"),
            page!(
                "AWS Security Hub, Cognito.6",
                "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::pool(deletion),
    },
    Rule {
        id: "P03",
        name: "pool-threat-protection-off",
        title: "Threat protection is paid for and not enforced",
        severity: Severity::Medium,
        varies: "",
        fields: &[],
        why: "The Plus plan can stop sign-ins with leaked passwords and from odd places. Off or in audit mode it stops nothing.",
        remedy: "Watch it in audit mode for a while, then enforce it.",
        sources: &[
            aws!("threat protection", "cognito-user-pool-settings-threat-protection"),
            page!(
                "AWS Security Hub, Cognito.1",
                "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::pool(threats),
    },
    Rule {
        id: "P04",
        name: "pool-lite-tier",
        title: "The pool is on the Lite plan",
        severity: Severity::Info,
        varies: "",
        fields: &[],
        why: "Passkeys, choice-based sign-in, managed login and refresh of access-token claims need Essentials, threat protection needs Plus. Some remedies here do.",
        remedy: "Nothing, unless one of these is wanted.",
        sources: &[aws!("feature plans", "cognito-sign-in-feature-plans")],
        conflicts_with: &[],
        limits: &[],
        check: Check::pool(lite),
    },
    Rule {
        id: "P05",
        name: "pool-self-sign-up",
        title: "Anybody can sign up",
        severity: Severity::Medium,
        varies: "",
        fields: &[],
        why: "Any client's id is enough to create accounts. That is right for customers and wrong for staff; where a token alone opens an API, anybody has one.",
        remedy: "Let administrators create users where the pool is not for the public.",
        sources: &[aws!("sign-up", "signing-up-users-in-your-app")],
        conflicts_with: &[],
        limits: &[],
        check: Check::pool(sign_up),
    },
];

fn pool<'a>(case: &PoolCase<'a>, sink: &mut Sink) -> Option<&'a Pool> {
    sink.need(Need::Pool, &case.around.pool)
}

fn mfa(case: &PoolCase<'_>, sink: &mut Sink) {
    // The service always says; nothing said is an emulator's silence and no finding.
    if pool(case, sink).and_then(Pool::mfa) == Some("OFF") {
        sink.push(Found::new("MFA is off"));
    }
}

fn deletion(case: &PoolCase<'_>, sink: &mut Sink) {
    if pool(case, sink).and_then(Pool::deletion_protection) == Some(false) {
        sink.push(Found::new("deletion protection is off"));
    }
}

fn threats(case: &PoolCase<'_>, sink: &mut Sink) {
    let Some(pool) = pool(case, sink).filter(|pool| pool.tier() == Some("PLUS")) else { return };
    match pool.advanced_security() {
        Some("ENFORCED") => {}
        Some("AUDIT") => sink.push(Found::new("threat protection only watches")),
        _ => sink.push(Found::new("threat protection is off")),
    }
}

fn lite(case: &PoolCase<'_>, sink: &mut Sink) {
    if pool(case, sink).and_then(Pool::tier) == Some("LITE") {
        sink.push(Found::new("the pool is on the Lite plan"));
    }
}

fn sign_up(case: &PoolCase<'_>, sink: &mut Sink) {
    if pool(case, sink).and_then(Pool::self_sign_up) == Some(true) {
        sink.push(Found::new("users can sign up by themselves"));
    }
}
