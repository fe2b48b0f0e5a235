//! What each value may be by itself: length, letters, number, known words.

use serde_json::Value as Json;

use super::{Case, Finding, Fix, Operation, RuleId, Secret, service};
use crate::client::field::{
    self, Charset, FIELDS, Field, Invalid, Kind, Life, Problem, Range, Span, UnitSource, Value,
};

/// V01, and V02, V03, V07 and V27, which are the same with a name of their own: every value has the form,
/// the length and the letters of its setting. The service tells all that is wrong here at once.
pub(super) fn values(case: &Case<'_>) -> Vec<Finding> {
    let creates = case.around.operation == Operation::Create;
    let mut found: Vec<Finding> = name_is_missing(case).into_iter().collect();
    let sent = FIELDS
        .iter()
        .filter(|field| field.life != Life::Secret)
        .filter(|field| if creates { field.ops.create } else { field.ops.update });
    for field in sent {
        let (Some(json), Some(value)) = (case.settings.raw(field), case.settings.get(field)) else {
            continue;
        };
        // Some servers tell an unset text as an empty one; it is not sent back.
        let told_as_unset = case.around.stored.is_some_and(|stored| stored.raw(field) == Some(json));
        if told_as_unset && field.is_unset_text(&value) {
            continue;
        }
        for broken in broken(case, field, &value, json) {
            found.push(finding(case, field, &value, json, broken));
        }
    }
    found.extend(secret(case));
    found
}

/// True when the number of a lifetime is none that the service's model has, whatever its unit.
pub(super) fn is_out_of_model(field: &Field, span: Span) -> bool {
    number_limits(field).is_some_and(|limits| !limits.contains(span.amount))
}

/// What is wrong with a value.
struct Broken {
    rule: RuleId,
    problem: Problem,
    /// The service's words for it; none where the service would accept it or its words are not known.
    constraints: Vec<String>,
}

fn finding(case: &Case<'_>, field: &'static Field, value: &Value, json: &Json, broken: Broken) -> Finding {
    let Broken { rule, problem, constraints } = broken;
    if is_known_to_the_service(case, field, value, &problem, &constraints) {
        let told = field.words(value).join("  ");
        let message =
            format!("{} has what this version does not know: {told}; it stays as it is", field.label);
        return Finding::warning(rule, &[field], message);
    }
    let fix = (rule == RuleId::V02).then(|| without_empty(field, value));
    let message = match &fix {
        Some(_) => format!("{} ({}): a line is empty; remove it", field.label, field.id),
        None => Invalid { field, problem }.to_string(),
    };
    let finding = Finding::refused(rule, &[field], message).with_fix(fix);
    match (constraints.is_empty(), value) {
        (false, _) => {
            let text = service::violations(field, Some(json), &constraints);
            finding.says(service::INVALID, text)
        }
        (true, Value::Other(_)) => Finding { exception: service::SERIALIZATION, ..finding },
        (true, _) => finding,
    }
}

fn broken(case: &Case<'_>, field: &'static Field, value: &Value, json: &Json) -> Vec<Broken> {
    let one = |problem, constraints| vec![Broken { rule: rule_of(field), problem, constraints }];
    match (value, &field.kind) {
        (Value::Other(_), kind) => of_unexpected(case, field, kind, json),
        (Value::Text(text), Kind::Text { length, charset }) => {
            let constraints = of_text(field, text, *length, *charset);
            field.check(value).map_or_else(|invalid| one(invalid.problem, constraints), |()| Vec::new())
        }
        (Value::Text(_), _) => field
            .check(value)
            .map_or_else(|invalid| one(invalid.problem, vec![service::value_set(field)]), |()| Vec::new()),
        (Value::List(members), _) => of_list(field, members),
        (Value::Span(span), Kind::Duration { seconds, .. }) if is_out_of_model(field, *span) => {
            let constraints = of_number(field, i128::from(span.amount));
            one(Problem::OutOfRange { given: span.words(), seconds: *seconds }, constraints)
        }
        _ => Vec::new(),
    }
}

