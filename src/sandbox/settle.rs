//! What the service makes of the settings it is given: the document that a describe returns.

use serde_json::{Value, json};

use super::store::{Document, text};

/// Members of a request or of a describe that are no settings.
const NO_SETTINGS: [&str; 7] = [
    "UserPoolId",
    "ClientId",
    "ClientSecret",
    "GenerateSecret",
    "CreationDate",
    "LastModifiedDate",
    "ClientType",
];

/// Members in the order in which a describe writes them; members not named here follow.
const ORDER: [&str; 25] = [
    "UserPoolId",
    "ClientName",
    "ClientId",
    "LastModifiedDate",
    "CreationDate",
    "RefreshTokenValidity",
    "AccessTokenValidity",
    "IdTokenValidity",
    "TokenValidityUnits",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "AnalyticsConfiguration",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
    "AuthSessionValidity",
    "RefreshTokenRotation",
];

/// How long a refresh token lives when nothing, or 0, is said, in days.
const REFRESH_DAYS: i64 = 30;
/// How long a sign-in may take when nothing is said, in minutes.
const SESSION_MINUTES: i64 = 3;

/// Who a client is, which no update changes.
pub(super) struct Identity<'a> {
    pub(super) pool: &'a str,
    pub(super) client: &'a str,
    /// The account, which the service's own role is in.
    pub(super) account: &'a str,
    /// `REGULAR` or `DCR`.
    pub(super) client_type: &'a str,
    /// Epoch seconds.
    pub(super) created: f64,
    /// Epoch seconds.
    pub(super) modified: f64,
}

/// The settings of a request, alone: what an update leaves out is not there afterwards.
pub(super) fn requested(request: &Document) -> Document {
    request
        .iter()
        .filter(|(name, value)| !NO_SETTINGS.contains(&name.as_str()) && !is_nothing(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// What an update keeps of the client as it was: its name, and the state of rotation.
pub(super) fn keep(settings: &mut Document, before: &Document) {
    for member in ["ClientName", "RefreshTokenRotation"] {
        if let (None, Some(value)) = (settings.get(member), before.get(member)) {
            settings.insert(member.to_owned(), value.clone());
        }
    }
}

/// The describe document of a client with these settings.
pub(super) fn document(mut settings: Document, identity: &Identity<'_>) -> Document {
    normalise(&mut settings);
    name_analytics_role(&mut settings, identity.account);
    settings.insert("UserPoolId".to_owned(), identity.pool.into());
    settings.insert("ClientId".to_owned(), identity.client.into());
    settings.insert("CreationDate".to_owned(), identity.created.into());
    settings.insert("LastModifiedDate".to_owned(), identity.modified.into());
    let mut document = Document::new();
    for member in ORDER {
        if let Some(value) = settings.shift_remove(member) {
            document.insert(member.to_owned(), value);
        }
    }
    document.extend(settings);
    document.insert("ClientType".to_owned(), identity.client_type.into());
    document
}

/// Fills in what the service fills in.
fn normalise(settings: &mut Document) {
    if settings.get("RefreshTokenValidity").and_then(Value::as_i64).unwrap_or(0) == 0 {
        settings.insert("RefreshTokenValidity".to_owned(), REFRESH_DAYS.into());
    }
    let defaults = [
        ("AllowedOAuthFlowsUserPoolClient", Value::from(false)),
        ("EnableTokenRevocation", Value::from(true)),
        ("EnablePropagateAdditionalUserContextData", Value::from(false)),
        ("AuthSessionValidity", Value::from(SESSION_MINUTES)),
    ];
    for (member, default) in defaults {
        settings.entry(member).or_insert(default);
    }
    if let Some(Value::Object(units)) = settings.get_mut("TokenValidityUnits") {
        for (token, default) in [("AccessToken", "hours"), ("IdToken", "hours"), ("RefreshToken", "days")] {
            units.entry(token).or_insert_with(|| default.into());
        }
    }
    if let Some(Value::Object(rotation)) = settings.get_mut("RefreshTokenRotation") {
        if text(rotation, "Feature") == Some("ENABLED") {
            rotation.entry("RetryGracePeriodSeconds").or_insert_with(|| 0.into());
        } else {
            rotation.insert("RetryGracePeriodSeconds".to_owned(), 0.into());
        }
    }
    if let Some(Value::Object(analytics)) = settings.get_mut("AnalyticsConfiguration") {
        analytics.entry("UserDataShared").or_insert(json!(false));
    }
}

/// Analytics that name their project by ARN are written by the service's own role, which a describe then
/// shows. Sending it back is refused, because an ARN stands alone.
fn name_analytics_role(settings: &mut Document, account: &str) {
    if let Some(Value::Object(analytics)) = settings.get_mut("AnalyticsConfiguration")
        && analytics.contains_key("ApplicationArn")
    {
        let role = "aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp";
        analytics.insert("RoleArn".to_owned(), format!("arn:aws:iam::{account}:role/{role}").into());
    }
}

/// A member that says nothing: empty lists and structures mean the default, like absent ones.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
