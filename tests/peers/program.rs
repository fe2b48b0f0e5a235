//! The built program in a terminal, over servers that others wrote.

use std::path::Path;

use crate::fill::{self, CLIENTS, REGION, pool_name};
use crate::pty::{Setup, Terminal, key};
use crate::servers::{self, Server};

#[tokio::test(flavor = "multi_thread")]
async fn moto_is_browsed_by_a_person() {
    browse("program::moto_is_browsed_by_a_person", Server::moto).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ministack_is_browsed_by_a_person() {
    browse("program::ministack_is_browsed_by_a_person", Server::ministack).await;
}

async fn browse(test: &str, start: fn(&Path) -> Server) {
    let Some(peers) = servers::installed(test) else { return };
    let server = start(&peers);
    fill::fill(server.url()).await;
    let terminal = open(server.url());

    // Every pool in turn, each with all its clients, whatever order the server lists them in.
    for pool in (0..fill::POOLS).map(pool_name) {
        terminal.wait_for(&pool);
    }
    for row in ["g", "j", "j"] {
        terminal.keys(row);
        terminal.wait("all clients of the pool", |screen| screen.contains(&format!("Clients {CLIENTS}")));
    }

    // The partners' pool by name, then one client of it by name, then its settings.
    terminal.keys("/partners\r");
    terminal.wait_for("portal-app-000");
    terminal.keys("l/app-077\r");
    terminal.wait_gone("portal-app-000");
    terminal.keys("l");
    terminal.wait("the client's settings", |screen| {
        let texts = [
            "portal-app-077",
            "https://app-077.example.com/cb",
            "45 minutes",
            "authorization code",
            server.url(),
        ];
        texts.iter().all(|text| screen.contains(text))
    });

    // A machine's client: it has a secret, which stays off the screen.
    terminal.keys("h");
    terminal.keys(key::ESC);
    // Escape and a letter in one breath would be Alt and that letter.
    terminal.wait_for(&format!("Clients {CLIENTS} "));
    terminal.keys("/app-140\r");
    terminal.wait("the machine's settings", |screen| {
        ["portal-app-140", "client credentials", "orders/read"].iter().all(|text| screen.contains(text))
    });

    // An edit from the key to the server and back.
    terminal.keys("e");
    terminal.wait_for("Edit portal-app-140");
    terminal.keys("-renamed");
    terminal.wait_for("1 change");
    terminal.keys("\x13");
    terminal.wait_for("portal-app-140 → portal-app-140-renamed");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    terminal.wait_for("portal-app-140-renamed");

    // And back, from the journal: the same document as before.
    terminal.keys("u");
    terminal.wait_for("portal-app-140-renamed → portal-app-140");
    terminal.keys(key::ENTER);
    terminal.wait_gone("Review");
    terminal.wait_for("Done: 1 setting changed");
    terminal.wait_gone("portal-app-140-renamed");

    terminal.keys(key::CTRL_C);
    let left = terminal.wait_exit();
    assert_eq!((left.code, left.changed), (0, Vec::new()));
}

fn open(url: &str) -> Terminal {
    Setup::cognitui(&["--endpoint-url", url, "--region", REGION])
        .env("AWS_ACCESS_KEY_ID", "AKIAPEER")
        .env("AWS_SECRET_ACCESS_KEY", "peer")
        .start()
}
