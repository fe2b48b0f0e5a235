//! The real connector over loopback sockets: bodies that stream in, and connections that fail.

use std::net::TcpListener;
use std::time::Duration;

use cognitui::client::{ClientKey, PoolId};
use cognitui::cognito::{ErrorKind, Lane};
use secrecy::ExposeSecret;
use serde_json::{Map, json};

use crate::gateway_script::{Answer, loopback, real};

fn web() -> ClientKey {
    ClientKey::new("eu-west-1_x", "abc")
}

#[tokio::test]
async fn the_answers_own_bytes_are_read_from_the_socket() {
    let filler = "x".repeat(200_000);
    let long = filler.clone();
    let (gateway, seen, _) = loopback(move |_| {
        Answer::Json(
            200,
            json!({ "UserPoolClient": {
            "ClientId": "abc", "ClientName": "web", "NotYetInvented": long, "ClientSecret": "s3cret",
        } }),
        )
    })
    .await;
    let client = gateway.client(Lane::Foreground, &web()).await.unwrap();
    assert_eq!(client.settings.document()["NotYetInvented"], filler.as_str());
    assert!(client.secret.is_present());
    let secret = gateway.secret(Lane::Foreground, &web()).await.unwrap().unwrap();
    assert_eq!(secret.expose_secret(), "s3cret");
    assert!(seen.lock().unwrap().iter().all(|request| request.signed));
}

#[tokio::test]
async fn a_replaced_body_arrives_whole() {
    let (gateway, seen, _) =
        loopback(|request| Answer::Json(200, json!({ "UserPoolClient": request.body }))).await;
    let document = json!({ "ClientName": "web", "Zukunft": "ü".repeat(5000) }).as_object().unwrap().clone();
    gateway.update_document(&web(), document.clone()).await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].body["Zukunft"], document["Zukunft"]);
}

#[tokio::test]
async fn broken_answers_are_told_apart_on_a_real_connection() {
    let page = "<!DOCTYPE html><title>Sign in</title>".to_owned();
    for (answer, kind) in [
        (
            Answer::Raw(200, "application/x-amz-json-1.1", "{\"UserPoolClient\": {\"Cli".to_owned()),
            ErrorKind::Garbled,
        ),
        (Answer::Raw(200, "text/html", page), ErrorKind::Garbled),
        (Answer::Json(200, json!({})), ErrorKind::Garbled),
        (Answer::Raw(200, "application/x-amz-json-1.1", String::new()), ErrorKind::Garbled),
        (Answer::error("ResourceNotFoundException", "gone"), ErrorKind::NotFound),
    ] {
        let (gateway, _, _) = loopback(move |_| answer.clone()).await;
        let error = gateway.client(Lane::Foreground, &web()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_a_write_in_doubt() {
    for answer in [Answer::Close, Answer::BreakOff("{\"UserPoolClient\": {".to_owned())] {
        let (gateway, seen, _) = loopback(move |_| answer.clone()).await;
        let error = gateway.update_document(&web(), Map::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ambiguous, "{error:?}");
        assert_eq!(seen.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_tried_again_for_a_read() {
    let attempts = std::sync::atomic::AtomicU32::new(0);
    let (gateway, seen, _) =
        loopback(move |_| match attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => Answer::Close,
            _ => Answer::Json(200, json!({ "UserPools": [] })),
        })
        .await;
    assert!(gateway.pools_page(Lane::Foreground, None).await.unwrap().items.is_empty());
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_a_write_in_doubt() {
    let (gateway, _, mut arrivals) = loopback(|_| Answer::Silence).await;
    let write = tokio::spawn(async move { gateway.delete(&web()).await });
    arrivals.recv().await.unwrap();
    // The request has arrived; from here only the clock can end the wait.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(11)).await;
    let error = write.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous, "{error:?}");
    assert!(error.to_string().contains("in time"), "{error}");
}

#[tokio::test]
async fn nobody_listening_is_unreachable_even_for_a_write() {
    let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let gateway = real(&format!("http://127.0.0.1:{port}")).await;
    let error = gateway.delete(&web()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error:?}");
    let told = error.to_string();
    assert!(told.contains("refused") && told.contains(&port.to_string()), "{told}");
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_unreachable() {
    let gateway = real("http://cognito.invalid").await;
    let error = gateway.delete(&web()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error:?}");
    assert!(error.to_string().contains("cognito.invalid"), "{error}");
}

#[tokio::test]
async fn an_endpoint_without_tls_behind_https_is_unreachable() {
    let (_, _, _) = loopback(|_| Answer::Close).await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let gateway = real(&format!("https://127.0.0.1:{port}")).await;
    let error = gateway.delete(&web()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable, "{error:?}");
    assert!(error.to_string().contains("no secure connection"), "{error}");
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let (gateway, seen, _) =
        loopback(|_| Answer::Json(200, json!({ "UserPool": { "Id": "eu-west-1_x" } }))).await;
    for _ in 0..20 {
        gateway.pool(Lane::Foreground, &PoolId::new("eu-west-1_x")).await.unwrap();
    }
    assert_eq!(seen.lock().unwrap().len(), 20);
}
