//! What each request may hold, by the service's published model.

use super::shape::{Letters, Member, Shape};

const fn member(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: false, sensitive: false }
}

const fn needed(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: true, sensitive: false }
}

const fn text(min: usize, max: usize, letters: Letters) -> Shape {
    Shape::Text { min, max, letters }
}

const UNBOUNDED: usize = usize::MAX;

const POOL_ID: Member = needed("UserPoolId", text(1, 55, Letters::PoolId));
const CLIENT_ID: Member = needed("ClientId", text(1, 128, Letters::Id));
const NAME: Shape = text(1, 128, Letters::Name);
const NEXT_TOKEN: Member = member("NextToken", text(1, 131_072, Letters::Token));
const SECRET: Member =
    Member { name: "ClientSecret", shape: text(24, 64, Letters::Id), required: false, sensitive: true };

const PROVIDER: Shape = text(1, 32, Letters::VisibleOrSpace);
const URL: Shape = text(1, 1024, Letters::Visible);
const SCOPE: Shape = text(1, 256, Letters::Scope);
const ATTRIBUTE: Shape = text(1, 2048, Letters::Any);
const OAUTH_FLOW: Shape = Shape::OneOf(&["implicit", "client_credentials", "code"]);
const AUTH_FLOW: Shape = Shape::Flow(&[
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
]);
const UNIT: Shape = Shape::OneOf(&["hours", "seconds", "minutes", "days"]);
const UNITS: Shape =
    Shape::Struct(&[member("AccessToken", UNIT), member("IdToken", UNIT), member("RefreshToken", UNIT)]);
const ANALYTICS: Shape = Shape::Struct(&[
    member("ApplicationId", text(1, UNBOUNDED, Letters::Hex)),
    member("ApplicationArn", text(20, 2048, Letters::Arn)),
    member("RoleArn", text(20, 2048, Letters::Arn)),
    member("ExternalId", text(0, 131_072, Letters::Any)),
    member("UserDataShared", Shape::Bool),
]);
const ROTATION: Shape = Shape::Struct(&[
    needed("Feature", Shape::OneOf(&["ENABLED", "DISABLED"])),
    member("RetryGracePeriodSeconds", Shape::Int { min: 0, max: 60 }),
]);
const TOKEN_SECONDS: Shape = Shape::Int { min: 1, max: 86_400 };

const SETTINGS: [Member; 20] = [
    member("RefreshTokenValidity", Shape::Int { min: 0, max: 315_360_000 }),
    member("AccessTokenValidity", TOKEN_SECONDS),
    member("IdTokenValidity", TOKEN_SECONDS),
    member("TokenValidityUnits", UNITS),
    member("ReadAttributes", Shape::List { max: UNBOUNDED, of: &ATTRIBUTE }),
    member("WriteAttributes", Shape::List { max: UNBOUNDED, of: &ATTRIBUTE }),
    member("ExplicitAuthFlows", Shape::List { max: UNBOUNDED, of: &AUTH_FLOW }),
    member("SupportedIdentityProviders", Shape::List { max: UNBOUNDED, of: &PROVIDER }),
    member("CallbackURLs", Shape::List { max: 100, of: &URL }),
    member("LogoutURLs", Shape::List { max: 100, of: &URL }),
    member("DefaultRedirectURI", URL),
    member("AllowedOAuthFlows", Shape::List { max: 3, of: &OAUTH_FLOW }),
    member("AllowedOAuthScopes", Shape::List { max: 50, of: &SCOPE }),
    member("AllowedOAuthFlowsUserPoolClient", Shape::Bool),
    member("AnalyticsConfiguration", ANALYTICS),
    member("PreventUserExistenceErrors", Shape::OneOf(&["LEGACY", "ENABLED"])),
    member("EnableTokenRevocation", Shape::Bool),
    member("EnablePropagateAdditionalUserContextData", Shape::Bool),
    member("AuthSessionValidity", Shape::Int { min: 3, max: 15 }),
    member("RefreshTokenRotation", ROTATION),
];

/// `CreateUserPoolClient`.
pub(in crate::sandbox) static CREATE_CLIENT: [Member; 24] =
    with_settings([POOL_ID, needed("ClientName", NAME), member("GenerateSecret", Shape::Bool), SECRET]);

/// `UpdateUserPoolClient`.
pub(in crate::sandbox) static UPDATE_CLIENT: [Member; 23] =
    with_settings([POOL_ID, CLIENT_ID, member("ClientName", NAME)]);

