//! Callback and logout URLs.

use super::{Case, Finding, Fix, RuleId, service};
use crate::client::field::{self, FIELDS, Field, Value};
use crate::client::text::quote;

const URL_LISTS: [&Field; 2] = [field::CALLBACK_URLS, field::LOGOUT_URLS];

/// V14: plain `http` leads to this machine alone.
pub(super) fn open_http(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for field in URL_LISTS {
        let urls = case.list(field);
        let open: Vec<&String> = urls.iter().filter(|url| is_open_http(url)).collect();
        let Some(first) = open.first() else { continue };
        let secure =
            |url: &String| if is_open_http(url) { format!("https{}", &url[4..]) } else { url.clone() };
        let mut edits = vec![(field, Some(Value::List(urls.iter().map(secure).collect())))];
        let default = case.text(field::DEFAULT_REDIRECT_URI).filter(|uri| is_open_http(uri));
        if let (Some(uri), true) = (default, *field == *field::CALLBACK_URLS) {
            edits.push((field::DEFAULT_REDIRECT_URI, Some(Value::Text(secure(&uri)))));
        }
        let message = format!(
            "{}: {} {} http, which is allowed for localhost, 127.0.0.1 and [::1] only; write https",
            field.label,
            told(&open),
            if open.len() == 1 { "uses" } else { "use" },
        );
        let fix = Fix { title: "Write https instead of http".to_owned(), edits };
        let text = format!("{first} cannot use the HTTP protocol.");
        found.push(
            Finding::refused(RuleId::V14, &[field], message).says(service::INVALID, text).with_fix(fix),
        );
    }
    found
}

/// V15: a callback has no fragment.
pub(super) fn fragments(case: &Case<'_>) -> Vec<Finding> {
    let field = field::CALLBACK_URLS;
    let urls = case.list(field);
    let with: Vec<&String> = urls.iter().filter(|url| url.contains('#')).collect();
    let Some(first) = with.first() else { return Vec::new() };
    let before = |url: &String| url.split('#').next().unwrap_or_default().to_owned();
    let mut edits = vec![(field, Some(Value::List(without_repeats(urls.iter().map(before)))))];
    if let Some(uri) = case.text(field::DEFAULT_REDIRECT_URI).filter(|uri| uri.contains('#')) {
        edits.push((field::DEFAULT_REDIRECT_URI, Some(Value::Text(before(&uri)))));
    }
    let message = format!("{}: {} has a fragment; remove # and what follows it", field.label, told(&with));
    let fix = Fix { title: "Remove the fragment".to_owned(), edits };
    let text = format!("{first} cannot use fragment");
    vec![Finding::refused(RuleId::V15, &[field], message).says(service::INVALID, text).with_fix(fix)]
}

/// V16: the default redirect is one of the callbacks, to the letter.
pub(super) fn default_redirect(case: &Case<'_>) -> Vec<Finding> {
    let field = field::DEFAULT_REDIRECT_URI;
    let Some(uri) = case.text(field) else { return Vec::new() };
    let callbacks = case.list(field::CALLBACK_URLS);
    if callbacks.contains(&uri) {
        return Vec::new();
    }
    let near = callbacks.iter().find(|url| alike(url) == alike(&uri));
    let fix = match near {
        Some(url) => {
            Fix { title: format!("Use {}", quote(url)), edits: vec![(field, Some(Value::Text(url.clone())))] }
        }
        None => Fix { title: "Remove the default redirect".to_owned(), edits: vec![(field, None)] },
    };
    let message = format!(
        "{}: {} is not among the callback URLs, which must match exactly; choose one of them",
        field.label,
        quote(&uri)
    );
    let text = format!("The default redirect URI {uri} is not in the callback URIs list.");
    let refused = Finding::refused(RuleId::V16, &[field, field::CALLBACK_URLS], message);
    vec![refused.says(service::INVALID, text).with_fix(fix)]
}

