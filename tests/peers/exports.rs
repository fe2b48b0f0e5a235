//! Exports of the sandbox's clients, and of some that are out to break them, read by the tools they are for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cognitui::client::field::FIELDS;
use cognitui::client::{ClientId, ClientKey, Field, Origin, PoolId, Settings, template};
use cognitui::cognito::Lane;
use cognitui::export::names::{self, Tool};
use cognitui::export::{self, Bundle, Client, Layout, With, Written, from};
use serde_json::json;

use crate::gateway::{connect, every_client, every_pool};
use crate::servers::{Server, installed, installed_part, skip};

#[tokio::test(flavor = "multi_thread")]
async fn cfn_lint_finds_no_error_in_templates() {
    let test = "exports::cfn_lint_finds_no_error_in_templates";
    let Some(lint) = installed_part(test, "iac/bin/cfn-lint") else { return };
    let work = Work::new(&world(Around::Exported).await, &["cloudformation"]);
    let output = work.run(
        Command::new(lint).args(["--non-zero-exit-code", "error", "--regions", "eu-west-1", "--template"]),
        &["clients.yaml"],
    );
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn hcl2_reads_the_values_from_terraform() {
    let test = "exports::hcl2_reads_the_values_from_terraform";
    let Some(python) = installed_part(test, "iac/bin/python") else { return };
    // Values are compared where they stand as they are; references must be read all the same.
    for around in [Around::Known, Around::Exported] {
        let work = Work::new(&world(around).await, &["terraform", "json"]);
        work.names(Tool::Terraform, around == Around::Known);
        let script = tools().join("check_hcl.py");
        let output =
            work.run(Command::new(&python).arg(script), &["clients.tf", "clients.json", "names.json"]);
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pulumi_registers_what_the_python_program_tells() {
    let test = "exports::pulumi_registers_what_the_python_program_tells";
    let Some(python) = installed_part(test, "iac/bin/python") else { return };
    let work = Work::new(&world(Around::Exported).await, &["pulumi-python", "json"]);
    work.names(Tool::Pulumi, true);
    let script = tools().join("check_pulumi.py");
    let files = ["clients.py", "clients.py.import.json", "clients.json", "names.json"];
    let output = work.run(Command::new(&python).arg(script), &files);
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn typescript_accepts_the_programs_for_pulumi_and_the_cdk() {
    let test = "exports::typescript_accepts_the_programs_for_pulumi_and_the_cdk";
    let Some(packages) = installed_part(test, "node/node_modules") else { return };
    let bundle = world(Around::Exported).await;
    let work = Work::new(&bundle, &[]);
    for (format, file) in [("pulumi-typescript", "pulumi.ts"), ("cdk", "cdk.ts")] {
        fs::write(work.path(file), &written(format, &bundle).files[0].text).unwrap();
    }
    fs::copy(tools().join("tsconfig.json"), work.path("tsconfig.json")).unwrap();
    std::os::unix::fs::symlink(&packages, work.path("node_modules")).unwrap();
    let output =
        work.run(Command::new("node").arg(packages.join("typescript/bin/tsc")).args(["-p", "."]), &[]);
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_jdk_reads_the_program_and_its_values() {
    let test = "exports::the_jdk_reads_the_program_and_its_values";
    if installed(test).is_none() {
        return;
    }
    if Command::new("javac").arg("-version").output().is_err() {
        return skip(test, "there is no JDK; install one to run it");
    }
    let bundle = world(Around::Known).await;
    let work = Work::new(&bundle, &["pulumi-java"]);
    let output = work.run(Command::new("java").arg(tools().join("ReadJava.java")), &["App.java"]);
    let told = said(&output);
    assert!(output.status.success(), "{told}");

    let known: Vec<String> = FIELDS.iter().filter_map(|field| names::of(field, Tool::Pulumi)).collect();
    let is_known = |method: &str| known.iter().any(|name| name.split('.').any(|part| part == method));
    let mut urls = Vec::new();
    let mut made = 0;
    for line in told.lines() {
        let mut words = line.split('\t');
        let (class, method) = (words.next().unwrap(), words.next().unwrap());
        match class {
            "new" => made += usize::from(method.ends_with("UserPoolClient")),
            class if class.starts_with("UserPoolClient") => {
                assert!(is_known(method) || ["build", "builder"].contains(&method), "{class}.{method}");
                if method == "callbackUrls" {
                    urls.extend(words.map(base64));
                }
            }
            _ => {}
        }
    }
    assert_eq!(made, bundle.clients());
    let mut real: Vec<String> = bundle
        .pools
        .iter()
        .flat_map(|pool| &pool.clients)
        .filter(|client| !client.name().starts_with("AmazonOpenSearchService-"))
        .filter_map(|client| client.settings.document().get("CallbackURLs")?.as_array().cloned())
        .flatten()
        .map(|url| url.as_str().unwrap().to_owned())
        .collect();
    real.sort();
    urls.sort();
    assert_eq!(urls, real);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_cli_makes_the_clients_again() {
    let test = "exports::the_aws_cli_makes_the_clients_again";
    let Some(peers) = installed(test) else { return };
    let server = Server::sandbox(&[]);
    let gateway = connect(server.url()).await;
    let (pool, _) = every_pool(&gateway).await.into_iter().find(|(_, name)| name == "customers").unwrap();
    made_again(&peers, server.url(), &pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_cli_makes_the_clients_again_in_moto() {
    let test = "exports::the_aws_cli_makes_the_clients_again_in_moto";
    let Some(peers) = installed(test) else { return };
    let server = Server::moto(&peers);
    let pools = crate::fill::fill(server.url()).await.pools;
    made_again(&peers, server.url(), &PoolId::new(pools[0].as_str())).await;
}

/// Runs the exported script and looks at what it made; then reads the script and what the AWS CLI prints.
async fn made_again(peers: &Path, url: &str, pool: &PoolId) {
    let gateway = connect(url).await;
    let mut bundle = Bundle::default();
    let part = bundle.pool_mut(pool);
    for template in template::all().iter().filter(|template| template.id != "machine") {
        let mut settings = template.with_examples().into_document();
        settings.insert("ClientName".to_owned(), json!(format!("made-{}", template.id)));
        part.clients.push(Client::new(Settings::from_wire(settings)));
    }
    let work = Work::new(&bundle, &["aws-cli"]);
    let paths = std::env::join_paths(
        [peers.join("moto/bin")].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let bash = || {
        let mut bash = Command::new("bash");
        bash.env_clear()
            .env("PATH", paths.as_ref().unwrap())
            .env("AWS_ENDPOINT_URL", url)
            .env("AWS_PAGER", "");
        bash.env("AWS_ACCESS_KEY_ID", "AKIACLI").env("AWS_SECRET_ACCESS_KEY", "cli");
        bash.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        bash
    };
    let output = work.run(&mut bash(), &["clients.sh"]);
    assert!(output.status.success(), "{}", said(&output));

    let script = fs::read_to_string(work.path("clients.sh")).unwrap();
    let read = from::read("clients.sh", &script).unwrap();
    assert_eq!(read.len(), bundle.clients());
    let (rows, _) = every_client(&gateway, pool).await;
    for (client, read) in bundle.pools[0].clients.iter().zip(read) {
        let row = rows.iter().find(|row| row.name == client.name()).unwrap();
        let made = gateway.client(Lane::Foreground, &row.key).await.unwrap();
        assert_eq!(made.secret.is_present(), client.confidential, "{}", client.name());
        let command = format!(
            "aws cognito-idp describe-user-pool-client --region eu-west-1 --user-pool-id '{}' --client-id '{}'",
            row.key.pool, row.key.client
        );
        let described = bash().args(["-c", &command]).output().unwrap();
        assert!(described.status.success(), "{}", said(&described));
        let described =
            from::read("web.json", &String::from_utf8(described.stdout).unwrap()).unwrap().remove(0);
        assert_eq!(described.key().as_ref(), Some(&row.key));
        assert_eq!(described.secret.unwrap_or(false), client.confidential, "{}", client.name());
        for field in FIELDS.iter().filter(|field| field.is_mutable()) {
            for other in [&client.settings, &read.settings, &described.settings] {
                assert!(made.settings.same(other, field), "{}: {}", client.name(), field.id);
            }
        }
    }
}

/// What is around the clients in a bundle.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Known, and not exported.
    Known,
    /// Exported too.
    Exported,
}

/// The clients of the sandbox's two customer pools, read as the program reads them, and some hostile ones.
async fn world(around: Around) -> Bundle {
    let server = Server::sandbox(&[]);
    let gateway = connect(server.url()).await;
    let mut bundle = Bundle::default();
    for (pool, name) in every_pool(&gateway).await {
        if !name.starts_with("customers") {
            continue;
        }
        for row in every_client(&gateway, &pool).await.0 {
            let client = gateway.client(Lane::Foreground, &row.key).await.unwrap();
            bundle.pool_mut(&pool).clients.push(Client::from(&client));
        }
        let facts = gateway.pool(Lane::Foreground, &pool).await.unwrap();
        let mut providers = Vec::new();
        for listed in gateway.identity_providers(Lane::Foreground, &pool).await.unwrap() {
            providers.push(gateway.identity_provider(Lane::Foreground, &pool, &listed.name).await.unwrap());
        }
        let servers = gateway.resource_servers(Lane::Foreground, &pool).await.unwrap();
        let exported = around == Around::Exported;
        let with = With { pool: exported, providers: exported, servers: exported };
        bundle.surround(&facts, &providers, &servers, with);
    }
    assert!(bundle.clients() > 30, "the sandbox has something to export: {}", bundle.clients());
    let key = ClientKey::new("eu-west-1_Hostile00", "hostile");
    let part = bundle.pool_mut(&PoolId::new(key.pool.as_str()));
    for (at, text) in HOSTILE.iter().enumerate() {
        let id = format!("hostile{at}");
        let document = json!({
            "ClientName": format!("class {text}"), "ClientId": id, "CallbackURLs": [text, "https://a.example/"],
            "DefaultRedirectURI": text, "ReadAttributes": [text],
        });
        let settings = Settings::from_wire(document.as_object().unwrap().clone());
        part.clients.push(Client { id: Some(ClientId::new(id)), settings, confidential: at % 2 == 0 });
    }
    bundle
}

/// Texts that would be more than texts if they were not quoted.
const HOSTILE: &[&str] = &[
    "\"; exit(1) #",
    "${aws_secret} %{if true}x%{endif}",
    "back\\slash \\u0022 \\\" end\\",
    "two\nlines\r\nand\ttabs",
    "bell\u{7} escape\u{1b}[31m next\u{85} override\u{202e} line\u{2028}",
    "`id` $(id) 'quotes' */ // -- <!--",
    "日本語 é 👩🏽\u{200d}🚀",
];

/// A folder with exported files, gone at the end.
struct Work {
    folder: tempfile::TempDir,
    must: BTreeMap<String, Vec<String>>,
}

impl Work {
    fn new(bundle: &Bundle, formats: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for format in formats {
            for file in written(format, bundle).files {
                fs::write(folder.path().join(file.path), file.text).unwrap();
            }
        }
        let clients = bundle.pools.iter().flat_map(|pool| &pool.clients);
        let must = clients.filter_map(|client| Some((client.id.as_ref()?.to_string(), must_be_told(client))));
        Self { must: must.collect(), folder }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// The settings' names for the scripts, from the table.
    fn names(&self, tool: Tool, compare: bool) {
        let names: Vec<(String, String)> = FIELDS
            .iter()
            .filter(|field| compare && field.ops.create)
            .filter_map(|field| Some((field.api(), names::of(field, tool)?)))
            .filter(|(api, _)| !["UserPoolId", "GenerateSecret", "ClientSecret"].contains(&api.as_str()))
            .collect();
        let must: &BTreeMap<_, _> = if compare { &self.must } else { &BTreeMap::new() };
        fs::write(self.path("names.json"), json!({"names": names, "must": must}).to_string()).unwrap();
    }

    fn run(&self, command: &mut Command, files: &[&str]) -> Output {
        command.args(files).current_dir(self.folder.path()).output().unwrap()
    }
}

/// What somebody configured, and no program may leave out.
fn must_be_told(client: &Client) -> Vec<String> {
    let settings = &client.settings;
    let managed = client.name().starts_with("AmazonOpenSearchService-");
    let told = |field: &&Field| {
        let value = settings.get(field);
        field.ops.create
            && field.api() != "UserPoolId"
            && !(managed && field.id == "name")
            && value.is_some_and(|value| !value.is_other())
            && settings.effective(field).origin == Origin::Configured
    };
    FIELDS.iter().filter(told).map(Field::api).collect()
}

fn written(format: &str, bundle: &Bundle) -> Written {
    export::export(export::by_id(format).unwrap(), bundle, Layout::One)
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/tools")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Reads Base64, which is how the Java reader hands over texts in lines.
fn base64(text: &str) -> String {
    let digit = |b: u8| match b {
        b'A'..=b'Z' => b - b'A',
        b'a'..=b'z' => b - b'a' + 26,
        b'0'..=b'9' => b - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for b in text.bytes().filter(|b| *b != b'=') {
        bits = bits << 6 | u32::from(digit(b));
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn base64_is_read() {
    assert_eq!(["", "YQ==", "aMOpbGxv"].map(base64), ["", "a", "héllo"]);
}
