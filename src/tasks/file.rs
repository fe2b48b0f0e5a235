//! Files of the person's own: clients that a file tells of, and the folder of a snapshot.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::client::compare::{Column, SecretSeen, Unsaid};
use crate::client::snapshot::{BadSnapshot, Kept, MANIFEST, Manifest};
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, Settings};
use crate::export;
use crate::export::from::{Imported, Unresolved};
use crate::local::snapshot::Snapshots;

use super::{Failure, FailureKind, Outcome};

/// Bytes of a file that are read; the state of a large estate has a tenth of it.
const MOST: u64 = 64 * 1024 * 1024;

/// A client that a file tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct FileClient {
    /// Where it lives, where the file says so.
    pub key: Option<ClientKey>,
    /// What it is called, as it came.
    pub name: String,
    /// Its pool's name, as it came; empty where the file does not say.
    pub pool: String,
    /// Its pool's id, where the file says so.
    pub pool_id: Option<PoolId>,
    /// What the file calls it; empty where that is its name.
    pub address: String,
    /// The line that it begins in, where the file is one of several clients.
    pub line: Option<usize>,
    /// Its settings.
    pub settings: Settings,
    /// What the file says of its secret.
    pub secret: SecretSeen,
    /// What the file does not say.
    pub unsaid: Unsaid,
}

impl FileClient {
    /// As a column of a comparison.
    pub fn into_column(self, title: impl Into<String>) -> Column {
        Column { unsaid: self.unsaid, ..Column::new(title, self.settings, self.secret) }
    }
}

impl From<Kept> for FileClient {
    fn from(kept: Kept) -> Self {
        let (key, name, pool) = (Some(kept.key.clone()), kept.name().to_owned(), kept.pool_name.clone());
        let column = kept.into_column(String::new());
        Self {
            pool_id: key.as_ref().map(|key| key.pool.clone()),
            key,
            name,
            pool,
            address: String::new(),
            line: None,
            settings: column.settings,
            secret: column.secret,
            unsaid: column.unsaid,
        }
    }
}

/// Why a file tells of no client.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("there is no file {}", harmless(&.0.to_string_lossy()))]
    Missing(PathBuf),
    /// The disk.
    #[error("{} cannot be read: {why}", harmless(&.path.to_string_lossy()))]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// It is something else.
    #[error("{}: {why}", harmless(&.path.to_string_lossy()))]
    Strange {
        /// The file.
        path: PathBuf,
        /// What it is not.
        why: String,
    },
}

impl From<Imported> for FileClient {
    fn from(imported: Imported) -> Self {
        let secret = match imported.secret {
            Some(true) => SecretSeen::Set(None),
            Some(false) => SecretSeen::None,
            None => SecretSeen::Unknown,
        };
        let unsaid = imported.unsaid(false);
        Self {
            key: imported.key(),
            name: imported.name().unwrap_or(&imported.address).to_owned(),
            pool: imported.pool_name.clone().unwrap_or_default(),
            pool_id: imported.pool.clone(),
            address: imported.address.clone(),
            line: Some(imported.place.line),
            unsaid,
            settings: imported.kept(),
            secret,
        }
    }
}

/// What a file tells of clients.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRead {
    /// Those that can be read, at least one.
    pub clients: Vec<FileClient>,
    /// What of the file is not among them and why, a sentence each, safe to show.
    pub left_out: Vec<String>,
}

/// True for a folder with a snapshot in it.
pub fn is_snapshot(path: &Path) -> bool {
    path.join(MANIFEST).is_file()
}

