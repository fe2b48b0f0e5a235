//! The sandbox over loopback HTTP, with the SDK's ordinary HTTP client.

use std::{net::SocketAddr, time::Duration};

use aws_sdk_cognitoidentityprovider::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    error::SdkError,
};
use cognitui::sandbox::{Fault, FaultKind, Sandbox, server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
};

use super::{CUSTOMERS, sandbox};

/// A served sandbox that ends with its guard.
async fn serve(sandbox: &Sandbox) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let sandbox = sandbox.clone();
    tokio::spawn(async move {
        server::serve(listener, sandbox, async {
            let _ = stopped.await;
        })
        .await
        .unwrap();
    });
    (address, stop)
}

fn over_http(address: SocketAddr) -> Client {
    let config = aws_sdk_cognitoidentityprovider::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIASANDBOX", "sandbox", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(format!("http://{address}"))
        .build();
    Client::from_conf(config)
}

#[tokio::test]
async fn the_sdk_browses_over_a_real_connection() {
    let sandbox = sandbox();
    let (address, _stop) = serve(&sandbox).await;
    let clients = over_http(address)
        .list_user_pool_clients()
        .user_pool_id(CUSTOMERS)
        .into_paginator()
        .page_size(10)
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    assert!(clients.len() > 20);
}

#[tokio::test]
async fn a_drop_closes_the_connection_without_an_answer() {
    let sandbox = sandbox();
    let (address, _stop) = serve(&sandbox).await;
    sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
    let error = over_http(address).list_user_pools().max_results(1).send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
}

/// Sends a request by hand and reads until the server closes.
async fn by_hand(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn who_is_asking_is_answered_in_xml() {
    let (address, _stop) = serve(&sandbox()).await;
    let body = "Action=GetCallerIdentity&Version=2011-06-15";
    let answer = by_hand(
        address,
        &format!(
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
    .await;
    assert!(answer.contains("<Account>123456789012</Account>"), "{answer}");
}

#[tokio::test]
async fn a_browser_is_told_what_this_is() {
    let (address, _stop) = serve(&sandbox()).await;
    let answer = by_hand(address, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 405") && answer.contains("endpoint URL"), "{answer}");
}

#[tokio::test]
async fn latency_delays_every_answer() {
    let sandbox = sandbox();
    let (address, _stop) = serve(&sandbox).await;
    sandbox.set_latency(Duration::from_millis(30));
    let started = std::time::Instant::now();
    over_http(address).list_user_pools().max_results(1).send().await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(30));
}
