//! The figures of the README, measured from outside on the released program in a pseudo-terminal.
//!
//! `cargo bench --bench terminal` takes about three minutes and prints the table.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]
#![expect(clippy::print_stdout, reason = "the table is the point")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[expect(dead_code, reason = "the driver serves the terminal tests and the peers too")]
#[path = "../terminal/pty.rs"]
mod pty;

use pty::{Setup, Terminal};

/// Long enough that a frame which is on its way has arrived.
const QUIET: Duration = Duration::from_millis(150);

fn main() {
    // `cargo test --all-targets` builds and starts benchmarks too; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("| what | measured | at most |");
    println!("|---|---|---|");
    let start = starts();
    row("process start to the first painted frame, median of 30", &ms(median(&start)), "15 ms");
    let keys = keys_under_load();
    row("a key to its frame, 10,000 clients loaded and a crawl running, p50", &ms(percentile(&keys, 50)), "");
    row("the same, p99 of 500 keys, each request taking 400 ms", &ms(percentile(&keys, 99)), "8 ms");
    let typed = typing();
    row("a key in a form with 100 callback URLs, p99 of 300", &ms(percentile(&typed, 99)), "8 ms");
    let (bytes, ticks) = idle();
    row("idle for 10 s: bytes written", &bytes.to_string(), "0");
    row("idle for 10 s: CPU ticks of 10 ms", &ticks.to_string(), "0");
    let (resident, alike) = thousand();
    row("resident memory, 1,000 clients described", &resident, "25 MiB");
    row("bytes written for one `j`, 140 × 40, among clients that are alike, median (most)", &alike, "600");
    let (detail, unlike) = varied();
    row("the same in the detail pane", &detail, "600");
    row("the same between clients of the sandbox, which have little in common", &unlike, "600");
    let size = fs::metadata(env!("CARGO_BIN_EXE_cognitui")).unwrap().len();
    row("stripped release binary", &format!("{}.{} MB", size / 1_000_000, size / 100_000 % 10), "16 MB");
}

fn row(what: &str, measured: &str, most: &str) {
    println!("| {what} | {measured} | {most} |");
}

/// From before the process is made until the header is on the screen.
fn starts() -> Vec<Duration> {
    (0..30)
        .map(|_| {
            let terminal = Setup::cognitui(&["--sandbox"]).start();
            terminal.wait_for("cognitui");
            terminal.started().elapsed()
        })
        .collect()
}

/// The selection moves while 10,000 clients are described at 400 ms a request.
fn keys_under_load() -> Vec<Duration> {
    let server = Server::start(10_000, 400);
    let terminal = server.open();
    terminal.keys("l");
    wait_long(&terminal, "10,000 clients", |screen| screen.contains("Clients 10,000"));
    terminal.keys("R");
    wait_long(&terminal, "the crawl", |screen| screen.contains("settings of"));
    (0..500)
        .map(|at| {
            // Someone who holds a key down; the crawl's own frames fall in between.
            thread::sleep(Duration::from_millis(25));
            let before = selected(&terminal.screen());
            let pressed = Instant::now();
            terminal.keys(if at % 10 == 9 { "\x04" } else { "j" });
            terminal.wait("the selection to move", |screen| selected(screen) != before);
            pressed.elapsed()
        })
        .collect()
}

/// Letters typed into the hundredth callback URL of a client, each judged by every rule.
fn typing() -> Vec<Duration> {
    let urls: Vec<String> =
        (0..100).map(|at| format!(r#""https://app-{at}.example.com/callback""#)).collect();
    let server = Server::with(
        &format!(
            r#"{{"ClientName": "many", "CallbackURLs": [{}], "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"], "AllowedOAuthFlowsUserPoolClient": true,
            "SupportedIdentityProviders": ["COGNITO"]}}"#,
            urls.join(", ")
        ),
        0,
    );
    let terminal = server.open();
    terminal.keys("l");
    wait_long(&terminal, "the settings", |screen| screen.contains("Client ID"));
    terminal.keys("e");
    wait_long(&terminal, "the form", |screen| screen.contains("Edit many"));
    for _ in 0..40 {
        if selected(&terminal.screen()).contains("Callback URLs") {
            break;
        }
        terminal.keys("\t");
        terminal.settle(QUIET);
    }
    assert!(selected(&terminal.screen()).contains("Callback URLs"), "{}", terminal.screen());
    (0..300)
        .map(|at| {
            thread::sleep(Duration::from_millis(25));
            let before = terminal.screen();
            let pressed = Instant::now();
            terminal.keys(if at % 60 < 30 { "x" } else { "\x7f" });
            terminal.wait("the letter", |screen| *screen != before);
            pressed.elapsed()
        })
        .collect()
}

