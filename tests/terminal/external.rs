//! Editing as text with a real editor in a real terminal: a script that does what a person would.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::pty::{Setup, Terminal, key};
use crate::servers::Server;

const CLIENT: &str = "kiosk-terminal";

/// An editor made of shell commands; `$1` is the file.
struct Editor {
    folder: TempDir,
}

impl Editor {
    fn of(commands: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("my editor"), commands).unwrap();
        Self { folder }
    }

    /// As `EDITOR` says it, with a blank in its name and an argument before it.
    fn variable(&self) -> String {
        format!("sh -eu '{}'", self.folder.path().join("my editor").display())
    }

    /// Where a script can leave something.
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn start(setup: Setup) -> Terminal {
    at_the_client(setup.start())
}

fn at_the_client(terminal: Terminal) -> Terminal {
    terminal.wait_for("customers-staging");
    terminal.wait_for(CLIENT);
    terminal.keys(&format!("l/{CLIENT}\r"));
    terminal.wait("the client's settings", |screen| screen.contains("Client ID"));
    terminal
}

fn sandbox(editor: &Editor) -> Setup {
    Setup::cognitui(&["--sandbox"]).env("EDITOR", editor.variable())
}

/// The names of what is in a folder.
fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_change_from_the_editor_through_the_review_to_cognito() {
    let editor =
        Editor::of("ls -l \"$1\"; sed -i 's/\"kiosk-terminal\"/\"kiosk-9\"/' \"$1\"; touch \"$1~\"\n");
    let setup = sandbox(&editor);
    let runtime = setup.home().join("runtime");
    let terminal = start(setup);
    terminal.keys("E");
    terminal.wait_for("kiosk-terminal → kiosk-9");
    assert_eq!(names(&runtime), Vec::<String>::new(), "nothing is left of the text");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    let written = String::from_utf8_lossy(&terminal.written_from(0)).into_owned();
    assert!(written.contains("-rw-------"), "the file was nobody else's to read");
    terminal.keys(key::CTRL_C);
    let left = terminal.wait_exit();
    assert_eq!((left.code, left.changed), (0, Vec::new()), "{}", left.screen);
}

#[test]
fn broken_syntax_opens_the_editor_again_until_it_is_mended() {
    let editor = Editor::of(
        "if grep -q '^// ! Line' \"$1\"; then sed -i 's/\"kiosk-9\"/&,/' \"$1\"\n\
         else sed -i 's/\"kiosk-terminal\",/\"kiosk-9\"/' \"$1\"; fi\n",
    );
    let terminal = start(sandbox(&editor));
    terminal.keys("E");
    terminal.wait_for("kiosk-terminal → kiosk-9");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
}

#[test]
fn an_editor_that_removes_its_file_changes_nothing_and_says_so() {
    let editor = Editor::of("rm \"$1\"\n");
    let terminal = start(sandbox(&editor));
    terminal.keys("E");
    terminal.wait_for("left no file, so nothing was taken over. E starts again.");
    terminal.wait_gone("The file is left there");
}

/// Every key, one by one: a thread of ours that still listened would take some of them.
#[test]
fn keys_typed_while_the_editor_runs_are_the_editor_s() {
    // Each run says which one it is: the terminal still shows the lines of the one before.
    let editor = Editor::of(
        "echo >> \"${0%/*}/runs\"; run=$(($(wc -l < \"${0%/*}/runs\"))); all=\n\
         for i in $(seq 12); do echo \"run $run part $i?\"; read -r part; all=\"$all$part\"; done\n\
         sed -i \"s/\\\"kiosk-terminal\\\"/\\\"$all\\\"/\" \"$1\"\n",
    );
    let terminal = start(sandbox(&editor));
    for run in 1..=2 {
        terminal.keys("E");
        for part in 1..=12 {
            terminal.wait_for(&format!("run {run} part {part}?"));
            for letter in format!("jq{part}\r").chars() {
                terminal.keys(&letter.to_string());
            }
        }
        terminal.wait_for("kiosk-terminal → jq1jq2jq3jq4jq5jq6jq7jq8jq9jq10jq11jq12");
        terminal.keys(key::ESC);
        terminal.wait_for("Edit kiosk-terminal");
        // The keys are the dashboard's again, and the name goes back for the second run.
        terminal.keys("\x12");
        terminal.wait_for("0 changes");
        terminal.keys(key::ESC);
        terminal.wait_gone("Edit kiosk-terminal");
    }
}

#[test]
fn a_new_size_during_the_editor_is_seen_afterwards() {
    let editor = Editor::of("echo ready; read -r line; sed -i 's/\"kiosk-terminal\"/\"kiosk-9\"/' \"$1\"\n");
    let terminal = start(sandbox(&editor));
    terminal.keys("E");
    terminal.wait_for("ready");
    terminal.resize(90, 24);
    terminal.keys("\r");
    terminal.wait("the review in the new size", |screen| {
        let last = screen.lines().nth(22).unwrap_or_default();
        screen.contains("kiosk-terminal → kiosk-9") && last.starts_with('╰') && last.chars().count() == 90
    });
}

