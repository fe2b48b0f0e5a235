//! How users sign in over the API.

use super::rows;
use crate::client::field::{
    Choice, Compare, DefaultValue, Examples, Field, Group, Kind, Life, Names, Ops, Range, Shown, Span, Unit,
    UnitSource,
};

const FLOWS: &[Choice] = &[
    Choice::new(
        "ALLOW_USER_SRP_AUTH",
        "SRP",
        "A password that never leaves the device (secure remote password).",
    ),
    Choice::new("ALLOW_CUSTOM_AUTH", "custom", "Challenges that the pool's Lambda triggers define."),
    Choice::new("ALLOW_REFRESH_TOKEN_AUTH", "refresh", "New tokens for a refresh token. Excludes rotation."),
    Choice::new(
        "ALLOW_USER_AUTH",
        "choice-based",
        "The user chooses: password, passkey, one-time code. Essentials tier.",
    ),
    Choice::new("ALLOW_USER_PASSWORD_AUTH", "password", "The application sends the user's password."),
    Choice::new(
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "admin password",
        "A server with AWS credentials sends the user's password.",
    ),
    Choice::new(
        "ALLOW_TOKEN_EXCHANGE_DELEGATION",
        "token exchange (delegation)",
        "A token is exchanged for one that names both user and actor (RFC 8693).",
    ),
    Choice::new(
        "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
        "token exchange (impersonation)",
        "A token is exchanged for one that names the user only (RFC 8693).",
    ),
    Choice::new("ADMIN_NO_SRP_AUTH", "admin password (legacy)", "The older name of the admin password flow."),
    Choice::new(
        "CUSTOM_AUTH_FLOW_ONLY",
        "custom only (legacy)",
        "The older name: custom challenges and nothing else.",
    ),
    Choice::new("USER_PASSWORD_AUTH", "password (legacy)", "The older name of the password flow."),
];

rows! { SIGN_IN:
    /// `ExplicitAuthFlows`. An empty list means the default, not "none".
    EXPLICIT_AUTH_FLOWS = Field {
        id: "explicit_auth_flows",
        label: "Flows",
        help: "How users may sign in over the API. Nothing chosen means SRP, custom and refresh.",
        group: Group::SignIn,
        kind: Kind::Choices(FLOWS),
        default: Some(DefaultValue::List(&[
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ])),
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["ExplicitAuthFlows"],
        names: Names {
            terraform: Some("explicit_auth_flows"),
            pulumi: Some("explicitAuthFlows"),
            cloudformation: Some("ExplicitAuthFlows"),
            cdk: Some("authFlows"),
            cli: Some("--explicit-auth-flows"),
        },
        examples: Examples { valid: "ALLOW_USER_SRP_AUTH, refresh", invalid: "ALLOW_SRP" },
    };
    /// `AuthSessionValidity`, in minutes.
    AUTH_SESSION_VALIDITY = Field {
        id: "auth_session_validity",
        label: "Sign-in session",
        help: "How long a user has to answer each challenge.",
        group: Group::SignIn,
        kind: Kind::Duration { unit: UnitSource::Fixed(Unit::Minutes), seconds: Range::new(180, 900) },
        default: Some(DefaultValue::Span(Span::new(3, Unit::Minutes))),
        compare: Compare::Seconds,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AuthSessionValidity"],
        names: Names {
            terraform: Some("auth_session_validity"),
            pulumi: Some("authSessionValidity"),
            cloudformation: Some("AuthSessionValidity"),
            cdk: Some("authSessionValidity"),
            cli: Some("--auth-session-validity"),
        },
        examples: Examples { valid: "5 minutes", invalid: "99" },
    };
    /// `PreventUserExistenceErrors`.
    PREVENT_USER_EXISTENCE_ERRORS = Field {
        id: "prevent_user_existence_errors",
        label: "Unknown users",
        help: "Whether sign-in and password recovery tell that a user does not exist.",
        group: Group::SignIn,
        kind: Kind::Choice(&[
            Choice::new("ENABLED", "answers as for a wrong password", "Nobody can find out who has an account."),
            Choice::new("LEGACY", "reveals they do not exist", "UserNotFoundException tells who has an account."),
        ]),
        default: Some(DefaultValue::Text("LEGACY")),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["PreventUserExistenceErrors"],
        names: Names {
            terraform: Some("prevent_user_existence_errors"),
            pulumi: Some("preventUserExistenceErrors"),
            cloudformation: Some("PreventUserExistenceErrors"),
            cdk: Some("preventUserExistenceErrors"),
            cli: Some("--prevent-user-existence-errors"),
        },
        examples: Examples { valid: "ENABLED", invalid: "DISABLED" },
    };
    /// `EnablePropagateAdditionalUserContextData`.
    ENABLE_PROPAGATE_ADDITIONAL_USER_CONTEXT_DATA = Field {
        id: "enable_propagate_additional_user_context_data",
        label: "Pass on user context",
        help: "Whether a server may give the user's IP address to threat protection. Needs a secret.",
        group: Group::SignIn,
        kind: Kind::Switch,
        default: Some(DefaultValue::Switch(false)),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["EnablePropagateAdditionalUserContextData"],
        names: Names {
            terraform: Some("enable_propagate_additional_user_context_data"),
            pulumi: Some("enablePropagateAdditionalUserContextData"),
            cloudformation: Some("EnablePropagateAdditionalUserContextData"),
            cdk: Some("enablePropagateAdditionalUserContextData"),
            cli: Some("--enable-propagate-additional-user-context-data"),
        },
        examples: Examples { valid: "no", invalid: "some" },
    };
}
