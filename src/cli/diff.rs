//! `cognitui diff REF REF [REF…]`: clients side by side, from any profile, region or file.

use serde_json::json;

use super::Global;
use super::columns::{self, Side, Source};
use super::connect::block_on;
use super::differences;
use super::error::CliError;
use super::output::{Format, PLAIN, pretty, print, say};
use crate::client::compare::{Column, Comparison, Secrets};
use crate::client::text::harmless;

/// The arguments of `cognitui diff`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// The clients; the first is what the others are compared with. A name can begin with a profile, as in
    /// prod:customers/web. A file or a snapshot's folder can stand for a client: FILE, or FILE#NAME where it tells
    /// of several. With --profile a,b or a list of regions a client is taken from each of them.
    #[arg(value_name = "REF", required = true)]
    references: Vec<String>,
    /// Show equal settings too.
    #[arg(long)]
    all: bool,
    /// Take what a file leaves out for its default; otherwise it is not compared.
    #[arg(long)]
    reset: bool,
}

/// Prints what differs; true when anything does.
pub(super) fn run(args: &DiffArgs, global: &Global) -> Result<bool, CliError> {
    global.output.among(PLAIN)?;
    let sources = args.references.iter().map(|word| Source::parse(word)).collect::<Result<Vec<_>, _>>()?;
    let sides = block_on(columns::read(&sources, args.reset, global))?;
    let columns: Vec<Column> = sides.iter().map(|side| side.column.clone()).collect();
    let comparison = Comparison::of(&columns, 0, Secrets::InWords);
    print(&render(&comparison, &columns, &sides, args.all, global.output)?)?;
    if global.output == Format::Table {
        say(&comparison.summary());
    }
    for (medium, lacking) in columns::lacking(&columns) {
        say(&format!(
            "! {} has no place for this, so it is not compared: {}.",
            medium.name,
            harmless(&lacking.join("; "))
        ));
    }
    Ok(comparison.differing() > 0)
}

fn render(
    comparison: &Comparison,
    columns: &[Column],
    sides: &[Side],
    all: bool,
    format: Format,
) -> Result<String, CliError> {
    Ok(match format {
        Format::Table if comparison.differing() == 0 && !all => String::new(),
        Format::Table => differences::text(comparison, columns, all, differences::room()),
        Format::Json => pretty(&json!({
            "Columns": sides.iter().map(Side::head).collect::<Vec<_>>(),
            "Settings": comparison.total(),
            "Differing": comparison.differing(),
            "Rows": differences::rows(comparison, columns, all),
            "NotCompared": differences::unclear(comparison, columns),
            "NotSaid": differences::not_said(comparison, columns),
        })),
        format => differences::table(comparison, columns, all, format == Format::Markdown)
            .render(format, || json!(null))?,
    })
}
