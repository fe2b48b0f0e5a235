//! Profiles whose names the SDK does not take, such as `[profile "with space"]`: the AWS CLI reads them, so
//! they are read here too. The SDK is given the same files with each such name in a form that it takes.

use std::fmt::Write as _;
use std::path::PathBuf;

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};

/// The files with names that the SDK takes, and what those names stand for.
#[derive(Debug)]
pub(super) struct Renamed {
    /// The files, for whatever reads profiles.
    pub(super) files: EnvConfigFiles,
    /// The names as they are written, each with the one in the files.
    names: Vec<(String, String)>,
}

impl Renamed {
    /// What a name in the files is called by a person.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(_, taken)| taken == name).map(|(written, _)| written.as_str())
    }
}

/// True for a name that the SDK takes as it is.
pub(super) fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c))
}

/// A profile's name as it is in files that went through [`renamed`].
pub(super) fn taken(name: &str) -> String {
    let mut taken = String::new();
    for c in name.chars() {
        let mut bytes = [0; 4];
        let text = c.encode_utf8(&mut bytes);
        if is_plain(text) {
            taken.push_str(text);
        } else {
            for byte in text.bytes() {
                let _ = write!(taken, "%{byte:02X}");
            }
        }
    }
    taken
}

/// The configuration files, where they name a profile in a way that the SDK does not take; nothing where
/// there is none, so that the SDK reads them itself.
pub(super) async fn renamed() -> Option<Renamed> {
    let config = read("AWS_CONFIG_FILE", "config").await;
    let credentials = read("AWS_SHARED_CREDENTIALS_FILE", "credentials").await;
    let mut names = Vec::new();
    let config = rewrite(&config, EnvConfigFileKind::Config, &mut names);
    let credentials = rewrite(&credentials, EnvConfigFileKind::Credentials, &mut names);
    if names.is_empty() {
        return None;
    }
    let files = EnvConfigFiles::builder()
        .with_contents(EnvConfigFileKind::Credentials, credentials)
        .with_contents(EnvConfigFileKind::Config, config)
        .build();
    Some(Renamed { files, names })
}

/// A file that cannot be read is told by the SDK, which reads it as well.
async fn read(variable: &str, name: &str) -> String {
    let home = || std::env::home_dir().unwrap_or_default();
    let path = match std::env::var_os(variable).map(PathBuf::from) {
        Some(path) => match path.strip_prefix("~") {
            Ok(rest) => home().join(rest),
            Err(_) => path,
        },
        None => home().join(".aws").join(name),
    };
    tokio::fs::read_to_string(path).await.unwrap_or_default()
}

/// The file with every name in a form that the SDK takes; the lines stay where they are.
fn rewrite(text: &str, kind: EnvConfigFileKind, names: &mut Vec<(String, String)>) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        lines.push(header(line, kind, names).or_else(|| reference(line)).unwrap_or_else(|| line.to_owned()));
    }
    lines.join("\n") + "\n"
}

/// The heading of a section whose name is not taken as it is.
fn header(line: &str, kind: EnvConfigFileKind, names: &mut Vec<(String, String)>) -> Option<String> {
    let inner = line.strip_prefix('[')?.split(']').next()?.trim();
    let (before, name) = match kind {
        EnvConfigFileKind::Credentials if is_plain(inner) => return None,
        EnvConfigFileKind::Credentials => ("", inner),
        // A name of several words must be quoted here; one without quotes is nobody's.
        EnvConfigFileKind::Config => {
            let (sort, name) = inner.split_once([' ', '\t'])?;
            (if sort == "sso-session" { "sso-session " } else { "profile " }, unquoted(name.trim())?)
        }
    };
    let taken = taken(name);
    if before != "sso-session " && taken != name && !names.iter().any(|(known, _)| known == name) {
        names.push((name.to_owned(), taken.clone()));
    }
    Some(format!("[{before}{taken}]"))
}

/// A line that names another section.
fn reference(line: &str) -> Option<String> {
    let (key, name) = line.split_once('=')?;
    let names_one = matches!(key.trim(), "source_profile" | "sso_session");
    (names_one && !is_plain(name.trim())).then(|| format!("{}= {}", key, taken(name.trim())))
}

fn unquoted(text: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_a_form_that_is_taken_and_everything_else_stays() {
        let config = "# mine\n[default]\nregion = eu-west-1\n[profile \"with space\"]\nsource_profile = the base\n\
                      [profile 'plain']\n[profile prod] ; here\nsso_session = my sso\n[sso-session \"my sso\"]\n\
                      [profile two words]\n";
        let mut names = Vec::new();
        let rewritten = rewrite(config, EnvConfigFileKind::Config, &mut names);
        assert_eq!(
            rewritten,
            "# mine\n[default]\nregion = eu-west-1\n[profile with%20space]\nsource_profile = the%20base\n\
             [profile plain]\n[profile prod] ; here\nsso_session = my%20sso\n[sso-session my%20sso]\n\
             [profile two words]\n"
        );
        assert_eq!(names, [("with space".to_owned(), "with%20space".to_owned())]);
        let keys = "[the base]\naws_access_key_id = AKIA\n[prod]\n";
        let rewritten = rewrite(keys, EnvConfigFileKind::Credentials, &mut names);
        assert_eq!(rewritten, "[the%20base]\naws_access_key_id = AKIA\n[prod]\n");
        assert_eq!(taken("é!"), "%C3%A9%21");
    }
}
