//! How long tokens live, and which of them outlives which.

use super::shape::is_out_of_model;
use super::{Case, Finding, Fix, RuleId, service};
use crate::client::field::{self, Field, Invalid, Kind, Problem, Span, Unit, Value};

const LIFETIMES: [&Field; 3] =
    [field::ACCESS_TOKEN_VALIDITY, field::ID_TOKEN_VALIDITY, field::REFRESH_TOKEN_VALIDITY];

/// V04: every lifetime is within its limits, its unit applied.
pub(super) fn ranges(case: &Case<'_>) -> Vec<Finding> {
    LIFETIMES
        .into_iter()
        .filter_map(|field| {
            let span = case.span(field)?;
            let limits = limits(field)?;
            if is_out_of_model(field, span) || is_within(field, span) {
                return None;
            }
            let nearest = Span::from_seconds(span.seconds().clamp(limits.0, limits.1));
            let problem = field
                .check(&Value::Span(span))
                .err()
                .map_or(Problem::WrongKind { expected: "a length of time" }, |invalid| invalid.problem);
            let fix = Fix {
                title: format!("Make it {}", nearest.words()),
                edits: vec![(field, Some(Value::Span(nearest)))],
            };
            let message = Invalid { field, problem }.to_string();
            let refused = Finding::refused(RuleId::V04, &[field], message);
            Some(refused.says(service::INVALID, "Invalid range for token validity.").with_fix(fix))
        })
        .collect()
}

/// V05: no token outlives the refresh token.
pub(super) fn order(case: &Case<'_>) -> Vec<Finding> {
    let spans = LIFETIMES.map(|field| case.span(field).filter(|span| is_within(field, *span)));
    let [Some(access), Some(id), Some(refresh)] = spans else { return Vec::new() };
    let longer: Vec<&'static Field> =
        [(field::ACCESS_TOKEN_VALIDITY, access), (field::ID_TOKEN_VALIDITY, id)]
            .into_iter()
            .filter(|(_, span)| span.seconds() > refresh.seconds())
            .map(|(field, _)| field)
            .collect();
    if longer.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = longer.iter().map(|field| field.label).collect();
    let message = format!(
        "{} cannot outlast the refresh token, which ends after {}; shorten {} or lengthen the refresh token",
        names.join(" and "),
        refresh.words(),
        if longer.len() == 1 { "it" } else { "them" },
    );
    let fix = Fix {
        title: format!("Shorten to {}", refresh.words()),
        edits: longer.iter().map(|field| (*field, Some(Value::Span(refresh)))).collect(),
    };
    let fields: Vec<&'static Field> = longer.into_iter().chain([field::REFRESH_TOKEN_VALIDITY]).collect();
    let text =
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
    vec![Finding::refused(RuleId::V05, &fields, message).says(service::INVALID, text).with_fix(fix)]
}

/// V06: a unit that changed while its number stayed has changed the lifetime.
pub(super) fn unit_alone(case: &Case<'_>) -> Vec<Finding> {
    let Some(stored) = case.around.stored else { return Vec::new() };
    let spans = LIFETIMES.into_iter().filter_map(|field| {
        let before = stored.get(field)?.as_span()?;
        let after = case.settings.get(field)?.as_span()?;
        (before.amount == after.amount && before.unit != after.unit).then_some((field, before, after))
    });
    spans
        .map(|(field, before, after)| {
            let message = format!(
                "{} changes from {before} to {after}, because only its unit changed; check the number",
                field.label
            );
            let kept = before.in_unit(after.unit).unwrap_or(before);
            let fix = Fix {
                title: format!("Keep {}", before.words()),
                edits: vec![(field, Some(Value::Span(kept)))],
            };
            Finding::warning(RuleId::V06, &[field], message).with_fix(fix)
        })
        .collect()
}

/// W03: a refresh token of 0 is one of 30 days.
pub(super) fn zero(case: &Case<'_>) -> Vec<Finding> {
    let field = field::REFRESH_TOKEN_VALIDITY;
    let is_zero = case.settings.get(field).and_then(|value| value.as_span()).is_some_and(|s| s.amount == 0);
    if !is_zero {
        return Vec::new();
    }
    let message = format!("{} of 0 becomes one of 30 days; write the length that is meant", field.label);
    let days = Value::Span(Span::new(30, Unit::Days));
    let fix = Fix { title: "Write 30 days".to_owned(), edits: vec![(field, Some(days))] };
    vec![Finding::warning(RuleId::W03, &[field], message).with_fix(fix)]
}

fn limits(field: &Field) -> Option<(u64, u64)> {
    match field.kind {
        Kind::Duration { seconds, .. } => Some((seconds.min, seconds.max)),
        _ => None,
    }
}

fn is_within(field: &Field, span: Span) -> bool {
    limits(field).is_some_and(|(min, max)| {
        span.amount.checked_mul(span.unit.seconds()).is_some_and(|seconds| (min..=max).contains(&seconds))
    })
}
