//! The sandbox as the SDK sees it: requests are signed, serialized, paged, retried and parsed by the SDK.

use std::time::SystemTime;

use aws_sdk_cognitoidentityprovider::{
    Client,
    config::{BehaviorVersion, Builder, Credentials, Region, retry::RetryConfig},
};
use cognitui::sandbox::{Options, Sandbox, World};
use serde_json::{Value, json};

mod command;
mod faults;
mod life;
mod lists;
mod secrets;
mod server;
mod vectors;
mod worlds;

/// The production pool of the built-in world.
const CUSTOMERS: &str = "eu-west-1_hRb7Lk2Qe";
/// A pool of the oldest tier.
const PARTNERS: &str = "eu-west-1_Zq1PgU6oB";

/// A refusal: the exception's name and its text.
type Refusal = (String, String);

fn sandbox() -> Sandbox {
    Sandbox::new(World::default_world(), Options::default())
}

/// An SDK configuration over the sandbox, without retries.
fn config(sandbox: &Sandbox) -> Builder {
    aws_sdk_cognitoidentityprovider::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIASANDBOX", "sandbox", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .http_client(sandbox.http_client())
}

fn sdk(sandbox: &Sandbox) -> Client {
    Client::from_conf(config(sandbox).build())
}

/// Calls an operation on the sandbox itself.
fn call(sandbox: &Sandbox, operation: &str, request: &Value) -> Result<Value, Refusal> {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let response = sandbox.handle(Some(&target), request.to_string().as_bytes(), SystemTime::now());
    let body: Value = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    if response.status == 200 {
        return Ok(body);
    }
    let code = body["__type"].as_str().unwrap().to_owned();
    assert_eq!(response.header("x-amzn-errortype"), Some(format!("{code}:").as_str()));
    Err((code, body["message"].as_str().unwrap().to_owned()))
}

/// Creates a client and gives its document.
fn create(sandbox: &Sandbox, pool: &str, mut settings: Value) -> Value {
    settings["UserPoolId"] = pool.into();
    call(sandbox, "CreateUserPoolClient", &settings).unwrap()["UserPoolClient"].take()
}

/// A client of the built-in world by its name, described.
fn named(sandbox: &Sandbox, pool: &str, name: &str) -> Value {
    let mut token = Value::Null;
    loop {
        let request = json!({ "UserPoolId": pool, "NextToken": token });
        let page = call(sandbox, "ListUserPoolClients", &request).unwrap();
        let clients = page["UserPoolClients"].as_array().unwrap();
        if let Some(client) = clients.iter().find(|client| client["ClientName"] == name) {
            return describe(sandbox, pool, client["ClientId"].as_str().unwrap());
        }
        token = page["NextToken"].clone();
        assert!(!token.is_null(), "the world has no client {name}");
    }
}

fn describe(sandbox: &Sandbox, pool: &str, client: &str) -> Value {
    let request = json!({ "UserPoolId": pool, "ClientId": client });
    call(sandbox, "DescribeUserPoolClient", &request).unwrap()["UserPoolClient"].take()
}
