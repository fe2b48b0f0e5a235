//! A snapshot's folder: a file a client, a manifest, and the dates apart.
//!
//! Each file is renamed into place, so that whoever reads sees an old one or a new one. What is removed is
//! only ever a file that this program wrote for a client that is known to be gone.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};
use thiserror::Error;

use crate::client::snapshot::{BadSnapshot, DATES, Kept, MANIFEST, Manifest, Place, pretty};
use crate::client::{ClientKey, PoolId};

/// A folder that cannot be read or written.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// There is no snapshot in it.
    #[error("{0} holds no snapshot; `cognitui snapshot -d {0}` takes one")]
    None(PathBuf),
    /// A file is not what it should be.
    #[error("{path}: {source}")]
    Bad {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: BadSnapshot,
    },
    /// A client's file does not stand where a snapshot has it.
    #[error("{path}: it holds {key}, whose file is {own}; put it back there, or remove it")]
    Moved {
        /// The file.
        path: PathBuf,
        /// The client that it tells of.
        key: ClientKey,
        /// That client's path in the folder.
        own: String,
    },
    /// A file stands where the folder should be.
    #[error("{0} is a file, and a snapshot is a folder; name another place")]
    NoFolder(PathBuf),
    /// The disk.
    #[error("{path}: {source}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl SnapshotError {
    /// The file or folder that it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::None(path)
            | Self::NoFolder(path)
            | Self::Bad { path, .. }
            | Self::Moved { path, .. }
            | Self::Disk { path, .. } => path,
        }
    }

    /// True when it is about the file of this client: that no other file tells of it does not make it new.
    pub fn is_of(&self, key: &ClientKey) -> bool {
        if let Self::Moved { key: held, .. } = self {
            return held == key;
        }
        let ends = |name: Option<&std::ffi::OsStr>, id: &str| {
            name.is_some_and(|name| name.to_string_lossy().ends_with(&format!("--{id}")))
        };
        let folder = self.path().parent().and_then(Path::file_name);
        ends(self.path().file_stem(), key.client.as_str()) && ends(folder, key.pool.as_str())
    }
}

/// A folder with a snapshot in it, or room for one.
#[derive(Clone, Debug)]
pub struct Snapshots {
    folder: PathBuf,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Which pools it covers.
    pub manifest: Manifest,
    /// The clients, each with its path in the folder.
    pub clients: Vec<(PathBuf, Kept)>,
    /// Files of pools that cannot be read, or that stand in the wrong place.
    pub broken: Vec<SnapshotError>,
}

/// What a run has read, to be kept.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The place with the pools that were asked for and are there.
    pub place: Place,
    /// Clients with their dates.
    pub clients: Vec<(Kept, Json)>,
    /// Clients that are there and could not be read: their files stay.
    pub unread: HashSet<ClientKey>,
    /// Pools whose clients are not all known: their files stay.
    pub unlisted: HashSet<PoolId>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files that are new or different.
    pub written: usize,
    /// Files that are as they were, and were not touched.
    pub unchanged: usize,
    /// Files of clients that are gone.
    pub removed: usize,
}

/// Clients and the files they were read from.
type Clients = Vec<(PathBuf, Kept)>;

