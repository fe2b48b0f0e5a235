//! What this version does not know.

use super::{Case, Finding, RuleId};
use crate::client::field;
use crate::client::settings::SECRET_MEMBER;
use crate::client::text::quote;

/// W14: a member that the service has not told of this client, and that no row of the table describes. It
/// may be newer than this version, so it is sent; it may be misspelt, and then the service ignores it.
pub(super) fn members(case: &Case<'_>) -> Vec<Finding> {
    let stored = case.around.stored.map(crate::client::Settings::unknown_paths).unwrap_or_default();
    let told = |path: &[String]| stored.iter().any(|(known, _)| known == path);
    let unknown = case.settings.unknown_paths();
    let new = unknown.iter().filter(|(path, _)| !told(path));
    new.map(|(path, _)| {
        let (parent, name) = match path.as_slice() {
            [parent, name] => (Some(parent.as_str()), name.as_str()),
            _ => (None, path.first().map_or("", String::as_str)),
        };
        let near = field::likest_member(parent, name).filter(|near| *near != SECRET_MEMBER);
        let what = near.map_or_else(
            || "this version knows no such setting".to_owned(),
            |near| format!("did you mean {near}? This version knows no such setting"),
        );
        let message = format!(
            "{}: {what}; it is sent as it stands, and has no effect unless Cognito knows it",
            quote(&path.join("."))
        );
        Finding::warning(RuleId::W14, &[], message)
    })
    .collect()
}
