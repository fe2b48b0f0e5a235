//! Where sign-in events are sent.

use super::{Case, Finding, Fix, RuleId, service};
use crate::client::field::{
    ANALYTICS_APPLICATION_ARN as ARN, ANALYTICS_APPLICATION_ID as ID, ANALYTICS_EXTERNAL_ID as EXTERNAL_ID,
    ANALYTICS_ROLE_ARN as ROLE, Field,
};

/// V22: the project is named by its ARN alone, or by its id with a role and an external id.
pub(super) fn project(case: &Case<'_>) -> Vec<Finding> {
    // What the service itself has put there does not count: it is not sent.
    let settings = case.settings.without_service_role();
    let has = |field: &Field| settings.raw(field).is_some();
    let anything = settings.document().get("AnalyticsConfiguration").and_then(|json| json.as_object());
    if anything.is_none_or(serde_json::Map::is_empty) {
        return Vec::new();
    }
    let by_id = [ID, ROLE, EXTERNAL_ID];
    let fits = if has(ARN) { !by_id.into_iter().any(has) } else { by_id.into_iter().all(has) };
    if fits {
        return Vec::new();
    }
    let (message, first) = if has(ARN) {
        let beside: Vec<&str> = by_id.into_iter().filter(|f| has(f)).map(|f| f.label).collect();
        (format!("{} stands alone; clear {}", ARN.label, beside.join(", ")), ARN)
    } else {
        let missing: Vec<&'static Field> = by_id.into_iter().filter(|f| !has(f)).collect();
        let names: Vec<&str> = missing.iter().map(|f| f.label).collect();
        let message = format!(
            "Analytics need {} as well, or the project's ARN alone; fill it in or clear the others",
            names.join(", ")
        );
        (message, missing.first().copied().unwrap_or(ID))
    };
    let fix = has(ARN).then(|| Fix {
        title: "Keep the project's ARN alone".to_owned(),
        edits: by_id.into_iter().filter(|f| has(f)).map(|f| (f, None)).collect(),
    });
    let others = [ARN, ID, ROLE, EXTERNAL_ID].into_iter().filter(|f| *f != first);
    let fields: Vec<&'static Field> = [first].into_iter().chain(others).collect();
    let text = "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid";
    vec![Finding::refused(RuleId::V22, &fields, message).says(service::INVALID, text).with_fix(fix)]
}

/// V23: the project is in the client's region.
pub(super) fn region(case: &Case<'_>) -> Vec<Finding> {
    let own = case.around.region.or_else(|| case.around.pool.and_then(|pool| pool.region()));
    let arn = case.text(ARN);
    // arn:partition:service:REGION:account:resource
    let named = arn.as_deref().and_then(|arn| arn.split(':').nth(3)).filter(|region| !region.is_empty());
    let (Some(own), Some(named)) = (own, named) else { return Vec::new() };
    if own == named {
        return Vec::new();
    }
    let message = format!(
        "{}: the project is in {} and the client in {own}; choose a project in {own}",
        ARN.label,
        crate::client::text::quote(named)
    );
    let text = format!("The integration with Pinpoint is not supported for the requested {named} region.");
    vec![Finding::refused(RuleId::V23, &[ARN], message).says(service::INVALID, text)]
}
