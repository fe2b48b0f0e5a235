//! The tool's own document: everything that is known, by the API's names, unknown members included.

use serde_json::{Map, Value as Json, json};

use crate::client::ResourceServer;
use crate::export::bundle::{PoolPart, Provider};
use crate::export::quote::json as json_text;
use crate::export::{File, Part, Role, Written};

/// The version of the document's form, in its first member.
pub(in crate::export) const SCHEMA_VERSION: u64 = 1;

pub(in crate::export) fn write(part: &Part) -> Written {
    let pools: Vec<Json> = part.pools.iter().map(pool).collect();
    let document = json!({"schemaVersion": SCHEMA_VERSION, "pools": pools});
    let path = part.main(format!("{}.json", part.stem()));
    let file = File { path, text: json_text(&document) + "\n", role: Role::Main };
    Written { files: vec![file], ..Written::default() }
}

fn pool(part: &PoolPart) -> Json {
    let mut pool = Map::new();
    pool.insert("id".to_owned(), json!(part.id.as_str()));
    let facts = part.facts.as_ref();
    for (name, text) in [
        ("name", part.name()),
        ("region", part.region()),
        ("account", facts.and_then(|facts| facts.account())),
        ("tier", facts.and_then(|facts| facts.tier())),
    ] {
        if let Some(text) = text {
            pool.insert(name.to_owned(), json!(text));
        }
    }
    if let Some(facts) = part.exported() {
        pool.insert("userPool".to_owned(), Json::Object(facts.document().clone()));
    }
    if !part.providers.is_empty() {
        let providers: Vec<Json> = part.providers.iter().map(provider).collect();
        pool.insert("identityProviders".to_owned(), json!(providers));
    }
    if !part.servers.is_empty() {
        let servers: Vec<Json> = part.servers.iter().map(server).collect();
        pool.insert("resourceServers".to_owned(), json!(servers));
    }
    let clients: Vec<Json> = part
        .clients
        .iter()
        .map(|client| json!({"hasSecret": client.confidential, "client": client.settings.document()}))
        .collect();
    pool.insert("clients".to_owned(), json!(clients));
    Json::Object(pool)
}

fn provider(provider: &Provider) -> Json {
    let mut json = json!({"ProviderName": provider.name, "ProviderType": provider.kind});
    if let Json::Object(members) = &mut json {
        if let Some(details) = &provider.details {
            members.insert("ProviderDetails".to_owned(), json!(details));
        }
        if !provider.withheld.is_empty() {
            members.insert("withheld".to_owned(), json!(provider.withheld));
        }
        if !provider.mapping.is_empty() {
            members.insert("AttributeMapping".to_owned(), json!(provider.mapping));
        }
        if !provider.identifiers.is_empty() {
            members.insert("IdpIdentifiers".to_owned(), json!(provider.identifiers));
        }
    }
    json
}

fn server(server: &ResourceServer) -> Json {
    let scopes: Vec<Json> = server
        .scopes
        .iter()
        .map(|scope| json!({"ScopeName": scope.name, "ScopeDescription": scope.description}))
        .collect();
    json!({"Identifier": server.identifier, "Name": server.name, "Scopes": scopes})
}
