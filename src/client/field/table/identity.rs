//! What the client is called and how it proves itself.

use super::rows;
use crate::client::field::{
    Charset, Choice, Compare, DefaultValue, Examples, Field, Group, Kind, Life, Names, Ops, Range, Shown,
};

rows! { IDENTITY:
    /// `ClientName`. Kept by an update that omits it, unlike everything else.
    CLIENT_NAME = Field {
        id: "name",
        label: "Name",
        help: "What people call the client. Several clients of a pool may share a name.",
        group: Group::Identity,
        kind: Kind::Text { length: Range::new(1, 128), charset: Charset::Name },
        default: None,
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["ClientName"],
        names: Names {
            terraform: Some("name"),
            pulumi: Some("name"),
            cloudformation: Some("ClientName"),
            cdk: Some("userPoolClientName"),
            cli: Some("--client-name"),
        },
        examples: Examples { valid: "web-checkout", invalid: "bad/name!" },
    };
    /// `ClientId`.
    CLIENT_ID = Field {
        id: "client_id",
        label: "Client ID",
        help: "The identifier that applications send. Cognito generates it; it cannot be chosen.",
        group: Group::Identity,
        kind: Kind::Text { length: Range::new(1, 128), charset: Charset::Word },
        default: None,
        compare: Compare::Exact,
        life: Life::ReadOnly,
        ops: Ops::UPDATE_OUTPUT,
        shown: Shown::Row,
        path: &["ClientId"],
        names: Names {
            terraform: Some("id"),
            pulumi: Some("id"),
            cloudformation: Some("ClientId"),
            cdk: Some("userPoolClientId"),
            cli: Some("--client-id"),
        },
        examples: Examples { valid: "3ho4ek12345678909nh3fmhpko", invalid: "3ho4-ek12" },
    };
    /// `UserPoolId`.
    USER_POOL_ID = Field {
        id: "user_pool_id",
        label: "User pool",
        help: "The pool whose users the client signs in. A client cannot move to another pool.",
        group: Group::Identity,
        kind: Kind::Text { length: Range::new(1, 55), charset: Charset::PoolId },
        default: None,
        compare: Compare::Exact,
        life: Life::CreateOnly,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["UserPoolId"],
        names: Names {
            terraform: Some("user_pool_id"),
            pulumi: Some("userPoolId"),
            cloudformation: Some("UserPoolId"),
            cdk: Some("userPool"),
            cli: Some("--user-pool-id"),
        },
        examples: Examples { valid: "us-west-2_abc123", invalid: "us-west-2" },
    };
    /// `ClientType`, which says who made the client.
    CLIENT_TYPE = Field {
        id: "client_type",
        label: "Registration",
        help: "Whether a person made the client or it registered itself (RFC 7591).",
        group: Group::Identity,
        kind: Kind::Choice(&[
            Choice::new("REGULAR", "created here", "Made with CreateUserPoolClient."),
            Choice::new("DCR", "registered itself", "Made by an application at the pool's /oauth2/register."),
        ]),
        default: Some(DefaultValue::Text("REGULAR")),
        compare: Compare::Exact,
        life: Life::ReadOnly,
        ops: Ops::OUTPUT,
        shown: Shown::Row,
        path: &["ClientType"],
        names: Names { terraform: None, pulumi: None, cloudformation: None, cdk: None, cli: None },
        examples: Examples { valid: "DCR", invalid: "BORROWED" },
    };
    /// `GenerateSecret`, which only a creation takes and nothing returns.
    GENERATE_SECRET = Field {
        id: "generate_secret",
        label: "Generate a secret",
        help: "On makes a confidential client. It is chosen once: another answer needs another client.",
        group: Group::Identity,
        kind: Kind::Switch,
        default: Some(DefaultValue::Switch(false)),
        compare: Compare::Exact,
        life: Life::CreateOnly,
        ops: Ops::CREATE,
        shown: Shown::Never,
        path: &["GenerateSecret"],
        names: Names {
            terraform: Some("generate_secret"),
            pulumi: Some("generateSecret"),
            cloudformation: Some("GenerateSecret"),
            cdk: Some("generateSecret"),
            cli: Some("--generate-secret"),
        },
        examples: Examples { valid: "true", invalid: "perhaps" },
    };
    /// `ClientSecret`. The row says that there is one; the value is never part of the settings.
    CLIENT_SECRET = Field {
        id: "client_secret",
        label: "Secret",
        help: "A confidential client proves itself with it. It is only ever revealed on demand.",
        group: Group::Identity,
        kind: Kind::Text { length: Range::new(24, 64), charset: Charset::Word },
        default: None,
        compare: Compare::Exact,
        life: Life::Secret,
        ops: Ops::CREATE_OUTPUT,
        shown: Shown::Row,
        path: &["ClientSecret"],
        names: Names {
            terraform: Some("client_secret"),
            pulumi: Some("clientSecret"),
            cloudformation: Some("ClientSecret"),
            cdk: Some("userPoolClientSecret"),
            cli: Some("--client-secret"),
        },
        examples: Examples { valid: "only+an+example+of+a+custom+one", invalid: "two short words" },
    };
    /// `CreationDate`.
    CREATION_DATE = Field {
        id: "creation_date",
        label: "Created",
        help: "When the client was made.",
        group: Group::Identity,
        kind: Kind::Timestamp,
        default: None,
        compare: Compare::Exact,
        life: Life::ReadOnly,
        ops: Ops::OUTPUT,
        shown: Shown::Row,
        path: &["CreationDate"],
        names: Names { terraform: None, pulumi: None, cloudformation: None, cdk: None, cli: None },
        examples: Examples { valid: "2023-04-02T10:00:00Z", invalid: "yesterday" },
    };
    /// `LastModifiedDate`, the nearest thing to a version that the service has.
    LAST_MODIFIED_DATE = Field {
        id: "last_modified_date",
        label: "Changed",
        help: "When any setting was last written, by anyone.",
        group: Group::Identity,
        kind: Kind::Timestamp,
        default: None,
        compare: Compare::Exact,
        life: Life::ReadOnly,
        ops: Ops::OUTPUT,
        shown: Shown::Row,
        path: &["LastModifiedDate"],
        names: Names { terraform: None, pulumi: None, cloudformation: None, cdk: None, cli: None },
        examples: Examples { valid: "2024-11-22T08:30:15.250Z", invalid: "22/11" },
    };
}
