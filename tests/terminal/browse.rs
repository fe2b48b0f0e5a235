//! The first command of the README, as a person uses it.

use crate::pty::{Setup, Terminal, key};
use crate::servers::Server;

fn sandbox(columns: u16, rows: u16) -> Terminal {
    Setup::cognitui(&["--sandbox"]).size(columns, rows).start()
}

/// The sandbox opens on the pools and reads the clients of the first one.
fn opened(columns: u16, rows: u16) -> Terminal {
    let terminal = sandbox(columns, rows);
    terminal.wait_for("customers-staging");
    terminal
}

#[test]
fn three_panes_show_pools_clients_and_detail() {
    let terminal = opened(140, 40);
    terminal.wait_for("booking-server");
    let screen = terminal.screen();
    assert!(screen.lines().next().unwrap().contains("SANDBOX"), "{screen}");
    terminal.keys("l");
    // The detail of the first client, settings in words and units.
    terminal.wait_for("Callback URLs");
    terminal.keys("l");
    terminal.wait("all three panes", |screen| {
        let texts = ["customers-staging", "booking-server", "Callback URLs", "Access token"];
        texts.iter().all(|text| screen.contains(text))
    });
}

#[test]
fn two_panes_below_100_columns_follow_the_focus() {
    let terminal = opened(80, 24);
    terminal.wait_for("booking-server");
    terminal.keys("l");
    terminal.wait_gone("customers-staging");
    terminal.wait("clients beside the detail", |screen| {
        screen.contains("booking-server") && screen.contains("Client ID")
    });
    terminal.keys("hh");
    terminal.wait_for("customers-staging");
}

#[test]
fn one_pane_at_a_time_below_60_columns() {
    let terminal = opened(50, 20);
    assert!(!terminal.screen().contains("booking-server"));
    terminal.keys("l");
    terminal.wait("the clients alone", |screen| {
        screen.contains("booking-server") && !screen.contains("customers-staging")
    });
    terminal.keys("l");
    terminal.wait("the detail alone", |screen| {
        screen.contains("Client ID") && !screen.contains("booking-server")
    });
    terminal.keys("G");
    terminal.wait_gone("Client ID");
    terminal.keys("hh");
    terminal.wait_for("customers-staging");
}

#[test]
fn sixty_columns_are_enough_for_two() {
    let terminal = opened(60, 20);
    terminal.wait_for("booking-server");
}