/// A value of another form than the setting's, which nobody but a person's own JSON brings here.
fn of_unexpected(case: &Case<'_>, field: &'static Field, kind: &Kind, json: &Json) -> Vec<Broken> {
    let stored = case.around.stored.and_then(|stored| stored.raw(field));
    let constraints = match (kind, json.as_i64()) {
        (Kind::Duration { .. }, Some(number)) => of_number(field, i128::from(number)),
        _ => Vec::new(),
    };
    // A number in a unit that this version does not know is as good as that unit.
    let is_number = matches!(kind, Kind::Duration { .. }) && json.is_u64();
    if stored == Some(json) || is_number && constraints.is_empty() {
        return Vec::new();
    }
    vec![Broken { rule: rule_of(field), problem: Problem::WrongKind { expected: field.form() }, constraints }]
}

fn of_list(field: &'static Field, members: &[String]) -> Vec<Broken> {
    let mut found = Vec::new();
    let max = most_members(field);
    if let Some(max) = max.filter(|max| members.len() > *max) {
        let rule = if is_url_list(field) { RuleId::V03 } else { RuleId::V01 };
        let problem = Problem::TooMany { max, count: members.len() };
        found.push(Broken { rule, problem, constraints: vec![service::longer_than(max as u64)] });
    }
    // Lists are long and judged at every key, so a member is looked at once and put in words only if wrong.
    let wrong: Vec<&String> = members.iter().filter(|member| !fits(field, member)).collect();
    let first = wrong.first().and_then(|member| field.check(&Value::List(vec![(*member).clone()])).err());
    let Some(invalid) = first else { return found };
    let (constraints, service_sees) = match field.kind {
        Kind::List { length, charset, .. } => (
            all_of_text(field, length),
            wrong.iter().any(|member| !of_text(field, member, length, charset).is_empty()),
        ),
        _ => (vec![service::value_set(field)], true),
    };
    let constraints = if service_sees { vec![service::of_members(&constraints)] } else { Vec::new() };
    let empty = is_url_list(field) && members.iter().any(String::is_empty);
    let rule = if empty { RuleId::V02 } else { RuleId::V01 };
    found.push(Broken { rule, problem: invalid.problem, constraints });
    found
}

/// True for a member that its list takes.
fn fits(field: &Field, member: &str) -> bool {
    match field.kind {
        Kind::List { length, charset, .. } => {
            length.contains(member.chars().count() as u64) && charset.allows(member)
        }
        kind => kind.choices().iter().any(|choice| choice.value == member),
    }
}

fn most_members(field: &Field) -> Option<usize> {
    match field.kind {
        Kind::List { max, .. } => max,
        // There are as many places for grants as there are grants, so repetitions can be too many.
        Kind::Choices(choices) if *field == *field::ALLOWED_OAUTH_FLOWS => Some(choices.len()),
        _ => None,
    }
}

fn rule_of(field: &Field) -> RuleId {
    match field {
        _ if *field == *field::AUTH_SESSION_VALIDITY => RuleId::V07,
        _ if *field == *field::ROTATION_GRACE_PERIOD => RuleId::V27,
        _ => RuleId::V01,
    }
}

/// What of a text's constraints it breaks.
fn of_text(field: &Field, text: &str, length: Range, charset: Charset) -> Vec<String> {
    let count = text.chars().count() as u64;
    let pattern = service::pattern(field).filter(|_| text.is_empty() || !charset.allows(text));
    let too_long = (count > length.max).then(|| service::longer_than(length.max));
    let too_short = (count < length.min).then(|| service::shorter_than(length.min));
    too_long.into_iter().chain(too_short).chain(pattern.map(service::pattern_of)).collect()
}

/// All of a text's constraints.
fn all_of_text(field: &Field, length: Range) -> Vec<String> {
    let lengths = [service::longer_than(length.max), service::shorter_than(length.min)];
    lengths.into_iter().chain(service::pattern(field).map(service::pattern_of)).collect()
}

