//! How long tokens live.

use super::Proposal;
use crate::sandbox::{
    answer::ServiceError,
    store::{Document, text},
};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// Access and ID tokens live between 5 minutes and a day, refresh tokens between an hour and ten years,
/// and none outlives the refresh token. What is not set counts with its default.
pub(super) fn check(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    let settings = proposal.settings;
    let access = seconds(settings, "AccessTokenValidity", "AccessToken", HOUR);
    let id = seconds(settings, "IdTokenValidity", "IdToken", HOUR);
    let refresh = seconds(settings, "RefreshTokenValidity", "RefreshToken", DAY);
    let out_of_range =
        |length: Option<u64>, from: u64, to: u64| length.is_some_and(|length| !(from..=to).contains(&length));
    if out_of_range(access, 300, DAY) || out_of_range(id, 300, DAY) || out_of_range(refresh, HOUR, 3650 * DAY)
    {
        return Err(ServiceError::invalid_parameter("Invalid range for token validity."));
    }
    let refresh = refresh.unwrap_or(30 * DAY);
    if access.unwrap_or(HOUR).max(id.unwrap_or(HOUR)) > refresh {
        return Err(ServiceError::invalid_parameter(
            "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
        ));
    }
    Ok(())
}

/// A token's life in seconds, where one is set.
fn seconds(settings: &Document, validity: &str, token: &str, default_unit: u64) -> Option<u64> {
    let unit = settings
        .get("TokenValidityUnits")
        .and_then(|units| units.as_object())
        .and_then(|units| text(units, token))
        .map_or(default_unit, |unit| match unit {
            "seconds" => 1,
            "minutes" => 60,
            "days" => DAY,
            _ => HOUR,
        });
    // 0 means the default, as if nothing were set.
    settings.get(validity)?.as_u64().filter(|count| *count > 0).map(|count| count.saturating_mul(unit))
}
