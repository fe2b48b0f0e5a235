//! Writes: whole documents, sent once, and secrets that appear once.

use cognitui::client::{ClientKey, PoolId};
use cognitui::cognito::{ErrorKind, Lane};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::gateway::key;
use crate::gateway_script::{Answer, sandboxed, scripted};

#[tokio::test]
async fn an_update_sends_the_document_member_for_member() {
    let (gateway, seen) = scripted(|request| {
        let mut document = request.body.clone();
        document["ClientSecret"] = "kept-by-the-service".into();
        Answer::Json(200, json!({ "UserPoolClient": document }))
    })
    .await;
    let document = json!({
        "Zukunft": { "b": [1, 2], "a": "ü" },
        "ClientName": "web",
        "ClientSecret": "must-not-travel",
        "ExplicitAuthFlows": ["ALLOW_MIND_READING"],
    });
    let key = ClientKey::new("eu-west-1_x", "abc");
    let client = gateway.update_document(&key, document.as_object().unwrap().clone()).await.unwrap();
    let seen = seen.lock().unwrap();
    let expected = json!({
        "Zukunft": { "b": [1, 2], "a": "ü" },
        "ClientName": "web",
        "ExplicitAuthFlows": ["ALLOW_MIND_READING"],
        "UserPoolId": "eu-west-1_x",
        "ClientId": "abc",
    });
    assert_eq!(seen[0].body.to_string(), expected.to_string());
    assert_eq!(seen[0].content_length, expected.to_string().len());
    assert!(seen[0].signed && seen[0].operation == "UpdateUserPoolClient");
    assert_eq!(Value::Object(client.settings.document().clone()), expected);
    assert!(client.secret.is_present());
}

#[tokio::test]
async fn create_update_and_delete_reach_the_service() {
    let (gateway, _sandbox) = sandboxed().await;
    let pool = key(&gateway, "web").await.pool;
    let wanted = json!({ "ClientName": "fresh", "GenerateSecret": true, "AccessTokenValidity": 2 });
    let (made, secret) = gateway.create_document(&pool, wanted.as_object().unwrap().clone()).await.unwrap();
    assert_eq!(made.name(), "fresh");
    let secret = secret.unwrap();
    let read = gateway.secret(Lane::Foreground, &made.key).await.unwrap().unwrap();
    assert_eq!(secret.expose_secret(), read.expose_secret());
    assert_eq!(gateway.client(Lane::Foreground, &made.key).await.unwrap(), made);

    let mut document = made.settings.document().clone();
    for read_only in ["CreationDate", "LastModifiedDate", "ClientType"] {
        document.shift_remove(read_only);
    }
    document.insert("AccessTokenValidity".to_owned(), 3.into());
    let updated = gateway.update_document(&made.key, document).await.unwrap();
    assert_eq!(updated.settings.document()["AccessTokenValidity"], 3);
    assert_eq!(updated.secret, made.secret, "an update leaves the secret alone");

    gateway.delete(&made.key).await.unwrap();
    let error = gateway.delete(&made.key).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn secrets_are_added_told_once_and_retired() {
    let (gateway, sandbox) = sandboxed().await;
    let server = key(&gateway, "booking-server").await;
    let (drawn, plain) = gateway.add_secret(&server, None).await.unwrap();
    assert!(plain.unwrap().expose_secret().len() >= 24);
    sandbox.reset_requests();
    let error = gateway.add_secret(&server, None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitExceeded, "{error:?}");
    assert_eq!(sandbox.requests_for("AddUserPoolClientSecret"), 1, "a quota is no throttle");
    gateway.delete_secret(&server, &drawn.id).await.unwrap();
    let chosen = SecretString::from("chosen_by_a_person_0123456789");
    let (_, plain) = gateway.add_secret(&server, Some(chosen)).await.unwrap();
    assert!(plain.is_none(), "a chosen secret is never echoed");
}

#[tokio::test]
async fn a_refusal_does_not_quote_the_secret_it_refuses() {
    let plain = "bad secret with spaces in it";
    let (gateway, _) = scripted(move |_| {
        Answer::error(
            "InvalidParameterException",
            &format!("Value '{plain}' at 'clientSecret' failed to satisfy constraint"),
        )
    })
    .await;
    let key = ClientKey::new("eu-west-1_x", "abc");
    let error = gateway.add_secret(&key, Some(SecretString::from(plain))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(!format!("{error} {error:?} {}", error.next_step()).contains(plain), "{error:?}");
    let document = json!({ "ClientName": "x", "ClientSecret": plain }).as_object().unwrap().clone();
    let error = gateway.create_document(&PoolId::new("eu-west-1_x"), document).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(plain), "{error:?}");
}
