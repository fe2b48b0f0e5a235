//! Bad days of the service: the served sandbox misbehaves, the program says what happened and goes on.

use crate::bad_days::{stays_usable, wait_for_words};
use crate::pty::{Setup, Terminal};
use crate::servers::Server;

/// The program over a sandbox in which something goes wrong.
fn over(fault: &str) -> (Server, Terminal) {
    let server = Server::sandbox(&["--fault", fault]);
    let terminal = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIAFAULT")
        .env("AWS_SECRET_ACCESS_KEY", "fault")
        .start();
    (server, terminal)
}

#[test]
fn access_denied_to_one_operation_leaves_the_rest() {
    let (_server, terminal) = over("access-denied:DescribeUserPoolClient=1");
    terminal.wait_for("booking-server");
    terminal.keys("l");
    wait_for_words(&terminal, "DescribeUserPoolClient is not allowed");
    wait_for_words(&terminal, "cognito-idp:DescribeUserPoolClient");
    // Other pools and their clients are still there to be read.
    terminal.keys("hj");
    terminal.wait_for("preview-branches");
    stays_usable(&terminal);
}

#[test]
fn each_way_of_failing_is_told_with_a_next_step() {
    for (fault, what, next) in [
        ("html=1", "cannot be read", "proxy or login page"),
        ("broken-json=1", "cannot be read", "proxy or login page"),
        ("server-error=1", "failed to answer ListUserPools (HTTP 503)", "refresh in a moment"),
        ("internal-error=1", "failed to answer ListUserPools (HTTP 500)", "refresh in a moment"),
        ("drop=1", "cannot be reached", "--endpoint-url"),
        ("throttle=1", "throttling", "refresh"),
        ("expired-credentials=1", "expired", "refresh"),
        ("access-denied=1", "ListUserPools is not allowed", "IAM permission"),
    ] {
        let (_server, terminal) = over(fault);
        wait_for_words(&terminal, what);
        wait_for_words(&terminal, next);
        stays_usable(&terminal);
    }
}

/// A stand-in for the AWS CLI: it notes what it was asked, waits for Enter, and ends with that status.
fn aws(folder: &std::path::Path, status: u8) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let program = folder.join("aws");
    let asked = folder.join("asked");
    let script = format!(
        "#!/bin/sh\necho \"$@\" > '{}'\necho visit the address\nread line\nexit {status}\n",
        asked.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", folder.display())
}

#[test]
fn signing_in_again_borrows_the_terminal_and_goes_on() {
    for (status, after) in [(0, "has expired"), (7, "ended with status 7")] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::sandbox(&["--fault", "expired-credentials=1"]);
        let terminal = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
            .env("AWS_ACCESS_KEY_ID", "AKIAFAULT")
            .env("AWS_SECRET_ACCESS_KEY", "fault")
            .env("PATH", aws(folder.path(), status))
            .start();
        wait_for_words(&terminal, "has expired");
        wait_for_words(&terminal, "L sign in again with");
        terminal.keys("L");
        terminal.wait("the sign-in has the terminal", |screen| {
            screen.contains("visit the address") && !screen.contains("has expired")
        });
        terminal.keys("\r");
        wait_for_words(&terminal, after);
        assert_eq!(std::fs::read_to_string(folder.path().join("asked")).unwrap(), "sso login\n");
        stays_usable(&terminal);
    }
}

#[test]
fn what_was_loaded_stays_when_the_service_goes_away() {
    let (server, terminal) = over("html:DescribeUserPool=1");
    terminal.wait_for("booking-server");
    terminal.keys("l");
    terminal.wait_for("Client ID");
    drop(server);
    terminal.keys("r");
    wait_for_words(&terminal, "cannot be reached");
    assert!(terminal.screen().contains("booking-server"), "{}", terminal.screen());
    stays_usable(&terminal);
}