impl Snapshots {
    /// That folder; it need not be there yet.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Says what keeps a snapshot from being taken here, before anything is read for it.
    ///
    /// # Errors
    /// When a file stands in the folder's place, or in that of one above it.
    pub fn fits(&self) -> Result<(), SnapshotError> {
        match self.folder.ancestors().find(|path| path.exists()) {
            Some(path) if !path.is_dir() => Err(SnapshotError::NoFolder(path.to_owned())),
            _ => Ok(()),
        }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// Without a manifest, and when the folder cannot be read. A client's file that cannot is told beside.
    pub fn read(&self) -> Result<Found, SnapshotError> {
        self.fits()?;
        let manifest = self.manifest()?.ok_or_else(|| SnapshotError::None(self.folder.clone()))?;
        let (clients, broken) = self.clients()?;
        Ok(Found { manifest, clients, broken })
    }

    /// Writes what was read of one place; see [`Self::write_all`].
    ///
    /// # Errors
    /// When something cannot be written. What was written before is whole.
    pub fn write(&self, taken: &Taken) -> Result<Done, SnapshotError> {
        self.write_all(std::slice::from_ref(taken))
    }

    /// Writes what was read of several places, each another account or region, and removes the files of
    /// clients that are gone from them.
    ///
    /// # Errors
    /// When something cannot be written. What was written before is whole.
    pub fn write_all(&self, taken: &[Taken]) -> Result<Done, SnapshotError> {
        self.fits()?;
        create(&self.folder)?;
        let before = self.manifest()?.unwrap_or_default();
        let (old, _) = self.clients()?;
        let mut done = Done::default();
        let mut current = HashSet::new();
        for (kept, _) in taken.iter().flat_map(|taken| &taken.clients) {
            let path = PathBuf::from(kept.path());
            let changed = self.put(&path, &kept.text())?;
            *(if changed { &mut done.written } else { &mut done.unchanged }) += 1;
            current.insert(path);
        }
        for (path, kept) in &old {
            if !current.contains(path) && taken.iter().any(|taken| is_gone(kept, taken, &before)) {
                let whole = self.folder.join(path);
                fs::remove_file(&whole)
                    .map_err(|source| SnapshotError::Disk { path: whole.clone(), source })?;
                done.removed += 1;
                // Only an empty folder goes.
                let _ = whole.parent().map(fs::remove_dir);
            }
        }
        self.put_dates(taken)?;
        let manifest = taken.iter().fold(before, |manifest, taken| {
            let place = with_missed(taken, &old, &manifest);
            with_place(manifest, place)
        });
        self.put(Path::new(MANIFEST), &manifest.text())?;
        Ok(done)
    }

    fn manifest(&self) -> Result<Option<Manifest>, SnapshotError> {
        let path = self.folder.join(MANIFEST);
        match fs::read_to_string(&path) {
            Ok(text) => Manifest::read(&text).map(Some).map_err(|source| SnapshotError::Bad { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SnapshotError::Disk { path, source }),
        }
    }

    /// Every file that has a client's form and the name that this client's file has.
    fn clients(&self) -> Result<(Clients, Vec<SnapshotError>), SnapshotError> {
        let (mut clients, mut broken) = (Vec::new(), Vec::new());
        for folder in entries(&self.folder)?.into_iter().filter(|path| path.is_dir()) {
            if !folder.file_name().is_some_and(|name| name.to_string_lossy().contains("--")) {
                continue;
            }
            for path in
                entries(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "json"))
            {
                let read = fs::read_to_string(&path)
                    .map_err(|source| SnapshotError::Disk { path: path.clone(), source })
                    .and_then(|text| {
                        Kept::read(&text).map_err(|source| SnapshotError::Bad { path: path.clone(), source })
                    });
                match (read, path.strip_prefix(&self.folder)) {
                    (Ok(kept), Ok(inside)) if Path::new(&kept.path()) == inside => {
                        clients.push((inside.to_owned(), kept));
                    }
                    // It was moved, copied or changed by hand. What is not known from it must not pass for
                    // a client that is new, or gone.
                    (Ok(kept), _) => {
                        broken.push(SnapshotError::Moved { path, own: kept.path(), key: kept.key });
                    }
                    (Err(error), _) => broken.push(error),
                }
            }
        }
        clients.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok((clients, broken))
    }

    fn put_dates(&self, taken: &[Taken]) -> Result<(), SnapshotError> {
        let path = self.folder.join(DATES);
        let old: Map<String, Json> = fs::read_to_string(path)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let (there, _) = self.clients()?;
        let there: HashSet<String> = there.iter().map(|(_, kept)| kept.key.to_string()).collect();
        let mut dates: BTreeMap<String, Json> =
            old.into_iter().filter(|(key, _)| there.contains(key)).collect();
        let clients = taken.iter().flat_map(|taken| &taken.clients);
        dates.extend(clients.map(|(kept, dates)| (kept.key.to_string(), dates.clone())));
        self.put(Path::new(DATES), &pretty(&Json::Object(dates.into_iter().collect()))).map(|_| ())
    }

    /// Puts a file in place; true when it was another before.
    fn put(&self, path: &Path, text: &str) -> Result<bool, SnapshotError> {
        let path = self.folder.join(path);
        if fs::read(&path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(false);
        }
        let disk = |source| SnapshotError::Disk { path: path.clone(), source };
        if let Some(folder) = path.parent() {
            create(folder)?;
        }
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        fs::write(&beside, text).and_then(|()| fs::rename(&beside, &path)).map_err(|error| {
            let _ = fs::remove_file(&beside);
            disk(error)
        })?;
        Ok(true)
    }
}

/// True for a client that this run would have found: its pool was read to the end, or is gone from a place
/// that was asked for as a whole; or it has another name now.
fn is_gone(kept: &Kept, taken: &Taken, before: &Manifest) -> bool {
    let pool = &kept.key.pool;
    if taken.unread.contains(&kept.key) || taken.unlisted.contains(pool) {
        return false;
    }
    if taken.place.pools.iter().any(|(id, _)| id == pool) {
        return true;
    }
    let was_here = |place: &Place| {
        place.is_at(&taken.place.region, taken.place.account.as_deref())
            && place.pools.iter().any(|(id, _)| id == pool)
    };
    taken.place.whole && before.places.iter().any(was_here)
}

/// The place with what the folder tells nothing of: what an earlier run has read stands as it was then, and is
/// not missing.
fn with_missed(taken: &Taken, old: &Clients, before: &Manifest) -> Place {
    let mut place = taken.place.clone();
    let has_file = |key: &ClientKey| old.iter().any(|(_, kept)| kept.key == *key);
    place.unread = taken.unread.iter().filter(|key| !has_file(key)).cloned().collect();
    let was_listed = |id: &PoolId| {
        let here = before.places.iter().filter(|other| other.is_at(&place.region, place.account.as_deref()));
        here.into_iter()
            .any(|other| other.pools.iter().any(|(pool, _)| pool == id) && !other.unlisted.contains(id))
    };
    let unlisted: Vec<PoolId> = taken.unlisted.iter().filter(|id| !was_listed(id)).cloned().collect();
    place.unlisted = unlisted;
    place
}

/// The manifest with a place as it is now, and all others as they were.
fn with_place(mut manifest: Manifest, mut now: Place) -> Manifest {
    let here = |other: &Place| other.is_at(&now.region, now.account.as_deref());
    let old: Vec<Place> = manifest.places.extract_if(.., |other| here(other)).collect();
    if !now.whole {
        // What was asked for now comes to what was asked for before.
        for before in old {
            now.whole |= before.whole;
            let is_new = |id: &PoolId| !now.pools.iter().any(|(p, _)| p == id);
            let unread: Vec<_> = before.unread.into_iter().filter(|key| is_new(&key.pool)).collect();
            let unlisted: Vec<_> = before.unlisted.into_iter().filter(|id| is_new(id)).collect();
            let new: Vec<_> = before.pools.into_iter().filter(|(id, _)| is_new(id)).collect();
            now.pools.extend(new);
            now.unread.extend(unread);
            now.unlisted.extend(unlisted);
        }
    }
    manifest.places.push(now);
    manifest
}

fn create(folder: &Path) -> Result<(), SnapshotError> {
    fs::create_dir_all(folder).map_err(|source| SnapshotError::Disk { path: folder.to_owned(), source })
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, SnapshotError> {
    let disk = |source| SnapshotError::Disk { path: folder.to_owned(), source };
    let listed = fs::read_dir(folder).map_err(disk)?;
    listed.map(|entry| entry.map(|entry| entry.path()).map_err(disk)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::Settings;

    fn kept(pool: &str, id: &str, name: &str) -> (Kept, Json) {
        let document = json!({"UserPoolId": pool, "ClientId": id, "ClientName": name});
        let settings = Settings::from_wire(document.as_object().unwrap().clone());
        let settings = crate::client::snapshot::canonical(&settings);
        let key = ClientKey::new(pool, id);
        (Kept { key, pool_name: "p".into(), secret: Some(false), settings }, json!({"CreationDate": 1}))
    }

    fn taken(clients: Vec<(Kept, Json)>) -> Taken {
        let pools = vec![(PoolId::new("eu-west-1_A"), "p".to_owned())];
        let place = Place { region: "eu-west-1".into(), whole: true, pools, ..Place::default() };
        Taken { place, clients, ..Taken::default() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = Snapshots::at(folder)
            .read()
            .unwrap()
            .clients
            .iter()
            .map(|(path, _)| path.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_second_run_writes_only_what_changed_and_removes_only_what_is_ours() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::at(folder.path());
        let pool = "eu-west-1_A";
        let first = taken(vec![kept(pool, "1", "web"), kept(pool, "2", "old"), kept(pool, "3", "shy")]);
        assert_eq!(snapshots.write(&first).unwrap(), Done { written: 3, unchanged: 0, removed: 0 });
        let foreign = folder.path().join("p--eu-west-1_A/notes.json");
        fs::write(&foreign, "{}").unwrap();
        fs::write(folder.path().join("README.md"), "mine").unwrap();
        let again =
            Taken { unread: [ClientKey::new(pool, "3")].into(), ..taken(vec![kept(pool, "1", "renamed")]) };
        assert_eq!(snapshots.write(&again).unwrap(), Done { written: 1, unchanged: 0, removed: 2 });
        assert_eq!(names(folder.path()), ["p--eu-west-1_A/renamed--1.json", "p--eu-west-1_A/shy--3.json"]);
        assert!(foreign.exists());
        assert_eq!(snapshots.write(&again).unwrap().unchanged, 1);
        let dates = fs::read_to_string(folder.path().join(DATES)).unwrap();
        assert!(dates.contains("eu-west-1_A/1") && dates.contains("eu-west-1_A/3") && !dates.contains("A/2"));
        let left: Vec<_> = entries(folder.path()).unwrap();
        assert!(left.iter().all(|path| path.extension().is_none_or(|e| e != "new")), "{left:?}");
    }

    #[test]
    fn what_another_place_or_a_failed_list_holds_stays() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::at(folder.path());
        snapshots.write(&taken(vec![kept("eu-west-1_A", "1", "web")])).unwrap();
        let elsewhere = Place { region: "us-east-1".into(), whole: true, ..Place::default() };
        let done = snapshots.write(&Taken { place: elsewhere, ..Taken::default() }).unwrap();
        assert_eq!(done.removed, 0);
        let unlisted = Taken { unlisted: [PoolId::new("eu-west-1_A")].into(), ..taken(Vec::new()) };
        assert_eq!(snapshots.write(&unlisted).unwrap().removed, 0);
        assert_eq!(snapshots.read().unwrap().manifest.places.len(), 2);
        // The pool itself is gone from a place that was read as a whole.
        let mut empty = taken(Vec::new());
        empty.place.pools.clear();
        assert_eq!(snapshots.write(&empty).unwrap().removed, 1);
        assert!(!folder.path().join("p--eu-west-1_A").exists());
    }

    #[test]
    fn places_that_are_written_together_leave_each_other_alone() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::at(folder.path());
        let west = taken(vec![kept("eu-west-1_A", "1", "web")]);
        let pools = vec![(PoolId::new("us-east-1_B"), "p".to_owned())];
        let place = Place { region: "us-east-1".into(), whole: true, pools, ..Place::default() };
        let east = Taken { place, clients: vec![kept("us-east-1_B", "1", "web")], ..Taken::default() };
        let both = [west, east];
        assert_eq!(snapshots.write_all(&both).unwrap().written, 2);
        let done = snapshots.write_all(&both).unwrap();
        assert_eq!(done, Done { written: 0, unchanged: 2, removed: 0 });
        assert_eq!(names(folder.path()), ["p--eu-west-1_A/web--1.json", "p--us-east-1_B/web--1.json"]);
        // One of them later, alone.
        assert_eq!(snapshots.write(&both[1]).unwrap().removed, 0);
        assert_eq!(snapshots.read().unwrap().manifest.places.len(), 2);
    }

    #[test]
    fn a_file_in_the_wrong_place_is_said_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::at(folder.path());
        let both = taken(vec![kept("eu-west-1_A", "1", "web"), kept("eu-west-1_A", "2", "app")]);
        snapshots.write(&both).unwrap();
        let pool = folder.path().join("p--eu-west-1_A");
        fs::rename(pool.join("web--1.json"), pool.join("web--3.json")).unwrap();
        let found = snapshots.read().unwrap();
        assert_eq!((found.clients.len(), found.broken.len()), (1, 1));
        let told = found.broken[0].to_string();
        assert!(told.contains("web--3.json: it holds eu-west-1_A/1, whose file is"), "{told}");
        assert!(told.contains("p--eu-west-1_A/web--1.json; put it back"), "{told}");
        assert_eq!(snapshots.write(&both).unwrap(), Done { written: 1, unchanged: 1, removed: 0 });
        assert!(pool.join("web--3.json").exists());
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes");
        fs::write(&file, "mine").unwrap();
        for place in [file.clone(), file.join("below")] {
            let snapshots = Snapshots::at(&place);
            for error in [snapshots.read().unwrap_err(), snapshots.write(&taken(Vec::new())).unwrap_err()] {
                assert!(
                    error
                        .to_string()
                        .ends_with("notes is a file, and a snapshot is a folder; name another place")
                );
            }
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        assert!(Snapshots::at(folder.path().join("new/deep")).fits().is_ok());
    }

    #[test]
    fn no_snapshot_and_a_broken_file_are_said() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::at(folder.path());
        assert!(matches!(snapshots.read(), Err(SnapshotError::None(_))));
        snapshots.write(&taken(vec![kept("eu-west-1_A", "1", "web")])).unwrap();
        fs::write(folder.path().join("p--eu-west-1_A/web--1.json"), "{").unwrap();
        let found = snapshots.read().unwrap();
        assert_eq!((found.clients.len(), found.broken.len()), (0, 1));
        assert!(found.broken[0].to_string().contains("web--1.json"));
    }
}
