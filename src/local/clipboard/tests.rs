//! The decision as a table, the escape sequences byte by byte, and copying with real programs.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use super::*;

fn surroundings(vars: &[&str], programs: &[&str]) -> Surroundings {
    let var = |name: &str| vars.contains(&name).then(|| OsString::from("x"));
    Surroundings::of(var, |program| programs.contains(&program))
}

#[test]
fn the_way_follows_from_the_surroundings() {
    const ALL: &[&str] = &["wl-copy", "wl-paste", "xclip", "xsel", "pbcopy", "pbpaste"];
    for (vars, programs, expected) in [
        (&["WAYLAND_DISPLAY"][..], ALL, "wl-copy"),
        (&["WAYLAND_DISPLAY", "DISPLAY"], ALL, "wl-copy"),
        (&["DISPLAY"], &["wl-copy", "wl-paste", "xclip", "xsel"], "xclip"),
        (&["DISPLAY"], &["xsel"], "xsel"),
        // Half a tool could not take a secret off again.
        (&["WAYLAND_DISPLAY"], &["wl-copy"], "the terminal (OSC 52)"),
        (&[], &["wl-copy", "wl-paste", "xclip"], "the terminal (OSC 52)"),
        (&[], &["pbcopy", "pbpaste"], "pbcopy"),
        (&[], &["clip.exe", "powershell.exe"], "clip.exe"),
        (&["SSH_TTY", "DISPLAY"], ALL, "the terminal (OSC 52)"),
        (&["SSH_CONNECTION", "WAYLAND_DISPLAY"], ALL, "the terminal (OSC 52)"),
        (
            &["SSH_CONNECTION", "TMUX", "STY"],
            ALL,
            "the terminal (OSC 52 through tmux, where its allow-passthrough is on)",
        ),
        (&["TMUX"], &[], "the terminal (OSC 52 through tmux, where its allow-passthrough is on)"),
        (&["TMUX", "WAYLAND_DISPLAY"], ALL, "wl-copy"),
        (&["STY"], &[], "the terminal (OSC 52 through screen)"),
        (&[], &[], "the terminal (OSC 52)"),
    ] {
        let way = choose(&ClipboardConfig::default(), &surroundings(vars, programs));
        assert_eq!(way.to_string(), expected, "{vars:?} {programs:?}");
    }
}

#[test]
fn the_configured_command_comes_before_everything() {
    let config = ClipboardConfig { command: vec!["mine".into(), "-x".into()], ..ClipboardConfig::default() };
    let way = choose(&config, &surroundings(&["SSH_TTY", "TMUX"], &["wl-copy", "wl-paste"]));
    assert_eq!(way, Way::Command { write: config.command.clone(), read: Vec::new() });
    assert!(!way.reads_back());
}

#[test]
fn an_empty_variable_is_none() {
    let empty = Surroundings::of(|_| Some(OsString::new()), |_| false);
    assert_eq!(empty, Surroundings::default());
}

fn escape(vars: &[&str], text: &str) -> String {
    let clipboard = Clipboard::new(ClipboardConfig::default(), surroundings(vars, &[]));
    clipboard.copy(text).unwrap().escape.unwrap().expose_secret().to_owned()
}

#[test]
fn escape_sequences_reach_the_terminal_through_what_is_between() {
    assert_eq!(escape(&[], "hello"), "\x1b]52;c;aGVsbG8=\x1b\\");
    assert_eq!(escape(&["TMUX"], "hello"), "\x1bPtmux;\x1b\x1b]52;c;aGVsbG8=\x07\x1b\\");
    assert_eq!(escape(&["STY"], "hello"), "\x1bP\x1b]52;c;aGVsbG8=\x07\x1b\\");
    let long = "ü".repeat(2_000);
    let sent = escape(&["STY"], &long);
    let pieces: Vec<&str> = sent.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
    assert!(pieces.len() > 10 && pieces.iter().all(|piece| piece.len() <= 250 && piece.starts_with("\x1bP")));
    let whole: String = pieces.iter().map(|piece| &piece[2..]).collect();
    let encoded = whole.strip_prefix("\x1b]52;c;").unwrap().strip_suffix('\x07').unwrap();
    assert_eq!(STANDARD.decode(encoded).unwrap(), long.as_bytes());
}

#[test]
fn nothing_and_too_much_are_told() {
    let clipboard = Clipboard::default();
    assert!(matches!(clipboard.copy(""), Err(ClipboardError::Nothing)));
    assert!(matches!(clipboard.copy(&"x".repeat(100_000)), Err(ClipboardError::TooLong(100_000))));
    let copied = clipboard.copy_secret(&SecretString::from("s")).unwrap();
    assert_eq!(copied.fate, Fate::CannotClear);
    assert!(!clipboard.holds_secret());
    assert_eq!(clipboard.clear(), Cleared::Nothing);
}

