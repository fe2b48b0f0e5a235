//! Steps as a person types them: `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`.

use super::{Edit, EditError, Step};
use crate::client::Settings;
use crate::client::field::{self, Field, Life, Value};

impl Edit {
    /// Reads one argument after the other. `settings` are those of the client that is meant, where there
    /// is one: a lifetime without a unit is in the unit that it has now.
    ///
    /// `KEY=VALUE` sets (a list as a whole), `KEY=` goes back to the default, `KEY+=VALUE` and
    /// `KEY-=VALUE` add and remove members. Only the form is looked at;
    /// [`check`](crate::client::rules::check) knows the limits.
    pub fn parse<'a>(
        arguments: impl IntoIterator<Item = &'a str>,
        settings: Option<&Settings>,
    ) -> Result<Self, EditError> {
        let mut steps = Vec::new();
        for argument in arguments {
            steps.extend(parse_argument(argument, settings)?);
        }
        Ok(Self { steps })
    }
}

fn parse_argument(argument: &str, settings: Option<&Settings>) -> Result<Vec<Step>, EditError> {
    let (key, text) =
        argument.split_once('=').ok_or_else(|| EditError::NoOperator { text: argument.to_owned() })?;
    let (key, operator) = match (key.strip_suffix('+'), key.strip_suffix('-')) {
        (Some(key), _) => (key, Operator::Add),
        (_, Some(key)) => (key, Operator::Remove),
        _ => (key, Operator::Set),
    };
    let field = changeable(key.trim())?;
    let value = field.parse(text, settings.and_then(|settings| settings.unit(field)))?;
    if value.is_none() && *field == *field::CLIENT_NAME {
        return Err(EditError::NoDefault { field });
    }
    if operator == Operator::Set {
        return Ok(vec![value.map_or(Step::Unset(field), |value| Step::Set(field, value))]);
    }
    if !field.kind.is_list() {
        return Err(EditError::NotAList { field });
    }
    let members = match value {
        Some(Value::List(members)) if !members.is_empty() => members,
        _ => return Err(EditError::NoMember { field }),
    };
    let step = if operator == Operator::Add { Step::Add } else { Step::Remove };
    Ok(members.into_iter().map(|member| step(field, member)).collect())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Set,
    Add,
    Remove,
}

/// The setting that a person means, if it is one that an update can change.
fn changeable(key: &str) -> Result<&'static Field, EditError> {
    let field = field::find(key)
        .ok_or_else(|| EditError::UnknownKey { key: key.to_owned(), near: field::nearest(key) })?;
    if field.life == Life::Mutable { Ok(field) } else { Err(EditError::NotChangeable { field }) }
}
