//! A comparison in the formats of the command line.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::output::Table;
use crate::client::Settings;
use crate::client::change::{Subject, in_one_line};
use crate::client::compare::{self, Cell, Column, Comparison, Grid, Line, Mark, Measures, Relation, Row};
use crate::client::effective::Origin;
use crate::client::field::{Field, Life, Value};
use crate::client::text::harmless;

/// Columns of a terminal that is none.
const WIDE: usize = 120;
/// A cell that is narrower than this is no use, so fewer columns stand side by side.
const NARROW: usize = 22;

/// How wide the output may be: as the terminal is, and 120 where there is none.
pub(super) fn room() -> usize {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok();
    size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns >= 40).unwrap_or(WIDE)
}

/// Rows under titles, as many columns side by side as fit, the base always among them.
pub(super) fn text(comparison: &Comparison, columns: &[Column], all: bool, room: usize) -> String {
    text_with(comparison, columns, |_| all, room)
}

/// The same with rows that do not differ and are of interest nevertheless.
pub(super) fn text_with(
    comparison: &Comparison,
    columns: &[Column],
    also: impl Fn(&Row) -> bool,
    room: usize,
) -> String {
    let rows: Vec<&Row> = comparison.rows().collect();
    let others: Vec<usize> = (0..columns.len()).filter(|at| *at != comparison.base).collect();
    let fitting = (1..=others.len()).rev().find(|n| Measures::share(room, n + 1).cell >= NARROW).unwrap_or(1);
    let mut out = String::new();
    for some in others.chunks(fitting.max(1)) {
        if !out.is_empty() {
            out.push('\n');
        }
        let shown: Vec<usize> = std::iter::once(comparison.base).chain(some.iter().copied()).collect();
        let measures = Measures::share(room, shown.len());
        let titles: Vec<String> = shown.iter().map(|at| harmless(&columns[*at].title).into_owned()).collect();
        // What differs only in columns further down is told there.
        let differs = |row: &Row| {
            shown.iter().filter_map(|at| row.cells.get(*at)).any(|cell| cell.relation == Relation::Differs)
        };
        let grid = Grid::of(comparison, &shown, measures, |at, _| also(rows[at]) || differs(rows[at]));
        out.push_str(&grid.text(&titles, measures));
    }
    out
}

/// A row for each setting; the cells of a page or a sheet.
pub(super) fn table(comparison: &Comparison, columns: &[Column], all: bool, signs: bool) -> Table {
    let mut table = Table::new(&["setting"]);
    table.columns.extend(columns.iter().map(|column| column.title.clone()));
    if !signs {
        table.columns.push("differs".to_owned());
    }
    for row in comparison.rows().filter(|row| all || row.differs() || is_unclear(row, columns)) {
        let mut cells = vec![if signs { row.label.clone() } else { name(&row.subject) }];
        cells.extend(
            row.cells.iter().zip(columns).map(
                |(cell, column)| {
                    if signs { signed(cell) } else { plain(column, &row.subject) }
                },
            ),
        );
        if !signs {
            let word = match (row.differs(), is_unclear(row, columns)) {
                (true, _) => "yes",
                (false, true) => "unknown",
                (false, false) => "no",
            };
            cells.push(word.to_owned());
        }
        table.row(cells);
    }
    table
}

/// True for a row that is no difference only because nobody knows: a value that another tool works out, or one
/// that a kind of file has no place for. What a file merely does not mention, and secrets, are not meant.
pub(super) fn is_unclear(row: &Row, columns: &[Column]) -> bool {
    if row.differs() || row.cells.iter().all(|cell| cell.relation != Relation::Untold) {
        return false;
    }
    let Some(field) = row.subject.field() else { return columns.iter().all(|column| !column.unsaid.absent) };
    let is_open = |column: &Column| column.unsaid.is_open(field);
    let is_silent = |column: &Column| column.unsaid(field).is_some();
    field.life != Life::Secret && (columns.iter().any(is_open) || !columns.iter().any(is_silent))
}

/// The rows for a program that cannot be compared; see [`is_unclear`].
pub(super) fn unclear(comparison: &Comparison, columns: &[Column]) -> Json {
    let Json::Array(mut rows) = rows_with(comparison, columns, |row| is_unclear(row, columns)) else {
        return Json::Null;
    };
    rows.retain(|row| row["Differs"] == Json::Bool(false));
    rows.into()
}

/// The settings, by the API's names, that are not compared since a file does not mention them.
pub(super) fn not_said(comparison: &Comparison, columns: &[Column]) -> Json {
    let is_left_out = |row: &&Row| {
        let field = row.subject.field().filter(|field| field.life != Life::Secret);
        let is_untold = row.cells.iter().any(|cell| cell.relation == Relation::Untold);
        !row.differs() && is_untold && field.is_some() && !is_unclear(row, columns)
    };
    comparison.rows().filter(is_left_out).filter_map(|row| row.subject.field()).map(Field::api).collect()
}

