//! Drift as SARIF 2.1.0, for the code scanning of a repository that the snapshot is kept in.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::print::NOT_IN;
use super::{Drifted, NotRead, What};
use crate::cli::differences;

/// The rules: what can become of a client.
const RULES: [(&str, &str); 3] = [
    ("added", "A client is not in the snapshot."),
    ("changed", "A client is set up otherwise than in the snapshot."),
    ("removed", "A client of the snapshot is gone."),
];

/// The log of one run; where not all could be compared it is one that did not succeed.
pub(super) fn log(drifted: &[Drifted], unread: &[NotRead], whole: bool, folder: &Path) -> Json {
    let rules: Vec<Json> = RULES
        .iter()
        .map(|(id, text)| json!({"id": format!("drift-{id}"), "shortDescription": {"text": text}}))
        .collect();
    let results: Vec<Json> =
        drifted.iter().filter(|one| one.is_difference()).map(|one| result(one, folder)).collect();
    // What nobody knows is no finding, and is not kept quiet either.
    let unknown = drifted.iter().filter(|one| !one.is_difference());
    let unknown = unknown.map(message);
    let unread =
        unread.iter().map(|one| format!("{} ({}) could not be read: {}", one.title(), one.key, one.why));
    let note = |text: String| json!({"level": "warning", "message": {"text": text}});
    let notes: Vec<Json> = unknown.chain(unread).map(note).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "cognitui",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{"executionSuccessful": whole, "toolExecutionNotifications": notes}],
            "results": results,
        }],
    })
}

fn result(one: &Drifted, folder: &Path) -> Json {
    let index = RULES.iter().position(|(id, _)| *id == one.word());
    let uri = folder.join(&one.path);
    json!({
        "ruleId": format!("drift-{}", one.word()),
        "ruleIndex": index,
        "level": "warning",
        "message": {"text": message(one)},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": encoded(&uri.to_string_lossy())}},
            "logicalLocations": [{"fullyQualifiedName": one.key.to_string(), "kind": "resource"}],
        }],
        "partialFingerprints": {"client/v1": one.key.to_string()},
    })
}

fn message(one: &Drifted) -> String {
    let title = one.title();
    match &one.what {
        What::Added => format!("{title} is not in the snapshot."),
        What::NotKept(why) => format!("{title} ({}) is {NOT_IN}: {why}.", one.key),
        What::Removed => format!("{title} is gone."),
        What::Changed { comparison, .. } => {
            let rows = comparison.rows().filter(|row| row.differs());
            let told: Vec<String> = rows
                .map(|row| {
                    let [old, new] = [0, 1].map(|at| differences::signed(&row.cells[at]));
                    format!("{}: {old} → {new}", row.label)
                })
                .collect();
            format!("{title} has changed. {}", told.join(". "))
        }
    }
}

/// A path as a URI reference: what has a meaning in URIs is written as its bytes.
fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    let letter = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    // An absolute path is a file; a relative one stays relative to where it was asked for.
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    format!("{scheme}{}", path.bytes().map(letter).collect::<String>())
}