/// Reads the clients that a file, or a snapshot's folder, tells of, at least one.
///
/// # Errors
/// When it cannot be read, or tells of none.
pub fn clients(path: &Path) -> Result<FileRead, FileError> {
    let strange = |why: String| FileError::Strange { path: path.to_owned(), why };
    if is_snapshot(path) {
        let found = Snapshots::at(path).read().map_err(|error| strange(error.to_string()))?;
        let left_out =
            found.broken.iter().map(|error| format!("Left out: {}.", harmless(&error.to_string())));
        let left_out: Vec<String> = left_out.collect();
        let clients: Vec<FileClient> = found.clients.into_iter().map(|(_, kept)| kept.into()).collect();
        if clients.is_empty() {
            return Err(strange("it holds no client".to_owned()));
        }
        return Ok(FileRead { clients, left_out });
    }
    let text = text(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // What `show -o json` prints says of itself which client it is; all else is told by its content.
    let beside = crate::local::beside(path, &export::from::wanted(&name, &text), MOST);
    let found = match (Kept::read(&text), export::from::read_with(&name, &text, &beside)) {
        (Ok(kept), _) => return Ok(FileRead { clients: vec![kept.into()], left_out: Vec::new() }),
        (Err(why @ BadSnapshot::Later(_)), _) => return Err(strange(why.to_string())),
        (Err(_), Err(why)) => return Err(strange(why.to_string())),
        (Err(_), Ok(found)) => found,
    };
    // Nothing can be said beside one that cannot be read; where it is the only one, that is all there is to say.
    let (broken, whole): (Vec<_>, Vec<_>) =
        found.clients.into_iter().partition(|client| client.broken().is_some());
    let told = broken.iter().filter_map(|client| Some(unreadable(client, client.broken()?)));
    let left_out: Vec<String> = told.chain(found.notes).collect();
    match (whole.is_empty(), broken.first().and_then(Imported::broken)) {
        (false, _) => {
            let mut clients: Vec<FileClient> = whole.into_iter().map(FileClient::from).collect();
            if export::is_own(&text) {
                // What was not set when it was written is not in it.
                for client in &mut clients {
                    client.unsaid = std::mem::take(&mut client.unsaid).reset();
                }
            }
            Ok(FileRead { clients, left_out })
        }
        (true, Some(why)) => Err(strange(why.to_string())),
        (true, None) => {
            let sentences: Vec<&str> = left_out.iter().map(|note| note.trim_end_matches('.')).collect();
            Err(strange([&["it holds no client"], &*sentences].concat().join(". ")))
        }
    }
}

/// Says that one of a file's clients is left out, and why.
fn unreadable(client: &Imported, why: &Unresolved) -> String {
    format!("{} is left out: {why}.", harmless(client.name().unwrap_or(&client.address)))
}

/// A file's text. What is no file, such as a device that never ends, is not read.
fn text(path: &Path) -> Result<String, FileError> {
    let disk = |why: io::Error| match why.kind() {
        io::ErrorKind::NotFound => FileError::Missing(path.to_owned()),
        _ => FileError::Disk { path: path.to_owned(), why },
    };
    let strange = |why: &str| FileError::Strange { path: path.to_owned(), why: why.to_owned() };
    let found = fs::metadata(path).map_err(disk)?;
    if found.is_dir() {
        return Err(strange("it is a folder without a snapshot; a file of one or more clients is needed"));
    }
    if !found.is_file() {
        return Err(strange("it is no ordinary file"));
    }
    if found.len() > MOST {
        return Err(strange("it is too large; 64 MiB are read at most"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(disk)?.take(MOST).read_to_end(&mut bytes).map_err(disk)?;
    String::from_utf8(bytes).map_err(|_| strange("it is no text"))
}

/// What a snapshot's folder holds.
#[derive(Clone, Debug, Default)]
pub struct SnapshotRead {
    /// The clients.
    pub clients: Vec<Kept>,
    /// Which pools it covers.
    pub manifest: Manifest,
    /// How many files could not be read, or stand in the wrong place.
    pub broken: usize,
}

/// Reads a file behind the dashboard.
pub(super) async fn read_clients(typed: String) -> Outcome {
    let path = typed_path(&typed);
    let read = {
        let path = path.clone();
        tokio::task::spawn_blocking(move || clients(&path)).await
    };
    Outcome::FileRead(match read {
        Ok(Ok(clients)) => Ok(clients),
        Ok(Err(error)) => Err(failure(&error, &path, "Another path, or Esc.")),
        Err(_) => Err(Failure::broken()),
    })
}

/// Reads a snapshot's folder behind the dashboard.
pub(super) async fn read_snapshot(typed: String) -> Outcome {
    let path = typed_path(&typed);
    let read = {
        let path = path.clone();
        tokio::task::spawn_blocking(move || Snapshots::at(path).read()).await
    };
    Outcome::SnapshotRead(match read {
        Ok(Ok(found)) => Ok(Box::new(SnapshotRead {
            clients: found.clients.into_iter().map(|(_, kept)| kept).collect(),
            manifest: found.manifest,
            broken: found.broken.len(),
        })),
        Ok(Err(error)) => Err(failure(&error, &path, "Nothing is marked as drifted.")),
        Err(_) => Err(Failure::broken()),
    })
}

/// What an error says, as a sentence. A path at its beginning stays as it is written.
fn failure(error: &impl std::fmt::Display, path: &Path, next: &str) -> Failure {
    let text = harmless(&error.to_string()).into_owned();
    let mut letters = text.chars();
    let begins_with_path = text.starts_with(&*harmless(&path.to_string_lossy()));
    let first = letters.next().filter(|_| !begins_with_path);
    let what = match first {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    };
    Failure { kind: FailureKind::Passing, what: format!("{what}."), next: next.to_owned() }
}

/// The path that a person typed or pasted: `~/` is their home folder, quotes around it are the shell's.
fn typed_path(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let inside = |quote: char| typed.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let typed = inside('\'').or_else(|| inside('"')).unwrap_or(typed);
    match (typed.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_clients_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let why = |path: &Path| clients(path).unwrap_err().to_string();
        assert!(why(&folder.path().join("none.json")).starts_with("there is no file"));
        assert!(why(folder.path()).contains("it is a folder"));
        assert!(why(Path::new("/dev/zero")).contains("no ordinary file"));
        assert!(why(&file("bytes", &[0xff, 0xfe])).contains("it is no text"));
        assert!(clients(&file("empty.json", b"{}")).is_err());
        let one = file("one.json", br#"{"UserPoolId": "eu-west-1_A", "ClientId": "1", "ClientName": "web"}"#);
        let read = clients(&one).unwrap().clients;
        assert_eq!((read.len(), read[0].name.as_str()), (1, "web"));
        assert_eq!(read[0].key, Some(ClientKey::new("eu-west-1_A", "1")));
    }

    #[test]
    fn what_stands_beside_a_file_is_taken_and_a_broken_client_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let ids = r#"[{"ResourceType": "AWS::Cognito::UserPoolClient", "LogicalResourceId": "Web",
            "ResourceIdentifier": {"UserPoolId": "eu-west-1_A", "ClientId": "1"}}]"#;
        file("t.yaml.import.json", ids);
        let template =
            "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: {ClientName: web}\n";
        let read = clients(&file("t.yaml", template)).unwrap().clients;
        assert_eq!(read[0].key, Some(ClientKey::new("eu-west-1_A", "1")));
        assert_eq!(clients(&file("other.yaml", template)).unwrap().clients[0].key, None);

        let row = |name: &str, urls: &str| {
            format!(
                r#"{{"type": "aws_cognito_user_pool_client", "name": "{name}", "instances": [{{"attributes":
                {{"id": "{name}", "user_pool_id": "eu-west-1_A", "name": "{name}", "callback_urls": {urls}}}}}]}}"#
            )
        };
        let state = |rows: &[String]| {
            format!(r#"{{"version": 4, "lineage": "x", "resources": [{}]}}"#, rows.join(","))
        };
        let (good, bad) = (row("good", r#"["https://a"]"#), row("bad", r#""https://a""#));
        let both = clients(&file("both.tfstate", &state(&[bad.clone(), good]))).unwrap();
        assert_eq!(both.clients.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["good"]);
        let [told] = both.left_out.as_slice() else { panic!("{:?}", both.left_out) };
        assert!(told.starts_with("bad is left out: line 2: "), "{told}");
        let why = clients(&file("bad.tfstate", &state(&[bad]))).unwrap_err().to_string();
        assert!(why.contains("expected a list of texts for callback_urls"), "{why}");

        let modules = "module \"web\" {\n  source = \"./web\"\n}\n";
        let why = clients(&file("main.tf", modules)).unwrap_err().to_string();
        assert!(why.contains("it holds no client. The module web was not looked into"), "{why}");
    }

    #[test]
    fn a_files_name_stays_as_it_is_written_in_a_sentence() {
        let told = |error: FileError, path: &str| failure(&error, Path::new(path), "").what;
        let strange = FileError::Strange { path: "state.json".into(), why: "it is no text".to_owned() };
        assert_eq!(told(strange, "state.json"), "state.json: it is no text.");
        assert_eq!(told(FileError::Missing("x".into()), "x"), "There is no file x.");
    }

    #[test]
    fn a_path_is_taken_as_people_paste_it() {
        assert_eq!(typed_path(" 'a b/c.json' "), Path::new("a b/c.json"));
        assert_eq!(typed_path("\"x\""), Path::new("x"));
        assert!(typed_path("~/x").is_absolute());
    }
}
