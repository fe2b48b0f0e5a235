//! Grants, scopes and URLs of the pool's authorization server.

use super::rows;
use crate::client::field::{
    Charset, Choice, Compare, DefaultValue, Examples, Field, Group, Kind, Layout, Life, Names, Ops, Range,
    Shown,
};

/// The scopes that every pool has; a resource server adds its own, written `identifier/scope`.
const STANDARD_SCOPES: &[Choice] = &[
    Choice::new("openid", "openid", "An ID token, and the user's identifier."),
    Choice::new("email", "email", "The user's email address. Needs openid."),
    Choice::new("phone", "phone", "The user's phone number. Needs openid."),
    Choice::new("profile", "profile", "All attributes that the client may read. Needs openid."),
    Choice::new(
        "aws.cognito.signin.user.admin",
        "aws.cognito.signin.user.admin",
        "The user may read and change their own profile over the API.",
    ),
];

const GRANTS: &[Choice] = &[
    Choice::new("code", "authorization code", "A user signs in and the application gets a code to redeem."),
    Choice::new("implicit", "implicit", "Tokens arrive in the URL's fragment. OAuth 2.1 has dropped it."),
    Choice::new("client_credentials", "client credentials", "No user: the client signs in as itself."),
];

const PROVIDERS: &[Choice] = &[
    Choice::new("COGNITO", "COGNITO", "The pool's own users."),
    Choice::new("Facebook", "Facebook", "Sign in with Facebook."),
    Choice::new("Google", "Google", "Sign in with Google."),
    Choice::new("SignInWithApple", "SignInWithApple", "Sign in with Apple."),
    Choice::new("LoginWithAmazon", "LoginWithAmazon", "Login with Amazon."),
];

