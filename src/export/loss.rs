//! What a format cannot carry.

use std::fmt;

use crate::client::text::{harmless, quote};

/// Something of a client, or of what is around it, that is not in the exported text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Whose it is: a client's reference (`pool/client`), or a pool's id or a name for what is around.
    pub client: String,
    /// What it is, by the API's name; empty for the whole thing.
    pub setting: String,
    /// Why it is not there, and what to do about it.
    pub why: Why,
}

/// Why something is not in the exported text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The format has no place for it.
    NoPlace,
    /// This version does not know the member, and the format carries only what is known.
    Unknown,
    /// The value has a form that the setting should not have.
    Odd,
    /// The format refuses this value of several.
    Refused(String),
    /// The text would be taken for an instruction of the format.
    Instruction,
    /// Another AWS service made the client, and the format has nothing of that kind.
    Managed,
    /// The client registered itself, which nobody can do for it.
    Registered,
    /// The service names its own role beside the project's ARN, and refuses a request that repeats it.
    ServiceRole,
    /// It is kept secret, or only the provider's own console tells it.
    Secret,
    /// It is kept secret, and whoever runs the program gives it as this parameter.
    Parameter(String),
    /// None of its values can be said, and without any the service fills in a default that allows more.
    Widens,
    /// The tool manages the whole of what has it, and takes away what it does not say.
    TakenAway,
    /// It was listed and not described.
    NotRead,
    /// It is a resource of its own, which is not exported.
    OwnResource,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPlace => "this format has no place for it; set it by hand",
            Self::Unknown => "this version of cognitui does not know it; the json format carries it",
            Self::Odd => "its value has an unexpected form; the json format carries it",
            Self::Refused(value) => {
                return write!(f, "this format refuses the value {}; set it by hand", quote(value));
            }
            Self::Instruction => "this format would take its text for an instruction; set it by hand",
            Self::Managed => {
                "another AWS service made the client and manages it; this format would make it an ordinary one, so it is left out"
            }
            Self::Registered => "the client registered itself; made anew it is a regular one",
            Self::ServiceRole => "the service fills in its own role beside the ApplicationArn",
            Self::Secret => "it is secret and never exported; add it by hand",
            Self::Parameter(name) => {
                return write!(f, "it is secret and never exported; give it as the parameter {}", harmless(name));
            }
            Self::Widens => {
                "none of its values can be said here, and without any the default would apply, which allows more; so the client is left out"
            }
            Self::TakenAway => {
                "this format has no place for it, and the next update of the pool would take it away; leave the pool itself out"
            }
            Self::NotRead => "its details have not been read; add them by hand",
            Self::OwnResource => "it is a resource of its own and not exported",
        })
    }
}

impl fmt::Display for Loss {
    /// One line, safe to show: `web (eu-west-1_x/3ho…): FutureSetting: this version …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", harmless(&self.client))?;
        if !self.setting.is_empty() {
            write!(f, "{}: ", harmless(&self.setting))?;
        }
        write!(f, "{}", self.why)
    }
}
