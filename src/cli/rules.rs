//! `cognitui rules`: the table of audit rules, which is their documentation too.

use super::Global;
use super::error::CliError;
use super::output::{Format, print};
use crate::audit::render::catalogue;

/// Prints a line for each rule, everything as JSON, or a page of documentation.
pub(super) fn run(global: &Global) -> Result<(), CliError> {
    let text = match global.output {
        Format::Table => catalogue::table(),
        Format::Json => catalogue::json(),
        Format::Markdown => catalogue::markdown(),
        Format::Csv | Format::Sarif | Format::Html => {
            let why = "rules are no rows and no findings; -o table, json or markdown prints them";
            return Err(CliError::Usage(why.to_owned()));
        }
    };
    print(&text)
}
