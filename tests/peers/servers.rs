//! Cognito servers that others wrote, on a port of their own, stopped when they go out of scope.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A cold start of Python on a busy machine.
const START: Duration = Duration::from_secs(90);

/// Where `tests/run` installed the peers, or nothing, with the reason told to whoever runs the tests.
pub(crate) fn installed(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("COGNITUI_PEERS").map(PathBuf::from);
    if folder.is_none() {
        skip(test, "COGNITUI_PEERS names no installed peers; tests/run installs them");
    }
    folder
}

/// A part of the installed peers that not every machine can install: the file that is there when it is.
pub(crate) fn installed_part(test: &str, part: &str) -> Option<PathBuf> {
    let file = installed(test)?.join(part);
    if file.exists() {
        return Some(file);
    }
    skip(test, &format!("{} is not installed; tests/run says why", file.display()));
    None
}

/// Tells whoever runs the tests that one was skipped, and why.
#[expect(clippy::print_stderr, reason = "whoever runs the tests by hand sees it with --nocapture")]
pub(crate) fn skip(test: &str, reason: &str) {
    eprintln!("skipped {test}: {reason}");
    if let Some(list) = std::env::var_os("COGNITUI_SKIPS") {
        let mut list = OpenOptions::new().append(true).create(true).open(list).unwrap();
        writeln!(list, "peers\t{test}\t{reason}").unwrap();
    }
}

/// A server on loopback.
pub(crate) struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// moto, which echoes every setting and checks none.
    pub(crate) fn moto(peers: &std::path::Path) -> Self {
        let mut command = Command::new(peers.join("moto/bin/moto_server"));
        command.args(["-H", "127.0.0.1", "-p", "0"]);
        Self::start(command, "Running on ")
    }

    /// ministack, whose answers come closest to the service's own shapes.
    pub(crate) fn ministack(peers: &std::path::Path) -> Self {
        let mut command = Command::new(peers.join("ministack/bin/ministack"));
        for (name, value) in [
            ("BIND_HOST", "127.0.0.1"),
            ("SERVICES", "cognito-idp,sts"),
            ("SFTP_ENABLED", "0"),
            ("IOT_MTLS_ENABLED", "0"),
            ("DOCKER_HOST", "unix:///nonexistent.sock"),
            ("GATEWAY_PORT", "0"),
        ] {
            command.env(name, value);
        }
        Self::start(command, "Running on ")
    }

    /// The built program's own sandbox over loopback HTTP.
    pub(crate) fn sandbox(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cognitui"));
        command.args(["sandbox", "--listen", "127.0.0.1:0"]).args(args);
        Self::start(command, "")
    }

    /// Where it answers, without a trailing slash.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Starts a server and waits for the line in which it tells its address, which is also when it
    /// listens. Port 0 lets the system choose, so that nothing can be taken already.
    fn start(mut command: Command, before_url: &'static str) -> Self {
        command.env("PYTHONUNBUFFERED", "1").env_remove("AWS_ENDPOINT_URL");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (lines, told) = mpsc::channel();
        for stream in [
            Box::new(child.stdout.take().unwrap()) as Box<dyn std::io::Read + Send>,
            Box::new(child.stderr.take().unwrap()),
        ] {
            let lines = lines.clone();
            // Reading goes on after the address is known, or the server would block on a full pipe.
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = lines.send(line);
                }
            });
        }
        drop(lines);
        let mut server = Self { child, url: String::new() };
        let mut said = Vec::new();
        while let Ok(line) = told.recv_timeout(START) {
            if let Some(url) = address(&line, before_url) {
                url.clone_into(&mut server.url);
                return server;
            }
            said.push(line);
        }
        panic!("{command:?} told no address:\n{}", said.join("\n"));
    }
}

fn address<'a>(line: &'a str, before_url: &str) -> Option<&'a str> {
    let start = line.find(&format!("{before_url}http://"))? + before_url.len();
    let url = line[start..].split_whitespace().next()?;
    let port = url.rsplit(':').next()?.trim_end_matches('/');
    port.parse::<u16>().is_ok_and(|port| port != 0).then(|| url.trim_end_matches('/'))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_address_is_read_from_what_servers_say() {
    let hypercorn =
        "[2026-01-01 00:00:00 +0000] [1] [INFO] Running on http://127.0.0.1:33185 (CTRL + C to quit)";
    assert_eq!(address(hypercorn, "Running on "), Some("http://127.0.0.1:33185"));
    assert_eq!(address(" * Running on http://127.0.0.1:5000/", "Running on "), Some("http://127.0.0.1:5000"));
    assert_eq!(address("see http://example.com", ""), None);
    assert_eq!(address("http://127.0.0.1:0", ""), None);
}