/// W07: callbacks that differ only by what people overlook.
pub(super) fn near_duplicates(case: &Case<'_>) -> Vec<Finding> {
    let field = field::CALLBACK_URLS;
    let urls = case.list(field);
    let mut keyed: Vec<(String, &String)> = urls.iter().map(|url| (alike(url), url)).collect();
    keyed.sort();
    let pairs = keyed.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1);
    pairs
        .map(|pair| {
            let message = format!(
                "{}: {} and {} differ only in case, port or a last slash, and a redirect_uri must match one exactly; keep the one that applications send",
                field.label,
                quote(pair[0].1),
                quote(pair[1].1)
            );
            Finding::warning(RuleId::W07, &[field], message)
        })
        .collect()
}

/// W08: a list has each member once.
pub(super) fn repeats(case: &Case<'_>) -> Vec<Finding> {
    let lists = FIELDS.iter().filter(|field| field.kind.is_list());
    lists
        .filter_map(|field| {
            let members = case.list(field);
            let once = without_repeats(members.iter().cloned());
            if once.len() == members.len() {
                return None;
            }
            let twice = members.iter().enumerate().find(|(at, m)| members[..*at].contains(m));
            let message = format!(
                "{}: {} is there twice; once is enough",
                field.label,
                quote(twice.map(|(_, member)| member.as_str()).unwrap_or_default())
            );
            let fix =
                Fix { title: "Remove repetitions".to_owned(), edits: vec![(field, Some(Value::List(once)))] };
            Some(Finding::warning(RuleId::W08, &[field], message).with_fix(fix))
        })
        .collect()
}

/// W09: a scheme that any application on the device can claim.
pub(super) fn common_schemes(case: &Case<'_>) -> Vec<Finding> {
    let field = field::CALLBACK_URLS;
    let urls = case.list(field);
    let mut schemes: Vec<&str> = urls
        .iter()
        .filter_map(|url| url.split_once(':'))
        .map(|(scheme, _)| scheme)
        .filter(|scheme| {
            !scheme.contains('.') && !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str())
        })
        .collect();
    schemes.sort_unstable();
    schemes.dedup();
    schemes
        .into_iter()
        .map(|scheme| {
            let message = format!(
                "{}: any application on a device can claim {}: for itself; use a domain of yours reversed (com.example.app:/…) or a claimed https address",
                field.label,
                quote(scheme)
            );
            Finding::warning(RuleId::W09, &[field], message)
        })
        .collect()
}

/// W11: a wildcard that is none.
pub(super) fn wildcards(case: &Case<'_>) -> Vec<Finding> {
    let field = field::CALLBACK_URLS;
    let urls = case.list(field);
    let starred: Vec<&String> = urls.iter().filter(|url| url.contains('*')).collect();
    if starred.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "{}: the * in {} stands for itself and matches nothing else; list the URLs one by one",
        field.label,
        told(&starred)
    );
    vec![Finding::warning(RuleId::W11, &[field], message)]
}

/// True for `http` to anything but this machine, of which three spellings count, with any port.
fn is_open_http(url: &str) -> bool {
    let Some(rest) = url.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).map(|_| &url[7..])
    else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or_default();
    let names = |name: &str| match host.strip_prefix(name) {
        Some("") => true,
        Some(port) => {
            port.strip_prefix(':').is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()))
        }
        None => false,
    };
    !["localhost", "127.0.0.1", "[::1]"].into_iter().any(names)
}

/// A URL without what people overlook: case, the port that goes without saying, a last slash.
fn alike(url: &str) -> String {
    let lower = url.to_lowercase();
    let (scheme, rest) = lower.split_once("://").unwrap_or(("", &lower));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = match scheme {
        "https" => host.strip_suffix(":443").unwrap_or(host),
        "http" => host.strip_suffix(":80").unwrap_or(host),
        _ => host,
    };
    format!("{scheme}://{host}{}", path.trim_end_matches('/'))
}

/// The first of some URLs, and how many more.
fn told(urls: &[&String]) -> String {
    let first = quote(urls.first().map(|url| url.as_str()).unwrap_or_default());
    match urls.len() {
        0 | 1 => first,
        more => format!("{first} and {} more", more - 1),
    }
}

fn without_repeats(members: impl Iterator<Item = String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for member in members {
        if !once.contains(&member) {
            once.push(member);
        }
    }
    once
}