#[test]
fn an_editor_that_is_missing_or_fails_is_told() {
    let terminal = start(Setup::cognitui(&["--sandbox"]).env("EDITOR", "/not/there/editor --wait"));
    terminal.keys("E");
    terminal.wait_for("The editor editor cannot be started");
    let terminal = start(Setup::cognitui(&["--sandbox"]).env("EDITOR", "vim 'half"));
    terminal.keys("E");
    terminal.wait_for("EDITOR has a quote that is not closed");
    let terminal = start(Setup::cognitui(&["--sandbox"]).env("PATH", "/not/there"));
    terminal.keys("E");
    terminal.wait_for("Set EDITOR");

    let editor = Editor::of("sed -i 's/\"kiosk-terminal\"/\"kiosk-9\"/' \"$1\"; test -e \"${0%/*}/go\"\n");
    let terminal = start(sandbox(&editor));
    terminal.keys("E");
    terminal.wait("the failure", |screen| {
        screen.contains("ended with status 1") && screen.contains("E goes on with")
    });
    fs::write(editor.file("go"), "").unwrap();
    terminal.keys("E");
    terminal.wait_for("kiosk-terminal → kiosk-9");
}

/// Told to leave while the editor has the text: the editor is told too, and nobody's text goes.
#[test]
fn a_signal_to_leave_loses_nothing() {
    for signal in [Signal::TERM, Signal::HUP] {
        let server = Server::sandbox(&[]);
        let editor = Editor::of("sed -i 's/\"kiosk-terminal\"/\"kiosk-9\"/' \"$1\"; echo ready; exec cat\n");
        let setup = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
            .env("AWS_ACCESS_KEY_ID", "AKIAEDIT")
            .env("AWS_SECRET_ACCESS_KEY", "edit")
            .env("EDITOR", editor.variable());
        let drafts = setup.home().join("state/cognitui/drafts");
        let terminal = start(setup);
        terminal.keys("E");
        terminal.wait_for("ready");
        terminal.signal(signal);
        let left = terminal.wait_exit();
        assert_eq!(left.changed, Vec::<String>::new(), "{}", left.screen);
        let place = drafts.join(&names(&drafts)[0]);
        let kept = fs::read_to_string(place.join(&names(&place)[0])).unwrap();
        assert!(kept.contains("kiosk-9"), "{kept}");
    }
}

/// What an editor saves on its last breath may be all there is of an unsaved text.
#[test]
fn an_editor_that_is_killed_leaves_its_own_files() {
    let editor = Editor::of("stty raw -echo; echo more > \"$1.swap\"; echo ready; exec cat\n");
    let setup = sandbox(&editor);
    let runtime = setup.home().join("runtime");
    let terminal = start(setup);
    terminal.keys("E");
    terminal.wait_for("ready");
    terminal.signal(Signal::TERM);
    let left = terminal.wait_exit();
    assert_eq!(left.changed, Vec::<String>::new(), "{}", left.screen);
    assert!(left.screen.contains("What the editor kept is in"), "{}", left.screen);
    let folder = runtime.join(&names(&runtime)[0]);
    assert_eq!(fs::read_to_string(folder.join("kiosk-terminal.jsonc.swap")).unwrap(), "more\n");
}

#[test]
fn a_broken_text_is_kept_in_a_file_when_the_program_ends() {
    let editor =
        Editor::of("grep -q '^// ! Line' \"$1\" || sed -i 's/\"kiosk-terminal\",/\"kiosk-9\"/' \"$1\"\n");
    let setup = sandbox(&editor);
    let folder = setup.home().join("state/cognitui/unfinished");
    let terminal = start(setup);
    terminal.keys("E");
    terminal.wait_for("E goes on with it");
    terminal.keys(key::CTRL_C);
    let left = terminal.wait_exit();
    assert!(left.screen.contains("The unfinished text for kiosk-terminal is in"), "{}", left.screen);
    let kept = fs::read_to_string(folder.join(&names(&folder)[0])).unwrap();
    assert!(kept.contains("\"ClientName\": \"kiosk-9\"\n"), "{kept}");
}

/// Ctrl-Z in the editor stops the whole job, as the shell expects, and `fg` goes on in the editor.
#[test]
fn the_shell_s_job_control_reaches_through() {
    let editor = Editor::of(
        "trap 'echo resumed' CONT; echo ready; until read -r line && [ -n \"$line\" ]; do :; done\n\
         sed -i \"s/\\\"kiosk-terminal\\\"/\\\"$line\\\"/\" \"$1\"\n",
    );
    let shell = Setup::program("bash", &["--norc", "--noprofile", "-i"])
        .env("PS1", "shell> ")
        .env("PROGRAM", env!("CARGO_BIN_EXE_cognitui"))
        .env("EDITOR", editor.variable())
        .env("INPUTRC", "/dev/null")
        .start();
    shell.wait_for("shell>");
    shell.keys("\"$PROGRAM\" --sandbox\r");
    let shell = at_the_client(shell);
    shell.keys("E");
    shell.wait_for("ready");
    shell.keys(key::CTRL_Z);
    shell.wait_for("Stopped");
    // What is typed before the prompt is there may be thrown away.
    let prompt = |screen: &str| screen.trim_end().lines().last() == Some("shell>");
    shell.wait("the shell's prompt", prompt);
    shell.keys("clear; echo in the \"\"shell\r");
    shell.wait_for("in the shell");
    shell.wait("the shell's prompt", prompt);
    shell.keys("fg\r");
    shell.wait_for("\"$PROGRAM\" --sandbox");
    // An editor that was stopped just before it read looks at the signal once it has read something.
    shell.keys("\r");
    // Before that the line is still the shell's.
    shell.wait_for("resumed");
    shell.keys("kiosk-9\r");
    shell.wait_for("kiosk-terminal → kiosk-9");
    shell.keys(key::CTRL_C);
    shell.wait("the shell's prompt", prompt);
    shell.keys("exit\r");
    assert_eq!(shell.wait_exit().changed, Vec::<String>::new());
}
