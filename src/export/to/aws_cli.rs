//! Commands of the AWS CLI that create each client again, with the document that each sends.

use serde_json::{Map, Value as Json};

use super::Text;
use crate::client::field::{self, Compare, FIELDS, Life, Value};
use crate::client::kind::{Badge, badge_of_name, badges};
use crate::client::{Settings, create_document};
use crate::export::bundle::{Client, PoolPart};
use crate::export::plan::widens;
use crate::export::quote::{json, shell};
use crate::export::symbol::{Case, Taken};
use crate::export::told::service_role;
use crate::export::{File, Loss, Part, Role, Why, Written};

pub(in crate::export) fn write(part: &Part) -> Written {
    let mut text = Text::new("#", "  ");
    text.line("#!/usr/bin/env bash");
    text.header(
        part,
        &["Each command creates a client anew, with another id and another secret.".to_owned()],
    );
    text.line("set -euo pipefail");
    if part.stem.is_some() {
        // The documents stand beside it.
        text.line("cd \"$(dirname \"$0\")\"");
    }
    let mut written = Written::default();
    let mut taken = Taken::default();
    for pool in part.pools {
        for client in &pool.clients {
            let (document, losses) = document(pool, client);
            text.line("");
            text.comment(client.name());
            text.losses(&losses);
            if losses.iter().any(|loss| matches!(loss.why, Why::Managed | Why::Widens)) {
                written.losses.extend(losses);
                continue;
            }
            let region =
                pool.region().map(|region| format!(" --region {}", shell(region))).unwrap_or_default();
            let command = format!("aws cognito-idp create-user-pool-client{region} --cli-input-json");
            let document = json(&Json::Object(document));
            if let Some(stem) = part.stem {
                let id = client.id.as_ref().map_or("", |id| id.as_str());
                let name = taken.name(Case::Kebab, client.name(), id, "client");
                text.line(&format!("{command} file://{name}.json"));
                let path = format!("{stem}/{name}.json");
                written.files.push(File { path, text: document + "\n", role: Role::Support });
            } else {
                // No line of the document can end it early: each begins with a blank or a brace.
                text.line(&format!("{command} \"$(cat <<'JSON'"));
                text.line(&document);
                text.line("JSON");
                text.line(")\"");
            }
            written.losses.extend(losses);
        }
    }
    let own = part.stem.map_or_else(|| "clients.sh".to_owned(), |stem| format!("{stem}/create.sh"));
    let path = part.main(own);
    written.files.insert(0, File { path, text: text.out, role: Role::Main });
    written
}

/// The request, and what is not in it: what the CLI would refuse to send, and what a new client cannot be.
fn document(pool: &PoolPart, client: &Client) -> (Map<String, Json>, Vec<Loss>) {
    let mut settings = client.settings.clone();
    // A switch fits its row.
    let _ = settings.set(field::GENERATE_SECRET, client.confidential.then_some(Value::Switch(true)));
    let whose = client.id.as_ref().map_or_else(|| client.name().to_owned(), |id| format!("{}/{id}", pool.id));
    let loss = |(setting, why)| Loss { client: whose.clone(), setting, why };
    if badge_of_name(client.name()).is_some() {
        return (Map::new(), vec![loss((String::new(), Why::Managed))]);
    }
    let registered = badges(&settings).contains(&Badge::Registered);
    let registered = registered.then(|| (field::CLIENT_TYPE.api(), Why::Registered));
    let mut losses: Vec<Loss> = settings
        .unknown()
        .into_iter()
        .filter(|(_, json)| !json.is_null())
        .map(|(setting, _)| (setting, Why::Unknown))
        .chain(registered)
        .chain(service_role(client))
        .map(loss)
        .collect();
    let mut known = Settings::default();
    for field in FIELDS.iter().filter(|field| field.ops.create && field.life != Life::Secret) {
        match settings.get(field) {
            Some(Value::Other(json)) if !json.is_number() => {
                losses.push(loss((field.api(), Why::Odd)));
            }
            Some(Value::List(mut members)) if field.compare == Compare::Set => {
                members.sort();
                members.dedup();
                let _ = known.set(field, Some(Value::List(members)));
            }
            Some(value) => drop(known.set(field, Some(value))),
            None => {}
        }
    }
    let widened = FIELDS.iter().find(|field| widens(client, field) && known.raw(field).is_none());
    losses.extend(widened.map(|field| loss((field.api(), Why::Widens))));
    (create_document(&known, &pool.id), losses)
}