/// The name beside the mark of the focused pane.
fn selected(screen: &str) -> String {
    let line = screen.lines().find_map(|line| line.split_once('▌'));
    line.map(|(_, rest)| rest.chars().take(24).collect()).unwrap_or_default()
}

fn idle() -> (usize, u64) {
    let terminal = Setup::cognitui(&["--sandbox"]).start();
    terminal.wait_for("booking-server");
    terminal.settle(Duration::from_secs(2));
    let before = (terminal.written(), ticks(&terminal));
    thread::sleep(Duration::from_secs(10));
    (terminal.written() - before.0, ticks(&terminal) - before.1)
}

/// User and system time in clock ticks, from the kernel's table.
fn ticks(terminal: &Terminal) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", terminal.pid())).unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// Resident memory once a thousand clients are described, and what a step among them writes.
fn thousand() -> (String, String) {
    let server = Server::start(1_000, 0);
    let terminal = server.open();
    terminal.keys("l");
    wait_long(&terminal, "1,000 clients", |screen| screen.contains("Clients 1,000"));
    terminal.keys("R");
    wait_long(&terminal, "the crawl", |screen| screen.contains("settings of"));
    wait_long(&terminal, "the end of the crawl", |screen| !screen.contains("settings of"));
    terminal.settle(Duration::from_secs(1));
    let status = fs::read_to_string(format!("/proc/{}/status", terminal.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let resident = line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0;
    (format!("{resident:.1} MiB"), steps(&terminal))
}

/// What a step writes in the detail pane, and in the clients pane where the whole detail changes with it.
fn varied() -> (String, String) {
    let terminal = Setup::cognitui(&["--sandbox"]).start();
    terminal.wait_for("booking-server");
    terminal.keys("l");
    terminal.settle(QUIET * 4);
    let unlike = steps(&terminal);
    terminal.keys("l");
    terminal.settle(QUIET * 4);
    (steps(&terminal), unlike)
}

/// Bytes for one step down, everything that follows from it included: the median and the most of 20.
fn steps(terminal: &Terminal) -> String {
    let mut bytes: Vec<usize> = (0..20)
        .map(|_| {
            let before = terminal.written();
            terminal.keys("j");
            terminal.settle(QUIET);
            terminal.written() - before
        })
        .collect();
    bytes.sort_unstable();
    format!("{} ({})", bytes[10], bytes[19])
}

/// Waits as long as loading takes at 400 ms a page.
fn wait_long(terminal: &Terminal, what: &str, arrived: impl Fn(&str) -> bool) {
    let start = Instant::now();
    while !arrived(&terminal.screen()) {
        assert!(start.elapsed() < Duration::from_mins(3), "waited for {what}:\n{}", terminal.screen());
        thread::sleep(Duration::from_millis(20));
    }
}

/// The served sandbox with one pool of so many clients.
struct Server {
    child: Child,
    url: String,
    _world: tempfile::TempDir,
}

impl Server {
    fn start(clients: usize, latency: u64) -> Self {
        Self::with(
            &format!(
                r#"{{"ClientName": "app-{{n}}", "repeat": {clients}, "secret": true,
                    "CallbackURLs": ["https://app-{{n}}.example.com/cb"], "AllowedOAuthFlows": ["code"],
                    "AllowedOAuthScopes": ["openid", "email"], "AllowedOAuthFlowsUserPoolClient": true,
                    "SupportedIdentityProviders": ["COGNITO"]}}"#
            ),
            latency,
        )
    }

    /// One pool with these clients, each request taking so many milliseconds.
    fn with(clients: &str, latency: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = folder.path().join("world.json");
        let text = format!(
            r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{{
                "pool": {{"Name": "load"}}, "clients": [{clients}]}}]}}"#
        );
        fs::write(&world, text).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_cognitui"))
            .args(["sandbox", "--listen", "127.0.0.1:0", "--latency", &latency.to_string(), "--world"])
            .arg(&world)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim().to_owned(), _world: folder }
    }

    fn open(&self) -> Terminal {
        let terminal = Setup::cognitui(&["--endpoint-url", &self.url, "--region", "eu-west-1"])
            .env("AWS_ACCESS_KEY_ID", "AKIABENCH")
            .env("AWS_SECRET_ACCESS_KEY", "bench")
            .start();
        terminal.wait_for("load");
        terminal
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