/// What a column has, in one line.
pub(super) fn plain(column: &Column, subject: &Subject) -> String {
    let lines = compare::alone(column, subject);
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    in_one_line(&texts).unwrap_or_else(|| lines.join("; "))
}

/// The name that a program knows a setting by.
pub(super) fn name(subject: &Subject) -> String {
    match subject {
        Subject::Setting(field) => field.id.to_owned(),
        Subject::Unknown(path) => path.join("."),
    }
}

/// A cell in one line, its sign first.
pub(super) fn signed(cell: &Cell) -> String {
    if cell.relation == Relation::Same {
        return Mark::Same.glyph().to_owned();
    }
    let mut text = String::new();
    let texts: Vec<&str> = cell.lines.iter().map(|line| line.text.as_str()).collect();
    let whole = in_one_line(&texts).map(|text| Line { text, ..cell.lines[0].clone() });
    for line in whole.as_ref().map_or(cell.lines.as_slice(), std::slice::from_ref) {
        if !text.is_empty() {
            text.push_str("; ");
        }
        let glyph = line.mark.glyph();
        let blank = if glyph.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{glyph}{blank}{}", line.text.trim_start());
    }
    if cell.origin.is_default() {
        text.push_str(" (default)");
    }
    text
}

/// The rows for a program: each setting under the API's own name, with what every column has.
///
/// `Value` is as the API writes it, or null where nothing applies; a lifetime has its `Unit` and `Seconds`
/// beside it. `Default` is true where the value is the service's own, `Same` where it is the base's.
pub(super) fn rows(comparison: &Comparison, columns: &[Column], all: bool) -> Json {
    rows_with(comparison, columns, |_| all)
}

/// The same with rows that do not differ and are of interest nevertheless.
pub(super) fn rows_with(comparison: &Comparison, columns: &[Column], also: impl Fn(&Row) -> bool) -> Json {
    let group = |row: &Row| {
        let section =
            comparison.sections.iter().find(|section| section.rows.iter().any(|r| std::ptr::eq(r, row)));
        section.map(|section| section.title)
    };
    comparison
        .rows()
        .filter(|row| also(row) || row.differs())
        .map(|row| {
            let member = match &row.subject {
                Subject::Setting(field) => field.api(),
                Subject::Unknown(path) => path.join("."),
            };
            let values: Vec<Json> = row
                .cells
                .iter()
                .zip(columns)
                .map(|(cell, column)| value(&row.subject, cell, column))
                .collect();
            json!({
                "Member": member,
                "Setting": row.subject.field().map(|field| field.id),
                "Label": row.label,
                "Group": group(row),
                "Differs": row.differs(),
                "Values": values,
            })
        })
        .collect()
}

fn value(subject: &Subject, cell: &Cell, column: &Column) -> Json {
    let mut told = Map::new();
    match subject {
        Subject::Setting(field) if field.life == Life::Secret => {
            let set = match column.secret {
                compare::SecretSeen::Unknown => Json::Null,
                compare::SecretSeen::None => Json::from(false),
                compare::SecretSeen::Set(_) => Json::from(true),
            };
            told.insert("Set".to_owned(), set);
        }
        Subject::Setting(field) => match column.unsaid(field) {
            // What stands there instead of a value, or that nothing does.
            Some(text) => {
                told.insert("Value".to_owned(), Json::Null);
                told.insert("Unsaid".to_owned(), Json::from(text));
            }
            None => applying(&mut told, &column.settings, field),
        },
        Subject::Unknown(path) => {
            told.insert("Value".to_owned(), member(&column.settings, path));
        }
    }
    let same = match cell.relation {
        Relation::Base | Relation::Same => Json::from(true),
        Relation::Differs => Json::from(false),
        Relation::Untold => Json::Null,
    };
    told.insert("Same".to_owned(), same);
    Json::Object(told)
}

fn applying(told: &mut Map<String, Json>, settings: &Settings, field: &'static Field) {
    let effective = settings.effective(field);
    let json = match &effective.value {
        None => Json::Null,
        Some(Value::Text(text)) => Json::from(text.as_str()),
        Some(Value::List(members)) => Json::from(members.clone()),
        Some(Value::Switch(on)) => Json::from(*on),
        Some(Value::Span(span)) => {
            told.insert("Unit".to_owned(), Json::from(span.unit.as_str()));
            told.insert("Seconds".to_owned(), Json::from(span.seconds()));
            Json::from(span.amount)
        }
        Some(Value::Moment(moment)) => Json::from(moment.to_string()),
        Some(Value::Other(json)) => json.clone(),
    };
    told.insert("Value".to_owned(), json);
    told.insert("Default".to_owned(), Json::from(effective.origin.is_default()));
    told.insert(
        "Written".to_owned(),
        Json::from(!matches!(effective.origin, Origin::Default | Origin::Unset)),
    );
}

fn member(settings: &Settings, path: &[String]) -> Json {
    settings.unknown_paths().into_iter().find(|(p, _)| p == path).map_or(Json::Null, |(_, json)| json.clone())
}