/// A clipboard that is a file, behind two programs.
struct Paper {
    folder: tempfile::TempDir,
    clipboard: Clipboard,
}

impl Paper {
    fn new(clear_after: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("held");
        let shell = |script: String| vec!["sh".to_owned(), "-c".to_owned(), script];
        let config = ClipboardConfig {
            command: shell(format!("cat > '{}'", file.display())),
            read: shell(format!("cat '{}'; echo", file.display())),
            clear_after,
        };
        Self { folder, clipboard: Clipboard::new(config, Surroundings::default()) }
    }

    fn holds(&self) -> String {
        fs::read_to_string(self.folder.path().join("held")).unwrap()
    }
}

#[test]
fn a_secret_is_taken_off_only_while_it_is_still_there() {
    let secret = SecretString::from("fake-secret");
    let paper = Paper::new(45);
    let copied = paper.clipboard.copy_secret(&secret).unwrap();
    assert_eq!((copied.way.as_str(), copied.fate), ("sh", Fate::Clears(Duration::from_secs(45))));
    assert_eq!(paper.holds(), "fake-secret");
    assert_eq!(paper.clipboard.clear(), Cleared::Gone);
    assert_eq!(paper.holds(), "");
    assert_eq!(paper.clipboard.clear(), Cleared::Nothing, "it is cleared once");

    paper.clipboard.copy_secret(&secret).unwrap();
    fs::write(paper.folder.path().join("held"), "somebody's own").unwrap();
    assert_eq!(paper.clipboard.clear(), Cleared::Replaced);
    assert_eq!(paper.holds(), "somebody's own");

    paper.clipboard.copy_secret(&secret).unwrap();
    paper.clipboard.copy("an id").unwrap();
    assert_eq!((paper.clipboard.clear(), paper.holds().as_str()), (Cleared::Nothing, "an id"));

    let never = Paper::new(0);
    assert_eq!(never.clipboard.copy_secret(&secret).unwrap().fate, Fate::Stays);
    assert_eq!(never.clipboard.clear(), Cleared::Nothing);
}

#[test]
fn whoever_takes_the_duty_over_clears_and_knows_nothing_of_the_secret() {
    let secret = SecretString::from("fake-secret");
    let paper = Paper::new(45);
    assert_eq!(paper.clipboard.hand_over(), None);
    paper.clipboard.copy_secret(&secret).unwrap();
    let handover = paper.clipboard.hand_over().unwrap();
    assert_eq!(paper.clipboard.clear(), Cleared::Nothing, "the duty is passed on");
    assert_eq!(handover.after(), Duration::from_secs(45));
    let told = serde_json::to_string(&handover).unwrap();
    assert!(!told.contains("fake-secret"), "{told}");
    let there = Clipboard::take_over(serde_json::from_str(&told).unwrap(), Surroundings::default());
    assert_eq!((there.clear(), paper.holds().as_str()), (Cleared::Gone, ""));

    // The same secret has another mark the next time, so that marks cannot be compared.
    paper.clipboard.copy_secret(&secret).unwrap();
    let again = paper.clipboard.hand_over().unwrap();
    assert_ne!(again, handover);
    fs::write(paper.folder.path().join("held"), "somebody's own").unwrap();
    assert_eq!(Clipboard::take_over(again, Surroundings::default()).clear(), Cleared::Replaced);
    assert_eq!(paper.holds(), "somebody's own");
}

/// Two processes with the same secret on the same clipboard: the message of the later one holds.
#[test]
fn the_later_of_two_copies_of_the_same_secret_is_the_one_that_is_cleared() {
    let secret = SecretString::from("fake-secret");
    let paper = Paper::new(45);
    let turns = paper.folder.path().join("turns");
    let process = || Clipboard { held: Arc::default(), ..paper.clipboard.clone() }.shared_in(&turns);
    let (first, second) = (process(), process());
    first.copy_secret(&secret).unwrap();
    second.copy_secret(&secret).unwrap();
    // The one that stays behind for the first is told what it needs.
    let told = serde_json::to_string(&first.hand_over().unwrap()).unwrap();
    let behind = Clipboard::take_over(serde_json::from_str(&told).unwrap(), Surroundings::default());
    assert_eq!((behind.clear(), paper.holds().as_str()), (Cleared::Replaced, "fake-secret"));
    assert_eq!((second.clear(), paper.holds().as_str()), (Cleared::Gone, ""));

    // A copy that failed, or that nobody clears, leaves the duty where it is.
    first.copy_secret(&secret).unwrap();
    let mut failing = process();
    failing.config.command = vec!["false".to_owned()];
    failing.copy_secret(&secret).unwrap_err();
    let mut lasting = process();
    lasting.config.clear_after = 0;
    assert_eq!(lasting.copy_secret(&secret).unwrap().fate, Fate::Stays);
    assert_eq!((first.clear(), paper.holds().as_str()), (Cleared::Gone, ""));
    for kept in fs::read_dir(&turns).unwrap() {
        let path = kept.unwrap().path();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!fs::read_to_string(path).unwrap().contains("fake-secret"));
    }
}

