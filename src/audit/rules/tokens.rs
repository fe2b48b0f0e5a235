//! How long tokens live, and how they end.

use super::{aws, page, rfc};
use crate::audit::case::{Case, Found, REFRESH, Sink};
use crate::audit::fix::list;
use crate::audit::rule::Check;
use crate::audit::{Fix, Limit, Rule, Severity};
use crate::client::Step;
use crate::client::field::{self, Field, Span, Unit, Value};

const ACCESS: &Field = field::ACCESS_TOKEN_VALIDITY;
const ID: &Field = field::ID_TOKEN_VALIDITY;
const REFRESH_TOKEN: &Field = field::REFRESH_TOKEN_VALIDITY;
const ROTATION: &Field = field::REFRESH_TOKEN_ROTATION;
const FLOWS: &Field = field::EXPLICIT_AUTH_FLOWS;

const REFRESH_LONG: Limit = Limit::span("refresh_token", "a refresh token's life, at most", 90, Unit::Days);
const REFRESH_HIGH: Limit = Limit::span("refresh_token_high", "from here on it is high", 365, Unit::Days);
const REFRESH_PUBLIC: Limit =
    Limit::span("refresh_token_public", "the same for public clients that do not rotate", 30, Unit::Days);
const ACCESS_LONG: Limit = Limit::span("access_token", "an access token's life, at most", 1, Unit::Hours);
const ACCESS_MEDIUM: Limit = Limit::span("access_token_medium", "above this it is medium", 8, Unit::Hours);
const ACCESS_HIGH: Limit = Limit::span("access_token_high", "from here on it is high", 24, Unit::Hours);
const ID_LONG: Limit = Limit::span("id_token", "an ID token's life, at most", 1, Unit::Hours);
const ID_MEDIUM: Limit = Limit::span("id_token_medium", "above this it is medium", 8, Unit::Hours);
const GRACE: Limit =
    Limit::span("rotation_grace", "how long a rotated token still works, at most", 30, Unit::Seconds);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S14",
        name: "revocation-off",
        title: "Tokens cannot be revoked",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::ENABLE_TOKEN_REVOCATION],
        why: "When a refresh token is stolen there is no way to end it, or the access tokens that came of it, before its time.",
        remedy: "Turn token revocation on. Tokens that were issued before stay as they are.",
        sources: &[
            rfc!("7009", "2"),
            aws!("token revocation", "token-revocation"),
            page!(
                "prowler",
                "https://hub.prowler.com/check/cognito_user_pool_client_token_revocation_enabled"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(revocation),
    },
    Rule {
        id: "S15",
        name: "refresh-too-long",
        title: "Sessions last too long",
        severity: Severity::Medium,
        varies: "high above a year",
        fields: &[REFRESH_TOKEN, ROTATION],
        why: "Whoever has a refresh token has the session until it ends. A public client's token is copied from a device or a browser, and without rotation nobody notices.",
        remedy: "Shorten it to what users need: days for a browser, weeks for a phone, with rotation.",
        sources: &[
            rfc!("9700", "4.14"),
            aws!("refresh tokens", "amazon-cognito-user-pools-using-the-refresh-token"),
        ],
        conflicts_with: &[],
        limits: &[&REFRESH_LONG, &REFRESH_HIGH, &REFRESH_PUBLIC],
        check: Check::client(long_refresh),
    },
    Rule {
        id: "S16",
        name: "access-too-long",
        title: "Access tokens live long",
        severity: Severity::Low,
        varies: "medium above 8 hours, high from a day",
        fields: &[ACCESS],
        why: "APIs check access tokens by their signature alone, so neither sign-out nor revocation ends one there. A stolen one works until its own end.",
        remedy: "An hour or less; the refresh token gets the next one.",
        sources: &[
            rfc!("9700", "4.10"),
            aws!("access tokens", "amazon-cognito-user-pools-using-the-access-token"),
        ],
        conflicts_with: &[],
        limits: &[&ACCESS_LONG, &ACCESS_MEDIUM, &ACCESS_HIGH],
        check: Check::client(long_access),
    },
    Rule {
        id: "S17",
        name: "id-too-long",
        title: "ID tokens live long",
        severity: Severity::Low,
        varies: "medium above 8 hours",
        fields: &[ID],
        why: "An ID token is for the moment of signing in. One that lives long is taken for a session, and says of a user what may have changed since.",
        remedy: "An hour or less.",
        sources: &[
            page!("OpenID Connect Core §2", "https://openid.net/specs/openid-connect-core-1_0.html#IDToken"),
            aws!("ID tokens", "amazon-cognito-user-pools-using-the-id-token"),
        ],
        conflicts_with: &[],
        limits: &[&ID_LONG, &ID_MEDIUM],
        check: Check::client(long_id),
    },
    Rule {
        id: "S18",
        name: "rotation-off-public",
        title: "A public client's refresh tokens do not rotate",
        severity: Severity::Medium,
        varies: "",
        fields: &[ROTATION, FLOWS],
        why: "Nothing ties a public client's refresh token to its device. With rotation each token works once, so a copied one shows itself and is dead within seconds.",
        remedy: "Turn rotation on, which excludes the refresh flow. Applications must then call GetTokensFromRefreshToken, which older Amplify libraries do not.",
        sources: &[
            rfc!("9700", "2.2.2"),
            aws!("refresh token rotation", "amazon-cognito-user-pools-using-the-refresh-token"),
        ],
        conflicts_with: &["S23", "S26", "S46"],
        limits: &[],
        check: Check::client(no_rotation),
    },
    Rule {
        id: "S19",
        name: "rotation-grace-high",
        title: "Rotated refresh tokens work for long",
        severity: Severity::Low,
        varies: "",
        fields: &[field::ROTATION_GRACE_PERIOD],
        why: "As long as a used token still works, a copy of it does too. The time is for answers that get lost on the way, which takes seconds.",
        remedy: "10 seconds is enough for most applications.",
        sources: &[rfc!("9700", "4.14.2")],
        conflicts_with: &[],
        limits: &[&GRACE],
        check: Check::client(long_grace),
    },
];

