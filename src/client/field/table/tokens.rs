//! How long tokens live and how they end.

use super::rows;
use crate::client::field::{
    Choice, Compare, DefaultValue, Examples, Field, Group, Kind, Life, Names, Ops, Range, Shown, Span, Unit,
    UnitSource,
};

/// Access and ID tokens: 5 minutes to 1 day.
const SHORT_LIVED: Range = Range::new(300, 86_400);
/// Refresh tokens: 60 minutes to 10 years of 365 days.
const LONG_LIVED: Range = Range::new(3_600, 315_360_000);

rows! { TOKENS:
    /// `AccessTokenValidity`, in the unit of `TokenValidityUnits.AccessToken`.
    ACCESS_TOKEN_VALIDITY = Field {
        id: "access_token_validity",
        label: "Access token",
        help: "How long an access token is accepted. It cannot outlast the refresh token.",
        group: Group::Tokens,
        kind: Kind::Duration {
            unit: UnitSource::Member { path: &["TokenValidityUnits", "AccessToken"], absent: Unit::Hours },
            seconds: SHORT_LIVED,
        },
        default: Some(DefaultValue::Span(Span::new(1, Unit::Hours))),
        compare: Compare::Seconds,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AccessTokenValidity"],
        names: Names {
            terraform: Some("access_token_validity"),
            pulumi: Some("accessTokenValidity"),
            cloudformation: Some("AccessTokenValidity"),
            cdk: Some("accessTokenValidity"),
            cli: Some("--access-token-validity"),
        },
        examples: Examples { valid: "45 min", invalid: "25 hours" },
    };
    /// `IdTokenValidity`, in the unit of `TokenValidityUnits.IdToken`.
    ID_TOKEN_VALIDITY = Field {
        id: "id_token_validity",
        label: "ID token",
        help: "How long an ID token is accepted. It cannot outlast the refresh token.",
        group: Group::Tokens,
        kind: Kind::Duration {
            unit: UnitSource::Member { path: &["TokenValidityUnits", "IdToken"], absent: Unit::Hours },
            seconds: SHORT_LIVED,
        },
        default: Some(DefaultValue::Span(Span::new(1, Unit::Hours))),
        compare: Compare::Seconds,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["IdTokenValidity"],
        names: Names {
            terraform: Some("id_token_validity"),
            pulumi: Some("idTokenValidity"),
            cloudformation: Some("IdTokenValidity"),
            cdk: Some("idTokenValidity"),
            cli: Some("--id-token-validity"),
        },
        examples: Examples { valid: "12h", invalid: "4 minutes" },
    };
    /// `RefreshTokenValidity`, in the unit of `TokenValidityUnits.RefreshToken`. The service takes 0
    /// for 30 days.
    REFRESH_TOKEN_VALIDITY = Field {
        id: "refresh_token_validity",
        label: "Refresh token",
        help: "How long a user stays signed in without giving a password again.",
        group: Group::Tokens,
        kind: Kind::Duration {
            unit: UnitSource::Member { path: &["TokenValidityUnits", "RefreshToken"], absent: Unit::Days },
            seconds: LONG_LIVED,
        },
        default: Some(DefaultValue::Span(Span::new(30, Unit::Days))),
        compare: Compare::Seconds,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["RefreshTokenValidity"],
        names: Names {
            terraform: Some("refresh_token_validity"),
            pulumi: Some("refreshTokenValidity"),
            cloudformation: Some("RefreshTokenValidity"),
            cdk: Some("refreshTokenValidity"),
            cli: Some("--refresh-token-validity"),
        },
        examples: Examples { valid: "30 days", invalid: "36500 days" },
    };
    /// `TokenValidityUnits.AccessToken`.
    ACCESS_TOKEN_UNIT = Field {
        id: "token_validity_units.access_token",
        label: "Access token unit",
        help: "The unit of the access token's number. Changing it alone changes the lifetime.",
        group: Group::Tokens,
        kind: Kind::Unit,
        default: Some(DefaultValue::Text("hours")),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Within("access_token_validity"),
        path: &["TokenValidityUnits", "AccessToken"],
        names: Names {
            terraform: Some("token_validity_units.access_token"),
            pulumi: Some("tokenValidityUnits.accessToken"),
            cloudformation: Some("TokenValidityUnits.AccessToken"),
            cdk: None,
            cli: Some("--token-validity-units AccessToken"),
        },
        examples: Examples { valid: "minutes", invalid: "fortnights" },
    };
    /// `TokenValidityUnits.IdToken`.
    ID_TOKEN_UNIT = Field {
        id: "token_validity_units.id_token",
        label: "ID token unit",
        help: "The unit of the ID token's number. Changing it alone changes the lifetime.",
        group: Group::Tokens,
        kind: Kind::Unit,
        default: Some(DefaultValue::Text("hours")),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Within("id_token_validity"),
        path: &["TokenValidityUnits", "IdToken"],
        names: Names {
            terraform: Some("token_validity_units.id_token"),
            pulumi: Some("tokenValidityUnits.idToken"),
            cloudformation: Some("TokenValidityUnits.IdToken"),
            cdk: None,
            cli: Some("--token-validity-units IdToken"),
        },
        examples: Examples { valid: "seconds", invalid: "moments" },
    };
    /// `TokenValidityUnits.RefreshToken`.
    REFRESH_TOKEN_UNIT = Field {
        id: "token_validity_units.refresh_token",
        label: "Refresh token unit",
        help: "The unit of the refresh token's number. Changing it alone changes the lifetime.",
        group: Group::Tokens,
        kind: Kind::Unit,
        default: Some(DefaultValue::Text("days")),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Within("refresh_token_validity"),
        path: &["TokenValidityUnits", "RefreshToken"],
        names: Names {
            terraform: Some("token_validity_units.refresh_token"),
            pulumi: Some("tokenValidityUnits.refreshToken"),
            cloudformation: Some("TokenValidityUnits.RefreshToken"),
            cdk: None,
            cli: Some("--token-validity-units RefreshToken"),
        },
        examples: Examples { valid: "days", invalid: "months" },
    };
    /// `RefreshTokenRotation.Feature`. Once touched it is returned as `DISABLED` instead of absent.
    REFRESH_TOKEN_ROTATION = Field {
        id: "refresh_token_rotation.feature",
        label: "Rotation",
        help: "Whether each refresh ends the refresh token and gives a new one. Excludes the refresh flow.",
        group: Group::Tokens,
        kind: Kind::Choice(&[
            Choice::new("ENABLED", "on", "A refresh token works once; a stolen one is soon useless."),
            Choice::new("DISABLED", "off", "A refresh token works until it ends."),
        ]),
        default: Some(DefaultValue::Text("DISABLED")),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["RefreshTokenRotation", "Feature"],
        names: Names {
            terraform: Some("refresh_token_rotation.feature"),
            pulumi: Some("refreshTokenRotation.feature"),
            cloudformation: Some("RefreshTokenRotation.Feature"),
            cdk: None,
            cli: Some("--refresh-token-rotation Feature"),
        },
        examples: Examples { valid: "on", invalid: "sometimes" },
    };
    /// `RefreshTokenRotation.RetryGracePeriodSeconds`.
    ROTATION_GRACE_PERIOD = Field {
        id: "refresh_token_rotation.retry_grace_period_seconds",
        label: "Rotation grace",
        help: "How long a rotated token still works, for requests that were lost on the way.",
        group: Group::Tokens,
        kind: Kind::Duration { unit: UnitSource::Fixed(Unit::Seconds), seconds: Range::new(0, 60) },
        default: Some(DefaultValue::Span(Span::new(0, Unit::Seconds))),
        compare: Compare::Seconds,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Within("refresh_token_rotation.feature"),
        path: &["RefreshTokenRotation", "RetryGracePeriodSeconds"],
        names: Names {
            terraform: Some("refresh_token_rotation.retry_grace_period_seconds"),
            pulumi: Some("refreshTokenRotation.retryGracePeriodSeconds"),
            cloudformation: Some("RefreshTokenRotation.RetryGracePeriodSeconds"),
            cdk: Some("refreshTokenRotationGracePeriod"),
            cli: Some("--refresh-token-rotation RetryGracePeriodSeconds"),
        },
        examples: Examples { valid: "10", invalid: "61" },
    };
    /// `EnableTokenRevocation`.
    ENABLE_TOKEN_REVOCATION = Field {
        id: "enable_token_revocation",
        label: "Token revocation",
        help: "Whether tokens can be revoked before they end, as on signing out.",
        group: Group::Tokens,
        kind: Kind::Switch,
        default: Some(DefaultValue::Switch(true)),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["EnableTokenRevocation"],
        names: Names {
            terraform: Some("enable_token_revocation"),
            pulumi: Some("enableTokenRevocation"),
            cloudformation: Some("EnableTokenRevocation"),
            cdk: Some("enableTokenRevocation"),
            cli: Some("--enable-token-revocation"),
        },
        examples: Examples { valid: "false", invalid: "later" },
    };
}
