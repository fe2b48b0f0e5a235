//! The lines of an application's `.env` file: ids and addresses, and a place for the secret.

use super::{Text, main};
use crate::client::derived::{issuer, token_url};
use crate::client::field::{self, Value};
use crate::client::{ClientKey, derived};
use crate::export::bundle::{Client, PoolPart};
use crate::export::quote::env;
use crate::export::symbol::{Case, Taken};
use crate::export::{Loss, Part, Why, Written};

pub(in crate::export) fn write(part: &Part) -> Written {
    let mut text = Text::new("#", "");
    text.header(part, &[]);
    let alone = part.pools.iter().map(|pool| pool.clients.len()).sum::<usize>() == 1;
    let mut taken = Taken::default();
    let mut losses = Vec::new();
    for pool in part.pools {
        for client in &pool.clients {
            let id = client.id.as_ref().map_or("", |id| id.as_str());
            // One client has the plain names, several have their own before them.
            let prefix = taken.name(Case::Upper, client.name(), id, "client") + "_";
            one(&mut text, pool, client, if alone { "" } else { &prefix }, &mut losses);
        }
    }
    main(part.main(format!("{}.env", part.stem())), text, losses)
}

fn one(text: &mut Text, pool: &PoolPart, client: &Client, prefix: &str, losses: &mut Vec<Loss>) {
    text.line("");
    text.comment(client.name());
    let whose = client.id.as_ref().map(|id| format!("{}/{id}", pool.id));
    for (name, value) in values(pool, client) {
        if let Some(value) = env(&value) {
            text.line(&format!("{prefix}{name}={value}"));
        } else {
            let client = whose.clone().unwrap_or_else(|| client.name().to_owned());
            let loss = Loss { client, setting: name.to_owned(), why: Why::Instruction };
            text.losses(std::slice::from_ref(&loss));
            losses.push(loss);
        }
    }
    if client.confidential {
        let whose = whose.unwrap_or_default();
        text.comment(&format!("{prefix}COGNITO_CLIENT_SECRET= is told by: cognitui secret {whose}"));
    }
}

/// What there is to tell, in the order of use.
fn values(pool: &PoolPart, client: &Client) -> Vec<(&'static str, String)> {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name, value: Option<String>| values.extend(value.map(|value| (name, value)));
    let facts = pool.facts.as_ref();
    add("AWS_REGION", pool.region().map(str::to_owned));
    add("COGNITO_USER_POOL_ID", Some(pool.id.as_str().to_owned()));
    add("COGNITO_CLIENT_ID", client.id.as_ref().map(|id| id.as_str().to_owned()));
    add("COGNITO_ISSUER", issuer(&pool.id, facts).ok());
    let oauth = client.settings.effective(field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT).value;
    if oauth != Some(Value::Switch(true)) {
        return values;
    }
    add("COGNITO_TOKEN_URL", token_url(facts).ok());
    if let Some(id) = &client.id {
        let key = ClientKey { pool: pool.id.clone(), client: id.clone() };
        add("COGNITO_LOGIN_URL", derived::login_url(&key, facts, Some(&client.settings)).ok());
    }
    let list = |field| match client.settings.effective(field).value {
        Some(Value::List(mut members)) => {
            members.sort();
            Some(members)
        }
        _ => None,
    };
    add("COGNITO_SCOPES", list(field::ALLOWED_OAUTH_SCOPES).map(|scopes| scopes.join(" ")));
    let redirect = match client.settings.effective(field::DEFAULT_REDIRECT_URI).value {
        Some(Value::Text(uri)) => Some(uri),
        _ => client.settings.get(field::CALLBACK_URLS).and_then(|urls| urls.as_list().first().cloned()),
    };
    add("COGNITO_REDIRECT_URI", redirect);
    values
}
