//! How long a secret takes from a shell, beside the AWS CLI, over the same service on this machine.
//!
//! `cargo bench --bench secret` prints rows of the README's table. The AWS CLI is the one that `tests/run`
//! installs below `target/peers`, or the one that `COGNITUI_AWS` names; without any it is left out.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]
#![expect(clippy::print_stdout, reason = "the table is the point")]

#[path = "alone.rs"]
mod alone;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use alone::alone;

/// Runs of each program, by turns, so that what else the machine does meets both.
const RUNS: usize = 15;

fn main() {
    // `cargo test --all-targets` builds and starts benchmarks too; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let service = Service::start();
    let home = tempfile::tempdir().unwrap();
    let id = service.client(home.path());
    let reference = format!("{POOL}/{id}");
    let aws = aws();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut secret = String::new();
    for _ in 0..RUNS {
        let (took, out) = timed(service.cognitui(home.path(), &["secret", &reference]));
        ours.push(took);
        out.trim().clone_into(&mut secret);
        if let Some(aws) = &aws {
            let (took, out) = timed(service.aws(aws, home.path(), &id));
            assert!(out.contains(&secret), "both were told the same secret");
            theirs.push(took);
        }
    }
    assert!(secret.len() > 40, "a secret was told");
    let own = median(&mut ours);
    println!("| what | measured | at most |");
    println!("|---|---|---|");
    println!("| `cognitui secret POOL/CLIENT` over loopback, median of {RUNS} | {} | 60 ms |", ms(own));
    if theirs.is_empty() {
        println!("| `aws cognito-idp describe-user-pool-client` | not installed: run tests/run first | |");
    } else {
        let other = median(&mut theirs);
        println!("| `aws cognito-idp describe-user-pool-client`, by turns with it | {} | |", ms(other));
        let times = other.as_secs_f64() / own.as_secs_f64();
        println!("| how many times faster | {times:.0} | at least 15 |");
    }
}

const POOL: &str = "eu-west-1_hRb7Lk2Qe";

/// The AWS CLI.
fn aws() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let peers = std::env::var_os("COGNITUI_PEERS").map_or_else(|| target.join("peers"), PathBuf::from);
    let named = std::env::var_os("COGNITUI_AWS").map(PathBuf::from);
    let found = named.unwrap_or_else(|| peers.join("moto/bin/aws"));
    found.is_file().then(|| std::path::absolute(found).unwrap())
}

/// The served sandbox with the built-in world.
struct Service {
    child: Child,
    url: String,
}

impl Service {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cognitui"))
            .args(["sandbox", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned() }
    }

    /// The id of a client that has a secret.
    fn client(&self, home: &Path) -> String {
        let (_, list) = timed(self.cognitui(home, &["list", POOL, "-o", "csv"]));
        let line = list.lines().find(|line| line.ends_with(",payments-worker")).unwrap();
        line.split(',').next().unwrap().to_owned()
    }

    fn cognitui(&self, home: &Path, arguments: &[&str]) -> Command {
        let mut command = alone(Path::new(env!("CARGO_BIN_EXE_cognitui")), home);
        command.args(["--endpoint-url", &self.url]).args(arguments);
        command
    }

    fn aws(&self, aws: &Path, home: &Path, client: &str) -> Command {
        let mut command = alone(aws, home);
        command
            .args(["--endpoint-url", &self.url, "cognito-idp", "describe-user-pool-client"])
            .args(["--user-pool-id", POOL, "--client-id", client])
            .args(["--query", "UserPoolClient.ClientSecret", "--output", "text"]);
        command
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// From before the process is made until it has ended and its output is read.
fn timed(mut command: Command) -> (Duration, String) {
    let started = Instant::now();
    let output = command.output().unwrap();
    let took = started.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (took, String::from_utf8(output.stdout).unwrap())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
