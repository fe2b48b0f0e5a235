//! What the client's users may read and write about themselves.

use super::rows;
use crate::client::field::{
    Charset, Compare, DefaultValue, Examples, Field, Group, Kind, Layout, Life, Names, Ops, Range, Shown,
};

/// The OpenID Connect attributes of every pool that users can be allowed to write.
const STANDARD: &[&str] = &[
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The same, and the two that the service itself writes.
const STANDARD_AND_VERIFIED: &[&str] = &[
    "address",
    "birthdate",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The service states no greatest number of attributes; a pool has at most 50 custom ones.
const LIST: Kind = Kind::List {
    max: None,
    length: Range::new(1, 2048),
    charset: Charset::Printable,
    known: &[],
    layout: Layout::Flow,
};

rows! { ATTRIBUTES:
    /// `ReadAttributes`.
    READ_ATTRIBUTES = Field {
        id: "read_attributes",
        label: "Readable",
        help: "The attributes that tokens and the API show. Nothing chosen means the standard ones.",
        group: Group::Attributes,
        kind: LIST,
        default: Some(DefaultValue::List(STANDARD_AND_VERIFIED)),
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["ReadAttributes"],
        names: Names {
            terraform: Some("read_attributes"),
            pulumi: Some("readAttributes"),
            cloudformation: Some("ReadAttributes"),
            cdk: Some("readAttributes"),
            cli: Some("--read-attributes"),
        },
        examples: Examples { valid: "email, custom:department", invalid: "e\u{200b}mail" },
    };
    /// `WriteAttributes`.
    WRITE_ATTRIBUTES = Field {
        id: "write_attributes",
        label: "Writable",
        help: "The attributes that users may change themselves. Nothing chosen means the standard ones.",
        group: Group::Attributes,
        kind: LIST,
        default: Some(DefaultValue::List(STANDARD)),
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["WriteAttributes"],
        names: Names {
            terraform: Some("write_attributes"),
            pulumi: Some("writeAttributes"),
            cloudformation: Some("WriteAttributes"),
            cdk: Some("writeAttributes"),
            cli: Some("--write-attributes"),
        },
        examples: Examples { valid: "email, nickname", invalid: "nick\u{7}name" },
    };
}
