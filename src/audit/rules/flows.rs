//! How users sign in over the API.

use super::{api, aws, rfc, told};
use crate::audit::case::{
    ADMIN, CHOICE, CUSTOM, Case, Found, PASSWORD, REFRESH, SRP, Sink, alone as titled, missing_triggers,
};
use crate::audit::rule::Check;
use crate::audit::{Fix, Need, Rule, Severity};
use crate::client::field::{self, Field};

const FLOWS: &Field = field::EXPLICIT_AUTH_FLOWS;
const OLD_PASSWORD: &str = "USER_PASSWORD_AUTH";
const OLD_ADMIN: &str = "ADMIN_NO_SRP_AUTH";
const OLD_CUSTOM: &str = "CUSTOM_AUTH_FLOW_ONLY";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S20",
        name: "password-flow",
        title: "Passwords are sent by the application",
        severity: Severity::Medium,
        varies: "high for public clients",
        fields: &[FLOWS],
        why: "The application sees every password, and so does whatever has got into it. It is also the flow that programs trying stolen passwords use, since it takes one request.",
        remedy: "Use SRP, where the password never leaves the device, or the sign-in pages.",
        sources: &[
            rfc!("9700", "2.4"),
            aws!("authentication flows", "amazon-cognito-user-pools-authentication-flow-methods"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(passwords),
    },
    Rule {
        id: "S21",
        name: "admin-flow-on-public",
        title: "A server's sign-in flow is open on a public client",
        severity: Severity::Medium,
        varies: "",
        fields: &[FLOWS],
        why: "The admin flow is for servers with AWS credentials. On a client without a secret, whose id ships to everybody, IAM alone stands before it.",
        remedy: "Give the server a client of its own with a secret, and remove the flow here.",
        sources: &[aws!("authentication flows", "amazon-cognito-user-pools-authentication-flow-methods")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(admin_on_public),
    },
    Rule {
        id: "S22",
        name: "legacy-flow-names",
        title: "Flows have names from before 2019",
        severity: Severity::Low,
        varies: "",
        fields: &[FLOWS],
        why: "Old and new names cannot stand together, so the client cannot get any newer flow until all are renamed.",
        remedy: "Write the names that begin with ALLOW_; they mean the same.",
        sources: &[api!("CreateUserPoolClient")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(legacy_names),
    },
    Rule {
        id: "S23",
        name: "default-auth-flows",
        title: "Sign-in over the API is open because nobody chose",
        severity: Severity::Medium,
        varies: "",
        fields: &[FLOWS],
        why: "No flow chosen does not mean none: SRP, custom and refresh are then open. Users of a client that is meant for the sign-in pages, or for machines, can sign in past the pages and whatever is checked there.",
        remedy: "Choose explicitly: the refresh flow alone signs nobody in.",
        sources: &[api!("CreateUserPoolClient")],
        conflicts_with: &["S18"],
        limits: &[],
        check: Check::client(by_default),
    },
    Rule {
        id: "S24",
        name: "custom-auth-no-triggers",
        title: "Custom sign-in is open and cannot work",
        severity: Severity::Low,
        varies: "",
        fields: &[FLOWS],
        why: "The pool's Lambda functions decide what a custom challenge is. Without them the flow only fails, until somebody adds them for another client and opens it here too.",
        remedy: "Remove the flow.",
        sources: &[aws!("custom challenges", "user-pool-lambda-challenge")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(custom_without_triggers),
    },
    Rule {
        id: "S25",
        name: "user-auth-choice",
        title: "Choice-based sign-in is open beside SRP",
        severity: Severity::Info,
        varies: "",
        fields: &[FLOWS],
        why: "Choice-based sign-in alone admits passwords, SRP, passkeys and one-time codes, as the pool allows. A client that is meant for SRP only is then wider than it looks.",
        remedy: "Keep one of the two.",
        sources: &[
            api!("CreateUserPoolClient"),
            aws!("choice-based sign-in", "authentication-flows-selection-sdk"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(choice_beside_srp),
    },
    Rule {
        id: "S51",
        name: "token-exchange",
        title: "Tokens can be exchanged for others in a user's name",
        severity: Severity::Medium,
        varies: "high for impersonation",
        fields: &[FLOWS],
        why: "With impersonation the new token says that the user acts, and nothing in it tells that somebody else does. With delegation it names both.",
        remedy: "Keep it to the one client that needs it, prefer delegation, and watch its use in CloudTrail.",
        sources: &[rfc!("8693", "5")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(exchange),
    },
];

fn passwords(case: &Case<'_>, sink: &mut Sink) {
    let Some(flow) = case.flows.iter().copied().find(|flow| [PASSWORD, OLD_PASSWORD].contains(flow)) else {
        return;
    };
    let (severity, public) =
        if case.is_public() { (Severity::High, " on a public client") } else { (Severity::Medium, "") };
    // Somebody must still be able to sign in, and legacy names left behind can open more than they say.
    let other_way = case.has_user_grant() || case.user_flows().any(|other| other != flow && other != CUSTOM);
    let fix =
        without(case, flow, "Remove the password flow").filter(|_| other_way && !case.has_legacy_flows());
    let fix = fix.map(|fix| fix.caution("Applications that send passwords themselves stop working."));
    sink.push(Found::new(format!("{flow} is allowed{public}")).severity(severity).fix(fix));
}

fn admin_on_public(case: &Case<'_>, sink: &mut Sink) {
    let flow = case.flows.iter().copied().find(|flow| [ADMIN, OLD_ADMIN].contains(flow));
    if let Some(flow) = flow.filter(|_| case.is_public()) {
        sink.push(Found::new(format!("{flow} is allowed, and the client has no secret")));
    }
}

fn legacy_names(case: &Case<'_>, sink: &mut Sink) {
    let legacy: Vec<&str> = case.flows.iter().copied().filter(|flow| !flow.starts_with("ALLOW_")).collect();
    if legacy.is_empty() {
        return;
    }
    sink.push(Found::new(told(&legacy)).fix(renamed(case)));
}

/// The same flows under their new names. Old ones always allowed refresh, which rotation excludes.
fn renamed(case: &Case<'_>) -> Option<Fix> {
    let mut names: Vec<&str> = Vec::new();
    let refresh = (!case.rotates()).then_some(REFRESH);
    for flow in case.flows.iter().copied().map(renamed_flow).chain([refresh]) {
        match flow {
            Some(name) if !names.contains(&name) => names.push(name),
            _ => {}
        }
    }
    let known = case.flows.iter().all(|flow| renamed_flow(flow).is_some());
    (known && !names.is_empty()).then(|| Fix::flows("Write the names with ALLOW_", &names))
}

fn renamed_flow(flow: &str) -> Option<&str> {
    match flow {
        OLD_ADMIN => Some(ADMIN),
        OLD_PASSWORD => Some(PASSWORD),
        OLD_CUSTOM => Some(CUSTOM),
        name if name.starts_with("ALLOW_") => Some(name),
        _ => None,
    }
}

fn by_default(case: &Case<'_>, sink: &mut Sink) {
    if !case.flows_by_default || !(case.has_user_grant() || case.is_machine()) {
        return;
    }
    let what = if case.is_machine() { "a client without users" } else { "a client of the sign-in pages" };
    let rotates = case.rotates();
    let alone = case.no_sign_in(rotates);
    let fix = Fix::flows(titled(alone), &[alone]);
    let fix = if case.is_machine() {
        fix
    } else {
        fix.caution("Applications that sign users in over the API with this client stop working.")
    };
    sink.push(Found::new(format!("none is chosen for {what}, so {} apply", told(&case.flows))).fix(fix));
}

fn custom_without_triggers(case: &Case<'_>, sink: &mut Sink) {
    // Alone on a client that rotates it says that nobody signs in here; see `Case::no_sign_in`.
    let says_none = case.rotates() && case.flows == [CUSTOM];
    let custom = case.flows.iter().copied().find(|flow| [CUSTOM, OLD_CUSTOM].contains(flow));
    let Some(flow) = custom.filter(|_| !case.flows_by_default && !says_none) else { return };
    let Some(pool) = sink.need(Need::Pool, &case.around.pool) else { return };
    let missing = missing_triggers(pool);
    if missing.is_empty() {
        return;
    }
    let evidence = format!("{flow} is allowed, and the pool has no {}", missing.join(", no "));
    let fix = without(case, flow, "Remove the custom flow").filter(|_| !case.has_legacy_flows());
    sink.push(Found::new(evidence).fix(fix));
}

fn choice_beside_srp(case: &Case<'_>, sink: &mut Sink) {
    if case.has_flow(CHOICE) && case.has_flow(SRP) {
        sink.push(Found::new(format!("{CHOICE} and {SRP} are both allowed")));
    }
}

fn exchange(case: &Case<'_>, sink: &mut Sink) {
    for (flow, severity, aspect) in [
        ("ALLOW_TOKEN_EXCHANGE_IMPERSONATION", Severity::High, "impersonation"),
        ("ALLOW_TOKEN_EXCHANGE_DELEGATION", Severity::Medium, "delegation"),
    ] {
        if case.has_flow(flow) {
            sink.push(Found::new(format!("{flow} is allowed")).severity(severity).aspect(aspect));
        }
    }
}

/// The flows without one, where others are left: none would mean the default.
fn without(case: &Case<'_>, flow: &str, title: &'static str) -> Option<Fix> {
    let kept: Vec<&str> = case.flows.iter().copied().filter(|other| *other != flow).collect();
    (!kept.is_empty()).then(|| Fix::flows(title, &kept))
}
