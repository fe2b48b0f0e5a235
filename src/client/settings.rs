//! A client's settings, lossless.

use serde_json::{Map, Value};

/// The member that a describe returns in clear and that never enters [`Settings`].
pub const SECRET_MEMBER: &str = "ClientSecret";

/// Every member the service returned for one client, in its order, unknown ones included: the JSON
/// document itself. The field table knows where each setting stands in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    document: Map<String, Value>,
}

impl Settings {
    /// Takes the `UserPoolClient` document of a response. A secret in it is dropped here as a last
    /// guard; the gateway has already taken it out.
    pub fn from_wire(mut document: Map<String, Value>) -> Self {
        document.shift_remove(SECRET_MEMBER);
        Self { document }
    }

    /// The document as the service wrote it.
    pub fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// A top-level text member.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.document.get(member).and_then(Value::as_str)
    }
}
