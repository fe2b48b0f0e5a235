//! What a check found, in every format.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::super::differences;
use super::super::error::CliError;
use super::super::output::{self, Format, Table, pretty, say};
use super::{Checked, State, is_news};
use crate::client::compare;
use crate::client::text::harmless;

/// Prints it on standard output.
pub(super) fn print(checked: &[Checked], all: bool, format: Format) -> Result<(), CliError> {
    output::print(&match format {
        Format::Table => text(checked, all),
        Format::Json => pretty(&as_json(checked, all)),
        format => table(checked, all, format == Format::Markdown).render(format, || Json::Null)?,
    })
}

/// "Of 5 clients 3 are as they are live, 1 differs and 1 is not there."
pub(super) fn summary(checked: &[Checked]) -> String {
    let number = |word: &str| checked.iter().filter(|one| one.word() == word).count();
    let count = |number: usize, one: &str, several: &str| match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        number => Some(format!("{number} {several}")),
    };
    let parts: Vec<String> = [
        count(number("same"), "is as it is live", "are as they are live"),
        count(
            number("open"),
            "is the same as far as its values are literal",
            "are the same as far as their values are literal",
        ),
        count(number("differs"), "differs", "differ"),
        count(number("missing"), "is not there", "are not there"),
        count(number("unclear"), "is unclear", "are unclear"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let clients = if checked.len() == 1 { "client" } else { "clients" };
    format!("Of {} {clients} in the files, {}.", checked.len(), parts.join(", "))
}

/// Says which clients are unclear, and why.
pub(super) fn tell_unclear(checked: &[Checked]) {
    for one in checked {
        if let State::Unclear { why, candidates } = &one.state {
            say(&format!("! {}: {}", harmless(&one.stands()), harmless(why)));
            for candidate in candidates {
                say(&format!("    {}", harmless(candidate)));
            }
        }
    }
}

fn text(checked: &[Checked], all: bool) -> String {
    let room = differences::room();
    let mut out = String::new();
    for one in checked.iter().filter(|one| all || one.word() != "same") {
        if !out.is_empty() {
            out.push('\n');
        }
        let key = one.key().map(|key| format!("  {key}")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}  {}{}  ({})",
            one.word(),
            harmless(&one.title()),
            harmless(&key),
            harmless(&one.stands())
        );
        match &one.state {
            State::Live { columns, comparison, .. } => {
                if let Some(open) = one.imported.existence() {
                    let _ = writeln!(out, "  whether the file has it at all is open: {open}");
                }
                if all || comparison.rows().any(|row| is_news(row, columns)) {
                    let also = |row: &compare::Row| all || is_news(row, columns);
                    out.push_str(&differences::text_with(comparison, columns, also, room));
                }
            }
            State::Missing { was, pool } => {
                let what = match was {
                    Some(_) => "no client has this id any more".to_owned(),
                    None => format!("no client of {} has this name", harmless(pool.as_str())),
                };
                let _ = writeln!(out, "  {what}");
            }
            State::Unclear { why, candidates } => {
                let _ = writeln!(out, "  {}", harmless(why));
                for candidate in candidates {
                    let _ = writeln!(out, "    {}", harmless(candidate));
                }
            }
        }
    }
    out
}

fn table(checked: &[Checked], all: bool, signs: bool) -> Table {
    let mut table = Table::new(&[
        "state",
        "file",
        "line",
        "address",
        "client",
        "user_pool_id",
        "client_id",
        "setting",
        "live",
        "file_value",
    ]);
    for one in checked.iter().filter(|one| all || one.word() != "same") {
        let ids = one
            .key()
            .map_or([String::new(), String::new()], |key| [key.pool.to_string(), key.client.to_string()]);
        let head = [
            one.word().to_owned(),
            one.file.clone(),
            one.imported.place.line.to_string(),
            one.imported.address.clone(),
            one.title(),
        ];
        let head: Vec<String> = head.into_iter().chain(ids).collect();
        let State::Live { columns, comparison, .. } = &one.state else {
            let why = match &one.state {
                State::Unclear { why, .. } => why.clone(),
                _ => String::new(),
            };
            table.row(head.into_iter().chain([String::new(), why, String::new()]));
            continue;
        };
        for row in comparison.rows().filter(|row| all || is_news(row, columns)) {
            let cells = if signs {
                [row.label.clone(), differences::signed(&row.cells[0]), differences::signed(&row.cells[1])]
            } else {
                let value = |at: usize| compare::alone(&columns[at], &row.subject).join("; ");
                [differences::name(&row.subject), value(0), value(1)]
            };
            table.row(head.iter().cloned().chain(cells));
        }
    }
    table
}

fn as_json(checked: &[Checked], all: bool) -> Json {
    let clients: Vec<Json> = checked
        .iter()
        .map(|one| {
            let open: Vec<Json> = one
                .imported
                .unresolved
                .iter()
                .map(|open| {
                    json!({
                        "Name": open.name,
                        "Member": open.field.map(crate::client::Field::api),
                        "Source": open.source,
                        "Line": open.place.line,
                        "Column": open.place.column,
                    })
                })
                .collect();
            let mut client = json!({
                "State": one.word(),
                "Format": one.imported.format,
                "File": one.file,
                "Line": one.imported.place.line,
                "Address": one.imported.address,
                "UserPoolId": one.key().map(|key| key.pool.as_str()),
                "UserPoolName": one.pool_name,
                "ClientId": one.key().map(|key| key.client.as_str()),
                "ClientName": one.imported.name(),
                "Unresolved": open,
            });
            match &one.state {
                State::Live { columns, comparison, .. } => {
                    client["Columns"] = json!(["live", "file"]);
                    client["Kept"] = json!(one.kept());
                    let also = |row: &compare::Row| all || is_news(row, columns);
                    client["Rows"] = differences::rows_with(comparison, columns, also);
                }
                State::Missing { pool, .. } => client["UserPoolId"] = json!(pool.as_str()),
                State::Unclear { why, candidates } => {
                    client["Why"] = json!(why);
                    client["Candidates"] = json!(candidates);
                }
            }
            client
        })
        .collect();
    json!({ "Compared": checked.len(), "Clients": clients })
}