fn revocation(case: &Case<'_>, sink: &mut Sink) {
    let field = field::ENABLE_TOKEN_REVOCATION;
    if !case.on(field) {
        let fix = Fix::set("Turn token revocation on", field, Value::Switch(true));
        sink.push(Found::new(format!("{} is off", field.label)).fix(fix));
    }
}

fn long_refresh(case: &Case<'_>, sink: &mut Sink) {
    let Some(span) = case.span(REFRESH_TOKEN).filter(|_| !case.is_machine()) else { return };
    // The implicit grant alone gives no refresh token, however long one would live.
    let only_implicit = case.has_grant("implicit") && !case.has_grant("code");
    if only_implicit && case.user_flows().next().is_none() {
        return;
    }
    let (seconds, words) = (span.seconds(), span.words());
    let severity = if seconds > case.limit(&REFRESH_HIGH) { Severity::High } else { Severity::Medium };
    if seconds > case.limit(&REFRESH_LONG) {
        sink.push(Found::new(format!("a refresh token lives {words}")).severity(severity));
    } else if case.is_public() && !case.rotates() && seconds > case.limit(&REFRESH_PUBLIC) {
        sink.push(Found::new(format!("a refresh token lives {words} on a public client without rotation")));
    }
}

fn long_access(case: &Case<'_>, sink: &mut Sink) {
    let Some(span) = case.span(ACCESS) else { return };
    let (seconds, words) = (span.seconds(), span.words());
    let severity = if seconds >= case.limit(&ACCESS_HIGH) {
        Severity::High
    } else if seconds > case.limit(&ACCESS_MEDIUM) {
        Severity::Medium
    } else {
        Severity::Low
    };
    if seconds > case.limit(&ACCESS_LONG) {
        sink.push(Found::new(format!("an access token lives {words}")).severity(severity));
    }
}

fn long_id(case: &Case<'_>, sink: &mut Sink) {
    let Some(span) = case.span(ID).filter(|_| !case.is_machine()) else { return };
    let severity = if span.seconds() > case.limit(&ID_MEDIUM) { Severity::Medium } else { Severity::Low };
    if span.seconds() > case.limit(&ID_LONG) {
        sink.push(Found::new(format!("an ID token lives {}", span.words())).severity(severity));
    }
}

fn no_rotation(case: &Case<'_>, sink: &mut Sink) {
    // Names from before the ALLOW_ ones always allow refresh.
    let refreshes = case.has_flow(REFRESH) || case.has_legacy_flows();
    if !case.is_public() || !refreshes || case.rotates() || case.is_machine() {
        return;
    }
    let by_default = if case.flows_by_default { " by default" } else { "" };
    let found =
        Found::new(format!("the client is public, refreshes{by_default}, and {} is off", ROTATION.label));
    sink.push(found.fix(rotate(case)));
}

/// Rotation on and the refresh flow away, together: one is refused beside the other.
fn rotate(case: &Case<'_>) -> Option<Fix> {
    if case.has_legacy_flows() {
        return None;
    }
    let mut flows: Vec<&str> = case.flows.iter().copied().filter(|flow| *flow != REFRESH).collect();
    if flows.is_empty() {
        flows.push(case.no_sign_in(true));
    }
    let fix = Fix::new(
        "Turn rotation on and the refresh flow off",
        vec![Step::Set(FLOWS, list(&flows)), Step::Set(ROTATION, Value::Text("ENABLED".to_owned()))],
    );
    Some(fix.caution("Applications must call GetTokensFromRefreshToken; older Amplify libraries cannot."))
}

fn long_grace(case: &Case<'_>, sink: &mut Sink) {
    let field = field::ROTATION_GRACE_PERIOD;
    let Some(span) = case.span(field).filter(|_| case.rotates()) else { return };
    let most = case.limit(&GRACE);
    if span.seconds() > most {
        let shorter = Span::new(most.min(10), Unit::Seconds);
        let fix = Fix::set(format!("Shorten it to {shorter}"), field, Value::Span(shorter));
        sink.push(Found::new(format!("a rotated token works for {} more", span.words())).fix(fix));
    }
}
