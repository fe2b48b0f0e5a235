//! `cognitui rules`: the table of audit rules, which is their documentation too.

use std::process::ExitCode;

use super::generate::print;
use crate::audit::render::catalogue;

/// How the rules are printed.
#[derive(Debug, clap::Args)]
pub(super) struct RulesArgs {
    /// A line for each rule, everything as JSON, or a page of documentation.
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Output::Table)]
    output: Output,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Output {
    Table,
    Json,
    Markdown,
}

pub(super) fn run(args: &RulesArgs) -> ExitCode {
    let text = match args.output {
        Output::Table => catalogue::table(),
        Output::Json => catalogue::json(),
        Output::Markdown => catalogue::markdown(),
    };
    print(text.as_bytes())
}
