//! The profiles of the AWS configuration files, for a person to choose from.

use aws_runtime::env_config::file::EnvConfigFiles;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_types::os_shim_internal::{Env, Fs};

use super::CognitoError;

/// A profile as the configuration files describe it. Nothing in it is a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The region it names.
    pub region: Option<String>,
    /// Where its credentials come from.
    pub kind: ProfileKind,
}

/// Where a profile's credentials come from, in the order in which the AWS tools look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileKind {
    /// A role that is assumed with a token from a file.
    WebIdentity,
    /// A role that is assumed from another profile.
    Role,
    /// IAM Identity Center.
    Sso,
    /// A console login session.
    Login,
    /// A command that prints them.
    Process,
    /// Access keys in the file.
    Keys,
    /// The file says nothing: the environment or the machine may.
    Elsewhere,
}

impl ProfileKind {
    /// A word for a list.
    pub fn word(self) -> &'static str {
        match self {
            Self::WebIdentity => "web identity",
            Self::Role => "role",
            Self::Sso => "SSO",
            Self::Login => "login",
            Self::Process => "process",
            Self::Keys => "keys",
            Self::Elsewhere => "—",
        }
    }
}

/// Reads the profiles from `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, or from `~/.aws`, by name.
///
/// # Errors
/// When a file cannot be read as AWS configuration. Files that are not there are empty.
pub async fn profiles() -> Result<Vec<Profile>, CognitoError> {
    let set = read().await?;
    let mut profiles: Vec<Profile> = set.profiles().map(|name| of(&set, name)).collect();
    profiles.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(profiles)
}

/// Why a profile leads nowhere, where the files tell: it is not in them, or they cannot be understood.
pub(super) async fn what_is_wrong(named: Option<&str>) -> Option<CognitoError> {
    match read().await {
        Err(broken) => Some(broken),
        Ok(set) => named
            .filter(|name| set.get_profile(name).is_none())
            .map(|name| CognitoError::UnknownProfile { profile: name.to_owned() }),
    }
}

async fn read() -> Result<EnvConfigSections, CognitoError> {
    let files = EnvConfigFiles::default();
    let read = aws_config::profile::load(&Fs::real(), &Env::real(), &files, None).await;
    read.map_err(|error| CognitoError::BrokenConfiguration { cause: in_words(&error) })
}

/// The innermost text of an error, in one line: it names the file and the line.
fn in_words(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of(set: &EnvConfigSections, name: &str) -> Profile {
    let get = |key: &str| set.get_profile(name).and_then(|profile| profile.get(key));
    let kind = match () {
        () if get("role_arn").is_some() && get("web_identity_token_file").is_some() => {
            ProfileKind::WebIdentity
        }
        () if get("role_arn").is_some() => ProfileKind::Role,
        () if get("sso_session").or(get("sso_start_url")).is_some() => ProfileKind::Sso,
        () if get("login_session").is_some() => ProfileKind::Login,
        () if get("credential_process").is_some() => ProfileKind::Process,
        () if get("aws_access_key_id").is_some() => ProfileKind::Keys,
        () => ProfileKind::Elsewhere,
    };
    Profile { name: name.to_owned(), region: get("region").map(str::to_owned), kind }
}
