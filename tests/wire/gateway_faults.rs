//! Each bad day, and what a person is told.

use cognitui::client::{ClientKey, PoolId};
use cognitui::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use cognitui::sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::gateway::key;
use crate::gateway_script::{Answer, sandboxed, scripted};

const DESCRIBE: &str = "DescribeUserPoolClient";

/// What each fault is to a read, and how many requests it costs: transient ones are tried three times.
const READS: [(FaultKind, ErrorKind, u64); 12] = [
    (FaultKind::Drop, ErrorKind::Unreachable, 3),
    (FaultKind::ApplyThenDrop, ErrorKind::Unreachable, 3),
    (FaultKind::TimeOut, ErrorKind::TimedOut, 3),
    (FaultKind::Silence, ErrorKind::TimedOut, 3),
    (FaultKind::ServerError, ErrorKind::Unavailable, 3),
    (FaultKind::BrokenJson, ErrorKind::Garbled, 1),
    (FaultKind::Html, ErrorKind::Garbled, 1),
    (FaultKind::Throttle, ErrorKind::Throttled, 3),
    (FaultKind::ExpiredCredentials, ErrorKind::CredentialsExpired, 1),
    (FaultKind::AccessDenied, ErrorKind::AccessDenied, 1),
    (FaultKind::ConcurrentModification, ErrorKind::Concurrent, 1),
    (FaultKind::InternalError, ErrorKind::Unavailable, 3),
];

/// What each fault is to a write, which is never sent twice: whatever leaves its outcome open says so.
const WRITES: [(FaultKind, ErrorKind); 12] = [
    (FaultKind::Drop, ErrorKind::Ambiguous),
    (FaultKind::ApplyThenDrop, ErrorKind::Ambiguous),
    (FaultKind::TimeOut, ErrorKind::Ambiguous),
    (FaultKind::Silence, ErrorKind::Ambiguous),
    (FaultKind::ServerError, ErrorKind::Ambiguous),
    (FaultKind::BrokenJson, ErrorKind::Ambiguous),
    (FaultKind::Html, ErrorKind::Ambiguous),
    (FaultKind::Throttle, ErrorKind::Throttled),
    (FaultKind::ExpiredCredentials, ErrorKind::CredentialsExpired),
    (FaultKind::AccessDenied, ErrorKind::AccessDenied),
    (FaultKind::ConcurrentModification, ErrorKind::Concurrent),
    (FaultKind::InternalError, ErrorKind::Ambiguous),
];

fn say_what_to_do(error: &CognitoError) {
    assert!(!error.to_string().is_empty());
    let step = error.next_step();
    assert!(step.len() > 20 && step.ends_with('.'), "{step}");
}

