//! The house rules: what a room may import, how long a file may be.
//!
//! A room is a folder of `src/`. The table below is the design; a rule that must give way is changed
//! here, with its reason, before the code that needs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository has nothing to say")]

use std::fs;
use std::path::{Path, PathBuf};

#[path = "architecture/broken.rs"]
mod broken;
#[path = "architecture/source.rs"]
mod source;

use source::Named;

/// What a room may name.
struct Room {
    name: &'static str,
    /// Other rooms, or a path inside one where only that is meant.
    rooms: &'static [&'static str],
    /// What of those rooms it still leaves alone.
    but: &'static [&'static str],
    crates: Crates,
    /// Paths of `std` that the room does without.
    without_std: &'static [&'static str],
    why: &'static str,
}

/// Which dependencies a room may use; a name ending in `_` stands for all that begin with it.
enum Crates {
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// Clock, disk, environment, network, threads: what a pure room does without. A scoped thread has ended
/// when the function that made it returns, so that nobody can tell that there was one.
const OUTSIDE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread::park",
    "std::thread::sleep",
    "std::thread::spawn",
    "std::time::Instant",
    "std::time::SystemTime",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
];

const TABLE: &[Room] = &[
    Room {
        name: "client",
        rooms: &[],
        but: &[],
        // The two of Unicode know letters and their widths, and nothing of a screen.
        crates: Crates::Only(&[
            "jiff",
            "serde",
            "serde_json",
            "thiserror",
            "unicode_segmentation",
            "unicode_width",
            "url",
        ]),
        without_std: OUTSIDE,
        why: "what a client is does not depend on how it is fetched, kept or shown",
    },
    Room {
        name: "audit",
        rooms: &["client"],
        but: &[],
        crates: Crates::AllBut(&[
            "aws_",
            "crossterm",
            "futures_util",
            "hyper",
            "hyper_util",
            "ratatui",
            "tokio",
        ]),
        without_std: OUTSIDE,
        why: "a finding is a function of clients alone, so that it can be tested and repeated",
    },
    Room {
        name: "export",
        rooms: &["client"],
        but: &[],
        crates: Crates::AllBut(&[
            "aws_",
            "crossterm",
            "futures_util",
            "hyper",
            "hyper_util",
            "ratatui",
            "tokio",
        ]),
        without_std: OUTSIDE,
        why: "a text is a function of clients alone, so that it can be locked by a test",
    },
    Room {
        name: "cognito",
        rooms: &["client"],
        but: &[],
        // hyper-util's error is what the SDK's connector reports when a connection breaks.
        crates: Crates::AllBut(&["clap", "crossterm", "hyper", "ratatui", "tui_textarea"]),
        without_std: &[],
        why: "the gateway does not know that there is a screen, nor which server answers",
    },
    Room {
        name: "sandbox",
        rooms: &["client::field"],
        but: &[],
        crates: Crates::AllBut(&[
            "aws_config",
            "aws_credential_types",
            "aws_sdk_",
            "aws_types",
            "clap",
            "crossterm",
            "ratatui",
            "tui_textarea",
        ]),
        without_std: &[],
        why: "it states itself what it enforces, so that it can catch the rules of `client` and the calls of `cognito`",
    },
    Room {
        name: "local",
        rooms: &["client"],
        but: &[],
        crates: Crates::AllBut(&["aws_", "hyper", "hyper_util", "ratatui", "tui_textarea"]),
        without_std: &["std::net"],
        why: "what is kept on this machine is read and written without the service or the screen",
    },
    Room {
        name: "tasks",
        rooms: &["audit", "client", "cognito", "export", "local"],
        but: &[],
        crates: Crates::AllBut(&["aws_", "crossterm", "ratatui", "tui_textarea"]),
        without_std: &[],
        why: "background work is asked for and answered in data; it never reaches into the dashboard",
    },
    Room {
        name: "app",
        rooms: &["audit", "client", "export", "tasks"],
        // It asks for work and hears of it; how work is run is not its affair.
        but: &["tasks::runner", "tasks::spawn", "tasks::Endpoint", "tasks::Handle", "tasks::MakeEmbedded"],
        crates: Crates::AllBut(&[
            "aws_",
            "futures_util",
            "getrandom",
            "hyper",
            "hyper_util",
            "rustix",
            "tokio",
        ]),
        without_std: OUTSIDE,
        why: "a decision is a function of state and event, so that a session can be replayed",
    },
    Room {
        name: "ui",
        rooms: &["app", "client"],
        but: &[],
        crates: Crates::AllBut(&[
            "aws_",
            "futures_util",
            "getrandom",
            "hyper",
            "hyper_util",
            "rustix",
            "tokio",
        ]),
        without_std: OUTSIDE,
        why: "drawing reads the state and nothing else",
    },
    Room {
        name: "shell",
        rooms: &["app", "audit", "client", "cognito", "export", "local", "sandbox", "tasks", "ui"],
        but: &[],
        crates: Crates::AllBut(&["aws_", "clap"]),
        without_std: &[],
        why: "the dashboard's edge is started with what the command line has already understood",
    },
    Room {
        name: "cli",
        rooms: &["app", "audit", "client", "cognito", "export", "local", "sandbox", "tasks", "ui"],
        but: &[],
        crates: Crates::AllBut(&["aws_", "crossterm", "ratatui", "tui_textarea"]),
        without_std: &[],
        why: "a subcommand works without a terminal",
    },
];

