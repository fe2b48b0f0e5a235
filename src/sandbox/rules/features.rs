//! Sign-in flows, rotation and the other features that need something of the client or its pool.

use super::Proposal;
use crate::sandbox::{
    answer::ServiceError,
    store::{Document, is_on, text, texts},
};

pub(super) fn check(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    flows(proposal)?;
    if is_on(proposal.settings, "EnablePropagateAdditionalUserContextData") && !proposal.has_secret {
        return Err(ServiceError::invalid_parameter(
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ));
    }
    match proposal.settings.get("AnalyticsConfiguration").and_then(|analytics| analytics.as_object()) {
        Some(analytics) => analytics_fit(analytics, proposal.region),
        None => Ok(()),
    }
}

fn flows(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    let flows = texts(proposal.settings, "ExplicitAuthFlows");
    let current = flows.iter().filter(|flow| flow.starts_with("ALLOW_")).count();
    if current > 0 && current < flows.len() {
        return Err(ServiceError::invalid_parameter(
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ));
    }
    if flows.contains(&"ALLOW_USER_AUTH") && proposal.pool.tier() == "LITE" {
        return Err(ServiceError::new(
            "FeatureUnavailableInTierException",
            "The following feature is not available for the LITE pricing tier configured: ALLOW_USER_AUTH",
        ));
    }
    let rotates = proposal
        .settings
        .get("RefreshTokenRotation")
        .and_then(|rotation| rotation.as_object())
        .is_some_and(|rotation| text(rotation, "Feature") == Some("ENABLED"));
    if rotates && flows.contains(&"ALLOW_REFRESH_TOKEN_AUTH") {
        return Err(ServiceError::invalid_parameter(
            "Refresh token rotation cannot be enabled together with the auth flow ALLOW_REFRESH_TOKEN_AUTH.",
        ));
    }
    Ok(())
}

/// Analytics name their project by its ARN alone or by all three of id, role and external id.
fn analytics_fit(analytics: &Document, region: &str) -> Result<(), ServiceError> {
    let has = |member: &str| analytics.get(member).is_some_and(|value| !value.is_null());
    let by_arn = has("ApplicationArn");
    let by_id = ["ApplicationId", "RoleArn", "ExternalId"].map(has);
    let fits = if by_arn { by_id == [false; 3] } else { by_id == [true; 3] };
    if !fits {
        return Err(ServiceError::invalid_parameter(
            "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid",
        ));
    }
    // arn:partition:service:REGION:account:resource
    let named = text(analytics, "ApplicationArn").and_then(|arn| arn.split(':').nth(3));
    match named {
        Some(named) if !named.is_empty() && named != region => Err(ServiceError::invalid_parameter(format!(
            "The integration with Pinpoint is not supported for the requested {named} region."
        ))),
        _ => Ok(()),
    }
}
