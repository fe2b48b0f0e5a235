//! The one way to write, over the sandbox's full replace and the SDK's real requests.

mod background;
mod doubt;
mod every_setting;
mod life;
mod many;
mod meanwhile;
mod random;
mod refusals;
mod resolve;
mod secrets;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use cognitui::client::field::{self, Value};
use cognitui::client::{AppClient, ClientKey, Edit, Field, PoolId, Settings};
use cognitui::cognito::{Budgets, Embedded, Gateway, Lane, Target};
use cognitui::local::journal::{Ending, Entry, History, Journal};
use cognitui::sandbox::{Fault, FaultKind, Options, Sandbox, World};
use cognitui::tasks::write::{
    Applied, CreatePlan, DeletePlan, Desk, Plan, UpdatePlan, WriteGate, WriteOutcome, Writer,
};
use serde_json::{Value as Json, json};

/// The production pool of the built-in world.
const CUSTOMERS: &str = "eu-west-1_hRb7Lk2Qe";
const DESCRIBE: &str = "DescribeUserPoolClient";
const UPDATE: &str = "UpdateUserPoolClient";
const CREATE: &str = "CreateUserPoolClient";
const DELETE: &str = "DeleteUserPoolClient";
const LIST: &str = "ListUserPoolClients";

/// A sandbox, a writer over it, and somebody who can step in at any request.
pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) gateway: Gateway,
    pub(crate) writer: Writer,
    pub(crate) desk: Desk,
    steps: Steps,
    _folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with_gate(WriteGate::Open).await
    }

    pub(crate) async fn with_gate(gate: WriteGate) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path().join("journal.jsonl"));
        Self::with(Desk::new(journal, gate), folder).await
    }

    async fn with(desk: Desk, folder: tempfile::TempDir) -> Self {
        let sandbox = Sandbox::new(World::default_world(), Options::default());
        let steps = Steps::default();
        let stepped =
            Stepped { inner: sandbox.http_client(), steps: Arc::clone(&steps), sandbox: sandbox.clone() };
        let embedded = Embedded {
            http_client: SharedHttpClient::new(stepped),
            region: "eu-west-1".to_owned(),
            account: "test".to_owned(),
        };
        let target = Target { embedded: Some(embedded), ..Target::default() };
        let gateway = Gateway::connect(&target, Budgets::unlimited(8)).await.unwrap();
        let writer = Writer::new(gateway.clone(), desk.clone());
        Self { sandbox, gateway, writer, desk, steps, _folder: folder }
    }

    /// Before (or after) the next request for `operation`, something else happens.
    pub(crate) fn step(
        &self,
        moment: Moment,
        operation: &'static str,
        act: impl FnOnce(&Sandbox) + Send + 'static,
    ) {
        self.steps.acts.lock().unwrap().push(Step { moment, operation, act: Box::new(act) });
    }

    /// The next `times` requests for `operation` meet a fault.
    pub(crate) fn fault(&self, kind: FaultKind, operation: &'static str, times: usize) {
        *self.steps.fault.lock().unwrap() = Some((kind, operation, times));
    }

    /// Makes a client and looks at it, as a person does before an edit.
    pub(crate) async fn client(&self, settings: &Json) -> AppClient {
        let mut request = settings.clone();
        request["UserPoolId"] = CUSTOMERS.into();
        let made = call(&self.sandbox, CREATE, &request);
        let key = ClientKey::new(CUSTOMERS, made["UserPoolClient"]["ClientId"].as_str().unwrap());
        let client = self.seen(&key).await;
        self.sandbox.reset_requests();
        client
    }

    pub(crate) async fn seen(&self, key: &ClientKey) -> AppClient {
        self.gateway.client(Lane::Foreground, key).await.unwrap()
    }

    /// The client with everything that a describe tells, the secret too.
    pub(crate) fn raw(&self, key: &ClientKey) -> Json {
        raw(&self.sandbox, key)
    }

    pub(crate) async fn update(&self, plan: UpdatePlan) -> WriteOutcome {
        self.writer.run(Plan::Update(plan)).await
    }

    pub(crate) async fn create(&self, settings: &Json) -> WriteOutcome {
        self.writer.run(Plan::Create(creation(settings))).await
    }

    pub(crate) async fn delete(&self, client: &AppClient) -> WriteOutcome {
        self.writer.run(Plan::Delete(deletion(client))).await
    }

    pub(crate) async fn history(&self) -> History {
        self.desk.history().await.unwrap()
    }

    /// The only entry of the journal.
    pub(crate) async fn entry(&self) -> Entry {
        let history = self.history().await;
        assert_eq!(history.entries().len(), 1, "{history:#?}");
        history.entries()[0].clone()
    }

    pub(crate) fn writes(&self) -> u64 {
        [UPDATE, CREATE, DELETE, "AddUserPoolClientSecret", "DeleteUserPoolClientSecret"]
            .iter()
            .map(|operation| self.sandbox.requests_for(operation))
            .sum()
    }
}

