//! What a client gives away, and how it is kept.

use super::secrets::seconds_since;
use super::{aws, page, told};
use crate::audit::case::{Case, Found, Sink};
use crate::audit::rule::Check;
use crate::audit::{Environment, Fix, Limit, Need, Rule, Severity};
use crate::client::field::{self, Span, Unit, Value};
use crate::client::kind::badge_of_name;
use crate::client::{Badge, ClientKind};

const SESSION: Limit = Limit::span("auth_session", "how long a sign-in may take, at most", 10, Unit::Minutes);
const UNTOUCHED: Limit =
    Limit::span("untouched", "how long a test client may stay untouched, at most", 90, Unit::Days);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S13",
        name: "user-existence-legacy",
        title: "Sign-in tells who has an account",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::PREVENT_USER_EXISTENCE_ERRORS],
        why: "A failed sign-in or a password reset answers differently for names that exist. Lists of addresses are tried that way before passwords are. Unset means the same as LEGACY.",
        remedy: "Set it to ENABLED. Applications that show \"no such user\" then show \"wrong user name or password\".",
        sources: &[
            aws!("user existence errors", "cognito-user-pool-managing-errors"),
            page!(
                "OWASP, WSTG-IDNT-04",
                "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/03-Identity_Management_Testing/04-Testing_for_Account_Enumeration_and_Guessable_User_Account"
            ),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(existence),
    },
    Rule {
        id: "S39",
        name: "user-context",
        title: "Passing on user context does not fit the pool",
        severity: Severity::Info,
        varies: "",
        fields: &[field::ENABLE_PROPAGATE_ADDITIONAL_USER_CONTEXT_DATA],
        why: "Behind a server, threat protection sees the server's address instead of the user's unless the server passes it on. Without the Plus plan there is nothing to pass it to.",
        remedy: "On a Plus pool turn it on and send the user's IP address; elsewhere turn it off.",
        sources: &[aws!("threat protection", "cognito-user-pool-settings-threat-protection")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(context),
    },
    Rule {
        id: "S40",
        name: "auth-session-long",
        title: "A sign-in may take long",
        severity: Severity::Low,
        varies: "",
        fields: &[field::AUTH_SESSION_VALIDITY],
        why: "Between two steps of a sign-in a session string stands for the user. The longer it lives, the longer one that leaks can be used, and codes be guessed.",
        remedy: "3–5 minutes are enough to type a code.",
        sources: &[aws!("authentication sessions", "amazon-cognito-user-pools-authentication-flow")],
        conflicts_with: &[],
        limits: &[&SESSION],
        check: Check::client(session),
    },
    Rule {
        id: "S41",
        name: "analytics-userdata",
        title: "Users' data goes to analytics",
        severity: Severity::Low,
        varies: "",
        fields: &[field::ANALYTICS_USER_DATA_SHARED],
        why: "Every user's attributes are copied into another service, which AWS is retiring, where other people can read them.",
        remedy: "Turn sharing off unless somebody uses it and users have been told.",
        sources: &[aws!("analytics", "cognito-user-pools-pinpoint-integration")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(analytics),
    },
    Rule {
        id: "S42",
        name: "unused-client",
        title: "A test client was made and left",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::LAST_MODIFIED_DATE, field::CREATION_DATE],
        why: "What nobody uses nobody watches, and it still admits whoever has its id. Judged by its name and by never having been changed since it was made; how often it is used stands in CloudWatch and is not looked at.",
        remedy: "Look at SignInSuccesses by UserPoolClient in CloudWatch, and delete it when there are none.",
        sources: &[aws!("metrics", "metrics-for-cognito-user-pools")],
        conflicts_with: &[],
        limits: &[&UNTOUCHED],
        check: Check::client(untouched),
    },
    Rule {
        id: "S48",
        name: "service-managed",
        title: "Another AWS service manages the client",
        severity: Severity::Info,
        varies: "",
        fields: &[field::CLIENT_NAME],
        why: "An OpenSearch domain made it and puts back what is changed, or stops working.",
        remedy: "Leave it as it is; change the domain's own settings instead.",
        sources: &[page!(
            "Amazon OpenSearch Service, Cognito authentication",
            "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cognito-auth.html"
        )],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(managed),
    },
];

fn existence(case: &Case<'_>, sink: &mut Sink) {
    let field = field::PREVENT_USER_EXISTENCE_ERRORS;
    if case.text(field) == Some("ENABLED") {
        return;
    }
    let written = case.settings.raw(field).is_some();
    let evidence = if written {
        format!("{} is {}", field.label, told(&[case.text(field).unwrap_or_default()]))
    } else {
        format!("{} was never set, which means LEGACY", field.label)
    };
    let fix = Fix::set("Set it to ENABLED", field, Value::Text("ENABLED".to_owned()));
    sink.push(Found::new(evidence).fix(fix));
}

fn context(case: &Case<'_>, sink: &mut Sink) {
    let field = field::ENABLE_PROPAGATE_ADDITIONAL_USER_CONTEXT_DATA;
    let servers = [ClientKind::Server, ClientKind::Admin, ClientKind::ConfidentialApi];
    let by_server = !case.is_public() && servers.contains(&case.kind) && case.user_flows().next().is_some();
    let on = case.on(field);
    if !on && !by_server {
        return;
    }
    let Some(pool) = sink.need(Need::Pool, &case.around.pool) else { return };
    let plus = pool.tier() == Some("PLUS");
    if on && !plus && pool.tier().is_some() {
        let off = Fix::set("Turn it off", field, Value::Switch(false));
        sink.push(Found::new("it is on, and the pool is not on the Plus plan").aspect("on").fix(off));
    } else if !on && plus {
        let evidence = "it is off, users sign in through a server, and the pool is on the Plus plan";
        sink.push(Found::new(evidence).aspect("off"));
    }
}

fn session(case: &Case<'_>, sink: &mut Sink) {
    let field = field::AUTH_SESSION_VALIDITY;
    let Some(span) = case.span(field) else { return };
    let most = case.limit(&SESSION);
    if span.seconds() > most {
        let minutes = (most / Unit::Minutes.seconds()).clamp(3, 5);
        let shorter = Span::new(minutes, Unit::Minutes);
        let fix = Fix::set(format!("Shorten it to {shorter}"), field, Value::Span(shorter));
        sink.push(Found::new(format!("a sign-in may take {}", span.words())).fix(fix));
    }
}

fn analytics(case: &Case<'_>, sink: &mut Sink) {
    let field = field::ANALYTICS_USER_DATA_SHARED;
    if case.on(field) {
        let fix = Fix::set("Turn sharing off", field, Value::Switch(false));
        sink.push(Found::new(format!("{} is on", field.label)).fix(fix));
    }
}

fn untouched(case: &Case<'_>, sink: &mut Sink) {
    let (Some(created), Some(changed)) =
        (case.moment(field::CREATION_DATE), case.moment(field::LAST_MODIFIED_DATE))
    else {
        return;
    };
    let age = seconds_since(created, case.now);
    // The service may write both within one request, a moment apart.
    let never_changed = changed.as_second().abs_diff(created.as_second()) <= 1;
    if case.environment == Environment::Nonproduction && never_changed && age > case.limit(&UNTOUCHED) {
        let days = age / Unit::Days.seconds();
        sink.push(Found::new(format!("made for tests {days} days ago and never changed since")));
    }
}

fn managed(case: &Case<'_>, sink: &mut Sink) {
    if let Some(Badge::ServiceManaged(service)) = badge_of_name(case.client.name()) {
        sink.push(Found::new(format!("its name says that {service} made it")));
    }
}
