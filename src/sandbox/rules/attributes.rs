//! What a client may read and write of a user.

use super::Proposal;
use crate::sandbox::{
    answer::ServiceError,
    store::{is_on, text, texts},
};

/// Attributes that the service alone writes.
const OWN: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];

/// Attributes must be in the pool's schema, and a written list must keep all that the pool requires of a
/// user. The service does not say which one is wrong.
pub(super) fn check(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    let schema: Vec<(&str, bool)> = proposal
        .pool
        .document
        .get("SchemaAttributes")
        .and_then(|schema| schema.as_array())
        .into_iter()
        .flatten()
        .filter_map(|attribute| attribute.as_object())
        .filter_map(|attribute| Some((text(attribute, "Name")?, is_on(attribute, "Required"))))
        .collect();
    let known = |name: &str| schema.iter().any(|(known, _)| *known == name);

    if !texts(proposal.settings, "ReadAttributes").into_iter().all(known) {
        return Err(refused("read"));
    }
    let write = texts(proposal.settings, "WriteAttributes");
    if write.is_empty() {
        return Ok(());
    }
    let required_are_kept = schema
        .iter()
        .filter(|(name, required)| *required && !OWN.contains(name))
        .all(|(name, _)| write.contains(name));
    if write.iter().any(|name| !known(name) || OWN.contains(name)) || !required_are_kept {
        return Err(refused("write"));
    }
    Ok(())
}

fn refused(which: &str) -> ServiceError {
    ServiceError::invalid_parameter(format!("Invalid {which} attributes specified while creating a client"))
}