/// A plan to make an edit, typed as on the command line, to a client as it was seen.
pub(crate) fn edit(client: &AppClient, words: &[&str]) -> UpdatePlan {
    let edit = Edit::parse(words.iter().copied(), Some(&client.settings)).unwrap();
    UpdatePlan::edit(client, &edit).unwrap()
}

pub(crate) fn creation(settings: &Json) -> CreatePlan {
    CreatePlan {
        pool: PoolId::new(CUSTOMERS),
        settings: document(settings),
        secret: None,
        around: cognitui::tasks::write::Around::default(),
        note: cognitui::tasks::write::Note::default(),
    }
}

pub(crate) fn deletion(client: &AppClient) -> DeletePlan {
    DeletePlan {
        key: client.key.clone(),
        seen: client.settings.clone(),
        note: cognitui::tasks::write::Note::default(),
    }
}

pub(crate) fn document(json: &Json) -> Settings {
    Settings::from_wire(json.as_object().unwrap().clone())
}

pub(crate) fn applied(outcome: WriteOutcome) -> Applied {
    match outcome {
        WriteOutcome::Applied(applied) => *applied,
        other => panic!("{other:#?}"),
    }
}

pub(crate) fn is_applied(entry: &Entry) -> bool {
    matches!(entry.ending(), Some(Ending::Applied { .. }))
}

pub(crate) fn text(settings: &Settings, field: &Field) -> Option<String> {
    settings.get(field).and_then(|value: Value| value.as_text().map(str::to_owned))
}

/// What somebody else's program does: reads the client and writes it back whole with one member changed.
pub(crate) fn somebody_sets(sandbox: &Sandbox, key: &ClientKey, member: &str, value: Json) {
    let mut request = raw(sandbox, key);
    let members = request.as_object_mut().unwrap();
    for read_only in ["ClientSecret", "CreationDate", "LastModifiedDate", "ClientType"] {
        members.shift_remove(read_only);
    }
    members.insert(member.to_owned(), value);
    call(sandbox, UPDATE, &request);
}

pub(crate) fn raw(sandbox: &Sandbox, key: &ClientKey) -> Json {
    let request = json!({ "UserPoolId": key.pool.as_str(), "ClientId": key.client.as_str() });
    call(sandbox, DESCRIBE, &request)["UserPoolClient"].take()
}

/// Calls an operation on the sandbox itself: no faults, no latency.
pub(crate) fn call(sandbox: &Sandbox, operation: &str, request: &Json) -> Json {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let response = sandbox.handle(Some(&target), request.to_string().as_bytes(), SystemTime::now());
    let body: Json = serde_json::from_slice(&response.body).unwrap_or(Json::Null);
    assert_eq!(response.status, 200, "{operation}: {body}");
    body
}

