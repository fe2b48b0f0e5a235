//! Files that say more of the clients of one beside them: the ids of a template's resources, and documents
//! that a script names.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Imported, aws_cli_script, cloudformation};
use crate::client::{ClientId, PoolId, field};
use crate::export::ADOPTION;
use crate::export::names::Kind;

/// Bytes of a list of ids; one of a thousand clients has a thirtieth of it.
const LONGEST: usize = 8 << 20;

/// The texts of files that stand beside one that is read, by their names.
pub type Beside = BTreeMap<String, String>;

/// The names of the files that say more of the clients of this one. They are names alone, without a folder.
pub fn wanted(name: &str, text: &str) -> Vec<String> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    if cloudformation::may_be_one(file, text) {
        return vec![format!("{file}{ADOPTION}")];
    }
    aws_cli_script::documents(file, text)
}

/// True for a file that has the ids of a template's resources and none of their settings.
pub fn is_identifiers(text: &str) -> bool {
    !identifiers(text).is_empty()
}

/// Takes over the ids that the files beside a template have for its clients, by their logical ids.
pub(super) fn identify(clients: &mut [Imported], beside: &Beside) {
    for (logical, pool, client) in beside.values().flat_map(|text| identifiers(text)) {
        for one in clients.iter_mut().filter(|one| one.address == logical) {
            one.adopt(pool.as_str(), client.as_str());
            // A reference in the pool's place is told by it.
            if one.pool.as_ref() == Some(&pool) {
                one.unresolved.retain(|open| open.field != Some(field::USER_POOL_ID));
            }
        }
    }
}

/// What `--resources-to-import` of CloudFormation and `--resource-mapping` of the CDK say of clients.
fn identifiers(text: &str) -> Vec<(String, PoolId, ClientId)> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let one = |logical: &str, ids: &Json| {
        // A client's own document has more.
        ids.as_object().filter(|ids| ids.len() == 2)?;
        let id = |name: &str| ids.get(name)?.as_str().map(str::to_owned);
        Some((logical.to_owned(), PoolId::new(id("UserPoolId")?), ClientId::new(id("ClientId")?)))
    };
    match serde_json::from_str(text) {
        Ok(Json::Array(rows)) => rows
            .iter()
            .filter(|row| row["ResourceType"] == Kind::Client.cloudformation())
            .filter_map(|row| one(row["LogicalResourceId"].as_str()?, &row["ResourceIdentifier"]))
            .collect(),
        Ok(Json::Object(members)) if members.values().all(Json::is_object) => {
            members.iter().filter_map(|(logical, ids)| one(logical, ids)).collect()
        }
        _ => Vec::new(),
    }
}
