//! Comparing and promoting in a real terminal, over a Cognito behind a real socket.

use crate::pty::{Setup, Terminal, key};
use crate::servers::Server;

/// The program at the clients of the first pool.
fn at_the_clients(setup: Setup) -> Terminal {
    let terminal = setup.start();
    terminal.wait_for("kiosk-terminal");
    terminal.keys("l");
    terminal
}

/// Goes to a client of the pool and marks it.
fn mark(terminal: &Terminal, client: &str, marked: &str) {
    terminal.keys(&format!("/^{client}$\r"));
    terminal.wait("the client alone", |screen| screen.contains(&format!("▌ {client}")));
    terminal.keys(" ");
    terminal.wait_for(marked);
    terminal.keys(key::ESC);
    // The filter is gone once others are there again: an escape with the next key would be another key.
    terminal.wait_for("AmazonOpenSearch");
}

#[test]
fn two_are_marked_compared_and_made_alike() {
    let server = Server::sandbox(&[]);
    let setup = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIACOMPARE")
        .env("AWS_SECRET_ACCESS_KEY", "compare");
    let terminal = at_the_clients(setup);
    mark(&terminal, "ios-app", "1 marked");
    mark(&terminal, "kiosk-terminal", "2 marked");
    terminal.keys("c");
    terminal.wait_for("Compare 2 clients");
    terminal.wait_for("settings differ");
    terminal.keys("/refresh token\r");
    terminal.wait_for("/refresh token");
    terminal.keys(">");
    terminal.wait_for("this setting");
    terminal.keys(key::ENTER);
    terminal.wait_for("Review: Change kiosk-terminal in customers");
    terminal.wait_for("Copied from customers/ios-app");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    terminal.wait_gone("Review");
    terminal.wait_for("Nothing that differs has that text");
    terminal.keys(key::ESC);
    terminal.wait_gone("/refresh token");
    terminal.keys(key::ESC);
    terminal.wait_gone("Compare 2 clients");
    terminal.keys("u");
    terminal.wait_for("Review: Change kiosk-terminal");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn columns_come_from_two_profiles_and_one_out_of_reach_leaves_the_other() {
    let server = Server::sandbox(&[]);
    let setup =
        Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1", "--profile", "prod"]);
    let (config, credentials) = (setup.home().join("aws-config"), setup.home().join("aws-credentials"));
    std::fs::write(&config, "[profile prod]\nregion = eu-west-1\n[profile staging]\nregion = eu-west-1\n")
        .unwrap();
    let staging = "[staging]\naws_access_key_id = C\naws_secret_access_key = D\n";
    let prod = "[prod]\naws_access_key_id = A\naws_secret_access_key = B\n";
    std::fs::write(&credentials, format!("{prod}{staging}")).unwrap();
    let setup = setup.env("AWS_CONFIG_FILE", config).env("AWS_SHARED_CREDENTIALS_FILE", credentials.clone());
    let terminal = at_the_clients(setup);
    mark(&terminal, "ios-app", "1 marked");
    terminal.keys("p");
    terminal.wait("the profiles", |screen| screen.replace("customers-staging", "").contains("staging"));
    terminal.keys("staging\r");
    terminal.wait("the other profile", |screen| {
        screen.contains("staging · ") && screen.contains("kiosk-terminal")
    });
    terminal.keys("l");
    mark(&terminal, "kiosk-terminal", "1 marked, 1 else");
    terminal.keys("c");
    terminal.wait_for("prod:customers/ios-app");
    terminal.wait_for("staging:customers/kiosk-terminal");
    terminal.wait_for("settings differ");
    // The base is read anew, where it cannot be reached any more.
    std::fs::write(&credentials, staging).unwrap();
    terminal.keys(key::ESC);
    terminal.wait_gone("Compare 2 clients");
    terminal.keys("p");
    terminal.wait_for("Profile and region");
    terminal.keys(key::TAB);
    terminal.keys("us-west-2\r");
    terminal.wait_for("staging · 123456789012 · us-west-2");
    terminal.keys("c");
    terminal.wait_for("Compare 2 clients");
    terminal.wait_for("! ");
    terminal
        .wait("the column that is there", |screen| screen.contains("read") && !screen.contains("being read"));
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}