/// The leading members of a request, followed by the settings that create and update share.
const fn with_settings<const LEADING: usize, const ALL: usize>(leading: [Member; LEADING]) -> [Member; ALL] {
    assert!(LEADING + SETTINGS.len() == ALL, "the table's length does not fit its parts");
    let mut all = [POOL_ID; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < LEADING { leading[at] } else { SETTINGS[at - LEADING] };
        at += 1;
    }
    all
}

/// Operations that name a client and nothing else.
pub(in crate::sandbox) static CLIENT: [Member; 2] = [POOL_ID, CLIENT_ID];
/// Operations that name a pool and nothing else.
pub(in crate::sandbox) static POOL: [Member; 1] = [POOL_ID];
/// `DescribeUserPoolDomain`.
pub(in crate::sandbox) static DOMAIN: [Member; 1] = [needed("Domain", text(1, 63, Letters::Any))];
/// `DescribeManagedLoginBrandingByClient`.
pub(in crate::sandbox) static STYLE: [Member; 3] =
    [POOL_ID, CLIENT_ID, member("ReturnMergedResources", Shape::Bool)];
/// Operations without members.
pub(in crate::sandbox) static NOTHING: [Member; 0] = [];
/// `ListUserPools`.
pub(in crate::sandbox) static LIST_POOLS: [Member; 2] =
    [NEXT_TOKEN, needed("MaxResults", Shape::Int { min: 1, max: 60 })];
/// `ListUserPoolClients`.
pub(in crate::sandbox) static LIST_CLIENTS: [Member; 4] = [
    POOL_ID,
    NEXT_TOKEN,
    member("MaxResults", Shape::Int { min: 1, max: 60 }),
    member("ClientType", Shape::OneOf(&["REGULAR", "DCR"])),
];
/// `ListIdentityProviders`.
pub(in crate::sandbox) static LIST_PROVIDERS: [Member; 3] =
    [POOL_ID, NEXT_TOKEN, member("MaxResults", Shape::Int { min: 0, max: 60 })];
/// `ListResourceServers`.
pub(in crate::sandbox) static LIST_SERVERS: [Member; 3] =
    [POOL_ID, NEXT_TOKEN, member("MaxResults", Shape::Int { min: 1, max: 50 })];
/// `AddUserPoolClientSecret`.
pub(in crate::sandbox) static ADD_SECRET: [Member; 3] = [POOL_ID, CLIENT_ID, SECRET];
/// `ListUserPoolClientSecrets`.
pub(in crate::sandbox) static LIST_SECRETS: [Member; 3] = [POOL_ID, CLIENT_ID, NEXT_TOKEN];
/// `DeleteUserPoolClientSecret`.
pub(in crate::sandbox) static DELETE_SECRET: [Member; 3] =
    [POOL_ID, CLIENT_ID, needed("ClientSecretId", text(1, 128, Letters::Any))];
/// `CreateUserPool`.
pub(in crate::sandbox) static CREATE_POOL: [Member; 5] = [
    needed("PoolName", NAME),
    member("MfaConfiguration", Shape::OneOf(&["OFF", "ON", "OPTIONAL"])),
    member("DeletionProtection", Shape::OneOf(&["ACTIVE", "INACTIVE"])),
    member("UserPoolTier", Shape::OneOf(&["LITE", "ESSENTIALS", "PLUS"])),
    member("Schema", Shape::List { max: 50, of: &Shape::Any }),
];
/// `CreateIdentityProvider`.
pub(in crate::sandbox) static CREATE_PROVIDER: [Member; 4] = [
    POOL_ID,
    needed("ProviderName", PROVIDER),
    needed(
        "ProviderType",
        Shape::OneOf(&["SAML", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple", "OIDC"]),
    ),
    needed("ProviderDetails", Shape::Any),
];
/// `DescribeIdentityProvider`.
pub(in crate::sandbox) static PROVIDER_NAMED: [Member; 2] = [POOL_ID, needed("ProviderName", PROVIDER)];
/// `CreateResourceServer`.
pub(in crate::sandbox) static CREATE_SERVER: [Member; 4] = [
    POOL_ID,
    needed("Identifier", text(1, 256, Letters::Scope)),
    needed("Name", text(1, 256, Letters::Name)),
    member("Scopes", Shape::List { max: 100, of: &SERVER_SCOPE }),
];
const SERVER_SCOPE: Shape = Shape::Struct(&[
    needed("ScopeName", text(1, 256, Letters::ScopeName)),
    needed("ScopeDescription", text(1, 256, Letters::Any)),
]);