fn of_number(field: &Field, number: i128) -> Vec<String> {
    let Some(limits) = number_limits(field) else { return Vec::new() };
    let above = (number > i128::from(limits.max)).then(|| service::more_than(limits.max));
    let below = (number < i128::from(limits.min)).then(|| service::less_than(limits.min));
    above.into_iter().chain(below).collect()
}

/// The limits of a duration's bare number in the service's model. Where a unit goes with it, the model
/// allows whatever the shortest unit needs; how long that is, another rule asks.
fn number_limits(field: &Field) -> Option<Range> {
    let Kind::Duration { unit, seconds } = field.kind else { return None };
    Some(match unit {
        UnitSource::Fixed(unit) => Range::new(seconds.min / unit.seconds(), seconds.max / unit.seconds()),
        // A refresh token of 0 is one of 30 days.
        UnitSource::Member { .. } => {
            Range::new(u64::from(*field != *field::REFRESH_TOKEN_VALIDITY), seconds.max)
        }
    })
}

/// Words that the service has let in before are no reason to refuse: it knows more of them than this
/// version does. Nor are letters that only this program minds.
fn is_known_to_the_service(
    case: &Case<'_>,
    field: &Field,
    value: &Value,
    problem: &Problem,
    constraints: &[String],
) -> bool {
    match problem {
        Problem::UnknownChoice { .. } => {}
        Problem::Characters { .. } if constraints.is_empty() => {}
        _ => return false,
    }
    match value {
        Value::List(members) => members
            .iter()
            .filter(|member| !field.kind.choices().iter().any(|choice| choice.value == **member))
            .all(|member| case.is_stored(field, member)),
        value => case.around.stored.and_then(|stored| stored.get(field)).as_ref() == Some(value),
    }
}

fn name_is_missing(case: &Case<'_>) -> Option<Finding> {
    let field = field::CLIENT_NAME;
    if case.around.operation != Operation::Create || case.settings.raw(field).is_some() {
        return None;
    }
    let text = service::violations(field, None, &[service::not_null()]);
    let message = format!("{} is missing; give the client one", field.label);
    Some(Finding::refused(RuleId::V01, &[field], message).says(service::INVALID, text))
}

/// A secret of the person's own, of which only the form is known here.
fn secret(case: &Case<'_>) -> Vec<Finding> {
    let field = field::CLIENT_SECRET;
    let (Secret::Chosen { characters, allowed }, Kind::Text { length, charset }) =
        (case.around.secret, field.kind)
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let count = characters as u64;
    let too_long = (count > length.max).then(|| service::longer_than(length.max));
    let too_short = (count < length.min).then(|| service::shorter_than(length.min));
    let pattern = service::pattern(field).filter(|_| !allowed).map(service::pattern_of);
    let constraints: Vec<String> = too_long.into_iter().chain(too_short).chain(pattern).collect();
    if !constraints.is_empty() {
        let message = format!(
            "{} ({}): needs {}–{} characters, of {}; choose another or let one be generated",
            field.label,
            field.id,
            length.min,
            length.max,
            charset.words()
        );
        let text = service::violations_unseen(field, &constraints);
        found.push(Finding::refused(RuleId::V01, &[field], message).says(service::INVALID, text));
    }
    if case.around.operation == Operation::Create && case.on(field::GENERATE_SECRET) {
        let message = "A secret is chosen and one is to be generated; keep one of the two";
        found.push(Finding::refused(RuleId::V01, &[field, field::GENERATE_SECRET], message));
    }
    found
}

fn is_url_list(field: &Field) -> bool {
    *field == *field::CALLBACK_URLS || *field == *field::LOGOUT_URLS
}

fn without_empty(field: &'static Field, value: &Value) -> Fix {
    let kept = value.as_list().iter().filter(|url| !url.is_empty()).cloned().collect();
    Fix { title: "Remove the empty line".to_owned(), edits: vec![(field, Some(Value::List(kept)))] }
}
