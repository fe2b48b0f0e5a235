//! A secret in a real terminal: it goes to the clipboard in one escape sequence and nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognitui::sandbox::{Options, Sandbox, World};
use serde_json::{Value, json};

use crate::pty::{Setup, Terminal, key};
use crate::servers::Server;

/// What the sandbox gives a client of the built-in world for a secret: the same in every run.
fn secret_of(name: &str) -> String {
    let sandbox = Sandbox::new(World::default_world(), Options::default());
    let call = |operation: &str, body: &Value| -> Value {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let body = serde_json::to_vec(body).unwrap();
        let answer = sandbox.handle(Some(&target), &body, std::time::SystemTime::now());
        serde_json::from_slice(&answer.body).unwrap()
    };
    let pools = call("ListUserPools", &json!({"MaxResults": 60}));
    let pools = pools["UserPools"].as_array().unwrap();
    let pool = &pools.iter().find(|pool| pool["Name"] == "customers").unwrap()["Id"];
    let clients = call("ListUserPoolClients", &json!({"UserPoolId": pool, "MaxResults": 60}));
    let clients = clients["UserPoolClients"].as_array().unwrap();
    let client = &clients.iter().find(|client| client["ClientName"] == name).unwrap()["ClientId"];
    let described = call("DescribeUserPoolClient", &json!({"UserPoolId": pool, "ClientId": client}));
    described["UserPoolClient"]["ClientSecret"].as_str().unwrap().to_owned()
}

fn at_booking_server(setup: Setup) -> Terminal {
    let terminal = setup.start();
    terminal.wait_for("booking-server");
    terminal.keys("l/booking-server\r");
    terminal.wait("the client's settings", |screen| screen.contains("Callback URLs"));
    terminal
}

/// The payloads of the OSC 52 sequences among the bytes.
pub(crate) fn copied(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let sequences = text.split("\x1b]52;c;").skip(1);
    let payloads = sequences.map(|rest| rest.split_once("\x1b\\").unwrap().0.to_owned());
    payloads.map(|encoded| String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_copied_secret_is_in_one_escape_sequence_and_nowhere_else() {
    let secret = secret_of("booking-server");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let setup =
        Setup::cognitui(&["--sandbox", "--log", log.to_str().unwrap()]).env("XDG_STATE_HOME", folder.path());
    let terminal = at_booking_server(setup);
    assert!(copied(&terminal.written_from(0)).is_empty());
    terminal.keys("ys");
    terminal.wait_for("Copied the secret");
    // A change is journaled and drafted, for there to be files that could hold it.
    terminal.keys("e-2");
    terminal.wait_for("1 change");
    terminal.keys("\x13");
    terminal.wait_for("booking-server → booking-server-2");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
    let bytes = terminal.written_from(0);
    assert_eq!(copied(&bytes), std::slice::from_ref(&secret));
    assert!(!holds(&bytes, &secret), "it is nowhere in plain text");
    let mut files = vec![folder.path().to_owned()];
    let mut read = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let content = std::fs::read(&path).unwrap();
            assert!(!holds(&content, &secret), "{} holds it", path.display());
            assert!(!holds(&content, &STANDARD.encode(&secret)), "{} holds it", path.display());
            read += 1;
        }
    }
    assert!(read >= 2, "a log and a journal were really there");
}

#[test]
fn a_revealed_secret_goes_with_the_focus_and_leaves_no_line_behind() {
    let secret = secret_of("booking-server");
    let terminal = at_booking_server(Setup::cognitui(&["--sandbox"]));
    let before = terminal.written();
    terminal.keys("v");
    let start = &secret[..20];
    terminal.wait_for(start);
    assert!(!holds(&terminal.written_from(0)[..before], start));
    terminal.keys("\x1b[O");
    terminal.wait_gone(start);
    terminal.keys("v");
    terminal.wait_for(start);
    terminal.keys(key::CTRL_C);
    let left = terminal.wait_exit();
    assert_eq!(left.changed, Vec::<String>::new());
    assert!(!left.screen.contains(start), "{}", left.screen);
    // The other screen, which some terminals keep, was cleaned before it was left.
    let bytes = terminal.written_from(0);
    let other = bytes.windows(8).rposition(|window| window == b"\x1b[?1049l").unwrap();
    let mut replayed = vt100::Parser::new(40, 140, 0);
    replayed.process(&bytes[..other]);
    assert!(!replayed.screen().contents().contains(start));
    assert!(replayed.screen().contents().contains("booking-server"));
}