/// Every setting there is, each different from its default, and two members of a service to come.
pub(crate) fn everything() -> Json {
    json!({
        "ClientName": "everything",
        "GenerateSecret": true,
        "RefreshTokenValidity": 90,
        "AccessTokenValidity": 20,
        "IdTokenValidity": 24,
        "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days" },
        "ReadAttributes": ["email"],
        "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "SupportedIdentityProviders": ["COGNITO", "Google"],
        "CallbackURLs": ["https://a.example/1", "https://a.example/2"],
        "LogoutURLs": ["https://a.example/out"],
        "DefaultRedirectURI": "https://a.example/2",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "fleet/position.read"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {
            "ApplicationId": "1f3e", "RoleArn": "arn:aws:iam::123456789012:role/analytics",
            "ExternalId": "some", "UserDataShared": true
        },
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true,
        "AuthSessionValidity": 9,
        "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 20 },
        "QuantumGuard": { "Level": 3, "Modes": ["a", "b"] },
        "Tomorrow": "yes",
    })
}

/// A client of which little is said, which is what most are.
pub(crate) fn plain(name: &str) -> Json {
    json!({
        "ClientName": name,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "CallbackURLs": ["https://a.example/1"],
    })
}

pub(crate) fn callbacks(client: &Json) -> Vec<&str> {
    client["CallbackURLs"].as_array().unwrap().iter().map(|url| url.as_str().unwrap()).collect()
}

pub(crate) fn name_of(settings: &Settings) -> String {
    text(settings, field::CLIENT_NAME).unwrap()
}

/// When somebody steps in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    Before,
    After,
}

struct Step {
    moment: Moment,
    operation: &'static str,
    act: Box<dyn FnOnce(&Sandbox) + Send>,
}

/// What is still to happen.
#[derive(Default)]
struct Script {
    acts: Mutex<Vec<Step>>,
    fault: Mutex<Option<(FaultKind, &'static str, usize)>>,
}

type Steps = Arc<Script>;

/// The sandbox with somebody stepping in.
struct Stepped {
    inner: SharedHttpClient,
    steps: Steps,
    sandbox: Sandbox,
}

impl fmt::Debug for Stepped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stepped")
    }
}

impl HttpClient for Stepped {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(SteppedConnection {
            inner,
            steps: Arc::clone(&self.steps),
            sandbox: self.sandbox.clone(),
        })
    }
}

struct SteppedConnection {
    inner: SharedHttpConnector,
    steps: Steps,
    sandbox: Sandbox,
}

impl fmt::Debug for SteppedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SteppedConnection")
    }
}

impl HttpConnector for SteppedConnection {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let (inner, steps, sandbox) = (self.inner.clone(), Arc::clone(&self.steps), self.sandbox.clone());
        HttpConnectorFuture::new(async move {
            steps.act(Moment::Before, &operation, &sandbox);
            let faulty = steps.is_faulty(&operation, &sandbox);
            let answer = inner.call(request).await;
            if faulty {
                sandbox.set_faults(Vec::new());
            }
            steps.act(Moment::After, &operation, &sandbox);
            answer
        })
    }
}

impl Script {
    fn act(&self, moment: Moment, operation: &str, sandbox: &Sandbox) {
        let step = {
            let mut steps = self.acts.lock().unwrap();
            let place = steps.iter().position(|step| step.moment == moment && step.operation == operation);
            place.map(|place| steps.remove(place))
        };
        if let Some(step) = step {
            (step.act)(sandbox);
        }
    }

    fn is_faulty(&self, operation: &str, sandbox: &Sandbox) -> bool {
        match &mut *self.fault.lock().unwrap() {
            Some((kind, on, left)) if *on == operation && *left > 0 => {
                *left -= 1;
                sandbox.set_faults(vec![Fault::always_on(*kind, operation)]);
                true
            }
            _ => false,
        }
    }
}
