//! Sign-in flows over the API, rotation, and what needs a secret or a tier.

use super::fix::{without_choice, without_legacy_names, without_refresh};
use super::{Case, Finding, Fix, RuleId, service};
use crate::client::effective::Origin;
use crate::client::field::{self, Field, Value};

const FLOWS: &Field = field::EXPLICIT_AUTH_FLOWS;
const ROTATION: &Field = field::REFRESH_TOKEN_ROTATION;
const REFRESH: &str = "ALLOW_REFRESH_TOKEN_AUTH";

/// V17: legacy names and names with `ALLOW_` do not mix.
pub(super) fn legacy_names(case: &Case<'_>) -> Vec<Finding> {
    let flows = case.list(FLOWS);
    let legacy: Vec<&str> =
        flows.iter().map(String::as_str).filter(|flow| !flow.starts_with("ALLOW_")).collect();
    if legacy.is_empty() || legacy.len() == flows.len() {
        return Vec::new();
    }
    let message = format!(
        "{}: {} is a legacy name, which cannot stand beside names with ALLOW_; use the names with ALLOW_ only",
        FLOWS.label,
        crate::client::text::quote(&legacy.join(", "))
    );
    let text = "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.";
    let refused = Finding::refused(RuleId::V17, &[FLOWS], message);
    vec![refused.says(service::INVALID, text).with_fix(without_legacy_names(case))]
}

/// V24: choice-based sign-in needs the Essentials tier.
pub(super) fn tier(case: &Case<'_>) -> Vec<Finding> {
    let on_lite = case.around.pool.and_then(|pool| pool.tier()) == Some("LITE");
    if !on_lite || !case.has(FLOWS, "ALLOW_USER_AUTH") {
        return Vec::new();
    }
    let message = format!(
        "{}: choice-based sign-in needs the Essentials tier and this pool is on Lite; remove it or raise the pool's tier",
        FLOWS.label
    );
    let text = "The following feature is not available for the LITE pricing tier configured: ALLOW_USER_AUTH";
    let refused = Finding::refused(RuleId::V24, &[FLOWS], message);
    vec![refused.says(service::TIER, text).with_fix(without_choice(case))]
}

/// V26: rotation excludes the refresh flow, also where it applies by default. The service's words for it
/// are not known, nor whether it minds the default: who has that already is only warned.
pub(super) fn rotation(case: &Case<'_>) -> Vec<Finding> {
    if !case.rotates() || !case.has(FLOWS, REFRESH) {
        return Vec::new();
    }
    let by_default = !case.is_set(FLOWS);
    let message = format!(
        "{} is on and the refresh flow is allowed{}, and one excludes the other; turn rotation off or remove {REFRESH}",
        ROTATION.label,
        if by_default { " by default" } else { "" },
    );
    let stored = case.around.stored;
    let rotated = stored
        .is_some_and(|stored| stored.effective(ROTATION).value == Some(Value::Text("ENABLED".to_owned())));
    let lives_with_it =
        rotated && stored.is_some_and(|stored| stored.effective(FLOWS).origin == Origin::Default);
    let fields = [FLOWS, ROTATION];
    if by_default && lives_with_it {
        return vec![Finding::warning(RuleId::V26, &fields, message).with_fix(without_refresh(case))];
    }
    // Who adds the refresh flow to a client that rotates wants it more than the rotation.
    let fix = if rotated && !case.is_stored(FLOWS, REFRESH) && !by_default {
        let off = Some(Value::Text("DISABLED".to_owned()));
        Fix { title: "Turn rotation off".to_owned(), edits: vec![(ROTATION, off)] }
    } else {
        without_refresh(case)
    };
    vec![Finding::refused(RuleId::V26, &fields, message).with_fix(fix)]
}

/// V21: only a client with a secret passes on what it knows of its users.
pub(super) fn user_context(case: &Case<'_>) -> Vec<Finding> {
    let field = field::ENABLE_PROPAGATE_ADDITIONAL_USER_CONTEXT_DATA;
    if !case.on(field) || case.has_secret() != Some(false) {
        return Vec::new();
    }
    let message = format!("{} needs a client with a secret; turn it off", field.label);
    let text = "Client Secret is required to set EnablePropagateAdditionalUserContextData as true";
    let fix = Fix { title: "Turn it off".to_owned(), edits: vec![(field, Some(Value::Switch(false)))] };
    vec![Finding::refused(RuleId::V21, &[field], message).says(service::INVALID, text).with_fix(fix)]
}

/// V25: without refresh and without rotation, sessions end with their access token. The service refused
/// that once and no longer does.
pub(super) fn no_refresh(case: &Case<'_>) -> Vec<Finding> {
    let flows = case.list(FLOWS);
    let current = flows.iter().all(|flow| flow.starts_with("ALLOW_"));
    if flows.is_empty() || !current || case.has(FLOWS, REFRESH) || case.rotates() {
        return Vec::new();
    }
    let message = format!(
        "{}: neither refresh nor rotation is on, so users sign in again whenever an access token ends; add {REFRESH} or turn rotation on",
        FLOWS.label
    );
    let with = flows.into_iter().chain([REFRESH.to_owned()]).collect();
    let fix = Fix { title: "Allow refresh".to_owned(), edits: vec![(FLOWS, Some(Value::List(with)))] };
    vec![Finding::warning(RuleId::V25, &[FLOWS, ROTATION], message).with_fix(fix)]
}

/// W04: an empty list is not "none".
pub(super) fn empty_means_default(case: &Case<'_>) -> Vec<Finding> {
    let empty = case.settings.get(FLOWS).is_some_and(|value| value.as_list().is_empty() && !value.is_other());
    if !empty {
        return Vec::new();
    }
    let message = format!(
        "{}: no flow means the default ({}), not none; {REFRESH} alone comes nearest to none",
        FLOWS.label,
        FLOWS.default_words().unwrap_or_default()
    );
    let alone = Some(Value::List(vec![REFRESH.to_owned()]));
    let fix = Fix { title: "Allow refresh alone".to_owned(), edits: vec![(FLOWS, alone)] };
    vec![Finding::warning(RuleId::W04, &[FLOWS], message).with_fix(fix)]
}
