//! Runs the program over a served sandbox, apart from the machine's own configuration.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value as Json;
use tempfile::TempDir;

/// A sandbox behind a socket, and the folders of whoever uses it.
pub(crate) struct Service {
    child: Child,
    url: String,
    pub(crate) home: TempDir,
}

/// What a command left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn ended(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Service {
    /// The default world.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cognitui"))
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned(), home: tempfile::tempdir().unwrap() }
    }

    /// A pool whose clients have names that would like to drive a terminal.
    pub(crate) fn hostile() -> Self {
        let names = [
            "\\u001b[31mred",
            "\\u001b]52;c;aGk=\\u0007",
            "a\\u202eb",
            "=1+1\\r\\nx",
            "|<b>`",
            "ze\\u200bro\\ufeff",
            "\\u0301lone",
        ];
        let clients: Vec<String> =
            names.iter().map(|name| format!(r#"{{"ClientName": "{name}"}}"#)).collect();
        let text = format!(
            r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [
                {{"pool": {{"Name": "hostile"}}, "clients": [{}]}}]}}"#,
            clients.join(",")
        );
        Self::of(&text)
    }

    /// The world that a text describes.
    pub(crate) fn of(text: &str) -> Self {
        let world = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(world.path(), text).unwrap();
        Self::with(&["--world", world.path().to_str().unwrap()])
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The program over this service.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_at(&self.url, arguments)
    }

    pub(crate) fn command_at(&self, url: &str, arguments: &[&str]) -> Command {
        let home = self.home.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_cognitui"));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("AWS_CONFIG_FILE", home.join("aws-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", home.join("aws-credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCESS_KEY_ID", "AKIACLI")
            .env("AWS_SECRET_ACCESS_KEY", "cli")
            .env("AWS_REGION", "eu-west-1")
            .args(["--endpoint-url", url])
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// The program where profiles alone say which service is asked.
    pub(crate) fn run_at_profiles(&self, arguments: &[&str]) -> Ran {
        let mut plain = Command::new(env!("CARGO_BIN_EXE_cognitui"));
        let keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
        plain.env_clear().envs(
            self.command(&[])
                .get_envs()
                .filter_map(|(name, value)| (!keys.iter().any(|key| name == *key)).then_some((name, value?))),
        );
        plain.args(arguments).stdin(Stdio::null()).output().unwrap().into()
    }

    /// What the configuration file says.
    pub(crate) fn configure(&self, text: &str) {
        let folder = self.home.path().join("config/cognitui");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// A file beside the configuration.
    pub(crate) fn beside_configuration(&self, name: &str) -> std::path::PathBuf {
        let folder = self.home.path().join("config/cognitui");
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    /// The client's document as a describe returns it.
    pub(crate) fn document(&self, reference: &str) -> Json {
        self.run(&["show", reference, "-o", "json"]).ended(0).json()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes connections on to a service and notes which operations went through.
pub(crate) struct Witness {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Witness {
    pub(crate) fn before(service: &Service) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let target = service.url().trim_start_matches("http://").to_owned();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&target) else { continue };
                let (back, mut forth) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || std::io::copy(&mut { server }, &mut { back }));
                let notes = Arc::clone(&notes);
                let mut client = client;
                thread::spawn(move || {
                    let mut bytes = [0; 16 * 1024];
                    while let Ok(count @ 1..) = client.read(&mut bytes) {
                        let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
                        let named =
                            text.lines().filter_map(|line| line.split_once("IdentityProviderService."));
                        notes.lock().unwrap().extend(named.map(|(_, name)| name.trim().to_owned()));
                        if forth.write_all(&bytes[..count]).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}
