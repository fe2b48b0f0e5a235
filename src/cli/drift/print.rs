//! What changed, in every format.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::{Drifted, Missing, NotRead, Seen, What, sarif};
use crate::cli::differences;
use crate::cli::error::CliError;
use crate::cli::output::{self, Format, Table, pretty};
use crate::local::snapshot::SnapshotError;

/// What is said of a client that may have been there when the snapshot was taken.
pub(super) const NOT_IN: &str = "not in the snapshot";

/// Prints it on standard output.
pub(super) fn print(
    drifted: &[Drifted],
    seen: Seen,
    missing: Missing<'_>,
    folder: &Path,
    format: Format,
) -> Result<(), CliError> {
    output::print(&match format {
        Format::Table => text(drifted),
        Format::Json => pretty(&as_json(drifted, seen, missing, folder)),
        Format::Sarif => pretty(&sarif::log(drifted, missing.unread, seen.whole, folder)),
        format => table(drifted, missing.unread, format == Format::Markdown).render(format, || Json::Null)?,
    })
}

/// "3 of 41 clients changed, 2 are gone, 1 is new", or that all are as they were.
pub(super) fn summary(drifted: &[Drifted], seen: Seen) -> String {
    let count = seen.compared;
    let number = |word: &str| drifted.iter().filter(|one| one.word() == word).count();
    let is = |count: usize| if count == 1 { "is" } else { "are" };
    let (changed, gone, new) = (number("changed"), number("removed"), number("added"));
    let mut told = Vec::new();
    if changed > 0 {
        told.push(format!("{changed} of {count} clients changed"));
    }
    if gone > 0 {
        told.push(format!("{gone} {} gone", is(gone)));
    }
    if new > 0 {
        told.push(format!("{new} {} new", is(new)));
    }
    let summary = match (told.is_empty(), count, seen.unread) {
        (false, ..) => format!("{}.", told.join(", ")),
        (true, 0, 1..) => String::new(),
        (true, _, 0) => format!("All {count} clients are as they were."),
        (true, ..) => format!("{count} clients are as they were."),
    };
    let summary = match number("unknown") {
        0 => summary,
        1 => format!("{summary} 1 client is not in the snapshot, and nobody knows whether it is new."),
        many => format!(
            "{summary} {many} clients are not in the snapshot, and nobody knows whether they are new."
        ),
    };
    let summary = summary.trim_start().to_owned();
    match seen.unread {
        0 => summary,
        1 => format!("{summary} 1 client could not be read and is not compared.").trim_start().to_owned(),
        away => format!("{summary} {away} clients could not be read and are not compared.")
            .trim_start()
            .to_owned(),
    }
}

fn text(drifted: &[Drifted]) -> String {
    let room = differences::room();
    let mut out = String::new();
    for one in drifted {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}  {}  {}", one.word(), one.title(), one.key);
        match &one.what {
            What::Changed { columns, comparison } => {
                out.push_str(&differences::text(comparison, columns, false, room));
            }
            What::NotKept(why) => {
                let _ = writeln!(out, "  {NOT_IN}: {why}");
            }
            What::Added | What::Removed => {}
        }
    }
    out
}

fn table(drifted: &[Drifted], unread: &[NotRead], signs: bool) -> Table {
    let mut table =
        Table::new(&["change", "client", "user_pool_id", "client_id", "setting", "snapshot", "live"]);
    for one in drifted {
        let head = [
            one.word().to_owned(),
            format!("{}/{}", one.pool_name, one.name),
            one.key.pool.to_string(),
            one.key.client.to_string(),
        ];
        let What::Changed { columns, comparison } = &one.what else {
            let snapshot = match &one.what {
                What::NotKept(why) => format!("{NOT_IN}: {why}"),
                _ => String::new(),
            };
            table.row(head.into_iter().chain([String::new(), snapshot, String::new()]));
            continue;
        };
        for row in comparison.rows().filter(|row| row.differs()) {
            let cells = if signs {
                [row.label.clone(), differences::signed(&row.cells[0]), differences::signed(&row.cells[1])]
            } else {
                let value = |at: usize| differences::plain(&columns[at], &row.subject);
                [differences::name(&row.subject), value(0), value(1)]
            };
            table.row(head.clone().into_iter().chain(cells));
        }
    }
    for one in unread {
        let name = format!("{}/{}", one.pool_name, one.name);
        let (pool, client) = (one.key.pool.to_string(), one.key.client.to_string());
        let why = format!("could not be read: {}", one.why);
        table.row(["unread".to_owned(), name, pool, client, String::new(), String::new(), why]);
    }
    table
}

fn as_json(drifted: &[Drifted], seen: Seen, missing: Missing<'_>, folder: &Path) -> Json {
    let client = |one: &Drifted| {
        let mut client = json!({
            "Change": one.word(),
            "UserPoolId": one.key.pool.as_str(),
            "UserPoolName": one.pool_name,
            "ClientId": one.key.client.as_str(),
            "ClientName": one.name,
            "File": one.path,
        });
        if let What::Changed { columns, comparison } = &one.what {
            client["Columns"] = json!(["snapshot", "live"]);
            client["Rows"] = differences::rows(comparison, columns, false);
        }
        if let What::NotKept(why) = &one.what {
            client["Why"] = Json::from(*why);
        }
        client
    };
    let (drifted, not_kept): (Vec<&Drifted>, Vec<&Drifted>) =
        drifted.iter().partition(|one| one.is_difference());
    let file = |error: &SnapshotError| {
        let path = error.path().strip_prefix(folder).unwrap_or(error.path());
        json!({"File": path.to_string_lossy(), "Why": error.to_string()})
    };
    let not_read = |one: &NotRead| {
        json!({
            "UserPoolId": one.key.pool.as_str(),
            "UserPoolName": one.pool_name,
            "ClientId": one.key.client.as_str(),
            "ClientName": Some(&one.name).filter(|name| !name.is_empty()),
            "File": one.path,
            "Why": one.why,
        })
    };
    json!({
        "Complete": seen.whole,
        "Compared": seen.compared,
        "Unread": seen.unread,
        "Drifted": drifted.into_iter().map(client).collect::<Vec<_>>(),
        "NotInSnapshot": not_kept.into_iter().map(client).collect::<Vec<_>>(),
        "NotRead": missing.unread.iter().map(not_read).collect::<Vec<_>>(),
        "UnusableFiles": missing.broken.iter().map(file).collect::<Vec<_>>(),
    })
}
