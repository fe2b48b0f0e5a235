//! What users may read and write about themselves.

use super::{are, aws, rfc, told};
use crate::audit::case::{Case, Found, Sink};
use crate::audit::fix::list;
use crate::audit::rule::Check;
use crate::audit::{Fix, Known, Need, Rule, Severity};
use crate::client::field::{self, Field};
use serde_json::Value as Json;

const WRITE: &Field = field::WRITE_ATTRIBUTES;
const READ: &Field = field::READ_ATTRIBUTES;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S35",
        name: "sensitive-attr-writable",
        title: "Users can change what they are allowed to do",
        severity: Severity::High,
        varies: "",
        fields: &[WRITE],
        why: "An attribute that says what a user is (a role, a tenant, a plan) can be changed by that user with their own access token when the client may write it.",
        remedy: "List the attributes that users may write and leave these out; let a server change them with AWS credentials.",
        sources: &[
            aws!("multi-tenancy security", "multi-tenancy-security-recommendations"),
            aws!("attribute permissions", "user-pool-settings-attributes"),
        ],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(sensitive),
    },
    Rule {
        id: "S36",
        name: "contact-writable-unverified",
        title: "A changed address counts before it is verified",
        severity: Severity::Medium,
        varies: "",
        fields: &[WRITE],
        why: "The pool knows users by their address or number, and gives up the verified one as soon as somebody writes another. With a stolen session an account is moved to another mailbox, and a mistyped address locks its owner out.",
        remedy: "In the pool, keep the original value until the new one is verified (AttributesRequireVerificationBeforeUpdate).",
        sources: &[aws!("verifying updates", "user-pool-settings-email-phone-verification")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(contact),
    },
    Rule {
        id: "S37",
        name: "mapped-attr-not-writable",
        title: "Signing in with a provider fails, since it fills in what cannot be written",
        severity: Severity::Medium,
        varies: "",
        fields: &[WRITE, field::SUPPORTED_IDENTITY_PROVIDERS],
        why: "At every sign-in the provider's values are written in the client's name. One attribute that it may not write is enough for the sign-in to fail.",
        remedy: "Add the attribute, or take it out of the provider's mapping.",
        sources: &[aws!("attribute mapping", "cognito-user-pools-specifying-attribute-mapping")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(mapped),
    },
    Rule {
        id: "S38",
        name: "read-all",
        title: "Readable attributes were never narrowed",
        severity: Severity::Low,
        varies: "",
        fields: &[READ],
        why: "Without a list every standard attribute can be read, addresses and birth dates too, and the console adds custom ones. In a pool that keeps what a user is allowed to do, each application should see its own part.",
        remedy: "List the attributes that the application uses.",
        sources: &[rfc!("9700", "2.3"), aws!("attribute permissions", "user-pool-settings-attributes")],
        conflicts_with: &[],
        limits: &[],
        check: Check::client(reads_all),
    },
];

/// Words of names that say what a user is allowed to do.
const WORDS: &[&str] =
    &["org", "organization", "organisation", "plan", "perm", "tier", "privilege", "entitlement"];
/// What people write before and behind such a word without a sign between them: `usertier`, `planid`. Parts of
/// other words, as in `frontier` and `planet`, are none of these.
const BEFORE: &[&str] = &["", "user", "account", "customer", "pricing", "billing", "subscription"];
const BEHIND: &[&str] = &["", "s", "id", "ids", "name", "level", "type", "code", "key"];
/// The same within a word: `tenantid`, `superadmin`, `usergroup`.
const PARTS: &[&str] = &["admin", "tenant", "group", "permission"];

fn says_what_one_may(word: &str) -> bool {
    let is_one =
        |word: &str| BEHIND.iter().filter_map(|end| word.strip_suffix(end)).any(|word| WORDS.contains(&word));
    BEFORE.iter().filter_map(|begin| word.strip_prefix(begin)).any(is_one)
        || PARTS.iter().any(|part| word.contains(part))
        || word.starts_with("role")
        || word.ends_with("role")
}

/// Judges a custom attribute by the words of its name: `custom:loyalty_tier`, `custom:isStaff`.
pub(super) fn is_sensitive(name: &str, also: &[String]) -> bool {
    let Some(name) = name.strip_prefix("custom:") else { return false };
    let mut words: Vec<String> = vec![String::new()];
    let mut previous = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && previous.is_lowercase() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.retain(|word| !word.is_empty());
    // `is_staff` says yes or no about a user.
    words.first().is_some_and(|word| word == "is") && words.len() > 1
        || words.iter().any(|word| says_what_one_may(word) || also.contains(word))
}

fn sensitive(case: &Case<'_>, sink: &mut Sink) {
    let Some(written) = case.written(WRITE) else { return };
    let also = &case.policy.sensitive_attributes;
    let found: Vec<&str> = written.iter().copied().filter(|name| is_sensitive(name, also)).collect();
    if found.is_empty() {
        return;
    }
    let evidence = format!("{} {} writable", told(&found), are(found.len()));
    sink.push(Found::new(evidence).fix(narrowed(case, &written, &found)));
}

/// The list without some, where the pool does not ask for one of them and no provider fills one in.
fn narrowed(case: &Case<'_>, written: &[&str], gone: &[&str]) -> Option<Fix> {
    let Known::Read(pool) = &case.around.pool else { return None };
    let asked = pool.schema().iter().any(|attribute| attribute.required && gone.contains(&attribute.name));
    let filled = match &case.around.mappings {
        Known::Read(mappings) => {
            mappings.iter().any(|mapping| mapping.attributes.iter().any(|name| gone.contains(&name.as_str())))
        }
        _ => case.providers.iter().any(|name| *name != "COGNITO"),
    };
    let kept: Vec<&str> = written.iter().copied().filter(|name| !gone.contains(name)).collect();
    let fix = || Fix::set(format!("Keep users from writing {}", told(gone)), WRITE, list(&kept));
    (!asked && !filled && !kept.is_empty()).then(|| {
        fix().caution("Applications in which users themselves fill these in at sign-up stop working.")
    })
}

fn contact(case: &Case<'_>, sink: &mut Sink) {
    if case.is_machine() {
        return;
    }
    let writable = ["email", "phone_number"].into_iter().filter(|name| case.writable().contains(name));
    let writable: Vec<&str> = writable.collect();
    if writable.is_empty() {
        return;
    }
    let Some(pool) = sink.need(Need::Pool, &case.around.pool) else { return };
    let names = |member: Option<&Json>, name: &str| {
        member.and_then(Json::as_array).is_some_and(|names| names.iter().any(|json| json == name))
    };
    let document = pool.document();
    let kept = document
        .get("UserAttributeUpdateSettings")
        .and_then(|settings| settings.get("AttributesRequireVerificationBeforeUpdate"));
    let trusted = |name: &&str| {
        let lists = ["UsernameAttributes", "AliasAttributes", "AutoVerifiedAttributes"];
        lists.iter().any(|list| names(document.get(*list), name)) && !names(kept, name)
    };
    let open: Vec<&str> = writable.into_iter().filter(trusted).collect();
    if !open.is_empty() {
        let evidence = format!(
            "{} {} writable, and the pool replaces the verified value at once",
            told(&open),
            are(open.len())
        );
        sink.push(Found::new(evidence));
    }
}

/// What the service fills in itself, whatever the client may write.
const OWN: [&str; 4] = ["sub", "email_verified", "phone_number_verified", "username"];

fn mapped(case: &Case<'_>, sink: &mut Sink) {
    if !case.oauth || !case.providers.iter().any(|name| *name != "COGNITO") {
        return;
    }
    let Some(mappings) = sink.need(Need::Mappings, &case.around.mappings) else { return };
    let used = mappings.iter().filter(|mapping| case.providers.contains(&mapping.provider.as_str()));
    let mut blocked: Vec<&str> = used
        .flat_map(|mapping| mapping.attributes.iter().map(String::as_str))
        .filter(|name| !OWN.contains(name) && !case.writable().contains(name))
        .collect();
    blocked.sort_unstable();
    blocked.dedup();
    if blocked.is_empty() {
        return;
    }
    let evidence =
        format!("{} {} filled in by a provider and cannot be written", told(&blocked), are(blocked.len()));
    let all: Vec<&str> = case.writable().iter().copied().chain(blocked.iter().copied()).collect();
    let opens = blocked.iter().any(|name| is_sensitive(name, &case.policy.sensitive_attributes));
    let fix = || Fix::set(format!("Add {}", told(&blocked)), WRITE, list(&all));
    sink.push(Found::new(evidence).fix((!opens && is_taken(case, &all)).then(fix)));
}

/// True for a list that the service takes: in the pool's schema, and with all that the pool asks for.
fn is_taken(case: &Case<'_>, names: &[&str]) -> bool {
    let Known::Read(pool) = &case.around.pool else { return false };
    let schema = pool.schema();
    let known = names.iter().all(|name| schema.iter().any(|attribute| attribute.name == *name));
    let asked = schema.iter().filter(|attribute| attribute.required && !OWN.contains(&attribute.name));
    known && asked.into_iter().all(|attribute| names.contains(&attribute.name))
}

fn reads_all(case: &Case<'_>, sink: &mut Sink) {
    if case.is_machine() || case.written(READ).is_some_and(|names| !names.is_empty()) {
        return;
    }
    let Some(pool) = sink.need(Need::Pool, &case.around.pool) else { return };
    let schema = pool.schema();
    let also = &case.policy.sensitive_attributes;
    let kept: Vec<&str> = schema.iter().map(|a| a.name).filter(|name| is_sensitive(name, also)).collect();
    if !kept.is_empty() {
        sink.push(Found::new(format!(
            "every standard attribute is readable, in a pool that keeps {}",
            told(&kept)
        )));
    }
}

#[cfg(test)]
mod tests {
    use super::is_sensitive;

    #[test]
    fn attributes_are_judged_by_words() {
        for name in [
            "custom:role",
            "custom:user_role",
            "custom:isStaff",
            "custom:is_staff",
            "custom:tenantId",
            "custom:TENANT_ID",
            "custom:loyalty_tier",
            "custom:org",
            "custom:tenantid",
            "custom:userrole",
            "custom:isAdmin",
            "custom:planName",
        ] {
            assert!(is_sensitive(name, &[]), "{name}");
        }
        for name in [
            "custom:island",
            "custom:organic",
            "custom:frontier",
            "custom:this_is",
            "role",
            "dev:custom:role",
            "custom:planet",
            "custom:",
        ] {
            assert!(!is_sensitive(name, &[]), "{name}");
        }
        assert!(is_sensitive("custom:clearance", &["clearance".to_owned()]));
    }
}
