//! The table of rules.

use super::{Rule, analytics, attributes, flows, oauth, references, shape, tokens, unknown, urls};

/// Declares the ids and the table at once, so that neither has what the other lacks.
macro_rules! rules {
    ($($id:ident $title:literal, $what:literal, $check:expr;)+) => {
        /// A rule's id: `V` for what the service refuses (or once did), `W` for what it accepts to
        /// nobody's good.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleId { $(#[doc = $what] $id,)+ }

        impl RuleId {
            /// As it is written: `V05`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$id => stringify!($id),)+ }
            }
        }

        /// Every rule, in the order in which the service looks, warnings last.
        pub const RULES: &[Rule] =
            &[$(Rule { id: RuleId::$id, title: $title, what: $what, check: $check },)+];
    };
}

rules! {
    V01 "form of a value", "Every value has the length, the letters and the words that the service knows.", Some(shape::values);
    V02 "empty URL", "No line of a list of URLs is empty.", None;
    V03 "too many URLs", "A list of URLs has at most 100.", None;
    V07 "sign-in session", "The sign-in session lasts 3–15 minutes.", None;
    V27 "rotation grace", "A rotated refresh token works for at most 60 seconds more.", None;
    V28 "missing pool", "The user pool is there.", Some(references::pool);
    V29 "missing client", "The client is there.", Some(references::client);
    V17 "legacy flow names", "Legacy flow names and names with ALLOW_ do not mix.", Some(flows::legacy_names);
    V24 "tier", "Choice-based sign-in needs the Essentials tier.", Some(flows::tier);
    V26 "rotation and refresh", "Refresh token rotation excludes the refresh flow.", Some(flows::rotation);
    V21 "user context", "Passing on user context needs a secret.", Some(flows::user_context);
    V22 "analytics project", "Analytics name their project by ARN alone, or by id, role and external id.", Some(analytics::project);
    V23 "analytics region", "The analytics project is in the client's region.", Some(analytics::region);
    V04 "token lifetimes", "Access and ID tokens live 5 minutes to 1 day, refresh tokens 60 minutes to 10 years.", Some(tokens::ranges);
    V05 "token order", "No token outlives the refresh token.", Some(tokens::order);
    V18 "readable attributes", "Every readable attribute is in the pool's schema.", Some(attributes::readable);
    V19 "writable attributes", "Writable attributes are in the schema, none of Cognito's own, and keep what is required.", Some(attributes::writable);
    V08 "OAuth needs", "OAuth needs a grant type and a scope.", Some(oauth::needs_grant_and_scope);
    V10 "client credentials alone", "Client credentials stand beside no other grant.", Some(oauth::machine_alone);
    V11 "client credentials and secret", "Client credentials need a secret.", Some(oauth::machine_with_secret);
    V12 "client credentials and scopes", "Client credentials have no scopes that are about a user.", Some(oauth::machine_scopes);
    V09 "callback needed", "Grants in which a user signs in need a callback URL.", Some(oauth::needs_callback);
    V13 "unknown scope", "Every scope is offered by a resource server.", Some(references::scopes);
    V14 "plain http", "Only this machine is reached without TLS.", Some(urls::open_http);
    V15 "fragment", "A callback URL has no fragment.", Some(urls::fragments);
    V16 "default redirect", "The default redirect is one of the callback URLs.", Some(urls::default_redirect);
    V20 "unknown provider", "Every identity provider is in the pool.", Some(references::providers);
    V30 "number of secrets", "A confidential client has one secret or two.", None;
    W12 "stale scope", "A scope whose resource server has gone makes every update fail.", None;
    W13 "stale provider", "An identity provider that has gone makes every update fail.", None;
    V06 "unit alone", "A unit that changes while its number stays changes the lifetime.", Some(tokens::unit_alone);
    V25 "no refresh", "Without the refresh flow and rotation, sessions end with their access token.", Some(flows::no_refresh);
    W01 "scope without openid", "The scopes email, phone and profile need openid.", Some(oauth::needs_openid);
    W02 "dormant settings", "URLs and providers do nothing while OAuth is off.", Some(oauth::dormant);
    W03 "zero days", "A refresh token of 0 becomes one of 30 days.", Some(tokens::zero);
    W04 "no flow", "An empty list of flows means the default.", Some(flows::empty_means_default);
    W05 "mapped attribute", "What an identity provider fills in must be writable.", Some(attributes::mapped);
    W06 "nobody admitted", "A sign-in page without identity providers admits nobody.", Some(oauth::nobody_admitted);
    W07 "URLs that look alike", "Callback URLs must match exactly, so near duplicates mislead.", Some(urls::near_duplicates);
    W08 "repetition", "A list has each member once.", Some(urls::repeats);
    W09 "common scheme", "Any application can claim a scheme without a domain in it.", Some(urls::common_schemes);
    W10 "idle for a machine", "Client credentials have no use for callbacks and providers.", Some(oauth::idle_for_a_machine);
    W11 "wildcard", "A * in a callback URL matches nothing but itself.", Some(urls::wildcards);
    W14 "unknown member", "A setting that this version does not know is sent as it stands.", Some(unknown::members);
}