#[test]
fn a_clipboard_that_can_be_read_is_cleared_when_the_program_leaves() {
    let secret = secret_of("booking-server");
    let folder = tempfile::tempdir().unwrap();
    let (file, config) = (folder.path().join("held"), folder.path().join("config.toml"));
    let shell = |script: &str| format!("['sh', '-c', \"{script}\"]");
    let text = format!(
        "[clipboard]\ncommand = {}\nread = {}\n",
        shell(&format!("cat > '{}'", file.display())),
        shell(&format!("cat '{}'", file.display()))
    );
    std::fs::write(&config, text).unwrap();
    let terminal = at_booking_server(Setup::cognitui(&["--sandbox", "--config", config.to_str().unwrap()]));
    terminal.keys("ys");
    terminal.wait_for("with sh. It is cleared in 45 s");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), secret);
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    assert!(copied(&terminal.written_from(0)).is_empty());
}

#[test]
fn the_command_tells_the_terminal_it_runs_in_and_prints_nothing_of_it() {
    let secret = secret_of("booking-server");
    let run = |way: [&str; 2]| {
        Setup::cognitui(&["--sandbox", "secret", "customers/booking-server", "--copy"])
            .env(way[0], way[1])
            .start()
    };
    let terminal = run(["SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22"]);
    terminal
        .wait_for("Copied the secret with the terminal (OSC 52). It stays there: this clipboard cannot be");
    assert_eq!(terminal.wait_exit().code, 0);
    let bytes = terminal.written_from(0);
    assert_eq!(copied(&bytes), std::slice::from_ref(&secret));
    assert!(!holds(&bytes, &secret));
    let terminal = run(["TMUX", "/tmp/tmux,1,0"]);
    terminal.wait_for("through tmux");
    let passed = format!("\x1bPtmux;\x1b\x1b]52;c;{}\x07\x1b\\", STANDARD.encode(&secret));
    assert!(holds(&terminal.written_from(0), &passed));
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn from_a_fresh_start_any_clients_secret_is_found_and_copied_unseen() {
    let secret = secret_of("reporting-etl");
    let terminal = Setup::cognitui(&["--sandbox"]).start();
    terminal.wait_for("Pools");
    terminal.keys("f");
    terminal.wait_for("Find a client");
    terminal.keys("rprt etl");
    terminal.wait("the client", |screen| {
        screen.lines().any(|line| line.contains('▌') && line.contains("reporting-etl"))
    });
    terminal.keys("\x19");
    terminal.wait_for("Copy");
    assert!(copied(&terminal.written_from(0)).is_empty(), "the menu itself copies nothing");
    terminal.keys("s");
    terminal.wait_for("Copied the secret");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
    let bytes = terminal.written_from(0);
    assert_eq!(copied(&bytes), std::slice::from_ref(&secret));
    // In clear not even a part of it, such as a masked ending.
    assert!(!secret.as_bytes().windows(12).any(|part| holds(&bytes, std::str::from_utf8(part).unwrap())));
}

/// What a person lets go all the same is told with what to do, after the terminal is given back.
#[test]
fn a_new_secret_that_is_let_go_is_told_when_the_program_has_ended() {
    let server = Server::sandbox(&[]);
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
        .env("XDG_STATE_HOME", folder.path())
        .env("AWS_ACCESS_KEY_ID", "AKIATRIAL")
        .env("AWS_SECRET_ACCESS_KEY", "trial");
    let terminal = at_booking_server(setup);
    terminal.keys("s");
    terminal.wait_for("Add a second");
    terminal.wait_for("added 3 years ago");
    terminal.keys("a");
    terminal.wait_for("Review: Add a secret");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: the secret is added");
    terminal.keys(key::CTRL_C);
    terminal.wait_for("Leave cognitui?");
    terminal.keys(key::CTRL_C);
    let left = terminal.wait_exit();
    assert_eq!(left.code, 0);
    assert!(left.screen.contains("The new secret of booking-server was not copied"), "{}", left.screen);
    assert!(left.screen.contains("--retire"), "{}", left.screen);
}

#[test]
fn a_token_over_a_real_connection() {
    let server = Server::sandbox(&[]);
    let setup = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIATRIAL")
        .env("AWS_SECRET_ACCESS_KEY", "trial");
    let terminal = setup.start();
    terminal.wait_for("payments-worker");
    terminal.keys("l/payments-worker\r");
    terminal.wait("the client's settings", |screen| screen.contains("Callback URLs"));
    terminal.keys(":try it\r");
    terminal.wait("the claims", |screen| screen.contains("It works") && screen.contains("client_id"));
    let bytes = terminal.written_from(0);
    assert!(!holds(&bytes, "eyJ") && !holds(&bytes, &secret_of("payments-worker")));
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_of_its_memory_is_dumped() {
    let terminal = at_booking_server(Setup::cognitui(&["--sandbox"]));
    let process = format!("/proc/{}", terminal.pid().as_raw_nonzero());
    let limits = std::fs::read_to_string(format!("{process}/limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    let arguments = std::fs::read(format!("{process}/cmdline")).unwrap();
    assert!(!holds(&arguments, &secret_of("booking-server")));
    terminal.keys(key::CTRL_C);
    terminal.wait_exit();
}
