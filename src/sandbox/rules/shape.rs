//! What a single member may be, and how the service words that it is not.

use serde_json::Value;

use crate::sandbox::{answer::ServiceError, store::Document};

/// The letters a text may have.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) enum Letters {
    /// Anything.
    Any,
    /// `[\w+]+`.
    Id,
    /// `[\w-]+_[0-9a-zA-Z]+`.
    PoolId,
    /// `[\w\s+=,.@-]+`, in ASCII.
    Name,
    /// `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`: anything visible, no spaces.
    Visible,
    /// The same with spaces.
    VisibleOrSpace,
    /// Printable ASCII without space, `"` and `\`.
    Scope,
    /// Like a scope, without `/`.
    ScopeName,
    /// Hexadecimal.
    Hex,
    /// An ARN.
    Arn,
    /// A page token: no white space.
    Token,
}

impl Letters {
    /// The pattern as the service's model has it, which its errors quote.
    fn pattern(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Id => r"[\w+]+",
            Self::PoolId => r"[\w-]+_[0-9a-zA-Z]+",
            Self::Name => r"[\w\s+=,.@-]+",
            Self::Visible => r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
            Self::VisibleOrSpace => r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+",
            Self::Scope => r"[\x21\x23-\x5B\x5D-\x7E]+",
            Self::ScopeName => r"[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+",
            Self::Hex => "^[0-9a-fA-F]+$",
            Self::Arn => {
                r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?"
            }
            Self::Token => r"[\S]+",
        }
    }

    fn allow(self, text: &str) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let visible = |c: char| !c.is_whitespace() && !c.is_control() && !is_format(c);
        let scope = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
        // Every pattern asks for at least one letter.
        !text.is_empty()
            && match self {
                Self::Any => true,
                Self::Id => text.chars().all(|c| word(c) || c == '+'),
                Self::PoolId => text.rsplit_once('_').is_some_and(|(region, suffix)| {
                    !region.is_empty()
                        && region.chars().all(|c| word(c) || c == '-')
                        && !suffix.is_empty()
                        && suffix.chars().all(|c| c.is_ascii_alphanumeric())
                }),
                Self::Name => text
                    .chars()
                    .all(|c| word(c) || c.is_ascii_whitespace() || c == '\u{b}' || "+=,.@-".contains(c)),
                Self::Visible => text.chars().all(visible),
                Self::VisibleOrSpace => {
                    text.chars().all(|c| visible(c) || (c.is_whitespace() && !c.is_control()))
                }
                Self::Scope => text.chars().all(scope),
                Self::ScopeName => text.chars().all(|c| scope(c) && c != '/'),
                Self::Hex => text.chars().all(|c| c.is_ascii_hexdigit()),
                Self::Arn => {
                    let parts: Vec<&str> = text.split(':').collect();
                    (6..=8).contains(&parts.len())
                        && parts[0] == "arn"
                        && !parts[4].is_empty()
                        && parts[4].chars().all(|c| c.is_ascii_digit())
                        && parts.iter().enumerate().all(|(n, part)| {
                            (n == 3 || !part.is_empty())
                                && part.chars().all(|c| word(c) || "+=/,.@-".contains(c))
                        })
                }
                Self::Token => text.chars().all(|c| !c.is_whitespace()),
            }
    }
}

/// Invisible letters that are neither control nor white space: joiners, marks of direction, private use.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{feff}')
}

/// What a member may be.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) enum Shape {
    /// A text, its length in Unicode scalar values.
    Text { min: usize, max: usize, letters: Letters },
    /// A whole number.
    Int { min: i64, max: i64 },
    /// A switch.
    Bool,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// An authentication flow: of the published model, or one that the world says the service knows too.
    Flow(&'static [&'static str]),
    /// Members of one shape.
    List { max: usize, of: &'static Shape },
    /// A structure.
    Struct(&'static [Member]),
    /// Whatever is given.
    Any,
}

/// A member of a request.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) struct Member {
    pub(in crate::sandbox) name: &'static str,
    pub(in crate::sandbox) shape: Shape,
    pub(in crate::sandbox) required: bool,
    /// Not to be repeated in an error.
    pub(in crate::sandbox) sensitive: bool,
}

/// Refuses a request whose members are not what they may be, naming every violation at once.
pub(in crate::sandbox) fn check(
    document: &Document,
    members: &[Member],
    later_flows: &[String],
) -> Result<(), ServiceError> {
    let mut found = Violations { texts: Vec::new(), later_flows };
    found.members(document, members, "")?;
    let texts = found.texts;
    match texts.len() {
        0 => Ok(()),
        1 => Err(ServiceError::invalid_parameter(format!("1 validation error detected: {}", texts[0]))),
        n => Err(ServiceError::invalid_parameter(format!(
            "{n} validation errors detected: {}",
            texts.join("; ")
        ))),
    }
}

struct Violations<'a> {
    texts: Vec<String>,
    later_flows: &'a [String],
}

