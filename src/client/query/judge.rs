//! Whether a row is what a query asks for.

use super::operator::Reads;
use super::parse::{Predicate, Wanted, age};
use super::pattern::Pattern;
use super::{Query, Subject, Verdict};
use crate::client::field::{self, Field, Value};
use crate::client::{AppClient, kind};

impl Query {
    /// Judges a row by the predicates; the words are the caller's. One that does not hold decides, even
    /// beside others that cannot be judged.
    pub fn judge(&self, subject: &Subject<'_>) -> Verdict {
        let mut all = Verdict::Yes;
        for predicate in &self.predicates {
            match predicate.judge(subject) {
                Verdict::Yes => {}
                Verdict::No => return Verdict::No,
                Verdict::Unknown => all = Verdict::Unknown,
            }
        }
        all
    }
}

impl Predicate {
    fn judge(&self, subject: &Subject<'_>) -> Verdict {
        let holds = if self.reads.is_listed() { Some(self.listed(subject)) } else { self.described(subject) };
        match holds {
            Some(holds) if holds != self.negated => Verdict::Yes,
            Some(_) => Verdict::No,
            None => Verdict::Unknown,
        }
    }

    fn listed(&self, subject: &Subject<'_>) -> bool {
        let Wanted::Text(pattern) = &self.wanted else { return false };
        let fits = |field: &Field| match field {
            _ if *field == *field::CLIENT_NAME => pattern.fits(subject.name),
            _ if *field == *field::USER_POOL_ID => {
                // A piece of the region alone would fit every pool of it.
                let region = subject.pool_id.split('_').next().unwrap_or_default();
                pattern.fits(subject.pool) || (pattern.fits(subject.pool_id) && !pattern.fits(region))
            }
            _ => pattern.fits(subject.id),
        };
        self.reads.fields().into_iter().any(fits)
    }

    fn described(&self, subject: &Subject<'_>) -> Option<bool> {
        let client = subject.client?;
        let holds = match (&self.wanted, self.reads) {
            (Wanted::On(on), Reads::Secret) => client.secret.is_present() == *on,
            (Wanted::Kinds(kinds), _) => kinds.contains(&client.kind()),
            (Wanted::Seconds(sign, seconds), Reads::Age(field)) => {
                let moment = client.settings.get(field).as_ref().and_then(Value::as_moment);
                moment.is_some_and(|moment| sign.holds(&age(moment, subject.now), seconds))
            }
            (Wanted::Text(pattern), Reads::Flows) => {
                let grants = Value::List(kind::grants(&client.settings));
                fits(pattern, field::ALLOWED_OAUTH_FLOWS, &grants)
                    || self.value_fits(field::EXPLICIT_AUTH_FLOWS, client)
            }
            _ => self.reads.fields().into_iter().any(|field| self.value_fits(field, client)),
        };
        Some(holds)
    }

    /// Judges by what applies, so that a default is found like what was chosen.
    fn value_fits(&self, field: &'static Field, client: &AppClient) -> bool {
        let Some(value) = client.settings.effective(field).value else { return false };
        match (&self.wanted, &value) {
            (Wanted::On(on), Value::Switch(position)) => position == on,
            (Wanted::Seconds(sign, seconds), Value::Span(span)) => sign.holds(&span.seconds(), seconds),
            (Wanted::Moment(sign, typed), Value::Moment(moment)) => sign.holds(moment, typed),
            (Wanted::Text(pattern), value) => fits(pattern, field, value),
            _ => false,
        }
    }
}

/// Whether a value looks so: any member of a list, and a documented value by its words too.
fn fits(pattern: &Pattern, field: &Field, value: &Value) -> bool {
    let word = |text: &str| {
        let known = field.kind.choices().iter().find(|choice| choice.value == text);
        pattern.fits(text) || known.is_some_and(|choice| pattern.fits(choice.words))
    };
    match value {
        Value::Text(text) => word(text),
        Value::List(members) => members.iter().any(|member| word(member)),
        Value::Moment(moment) => pattern.fits(&moment.to_string()),
        other => pattern.fits(&field.format(other)),
    }
}
