//! What a change means for people and applications, in a sentence.

use crate::client::Settings;
use crate::client::field::Field;

/// The meaning of a change of this setting, where one is known.
pub(super) fn of(
    _before: &Settings,
    _after: &Settings,
    _field: &'static Field,
    _added: &[String],
    _removed: &[String],
) -> Option<String> {
    None
}
