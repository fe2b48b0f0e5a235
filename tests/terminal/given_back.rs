//! A terminal that is always given back: line settings, alternate screen, cursor, paste and focus reports.

use rustix::process::Signal;

use cognitui::shell::terminal;

use crate::pty::{Setup, Terminal, key};

fn opened() -> Terminal {
    let terminal = Setup::cognitui(&["--sandbox"]).start();
    terminal.wait_for("customers-staging");
    assert!(!terminal.changed_modes().is_empty(), "the dashboard takes the terminal while it runs");
    terminal
}

fn given_back(terminal: &Terminal) -> (u32, Option<String>) {
    let left = terminal.wait_exit();
    assert_eq!(left.changed, Vec::<String>::new(), "{}", left.screen);
    (left.code, left.signal)
}

#[test]
fn when_the_person_leaves() {
    let terminal = opened();
    terminal.keys("q");
    assert_eq!(given_back(&terminal), (0, None));
    let terminal = opened();
    terminal.keys(key::CTRL_C);
    assert_eq!(given_back(&terminal), (0, None));
}

#[test]
fn when_it_is_told_to_leave() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let terminal = opened();
        terminal.signal(signal);
        given_back(&terminal);
    }
}

#[test]
fn when_it_is_told_to_leave_at_once() {
    // Right after the first byte: between taking the terminal and hearing signals nothing may be lost.
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let terminal = Setup::cognitui(&["--sandbox"]).start();
        terminal.wait_for("cognitui");
        terminal.signal(signal);
        given_back(&terminal);
    }
}

#[test]
fn while_the_service_does_not_answer() {
    // A listener that never accepts: the requests hang, the keys do not.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let terminal = Setup::cognitui(&["--endpoint-url", &url, "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIATEST")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .start();
    terminal.wait_for("Reading pools");
    terminal.keys("?");
    terminal.wait_for("half a page down");
    terminal.keys(key::CTRL_C);
    assert_eq!(given_back(&terminal), (0, None));
}

/// The shell's own job control: Ctrl-Z stops the program and the shell has its terminal, `fg` brings the
/// screen back.
#[test]
fn ctrl_z_and_fg() {
    let program = env!("CARGO_BIN_EXE_cognitui");
    let shell = Setup::program("bash", &["--norc", "--noprofile", "-i"])
        .env("PS1", "ready> ")
        .env("PROGRAM", program)
        .env("INPUTRC", "/dev/null")
        .start();
    shell.wait_for("ready>");
    shell.keys("\"$PROGRAM\" --sandbox\r");
    shell.wait_for("customers-staging");
    for _ in 0..2 {
        shell.keys(key::CTRL_Z);
        shell.wait("the shell's word", |screen| {
            screen.contains("Stopped") && !screen.contains("customers-staging")
        });
        shell.keys("clear; stty -a | grep -ow -e '-*icanon' -e '-*echo' -e '-*isig' | paste -sd' '\r");
        shell.wait("a sane line", |screen| screen.lines().any(|line| line.trim() == "isig icanon echo"));
        shell.keys("clear; fg\r");
        shell.wait_for("customers-staging");
        shell.keys("?");
        shell.wait_for("half a page down");
        shell.keys(key::ESC);
        shell.wait_gone("half a page down");
    }
    shell.keys("q");
    shell.wait_for("ready>");
    shell.keys("echo \"status=$?\"; exit\r");
    let left = shell.wait_exit();
    assert!(left.screen.contains("status=0"), "{}", left.screen);
    assert_eq!(left.changed, Vec::<String>::new());
}

/// What the child of the next test does; on its own it is not a test of anything.
#[test]
#[ignore = "the child of a_panic_gives_the_terminal_back_and_is_reported"]
fn panic_while_the_terminal_is_taken() {
    terminal::restore_on_panic();
    let (_guard, mut screen) = terminal::Guard::take().unwrap();
    screen.draw(|frame| frame.render_widget("dashboard-drawn", frame.area())).unwrap();
    panic!("on purpose");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_reported() {
    // This very test program runs in the pseudo-terminal, so that a real panic meets the real guard and
    // the released program needs no way to be made to panic.
    let own = std::env::current_exe().unwrap();
    let test = "given_back::panic_while_the_terminal_is_taken";
    let terminal =
        Setup::program(own, &["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).start();
    let left = terminal.wait_exit();
    assert_eq!(left.changed, Vec::<String>::new(), "{}", left.screen);
    assert!(left.screen.contains("on purpose"), "the report is on the person's own screen:\n{}", left.screen);
    assert!(!left.screen.contains("dashboard-drawn"), "{}", left.screen);
    assert_ne!(left.code, 0);
    let written = String::from_utf8_lossy(&terminal.written_from(0)).into_owned();
    assert!(written.contains("dashboard-drawn"), "the terminal had been taken: {written}");
}

/// What the child of the next test does; on its own it is not a test of anything.
#[test]
#[ignore = "the child of an_error_gives_the_terminal_back_and_is_reported"]
fn error_while_the_terminal_is_taken() -> std::io::Result<()> {
    let (_guard, mut screen) = terminal::Guard::take()?;
    screen.draw(|frame| frame.render_widget("dashboard-drawn", frame.area()))?;
    Err(std::io::Error::other("on purpose"))
}

#[test]
fn an_error_gives_the_terminal_back_and_is_reported() {
    // As above: a real error passes the real guard on its way out.
    let own = std::env::current_exe().unwrap();
    let test = "given_back::error_while_the_terminal_is_taken";
    let terminal =
        Setup::program(own, &["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]).start();
    let left = terminal.wait_exit();
    assert_eq!(left.changed, Vec::<String>::new(), "{}", left.screen);
    assert!(left.screen.contains("on purpose"), "the report is on the person's own screen:\n{}", left.screen);
    assert_ne!(left.code, 0);
    let written = String::from_utf8_lossy(&terminal.written_from(0)).into_owned();
    assert!(written.contains("dashboard-drawn"), "the terminal had been taken: {written}");
}