#[tokio::test(start_paused = true)]
async fn every_fault_of_a_read_is_told_apart() {
    let (gateway, sandbox) = sandboxed().await;
    let web = key(&gateway, "web").await;
    for (fault, kind, requests) in READS {
        sandbox.set_faults(vec![Fault::always_on(fault, DESCRIBE)]);
        sandbox.reset_requests();
        let error = gateway.client(Lane::Foreground, &web).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault}: {error:?}");
        assert_eq!(sandbox.requests_for(DESCRIBE), requests, "{fault}");
        say_what_to_do(&error);
    }
    sandbox.set_faults(Vec::new());
    gateway.client(Lane::Foreground, &web).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn every_fault_of_a_write_is_told_apart_and_nothing_is_sent_twice() {
    let (gateway, sandbox) = sandboxed().await;
    let web = key(&gateway, "web").await;
    let settings = gateway.client(Lane::Foreground, &web).await.unwrap().settings.document().clone();
    for (fault, kind) in WRITES {
        sandbox.set_faults(vec![Fault::always(fault)]);
        sandbox.reset_requests();
        let error = gateway.update_document(&web, settings.clone()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault}: {error:?}");
        assert_eq!(sandbox.requests_for("UpdateUserPoolClient"), 1, "{fault}");
        say_what_to_do(&error);
        let error = gateway.delete_secret(&web, "none--0").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{fault} of an operation that answers with nothing: {error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_moment_passes_unnoticed() {
    let (gateway, sandbox) = sandboxed().await;
    let web = key(&gateway, "web").await;
    sandbox.set_faults(vec![Fault { kind: FaultKind::ServerError, operation: None, probability: 0.3 }]);
    let mut refused = 0;
    for _ in 0..40 {
        if gateway.client(Lane::Background, &web).await.is_err() {
            refused += 1;
        }
    }
    // Three in a row are needed, which is 0.027 each; without retries it would be twelve.
    assert!(refused <= 5, "{refused} of 40");
}

#[tokio::test(start_paused = true)]
async fn throttling_slows_this_program_down_and_shows() {
    let (gateway, sandbox) = sandboxed_paced().await;
    let web = key(&gateway, "web").await;
    assert!(!gateway.traffic().borrow().throttled);
    sandbox.set_faults(vec![Fault::always_on(FaultKind::Throttle, DESCRIBE)]);
    gateway.client(Lane::Foreground, &web).await.unwrap_err();
    let traffic = gateway.traffic().borrow().clone();
    assert!(traffic.throttled && traffic.rate.unwrap() < 5.0, "{traffic:?}");
    assert_eq!((traffic.in_flight, traffic.waiting), (0, 0));
}

async fn sandboxed_paced() -> (Gateway, cognitui::sandbox::Sandbox) {
    crate::gateway_script::sandboxed_with(
        cognitui::sandbox::Options::default(),
        cognitui::cognito::Budgets::aws(),
    )
    .await
}

/// The error of one read answered like this, and how many requests it took.
async fn read_of(answer: Answer) -> (CognitoError, usize) {
    let (gateway, seen) = scripted(move |_| answer.clone()).await;
    let key = ClientKey::new("eu-west-1_x", "abc");
    let error = gateway.secrets(Lane::Foreground, &key).await.unwrap_err();
    say_what_to_do(&error);
    let requests = seen.lock().unwrap().len();
    (error, requests)
}

#[tokio::test(start_paused = true)]
async fn the_services_codes_are_understood() {
    let codes = [
        ("InvalidParameterException", ErrorKind::Invalid, 1),
        ("ScopeDoesNotExistException", ErrorKind::Invalid, 1),
        ("NotAuthorizedException", ErrorKind::AccessDenied, 1),
        ("ExpiredToken", ErrorKind::CredentialsExpired, 1),
        ("UnrecognizedClientException", ErrorKind::InvalidSignature, 1),
        ("InvalidSignatureException", ErrorKind::InvalidSignature, 1),
        ("UnknownOperationException", ErrorKind::Unsupported, 1),
        ("InvalidAction", ErrorKind::Unsupported, 1),
        ("LimitExceededException", ErrorKind::LimitExceeded, 1),
        ("TooManyRequestsException", ErrorKind::Throttled, 3),
        ("com.amazonaws.cognito#ResourceNotFoundException", ErrorKind::NotFound, 1),
    ];
    for (code, kind, requests) in codes {
        let (error, sent) = read_of(Answer::error(code, "words of the service")).await;
        assert_eq!((error.kind(), sent), (kind, requests), "{code}: {error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_lacks_an_operation_says_so_at_once() {
    let page = || "<!doctype html><title>500 Internal Server Error</title>".to_owned();
    for answer in [
        Answer::Raw(500, "text/html; charset=utf-8", page()),
        Answer::Raw(501, "text/plain", "Not Implemented".to_owned()),
        Answer::Json(501, json!({ "__type": "InvalidAction", "message": "no such action" })),
    ] {
        let (error, sent) = read_of(answer).await;
        assert_eq!((error.kind(), sent), (ErrorKind::Unsupported, 1), "{error:?}");
        assert!(error.to_string().contains("not available"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_in_the_place_of_an_answer_is_called_that() {
    let page = || "\n<html><body>Please sign in to the guest network</body></html>".to_owned();
    for status in [200, 403, 404] {
        let (error, _) = read_of(Answer::Raw(status, "text/html", page())).await;
        assert_eq!(error.kind(), ErrorKind::Garbled, "{status}: {error:?}");
        assert!(error.to_string().contains("web page") && !error.to_string().contains("guest"), "{error}");
    }
    let (error, sent) = read_of(Answer::Raw(502, "text/html", page())).await;
    assert_eq!((error.kind(), sent), (ErrorKind::Unavailable, 3), "a gateway's page passes");
}

#[tokio::test]
async fn an_answer_without_what_it_is_about_is_garbled() {
    let missing = [json!({}), json!({ "UserPoolClient": null }), json!({ "UserPoolClient": [] })];
    for answer in missing {
        let (gateway, _) = scripted(move |_| Answer::Json(200, answer.clone())).await;
        let key = ClientKey::new("eu-west-1_x", "abc");
        let error = gateway.client(Lane::Foreground, &key).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Garbled, "{error:?}");
        let error = gateway.pool(Lane::Foreground, &PoolId::new("eu-west-1_x")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Garbled, "{error:?}");
    }
    for body in ["", "null", "[]", "{\"UserPools\": [{\"Name\": \"nameless\"}]}", "{\"UserPools\": \"?\"}"] {
        let (gateway, _) =
            scripted(move |_| Answer::Raw(200, "application/x-amz-json-1.1", body.to_owned())).await;
        let error = gateway.pools_page(Lane::Foreground, None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Garbled, "{body:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_denial_names_the_operation_and_the_resource() {
    let arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_x";
    let (error, _) = read_of(Answer::error(
        "AccessDeniedException",
        &format!("User: arn:aws:iam::1:user/me is not authorized to perform: cognito-idp:X on resource: {arn} because no policy"),
    ))
    .await;
    let told = error.to_string();
    assert!(told.contains("ListUserPoolClientSecrets") && told.contains(arn), "{told}");
    assert!(error.next_step().contains("cognito-idp:ListUserPoolClientSecrets"), "{}", error.next_step());
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_turn_is_not_waiting_for_an_answer() {
    // A minute's queue in front of a budget of one request a second: none may time out over it.
    let (gateway, _) = crate::gateway_script::sandboxed_with(
        cognitui::sandbox::Options::default(),
        cognitui::cognito::Budgets::custom(1, 1, 4),
    )
    .await;
    let web = key(&gateway, "web").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let (gateway, web) = (gateway.clone(), web.clone());
        tasks.spawn(async move { gateway.client(Lane::Background, &web).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.len(), 60);
}
