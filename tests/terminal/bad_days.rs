//! When nothing is as it should be: what happened and what to do stands on the screen, and keys work.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::pty::{Setup, Terminal, key};

/// Help opens and closes and the program can be left: nothing waits for the network.
pub(crate) fn stays_usable(terminal: &Terminal) {
    terminal.keys("?");
    terminal.wait_for("half a page down");
    terminal.keys(key::ESC);
    terminal.wait_gone("half a page down");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

/// Words wrap in narrow panes; they are the same words. Frames are dropped.
fn words(screen: &str) -> String {
    let plain = screen.replace(['│', '╭', '╮', '╰', '╯', '─', '▌'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Waits for words wherever they wrap, in a window of one pane.
pub(crate) fn wait_for_words(terminal: &Terminal, wanted: &str) {
    terminal.wait(&format!("{wanted:?}"), |screen| words(screen).contains(wanted));
}

#[test]
fn without_a_terminal_it_says_so_and_exits_with_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_cognitui"))
        .arg("--sandbox")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("terminal") && message.contains("--help"), "{message}");
}

#[test]
fn a_terminal_on_one_side_only_is_not_enough() {
    let program = env!("CARGO_BIN_EXE_cognitui");
    for redirection in ["< /dev/null", "> out"] {
        let terminal =
            Setup::program("sh", &["-c", &format!("\"$PROGRAM\" --sandbox {redirection}; echo status=$?")])
                .env("PROGRAM", program)
                .start();
        let left = terminal.wait_exit();
        assert!(left.screen.contains("status=2"), "{}", left.screen);
        assert!(left.screen.contains("terminal"), "{}", left.screen);
        assert_eq!(left.changed, Vec::<String>::new());
    }
}

#[test]
fn no_credentials() {
    let terminal = Setup::cognitui(&["--region", "eu-west-1"]).size(50, 30).start();
    wait_for_words(&terminal, "No AWS credentials were found");
    wait_for_words(&terminal, "--sandbox");
    stays_usable(&terminal);
}

#[test]
fn no_region_offers_a_choice() {
    let terminal = Setup::cognitui(&[])
        .env("AWS_ACCESS_KEY_ID", "AKIATEST")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .start();
    wait_for_words(&terminal, "region");
    terminal.wait("a list of regions", |screen| screen.contains("eu-west-1") && screen.contains("us-east-1"));
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn an_endpoint_where_nobody_listens() {
    // Bound and released again: nobody answers there.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let terminal = Setup::cognitui(&["--endpoint-url", &url, "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIATEST")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .size(50, 30)
        .start();
    wait_for_words(&terminal, "cannot be reached");
    wait_for_words(&terminal, "--endpoint-url");
    stays_usable(&terminal);
}

#[test]
fn an_unknown_profile() {
    let setup = Setup::cognitui(&["--profile", "nobody", "--region", "eu-west-1"]).size(50, 30);
    let config = setup.home().join("aws-config");
    fs::write(&config, "[profile somebody]\nregion = eu-west-1\n").unwrap();
    let terminal = setup.env("AWS_CONFIG_FILE", config).start();
    wait_for_words(&terminal, "nobody");
    wait_for_words(&terminal, "list-profiles");
    stays_usable(&terminal);
}

/// The process that hands out credentials complains on its standard error, which would be the screen.
#[test]
fn what_a_library_or_its_child_prints_stays_off_the_screen() {
    let setup = Setup::cognitui(&["--region", "eu-west-1", "--profile", "noisy"]).size(50, 30);
    let script = setup.home().join("credentials");
    fs::write(&script, "#!/bin/sh\necho NOISE-ON-STDERR >&2\nprintf 'NOISE-ON-STDOUT'\nexit 1\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let config = setup.home().join("aws-config");
    fs::write(&config, format!("[profile noisy]\ncredential_process = {}\n", script.display())).unwrap();
    let terminal = setup.env("AWS_CONFIG_FILE", config).start();
    wait_for_words(&terminal, "credentials");
    terminal.wait("the end of the attempt", |screen| !screen.contains("Reading the AWS"));
    let written = String::from_utf8_lossy(&terminal.written_from(0)).into_owned();
    assert!(!written.contains("NOISE-ON-STDOUT"), "{written}");
    assert!(!terminal.screen().lines().any(|line| line.starts_with("NOISE")), "{}", terminal.screen());
    stays_usable(&terminal);
}

#[test]
fn wrong_usage_is_told_on_standard_error_with_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_cognitui")).arg("--no-such-flag").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && !output.stderr.is_empty());
}

#[test]
fn colours_are_left_out_when_asked() {
    let terminal = Setup::cognitui(&["--sandbox"]).env("NO_COLOR", "1").start();
    terminal.wait_for("customers-staging");
    terminal.keys("l");
    terminal.wait_for("Callback URLs");
    let written = terminal.written_from(0);
    assert!(!colours(&written), "{}", String::from_utf8_lossy(&written));
    let terminal = Setup::cognitui(&["--sandbox"]).start();
    terminal.wait_for("customers-staging");
    assert!(colours(&terminal.written_from(0)), "the check sees colours where there are some");
}

/// Whether any `CSI … m` sets a colour; 39 and 49 take one back.
fn colours(written: &[u8]) -> bool {
    let text = String::from_utf8_lossy(written);
    text.split("\x1b[").skip(1).any(|sequence| {
        let end = sequence.find(|letter: char| letter.is_ascii_alphabetic());
        let Some(end) = end.filter(|end| sequence[*end..].starts_with('m')) else { return false };
        sequence[..end].split(';').any(|part| matches!(part.parse::<u8>(), Ok(30..=38 | 40..=48 | 90..=107)))
    })
}
