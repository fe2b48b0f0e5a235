//! Bad days, as the SDK tells them.

use std::time::{Duration, SystemTime};

use aws_sdk_cognitoidentityprovider::{
    Client,
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
};
use aws_smithy_async::rt::sleep::TokioSleep;
use cognitui::sandbox::{Fault, FaultKind, Options, Sandbox, World};
use serde_json::json;

use super::{CUSTOMERS, call, config, sandbox, sdk};

/// Lists over the SDK, with little patience, so that a time-out is soon one.
async fn list(sandbox: &Sandbox) -> Result<usize, SdkErrorOfList> {
    let patience = TimeoutConfig::builder().connect_timeout(Duration::from_millis(5)).build();
    let sdk = Client::from_conf(config(sandbox).timeout_config(patience).build());
    let listed = sdk.list_user_pools().max_results(60).send().await;
    listed.map(|listed| listed.user_pools().len())
}

type SdkErrorOfList = SdkError<
    aws_sdk_cognitoidentityprovider::operation::list_user_pools::ListUserPoolsError,
    aws_sdk_cognitoidentityprovider::config::http::HttpResponse,
>;

#[tokio::test]
async fn refusals_have_their_names() {
    let sandbox = sandbox();
    for (kind, code) in [
        (FaultKind::Throttle, "TooManyRequestsException"),
        (FaultKind::ExpiredCredentials, "ExpiredTokenException"),
        (FaultKind::AccessDenied, "AccessDeniedException"),
        (FaultKind::ConcurrentModification, "ConcurrentModificationException"),
        (FaultKind::InternalError, "InternalErrorException"),
    ] {
        sandbox.set_faults(vec![Fault::always(kind)]);
        let error = list(&sandbox).await.unwrap_err();
        assert_eq!(error.code(), Some(code));
        let status = error.raw_response().unwrap().status().as_u16();
        assert_eq!(status, if kind == FaultKind::InternalError { 500 } else { 400 });
    }
    sandbox.set_faults(Vec::new());
    assert_eq!(list(&sandbox).await.unwrap(), 7);
}

#[tokio::test]
async fn a_dropped_connection_is_told_from_a_time_out() {
    let sandbox = sandbox();
    sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
    let SdkError::DispatchFailure(failure) = list(&sandbox).await.unwrap_err() else {
        panic!("a drop is a failure to dispatch")
    };
    assert!(failure.is_io());
    sandbox.set_faults(vec![Fault::always(FaultKind::TimeOut)]);
    match list(&sandbox).await.unwrap_err() {
        SdkError::DispatchFailure(failure) => assert!(failure.is_timeout()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_no_answer_of_the_service_is_told_as_such() {
    let sandbox = sandbox();
    for kind in [FaultKind::BrokenJson, FaultKind::Html] {
        sandbox.set_faults(vec![Fault::always(kind)]);
        assert!(matches!(list(&sandbox).await, Err(SdkError::ResponseError(_))), "{kind}");
    }
    sandbox.set_faults(vec![Fault::always(FaultKind::ServerError)]);
    let error = list(&sandbox).await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 503);
}

#[tokio::test]
async fn silence_lasts_until_the_callers_own_time_out() {
    let sandbox = sandbox();
    sandbox.set_faults(vec![Fault::always(FaultKind::Silence)]);
    let patience = TimeoutConfig::builder().operation_timeout(Duration::from_millis(20)).build();
    let sdk =
        Client::from_conf(config(&sandbox).sleep_impl(TokioSleep::new()).timeout_config(patience).build());
    let error = sdk.list_user_pools().max_results(1).send().await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
}

#[tokio::test]
async fn one_operation_can_be_denied_while_the_others_work() {
    let sandbox = sandbox();
    sandbox.set_faults(vec!["access-denied:DescribeUserPoolClient=1".parse().unwrap()]);
    assert_eq!(list(&sandbox).await.unwrap(), 7);
    let error = sdk(&sandbox)
        .describe_user_pool_client()
        .user_pool_id(CUSTOMERS)
        .client_id("anything")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    let text = error.message().unwrap();
    assert!(text.contains("cognito-idp:DescribeUserPoolClient on resource: arn:aws:cognito-idp:"), "{text}");
}

#[tokio::test]
async fn a_write_can_be_done_and_its_answer_lost() {
    let sandbox = sandbox();
    sandbox.set_faults(vec![Fault::always_on(FaultKind::ApplyThenDrop, "CreateUserPool")]);
    sdk(&sandbox).create_user_pool().pool_name("lost").send().await.unwrap_err();
    assert_eq!(list(&sandbox).await.unwrap(), 8);
}

#[tokio::test]
async fn the_sdk_retries_what_fails_now_and_then() {
    let sandbox = Sandbox::new(
        World::default_world(),
        Options { faults: vec![Fault::sometimes(FaultKind::Drop, 0.5)], seed: 3, ..Options::default() },
    );
    let retry = RetryConfig::standard().with_max_attempts(30).with_initial_backoff(Duration::from_micros(1));
    let sdk = Client::from_conf(config(&sandbox).sleep_impl(TokioSleep::new()).retry_config(retry).build());
    for _ in 0..8 {
        sdk.list_user_pools().max_results(1).send().await.unwrap();
    }
    assert!(sandbox.requests_for("ListUserPools") > 8);
    sandbox.reset_requests();
    assert!(sandbox.requests().is_empty());
}

#[test]
fn quotas_refuse_what_is_over_them() {
    let sandbox = Sandbox::new(World::default_world(), Options { pool_rps: Some(2.0), ..Options::default() });
    let mut now = SystemTime::UNIX_EPOCH;
    let mut list = |passed: Duration| {
        now += passed;
        let body = json!({ "UserPoolId": CUSTOMERS }).to_string();
        sandbox
            .handle(Some("AWSCognitoIdentityProviderService.ListUserPoolClients"), body.as_bytes(), now)
            .status
    };
    let statuses = [0, 0, 0, 500, 0].map(|passed| list(Duration::from_millis(passed)));
    assert_eq!(statuses, [200, 200, 400, 200, 400]);
}

#[test]
fn unknown_operations_are_refused_and_counted() {
    let sandbox = sandbox();
    let (code, _) = call(&sandbox, "AdminCreateUser", &json!({})).unwrap_err();
    assert_eq!(code, "UnknownOperationException");
    assert_eq!(sandbox.requests_for("?"), 1);
}