rows! { OAUTH:
    /// `AllowedOAuthFlowsUserPoolClient`, the switch before all of this group.
    ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT = Field {
        id: "allowed_oauth_flows_user_pool_client",
        label: "OAuth",
        help: "Whether the client may use the OAuth endpoints and the sign-in pages at all.",
        group: Group::OAuth,
        kind: Kind::Switch,
        default: Some(DefaultValue::Switch(false)),
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AllowedOAuthFlowsUserPoolClient"],
        names: Names {
            terraform: Some("allowed_oauth_flows_user_pool_client"),
            pulumi: Some("allowedOauthFlowsUserPoolClient"),
            cloudformation: Some("AllowedOAuthFlowsUserPoolClient"),
            cdk: Some("disableOAuth"),
            cli: Some("--allowed-o-auth-flows-user-pool-client"),
        },
        examples: Examples { valid: "on", invalid: "maybe" },
    };
    /// `AllowedOAuthFlows`.
    ALLOWED_OAUTH_FLOWS = Field {
        id: "allowed_oauth_flows",
        label: "Grant types",
        help: "How the client gets its tokens. Client credentials stand alone and need a secret.",
        group: Group::OAuth,
        kind: Kind::Choices(GRANTS),
        default: None,
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AllowedOAuthFlows"],
        names: Names {
            terraform: Some("allowed_oauth_flows"),
            pulumi: Some("allowedOauthFlows"),
            cloudformation: Some("AllowedOAuthFlows"),
            cdk: Some("oAuth.flows"),
            cli: Some("--allowed-o-auth-flows"),
        },
        examples: Examples { valid: "code", invalid: "token" },
    };
    /// `AllowedOAuthScopes`.
    ALLOWED_OAUTH_SCOPES = Field {
        id: "allowed_oauth_scopes",
        label: "Scopes",
        help: "What the client may ask for: standard scopes, and those of the pool's resource servers.",
        group: Group::OAuth,
        kind: Kind::List {
            max: Some(50),
            length: Range::new(1, 256),
            charset: Charset::Scope,
            known: STANDARD_SCOPES,
            layout: Layout::Flow,
        },
        default: None,
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["AllowedOAuthScopes"],
        names: Names {
            terraform: Some("allowed_oauth_scopes"),
            pulumi: Some("allowedOauthScopes"),
            cloudformation: Some("AllowedOAuthScopes"),
            cdk: Some("oAuth.scopes"),
            cli: Some("--allowed-o-auth-scopes"),
        },
        examples: Examples { valid: "openid, email, orders/read", invalid: "orders\\read" },
    };
    /// `CallbackURLs`.
    CALLBACK_URLS = Field {
        id: "callback_urls",
        label: "Callback URLs",
        help: "Where users return after signing in. A redirect_uri must match one of them exactly.",
        group: Group::OAuth,
        kind: Kind::List {
            max: Some(100),
            length: Range::new(1, 1024),
            charset: Charset::Graphic,
            known: &[],
            layout: Layout::Lines,
        },
        default: None,
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["CallbackURLs"],
        names: Names {
            terraform: Some("callback_urls"),
            pulumi: Some("callbackUrls"),
            cloudformation: Some("CallbackURLs"),
            cdk: Some("oAuth.callbackUrls"),
            cli: Some("--callback-urls"),
        },
        examples: Examples {
            valid: "https://shop.example.com/cb, myapp://cb",
            invalid: "https://shop.example.com/two words",
        },
    };
    /// `DefaultRedirectURI`.
    DEFAULT_REDIRECT_URI = Field {
        id: "default_redirect_uri",
        label: "Default redirect",
        help: "The callback URL that is used when a request names none. It must be one of them.",
        group: Group::OAuth,
        kind: Kind::Text { length: Range::new(1, 1024), charset: Charset::Graphic },
        default: None,
        compare: Compare::Exact,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["DefaultRedirectURI"],
        names: Names {
            terraform: Some("default_redirect_uri"),
            pulumi: Some("defaultRedirectUri"),
            cloudformation: Some("DefaultRedirectURI"),
            cdk: Some("oAuth.defaultRedirectUri"),
            cli: Some("--default-redirect-uri"),
        },
        examples: Examples { valid: "https://shop.example.com/cb", invalid: "https://shop.example.com/a b" },
    };
    /// `LogoutURLs`.
    LOGOUT_URLS = Field {
        id: "logout_urls",
        label: "Logout URLs",
        help: "Where users return after signing out.",
        group: Group::OAuth,
        kind: Kind::List {
            max: Some(100),
            length: Range::new(1, 1024),
            charset: Charset::Graphic,
            known: &[],
            layout: Layout::Lines,
        },
        default: None,
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["LogoutURLs"],
        names: Names {
            terraform: Some("logout_urls"),
            pulumi: Some("logoutUrls"),
            cloudformation: Some("LogoutURLs"),
            cdk: Some("oAuth.logoutUrls"),
            cli: Some("--logout-urls"),
        },
        examples: Examples { valid: "https://shop.example.com/bye", invalid: "https://shop.example.com/good bye" },
    };
    /// `SupportedIdentityProviders`.
    SUPPORTED_IDENTITY_PROVIDERS = Field {
        id: "supported_identity_providers",
        label: "Identity providers",
        help: "Whose users the sign-in pages admit. Leaving COGNITO out does not stop API sign-in.",
        group: Group::OAuth,
        kind: Kind::List {
            max: None,
            length: Range::new(1, 32),
            charset: Charset::Printable,
            known: PROVIDERS,
            layout: Layout::Flow,
        },
        default: None,
        compare: Compare::Set,
        life: Life::Mutable,
        ops: Ops::ALL,
        shown: Shown::Row,
        path: &["SupportedIdentityProviders"],
        names: Names {
            terraform: Some("supported_identity_providers"),
            pulumi: Some("supportedIdentityProviders"),
            cloudformation: Some("SupportedIdentityProviders"),
            cdk: Some("supportedIdentityProviders"),
            cli: Some("--supported-identity-providers"),
        },
        examples: Examples { valid: "COGNITO, Okta", invalid: "a-provider-whose-name-is-33-chars" },
    };
}
