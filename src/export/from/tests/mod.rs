//! Files of every kind, as their tools write them.

mod beside;
mod hostile;
mod kept;
mod kinds;
mod robust;
mod round;

use serde_json::{Value as Json, json};

use super::*;

fn settings(json: &Json) -> Settings {
    Settings::from_wire(json.as_object().expect("a document").clone())
}

fn one(name: &str, text: &str) -> Imported {
    let mut clients = read(name, text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
    assert_eq!(clients.len(), 1, "{clients:?}");
    clients.remove(0)
}

/// What a client is known by, and what the file leaves open, in words.
fn open(imported: &Imported) -> Vec<String> {
    imported.unresolved.iter().map(ToString::to_string).collect()
}
