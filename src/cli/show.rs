//! `cognitui show REF`: every setting of a client, never its secret.

use serde_json::Value as Json;

use super::connect::{block_on, connect};
use super::error::CliError;
use super::output::{Format, Table, pretty, print, say};
use super::resolve::{self, Nearness};
use super::{Global, reference};
use crate::client::field::{Field, Life, Value};
use crate::client::kind::badges;
use crate::client::text::{harmless, width};
use crate::client::{AppClient, Pool, derived, present};
use crate::cognito::Lane;

/// The arguments of `cognitui show`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The client: an import id `pool/client`, a client id, names, a URL or a token.
    #[arg(value_name = "REF")]
    reference: String,
}

/// Columns of the labels.
const LABEL: usize = 26;

/// Prints the client.
pub(super) fn run(args: &ShowArgs, global: &Global) -> Result<(), CliError> {
    let reference = reference(&args.reference)?;
    let (client, pool) = block_on(async {
        let gateway = connect(global, Some(&reference)).await?.gateway;
        let found = resolve::client(&gateway, &reference, Nearness::Fuzzy).await?;
        let (client, pool) = tokio::join!(
            gateway.client(Lane::Foreground, &found.key),
            gateway.pool(Lane::Foreground, &found.key.pool)
        );
        // Addresses need the pool; the settings do not.
        let client = client?;
        if let Err(error) = &pool {
            say(&harmless(&format!("The pool is not readable, so its addresses are unknown: {error}.")));
        }
        Ok((client, pool.ok()))
    })?;
    print(&match global.output {
        Format::Table => in_words(&client, pool.as_ref()),
        Format::Json => pretty(&Json::Object(client.settings.document().clone())),
        format => table(&client, pool.as_ref(), format).render(format, || Json::Null)?,
    })
}

/// The client as people read it.
fn in_words(client: &AppClient, pool: Option<&Pool>) -> String {
    let mut out = String::new();
    for badge in badges(&client.settings) {
        out.push_str("! ");
        out.push_str(badge.meaning());
        out.push('\n');
    }
    for section in present::rows(&client.settings, Some(client.secret), jiff::Timestamp::now()) {
        heading(&mut out, section.title);
        for row in section.rows {
            entry(&mut out, row.label, &row.lines, row.origin.is_default());
        }
    }
    let unknown = present::unknown(&client.settings);
    if !unknown.is_empty() {
        heading(&mut out, "Unknown to this version");
    }
    for row in unknown {
        entry(&mut out, &row.name, &row.lines, false);
    }
    heading(&mut out, "Addresses and ids");
    for fact in derived::facts(&client.key, pool, Some(&client.settings)) {
        let value = fact.value.unwrap_or_else(|missing| format!("— {missing}"));
        entry(&mut out, fact.label, &[value], false);
    }
    out
}

fn heading(out: &mut String, title: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(title);
    out.push('\n');
}

/// A setting's lines; a second line stands below the first.
fn entry(out: &mut String, label: &str, lines: &[String], default: bool) {
    for (at, text) in lines.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        let pad = " ".repeat(LABEL.saturating_sub(width(label)));
        let note = if at == 0 && default { "  (default)" } else { "" };
        out.push_str(format!("  {label}{pad}{}{note}", harmless(text)).trim_end());
        out.push('\n');
    }
}

fn table(client: &AppClient, pool: Option<&Pool>, format: Format) -> Table {
    let mut table = Table::new(&["setting", "value", "default"]);
    for section in present::rows(&client.settings, Some(client.secret), jiff::Timestamp::now()) {
        for row in section.rows {
            let default = if row.origin.is_default() { "yes" } else { "" };
            let value = match format {
                Format::Csv => plain(client, row.field),
                _ => row.lines.join("; "),
            };
            table.row([row.field.id.to_owned(), value, default.to_owned()]);
        }
    }
    for row in present::unknown(&client.settings) {
        table.row([row.name, row.lines.join(" "), String::new()]);
    }
    for fact in derived::facts(&client.key, pool, Some(&client.settings)) {
        table.row([fact.label.to_owned(), fact.value.unwrap_or_default(), String::new()]);
    }
    table
}

/// A setting's value for a program: as the API writes it, moments in RFC 3339, the members of a list between
/// semicolons, and nothing where there is none.
fn plain(client: &AppClient, field: &Field) -> String {
    if field.life == Life::Secret {
        return if client.secret.is_present() { "set".to_owned() } else { String::new() };
    }
    match client.settings.effective(field).value {
        None => String::new(),
        Some(Value::List(members)) => members.join("; "),
        Some(Value::Switch(on)) => on.to_string(),
        Some(value) => field.format(&value),
    }
}