/// A program that answers as tmux does and keeps what it is given.
fn tmux(folder: &std::path::Path, options: &str) -> Clipboard {
    let script = folder.join("tmux");
    let answer = format!(
        "#!/bin/sh\nif [ \"$1\" = show-options ]; then printf '{options}'; exit; fi\n\
         echo \"$*\" > '{0}/asked'; cat > '{0}/held'\n",
        folder.display()
    );
    fs::write(&script, answer).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut around = surroundings(&["TMUX"], &[]);
    around.tmux = Some(script.display().to_string());
    Clipboard::new(ClipboardConfig::default(), around)
}

#[test]
fn tmux_is_asked_what_it_lets_through() {
    let secret = SecretString::from("fake-secret");
    let folder = tempfile::tempdir().unwrap();
    let copied =
        tmux(folder.path(), "allow-passthrough* on\\nset-clipboard off\\n").copy_secret(&secret).unwrap();
    assert_eq!(copied.way, "the terminal (OSC 52 through tmux)");
    assert!(copied.escape.unwrap().expose_secret().starts_with("\x1bPtmux;"));

    let copied = tmux(folder.path(), "allow-passthrough* off\\nset-clipboard external\\n")
        .copy_secret(&secret)
        .unwrap();
    assert_eq!(
        (copied.way.as_str(), copied.fate),
        ("tmux, which hands it to its terminal", Fate::CannotClear)
    );
    assert!(copied.escape.is_none());
    assert_eq!(fs::read_to_string(folder.path().join("held")).unwrap(), "fake-secret");
    let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
    assert!(
        asked.contains("load-buffer -b cognitui -w - ; delete-buffer") && !asked.contains("fake"),
        "{asked}"
    );

    let closed = tmux(folder.path(), "allow-passthrough off\\nset-clipboard off\\n").copy_secret(&secret);
    assert!(closed.unwrap_err().to_string().contains("tmux passes nothing on"));

    let silent = tmux(folder.path(), "").copy_secret(&secret).unwrap();
    assert_eq!(silent.way, "the terminal (OSC 52 through tmux, where its allow-passthrough is on)");
    assert!(silent.escape.is_some());
}

#[test]
fn a_configured_program_that_fails_is_told_without_the_text() {
    for command in [vec!["/nowhere/at-all".to_owned()], vec!["false".to_owned()]] {
        let config = ClipboardConfig { command, ..ClipboardConfig::default() };
        let clipboard = Clipboard::new(config, Surroundings::default());
        let error = clipboard.copy_secret(&SecretString::from("fake-secret")).unwrap_err();
        assert!(error.to_string().contains("[clipboard]"), "{error}");
        assert!(!format!("{error:?}").contains("fake-secret"));
        assert!(!clipboard.holds_secret());
    }
}

/// Programs by the tools' names that keep what they are given, found by their full paths.
#[test]
fn a_tool_that_cannot_take_secrets_as_such_takes_them_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("copy");
    fs::write(
        &script,
        format!("#!/bin/sh\n[ $# = 0 ] || exit 1\ncat > '{}/held'\n", folder.path().display()),
    )
    .unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let path: &'static str = script.display().to_string().leak();
    let words: &'static [&'static str] = vec![path].leak();
    let sensitive: &'static [&'static str] = vec![path, "--sensitive"].leak();
    let way = Way::Tool(Box::leak(Box::new(choose::a_tool(words, sensitive))));
    tool::write(&way, "fake-secret", true).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("held")).unwrap(), "fake-secret");
}

#[test]
fn a_tool_without_its_display_leaves_it_to_the_terminal() {
    // There is no such program on the path of this test, as there may be no display behind a variable.
    let clipboard =
        Clipboard::new(ClipboardConfig::default(), surroundings(&[], &["clip.exe", "powershell.exe"]));
    let copied = clipboard.copy_secret(&SecretString::from("fake-secret")).unwrap();
    assert_eq!(copied.way, "the terminal (OSC 52), since clip.exe failed");
    assert_eq!(copied.fate, Fate::CannotClear);
    assert!(copied.escape.is_some());
}

#[test]
fn neither_the_clipboard_nor_a_copy_shows_text_in_debug_output() {
    let paper = Paper::new(45);
    let copied = paper.clipboard.copy_secret(&SecretString::from("fake-secret")).unwrap();
    let terminal = Clipboard::default().copy_secret(&SecretString::from("fake-secret")).unwrap();
    let told = format!("{copied:?} {terminal:?} {:?}", paper.clipboard);
    assert!(!told.contains("fake-secret") && !told.contains(&STANDARD.encode("fake-secret")), "{told}");
}