/// Longer files have found a second reason to change.
const LONGEST: usize = 600;

#[test]
fn rooms_import_what_the_table_allows() {
    let known = dependencies(&read(&root().join("Cargo.toml")));
    let mut broken = Vec::new();
    for (file, text) in product() {
        broken.extend(violations(&file, &text, &known));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_folder_is_a_room_and_every_named_room_is_known() {
    let mut rooms: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("lib.rs") && !path.ends_with("main.rs"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    rooms.sort();
    for room in &rooms {
        assert!(TABLE.iter().any(|row| row.name == room), "{room} has no row in the table");
    }
    for row in TABLE {
        assert!(!row.why.is_empty());
        for allowed in row.rooms {
            let other = allowed.split("::").next().unwrap();
            assert!(TABLE.iter().any(|row| row.name == other), "{allowed} is no room");
        }
    }
}

#[test]
fn drawing_takes_no_state_to_change() {
    for (file, text) in product().into_iter().filter(|(file, _)| file.starts_with("src/ui/")) {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            assert!(!borrows_state_mutably(code), "{file}:{}: {line}", number + 1);
        }
    }
}

/// Every write passes the gate, the merge and the journal, since nothing else can send one.
#[test]
fn writes_are_sent_from_one_file() {
    const WRITES: [&str; 4] =
        [".update_document(", ".create_document(", "gateway.delete(", ".delete_secret(key"];
    const SENDER: &str = "src/tasks/write/send.rs";
    let mut seen = 0;
    for (file, text) in product().into_iter().filter(|(file, _)| !file.starts_with("src/cognito/")) {
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let sends =
                WRITES.iter().any(|write| code.contains(write)) || code.contains("gateway.add_secret(");
            assert!(!sends || file == SENDER, "{file}:{}: {line}", number + 1);
            seen += usize::from(sends);
        }
    }
    assert_eq!(seen, 5, "the five writes are really looked for");
}

#[test]
fn a_file_is_read_in_one_sitting() {
    for path in files(&["src", "tests"], "rs") {
        let lines = read(&path).lines().count();
        assert!(lines < LONGEST, "{} has {lines} lines; find its second reason to change", path.display());
    }
}

#[test]
fn nothing_points_outside_the_repository() {
    // Put together here, so that this file does not hold what it looks for.
    let outside = [["../", "shared"].concat(), ["/work", "/"].concat()];
    let mut texts = files(&["src", "tests", "assets", ".ci"], "");
    texts.extend(["README.md", "CHANGELOG.md", "Cargo.toml"].map(|name| root().join(name)));
    for path in texts {
        let text =
            fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        for word in &outside {
            assert!(!text.contains(word.as_str()), "{} names {word}", path.display());
        }
    }
}

/// What a file names and its room may not, a line each.
fn violations(file: &str, text: &str, known: &[String]) -> Vec<String> {
    let module = module_of(file);
    let module: Vec<&str> = module.iter().map(String::as_str).collect();
    let paths = source::paths(text, &module);
    let Some(room) = module.first() else {
        return paths.iter().filter_map(|named| root_violation(file, named, known)).collect();
    };
    let Some(row) = TABLE.iter().find(|row| row.name == *room) else {
        return vec![format!("{file}: the room {room} has no row in the table")];
    };
    let complain = |named: &Named| {
        let path = named.path.join("::");
        allowed(row, &named.path, known)
            .err()
            .map(|rule| format!("{file}:{}: {path}: {rule}; {}", named.line, row.why))
    };
    paths.iter().filter_map(complain).collect()
}

fn allowed(row: &Room, path: &[String], known: &[String]) -> Result<(), String> {
    let joined = path.join("::");
    match path[0].as_str() {
        "crate" | "cognitui" => {
            let below = path[1..].join("::");
            let may = |allowed: &str| below == allowed || below.starts_with(&format!("{allowed}::"));
            if let Some(left_alone) = row.but.iter().find(|but| may(but)) {
                return Err(format!("{} leaves {left_alone} alone", row.name));
            }
            match path.get(1).map(String::as_str) {
                Some(name) if name == row.name || row.rooms.iter().any(|room| may(room)) => Ok(()),
                None | Some("*") => Err("the whole crate is imported".to_owned()),
                // A macro or an item at the root is nobody's room.
                Some(name) if !TABLE.iter().any(|row| row.name == name) => Ok(()),
                Some(_) => Err(format!("{} may not import it", row.name)),
            }
        }
        "std" | "core" | "alloc" => {
            let joined = joined.replacen("core", "std", 1);
            let joined = joined.trim_end_matches("::*");
            // The parent of what is denied counts too: `use std::time;` hides the clock one step further.
            let meets = |denied: &str| {
                denied == joined
                    || joined.strip_prefix(denied).is_some_and(|rest| rest.starts_with("::"))
                    || denied.strip_prefix(joined).is_some_and(|rest| rest.starts_with("::"))
            };
            match row.without_std.iter().find(|denied| meets(denied)) {
                Some(denied) => Err(format!("{} does without {denied}", row.name)),
                None => Ok(()),
            }
        }
        name if known.iter().any(|known| known == name) => {
            let listed = |list: &[&str]| {
                list.iter().any(|one| *one == name || one.ends_with('_') && name.starts_with(one))
            };
            match row.crates {
                Crates::Only(list) if !listed(list) => Err(format!("{} may not use this crate", row.name)),
                Crates::AllBut(list) if listed(list) => Err(format!("{} may not use this crate", row.name)),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// The binary calls the command line and the shell, which do not know each other; the library's root only names its rooms.
fn root_violation(file: &str, named: &Named, known: &[String]) -> Option<String> {
    let path = named.path.join("::");
    let foreign = known.contains(&named.path[0]) || named.path[0] == "crate";
    let edge = ["cognitui::cli", "cognitui::shell"].iter().any(|room| path.starts_with(room));
    let elsewhere = path.starts_with("cognitui::") && !edge;
    (foreign || elsewhere).then(|| {
        format!("{file}:{}: {path}: only the command line and the shell are called from here", named.line)
    })
}

/// `src/app/list.rs` is `app::list`; `mod.rs`, `lib.rs` and `main.rs` are their folders.
fn module_of(file: &str) -> Vec<String> {
    let inside = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    let mut module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

fn borrows_state_mutably(code: &str) -> bool {
    let mut rest = code;
    while let Some(at) = rest.find('&') {
        rest = &rest[at + 1..];
        let inner = rest.trim_start();
        let inner = inner.strip_prefix('\'').map_or(inner, |life| {
            life.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_').trim_start()
        });
        if let Some(place) = inner.strip_prefix("mut ")
            && ["App", "app", "crate::app::"].iter().any(|state| {
                place.strip_prefix(state).is_some_and(|after| {
                    state.ends_with(':')
                        || !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
                })
            })
        {
            return true;
        }
    }
    false
}

/// The dependencies' names as Rust writes them.
fn dependencies(manifest: &str) -> Vec<String> {
    let section =
        manifest.split("\n[").find(|section| section.starts_with("dependencies]")).unwrap_or_default();
    section
        .lines()
        .skip(1)
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect()
}

/// Every file of the product with its path from the repository's root; files that hold only tests are
/// left out.
fn product() -> Vec<(String, String)> {
    let all: Vec<(String, String)> = files(&["src"], "rs")
        .into_iter()
        .map(|path| (path.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), read(&path)))
        .collect();
    let mut tests = Vec::new();
    for (file, text) in &all {
        let place = module_of(file);
        tests.extend(source::test_files(text).into_iter().map(|name| [place.as_slice(), &[name]].concat()));
    }
    all.into_iter().filter(|(file, _)| !tests.iter().any(|test| module_of(file).starts_with(test))).collect()
}

fn files(folders: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut waiting: Vec<PathBuf> =
        folders.iter().map(|folder| root().join(folder)).filter(|f| f.exists()).collect();
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if extension.is_empty() || path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
