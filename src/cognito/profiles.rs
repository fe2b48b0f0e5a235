//! The profiles of the AWS configuration files, for a person to choose from.

use aws_runtime::env_config::file::EnvConfigFiles;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_types::os_shim_internal::{Env, Fs};

use super::CognitoError;
use super::quoted::{self, Renamed};

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
    let renamed = quoted::renamed().await;
    let set = read(renamed.as_ref()).await?;
    let mut profiles: Vec<Profile> = set.profiles().map(|name| of(&set, name)).collect();
    for profile in &mut profiles {
        if let Some(written) = renamed.as_ref().and_then(|renamed| renamed.written(&profile.name)) {
            written.clone_into(&mut profile.name);
        }
    }
    profiles.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(profiles)
}

/// The region that is configured for a profile, or for the one in force where none is named: the environment's
/// before the profile's own. Nothing where none is, or the files cannot be read.
pub async fn configured_region(profile: Option<&str>) -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(region) = set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION")) {
        return Some(region);
    }
    let named = profile.map(str::to_owned).or_else(|| set("AWS_PROFILE"));
    let named = named.as_deref().unwrap_or("default");
    profiles().await.ok()?.into_iter().find(|profile| profile.name == named)?.region
}

/// Why a profile leads nowhere, where the files tell: it is not in them, or they cannot be understood.
pub(super) async fn what_is_wrong(named: Option<&str>) -> Option<CognitoError> {
    let renamed = quoted::renamed().await;
    match read(renamed.as_ref()).await {
        Err(broken) => Some(broken),
        Ok(set) => named
            .filter(|name| set.get_profile(&quoted::taken(name)).is_none())
            .map(|name| CognitoError::UnknownProfile { profile: name.to_owned() }),
    }
}

async fn read(renamed: Option<&Renamed>) -> Result<EnvConfigSections, CognitoError> {
    let files = renamed.map_or_else(EnvConfigFiles::default, |renamed| renamed.files.clone());
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
