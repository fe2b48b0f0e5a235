//! Where sign-in events are sent: an Amazon Pinpoint project.

use super::rows;
use crate::client::field::{
    Charset, Compare, DefaultValue, Examples, Field, Group, Kind, Life, Names, Ops, Range, Shown,
};

rows! { ANALYTICS:
    /// `AnalyticsConfiguration.ApplicationArn`.
    ANALYTICS_APPLICATION_ARN = Field {
        id: "analytics_configuration.application_arn",
        label: "Pinpoint project",
        help: "The project's ARN, in the pool's region. Either this, or project ID, role and external ID.",
        group: Group::Analytics,
        kind: Kind::Text { length: Range::new(20, 2048), charset: Charset::Arn },
        default: None,
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AnalyticsConfiguration", "ApplicationArn"],
        names: Names {
            terraform: Some("analytics_configuration.application_arn"),
            pulumi: Some("analyticsConfiguration.applicationArn"),
            cloudformation: Some("AnalyticsConfiguration.ApplicationArn"),
            cdk: Some("analytics.application"),
            cli: Some("--analytics-configuration ApplicationArn"),
        },
        examples: Examples {
            valid: "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/8f0c",
            invalid: "mobiletargeting:eu-west-1:apps/8f0c",
        },
    };
    /// `AnalyticsConfiguration.ApplicationId`.
    ANALYTICS_APPLICATION_ID = Field {
        id: "analytics_configuration.application_id",
        label: "Pinpoint project ID",
        help: "The project's ID. Needs the role and the external ID beside it.",
        group: Group::Analytics,
        kind: Kind::Text { length: Range::new(1, 131_072), charset: Charset::Hex },
        default: None,
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AnalyticsConfiguration", "ApplicationId"],
        names: Names {
            terraform: Some("analytics_configuration.application_id"),
            pulumi: Some("analyticsConfiguration.applicationId"),
            cloudformation: Some("AnalyticsConfiguration.ApplicationId"),
            cdk: Some("analytics.applicationId"),
            cli: Some("--analytics-configuration ApplicationId"),
        },
        examples: Examples { valid: "8f0c2d", invalid: "project-8f0c" },
    };
    /// `AnalyticsConfiguration.RoleArn`.
    ANALYTICS_ROLE_ARN = Field {
        id: "analytics_configuration.role_arn",
        label: "Analytics role",
        help: "The role with which Cognito sends events to the project.",
        group: Group::Analytics,
        kind: Kind::Text { length: Range::new(20, 2048), charset: Charset::Arn },
        default: None,
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AnalyticsConfiguration", "RoleArn"],
        names: Names {
            terraform: Some("analytics_configuration.role_arn"),
            pulumi: Some("analyticsConfiguration.roleArn"),
            cloudformation: Some("AnalyticsConfiguration.RoleArn"),
            cdk: Some("analytics.role"),
            cli: Some("--analytics-configuration RoleArn"),
        },
        examples: Examples { valid: "arn:aws:iam::123456789012:role/cognito-analytics", invalid: "role/cognito-analytics" },
    };
    /// `AnalyticsConfiguration.ExternalId`.
    ANALYTICS_EXTERNAL_ID = Field {
        id: "analytics_configuration.external_id",
        label: "Analytics external ID",
        help: "What the role's trust policy asks of Cognito.",
        group: Group::Analytics,
        kind: Kind::Text { length: Range::new(0, 131_072), charset: Charset::Printable },
        default: None,
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AnalyticsConfiguration", "ExternalId"],
        names: Names {
            terraform: Some("analytics_configuration.external_id"),
            pulumi: Some("analyticsConfiguration.externalId"),
            cloudformation: Some("AnalyticsConfiguration.ExternalId"),
            cdk: Some("analytics.externalId"),
            cli: Some("--analytics-configuration ExternalId"),
        },
        examples: Examples { valid: "some_id", invalid: "some\u{202e}id" },
    };
    /// `AnalyticsConfiguration.UserDataShared`.
    ANALYTICS_USER_DATA_SHARED = Field {
        id: "analytics_configuration.user_data_shared",
        label: "User data in events",
        help: "Whether events carry the users' attributes to the project.",
        group: Group::Analytics,
        kind: Kind::Switch,
        default: Some(DefaultValue::Switch(false)),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AnalyticsConfiguration", "UserDataShared"],
        names: Names {
            terraform: Some("analytics_configuration.user_data_shared"),
            pulumi: Some("analyticsConfiguration.userDataShared"),
            cloudformation: Some("AnalyticsConfiguration.UserDataShared"),
            cdk: Some("analytics.shareUserData"),
            cli: Some("--analytics-configuration UserDataShared"),
        },
        examples: Examples { valid: "false", invalid: "anonymised" },
    };
}
