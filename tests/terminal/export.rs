//! An export in a real terminal: onto the clipboard and into a file, the same text both times.

use crate::pty::{Setup, key};
use crate::secrets::copied;

#[test]
fn what_is_copied_is_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let terminal = Setup::cognitui(&["--sandbox"]).size(120, 30).start();
    terminal.wait_for("booking-server");
    terminal.keys("l/booking-server\r");
    terminal.wait("the client's settings", |screen| screen.contains("Callback URLs"));
    terminal.keys("x5");
    terminal.wait("the client in Terraform's words", |screen| {
        screen.contains("resource \"aws_cognito_user_pool_client\"")
            && screen.contains("Export booking-server")
    });
    terminal.keys("y");
    terminal.wait_for("Copied clients.tf");
    terminal.keys("w");
    terminal.wait_for("Write to:");
    let path = folder.path().join("web.tf");
    terminal.keys(&format!("\x15{}\r", path.display()));
    terminal.wait_for("Written: ");
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("resource \"aws_cognito_user_pool_client\" \"booking_server"), "{written}");
    assert_eq!(copied(&terminal.written_from(0)), [written]);
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}
