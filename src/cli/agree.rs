//! A person's yes to a write: beforehand by an option, or asked for where somebody can be asked.

use std::io::{self, BufRead, IsTerminal, Write};

use super::error::CliError;

/// How a write is agreed to on the command line.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Consent {
    /// Do not ask.
    #[arg(long, short)]
    pub(super) yes: bool,
    /// The client's name, where the configuration asks for it to be typed.
    #[arg(long, value_name = "NAME")]
    pub(super) confirm: Option<String>,
}

impl Consent {
    /// True when nobody has to be asked, unless the place is guarded.
    pub(super) fn is_given(&self) -> bool {
        self.yes || self.confirm.is_some()
    }

    /// Asks, where nobody has said yes beforehand. Without a question only a guarded place asks, for the
    /// client's name.
    pub(super) fn agree(
        &self,
        name: &str,
        guarded: Option<&str>,
        question: Option<&str>,
    ) -> Result<(), CliError> {
        if let Some(why) = guarded {
            let typed = match &self.confirm {
                Some(name) => name.clone(),
                None if io::stdin().is_terminal() => {
                    ask(&format!("The client's name must be typed because {why}: "))?
                }
                None => {
                    return Err(CliError::Refused(format!(
                        "the client's name must be given because {why}; add --confirm NAME"
                    )));
                }
            };
            if typed != name {
                return Err(CliError::Refused(
                    "that is not the client's name; nothing is written".to_owned(),
                ));
            }
            return Ok(());
        }
        if self.confirm.as_ref().is_some_and(|confirmed| confirmed != name) {
            return Err(CliError::Refused(
                "--confirm is not the client's name; nothing is written".to_owned(),
            ));
        }
        let Some(question) = question.filter(|_| !self.is_given()) else { return Ok(()) };
        match ask(question)?.to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(CliError::Refused("nothing is written".to_owned())),
        }
    }
}

fn ask(question: &str) -> Result<String, CliError> {
    let unreadable = |error: io::Error| CliError::Machine(format!("the answer cannot be read: {error}"));
    write!(io::stderr(), "{question}").map_err(unreadable)?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(unreadable)?;
    Ok(answer.trim_end_matches(['\n', '\r']).trim().to_owned())
}