#[test]
fn a_terminal_that_is_too_small_says_so_and_a_larger_one_goes_on() {
    let terminal = sandbox(30, 6);
    terminal.wait_for("too small");
    terminal.resize(120, 30);
    terminal.wait_for("customers-staging");
    terminal.resize(30, 6);
    terminal.wait_for("too small");
    terminal.keys("q");
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn keys_move_the_selection_and_the_other_panes_follow() {
    let terminal = opened(140, 40);
    terminal.wait_for("booking-server");
    terminal.keys("j");
    terminal.wait_for("preview-branches");
    terminal.keys("G");
    terminal.wait_for("break-glass");
    terminal.keys("k");
    terminal.wait_for("No clients in this pool");
    terminal.keys("gj");
    terminal.wait_for("preview-branches");
    // Arrows and Tab say the same as letters.
    terminal.keys("\x1b[B");
    terminal.wait_for("buoy-gateway");
    terminal.keys("\x1b[A\tG");
    terminal.wait("the last client's settings", |screen| screen.contains("0hkbt1dz0an9ai559x06ec14ts"));
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_escape_clears_it() {
    let terminal = opened(140, 40);
    terminal.wait_for("booking-server");
    terminal.keys("l/ios");
    terminal
        .wait("only what matches", |screen| screen.contains("ios-app") && !screen.contains("booking-server"));
    terminal.keys(key::ENTER);
    terminal.keys(key::ESC);
    // What was found stays selected among all the others.
    terminal.wait("every client again", |screen| {
        screen.contains("booking-server") && screen.contains("▌ ios-app")
    });
    terminal.keys("/zzzzqq");
    terminal.wait_for("nothing matches");
    terminal.keys(key::ESC);
    terminal.wait_for("booking-server");
}

#[test]
fn help_lists_the_keys_and_goes_away() {
    let terminal = opened(120, 40);
    terminal.keys("?");
    terminal.wait("the keys", |screen| screen.contains("Ctrl-d") && screen.contains("half a page down"));
    terminal.keys(key::ESC);
    terminal.wait_gone("half a page down");
    terminal.keys(":");
    terminal.wait_for("half a page down");
    terminal.keys("leave cog");
    terminal.wait_gone("half a page down");
    terminal.keys(key::ENTER);
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn ctrl_l_draws_everything_anew() {
    let terminal = opened(80, 24);
    terminal.wait_for("booking-server");
    terminal.settle(std::time::Duration::from_millis(200));
    let before = terminal.written();
    terminal.keys("\x0c?");
    terminal.wait_for("half a page down");
    let written = String::from_utf8_lossy(&terminal.written_from(before)).into_owned();
    assert!(written.contains("\x1b[2J") && written.contains("SANDBOX"), "{written}");
}

#[test]
fn q_goes_back_and_out_at_the_top_and_ctrl_c_goes_out_from_anywhere() {
    let terminal = opened(80, 24);
    terminal.wait_for("booking-server");
    terminal.keys("l");
    terminal.wait_gone("customers-staging");
    terminal.keys("q");
    terminal.wait_for("customers-staging");
    terminal.keys("q");
    let left = terminal.wait_exit();
    assert_eq!((left.code, left.signal), (0, None));

    let terminal = opened(140, 40);
    terminal.keys("l/web");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn a_client_named_on_the_command_line_is_opened() {
    let references = [
        "eu-west-1_9cNfE3yKd/0u4ri3yau31fczfa6rwa5cglna",
        "eu-west-1_9cNfE3yKd|0u4ri3yau31fczfa6rwa5cglna",
        "0u4ri3yau31fczfa6rwa5cglna",
        "staff/break-glass",
        "https://login.example.com/oauth2/authorize?response_type=code&client_id=0u4ri3yau31fczfa6rwa5cglna",
    ];
    for reference in references {
        let terminal = Setup::cognitui(&["--sandbox", reference]).start();
        terminal.wait(&format!("the settings of {reference}"), |screen| {
            screen.contains("▌")
                && screen.contains("0u4ri3yau31fczfa6rwa5cglna")
                && screen.contains("Access token")
        });
    }
}

#[test]
fn a_secret_is_never_on_the_screen_nor_in_what_was_written() {
    let terminal = opened(140, 60);
    terminal.keys("l/booking-server\r");
    terminal.wait("a confidential client", |screen| {
        screen.contains("Callback URLs") && screen.contains("secret")
    });
    terminal.keys("lG");
    terminal.keys("q");
    terminal.settle(std::time::Duration::from_millis(200));
    let written = String::from_utf8_lossy(&terminal.written_from(0)).into_owned();
    // Generated secrets are about fifty letters and digits in a row; nothing else on the screen is.
    let longest = written.split(|letter: char| !letter.is_ascii_lowercase() && !letter.is_ascii_digit());
    assert!(longest.map(str::len).max().unwrap() < 40, "{written}");
}

/// What was opened in one run comes first in the finder of the next.
#[test]
fn a_client_that_was_opened_is_remembered() {
    let (server, state) = (Server::sandbox(&[]), tempfile::tempdir().unwrap());
    let run = || {
        let setup = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"]);
        let setup = setup.env("AWS_ACCESS_KEY_ID", "AKIAOPEN").env("AWS_SECRET_ACCESS_KEY", "open");
        let terminal = setup.env("XDG_STATE_HOME", state.path()).start();
        terminal.wait_for("booking-server");
        terminal.keys("f");
        terminal.wait_for("56 of 56");
        terminal
    };
    let terminal = run();
    terminal.keys("vpn-gateway");
    terminal.wait_for("▌ vpn-gateway");
    terminal.keys("\r");
    terminal.wait_gone("Find a client");
    let kept = state.path().join("cognitui/recent-clients.json");
    let until = std::time::Instant::now() + crate::pty::PATIENCE;
    while !kept.exists() {
        assert!(std::time::Instant::now() < until, "nothing was kept");
        std::thread::yield_now();
    }
    terminal.keys("\x03");
    assert_eq!(terminal.wait_exit().code, 0);
    let terminal = run();
    terminal.wait_for("▌ vpn-gateway");
    // A profile that nobody configured is told and leads nowhere.
    terminal.keys("stagng:web");
    terminal.wait_for("there is no profile stagng here");
    terminal.keys("\x03");
    assert_eq!(terminal.wait_exit().code, 0);
}
