//! The driver sees what a terminal shows, so that a test which passes means something.

use rustix::process::Signal;

use crate::pty::Setup;

#[test]
fn text_keys_and_the_exit_status_pass_through() {
    let terminal =
        Setup::program("sh", &["-c", "printf 'name? '; read name; echo \"hello $name\"; exit 7"]).start();
    terminal.wait_for("name?");
    terminal.keys("you\r");
    let left = terminal.wait_exit();
    assert_eq!((left.code, left.signal, left.changed), (7, None, Vec::new()), "{}", left.screen);
    assert!(left.screen.contains("hello you"), "{}", left.screen);
}

#[test]
fn a_terminal_that_is_not_given_back_is_noticed() {
    let modes = "printf '\\033[?1049h\\033[?25l\\033[?2004h\\033[?1004h\\033[>1u'; stty raw -echo; echo set";
    let terminal = Setup::program("sh", &["-c", modes]).start();
    let left = terminal.wait_exit();
    let words = left.changed.join("; ");
    for word in ["alternate", "cursor", "paste", "focus", "keyboard", "line settings"] {
        assert!(words.contains(word), "{word} is missing in {words}");
    }
    let terminal =
        Setup::program("sh", &["-c", &format!("{modes}; printf '\\033[?1049l\\033[?25h'; stty sane")])
            .start();
    let words = terminal.wait_exit().changed.join("; ");
    assert!(!words.contains("alternate") && words.contains("paste"), "{words}");
}

#[test]
fn a_signal_is_told_by_name_and_a_size_is_seen() {
    let terminal = Setup::program("sh", &["-c", "stty size; exec cat"]).size(77, 21).start();
    terminal.wait_for("21 77");
    terminal.signal(Signal::TERM);
    assert!(terminal.wait_exit().signal.is_some());
}

#[test]
fn the_environment_is_its_own() {
    let terminal = Setup::program("sh", &["-c", "env | sort"]).env("ONE", "two").start();
    let screen = terminal.wait_exit().screen;
    assert!(screen.contains("ONE=two") && !screen.contains("CARGO"), "{screen}");
}
