//! Files that stand beside one that a person named.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path};

/// The texts of files in the folder of another one, by their names, as far as they are there and can be read.
/// A name that leads out of the folder, and what is no ordinary file of at most so many bytes, is left out.
pub fn beside(file: &Path, names: &[String], most: u64) -> BTreeMap<String, String> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let read = |name: &String| {
        let mut parts = Path::new(name).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return None;
        }
        let path = folder.join(name);
        let found = fs::metadata(&path).ok().filter(|found| found.is_file() && found.len() <= most)?;
        let mut text = String::new();
        File::open(&path).ok()?.take(found.len()).read_to_string(&mut text).ok()?;
        Some((name.clone(), text))
    };
    names.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_in_the_folder_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        fs::write(folder.path().join("outside.json"), "no").unwrap();
        fs::write(inner.join("a.json"), "yes").unwrap();
        fs::write(inner.join("large.json"), "too long").unwrap();
        fs::create_dir(inner.join("b.json")).unwrap();
        let names =
            ["a.json", "../outside.json", "b.json", "large.json", "none.json", ".", ""].map(str::to_owned);
        let read = beside(&inner.join("x.sh"), &names, 5);
        assert_eq!(read.into_iter().collect::<Vec<_>>(), [("a.json".to_owned(), "yes".to_owned())]);
    }
}