impl Violations<'_> {
    fn members(&mut self, document: &Document, members: &[Member], above: &str) -> Result<(), ServiceError> {
        for member in members {
            let path = format!("{above}{}", lower_camel(member.name));
            match document.get(member.name).filter(|value| !value.is_null()) {
                Some(value) => self.value(value, member, &path)?,
                None if member.required => self.texts.push(format!(
                    "Value null at '{path}' failed to satisfy constraint: Member must not be null"
                )),
                None => {}
            }
        }
        Ok(())
    }

    fn value(&mut self, value: &Value, member: &Member, path: &str) -> Result<(), ServiceError> {
        if let Shape::Struct(members) = member.shape {
            let document = value.as_object().ok_or_else(|| mistyped(value, "structure"))?;
            return self.members(document, members, &format!("{path}."));
        }
        let shown = if member.sensitive { String::new() } else { format!(" '{}'", printed(value)) };
        for constraint in self.violated(value, &member.shape)? {
            self.texts.push(format!("Value{shown} at '{path}' failed to satisfy constraint: {constraint}"));
        }
        Ok(())
    }

    /// The constraints that a value breaks; a value of the wrong JSON type is refused at once.
    fn violated(&self, value: &Value, shape: &Shape) -> Result<Vec<String>, ServiceError> {
        match shape {
            Shape::Any => Ok(Vec::new()),
            Shape::Bool => value.as_bool().map(|_| Vec::new()).ok_or_else(|| mistyped(value, "Boolean")),
            Shape::Struct(members) => {
                let document = value.as_object().ok_or_else(|| mistyped(value, "structure"))?;
                let mut inner = Violations { texts: Vec::new(), later_flows: self.later_flows };
                inner.members(document, members, "member.")?;
                Ok(inner.texts)
            }
            Shape::Int { min, max } => {
                let number = value.as_i64().ok_or_else(|| mistyped(value, "Integer"))?;
                let mut violated = Vec::new();
                if number > *max {
                    violated.push(format!("Member must have value less than or equal to {max}"));
                }
                if number < *min {
                    violated.push(format!("Member must have value greater than or equal to {min}"));
                }
                Ok(violated)
            }
            Shape::Text { min, max, letters } => {
                let text = value.as_str().ok_or_else(|| mistyped(value, "String"))?;
                let length = text.chars().count();
                let broken = [length > *max, length < *min, !letters.allow(text)];
                Ok(constraints(shape).into_iter().zip(broken).filter(|(_, b)| *b).map(|(c, _)| c).collect())
            }
            Shape::OneOf(_) | Shape::Flow(_) => {
                let text = value.as_str().ok_or_else(|| mistyped(value, "String"))?;
                let known = match shape {
                    Shape::OneOf(names) => names.contains(&text),
                    Shape::Flow(names) => {
                        names.contains(&text) || self.later_flows.iter().any(|flow| flow == text)
                    }
                    _ => true,
                };
                Ok(if known { Vec::new() } else { constraints(shape) })
            }
            Shape::List { max, of } => {
                let items = value.as_array().ok_or_else(|| mistyped(value, "list"))?;
                let mut violated = Vec::new();
                if items.len() > *max {
                    violated.push(format!("Member must have length less than or equal to {max}"));
                }
                let mut any_broken = false;
                for item in items {
                    any_broken |= !self.violated(item, of)?.is_empty();
                }
                if any_broken {
                    // A list's members are described by all that is asked of them, whichever of it failed.
                    let all = constraints(of).join(", ");
                    violated.push(format!("Member must satisfy constraint: [{all}]"));
                }
                Ok(violated)
            }
        }
    }
}

/// All that is asked of a text, in the service's words.
fn constraints(shape: &Shape) -> Vec<String> {
    match shape {
        Shape::Text { min, max, letters } => {
            let mut all = vec![
                format!("Member must have length less than or equal to {max}"),
                format!("Member must have length greater than or equal to {min}"),
            ];
            if !letters.pattern().is_empty() {
                all.push(format!("Member must satisfy regular expression pattern: {}", letters.pattern()));
            }
            all
        }
        Shape::OneOf(names) | Shape::Flow(names) => {
            vec![format!("Member must satisfy enum value set: [{}]", names.join(", "))]
        }
        _ => Vec::new(),
    }
}

/// `CallbackURLs` as errors write it, `callbackURLs`.
fn lower_camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// A value as errors write it: lists without quotes, so that `[""]` reads `[]`.
fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(printed).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn mistyped(value: &Value, wanted: &str) -> ServiceError {
    let given = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(_) => "TRUE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    };
    ServiceError::new("SerializationException", format!("{given} can not be converted to a {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::Letters;

    #[test]
    fn letters_are_what_the_model_says() {
        assert!(Letters::Name.allow("Web portal, v2 +a=b.c@d-e_f"));
        assert!(!Letters::Name.allow("bad/name!"));
        assert!(!Letters::Name.allow("größe"));
        assert!(Letters::Visible.allow("https://例え.test/戻る?x=1"));
        assert!(!Letters::Visible.allow("https://a.test/with space"));
        assert!(!Letters::Visible.allow("a\u{200b}b"));
        assert!(Letters::VisibleOrSpace.allow("My Provider"));
        assert!(!Letters::Scope.allow("a\"b"));
        assert!(!Letters::ScopeName.allow("a/b"));
        assert!(Letters::PoolId.allow("eu-west-1_Ab12Cd34E"));
        assert!(!Letters::PoolId.allow("eu-west-1"));
        assert!(Letters::Arn.allow("arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e"));
        assert!(!Letters::Arn.allow("arn:aws:mobiletargeting:eu-west-1:apps"));
        assert!(!Letters::Any.allow(""));
    }
}
