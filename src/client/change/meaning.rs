//! What a change means for people and applications, in a sentence.

use crate::client::Settings;
use crate::client::field::{self, Field, Span, Value};
use crate::client::text::quote;

/// What it means when a member joins a list, a switch goes on or a choice is made, and when it is
/// taken back.
struct Meaning {
    field: &'static Field,
    member: &'static str,
    gained: &'static str,
    lost: &'static str,
}

const fn meaning(
    field: &'static Field,
    member: &'static str,
    gained: &'static str,
    lost: &'static str,
) -> Meaning {
    Meaning { field, member, gained, lost }
}

const FLOWS: &Field = field::EXPLICIT_AUTH_FLOWS;
const GRANTS: &Field = field::ALLOWED_OAUTH_FLOWS;
const SCOPES: &Field = field::ALLOWED_OAUTH_SCOPES;

/// The members and choices that have a meaning of their own; switches are `on`.
const MEANINGS: &[Meaning] = &[
    meaning(
        FLOWS,
        "ALLOW_USER_PASSWORD_AUTH",
        "Sign-in with user name and password over the API becomes possible.",
        "Sign-in with user name and password over the API is no longer possible.",
    ),
    meaning(
        FLOWS,
        "ALLOW_USER_SRP_AUTH",
        "Sign-in with SRP over the API becomes possible.",
        "Sign-in with SRP over the API is no longer possible.",
    ),
    meaning(
        FLOWS,
        "ALLOW_CUSTOM_AUTH",
        "Sign-in with the pool's custom challenges becomes possible.",
        "Sign-in with the pool's custom challenges is no longer possible.",
    ),
    meaning(
        FLOWS,
        "ALLOW_USER_AUTH",
        "Users can choose how to sign in: password, passkey or one-time code.",
        "Users can no longer choose how to sign in.",
    ),
    meaning(
        FLOWS,
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "Servers with AWS credentials can sign users in with their passwords.",
        "Servers with AWS credentials can no longer sign users in with their passwords.",
    ),
    meaning(
        FLOWS,
        "ALLOW_REFRESH_TOKEN_AUTH",
        "Sessions can be renewed with a refresh token.",
        "InitiateAuth no longer renews sessions with a refresh token.",
    ),
    meaning(
        FLOWS,
        "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
        "Tokens can be exchanged for tokens that name another user.",
        "Tokens can no longer be exchanged for tokens that name another user.",
    ),
    meaning(
        GRANTS,
        "code",
        "Applications can sign users in on the pool's pages and redeem a code.",
        "Applications can no longer redeem a code: sign-in on the pool's pages ends for them.",
    ),
    meaning(
        GRANTS,
        "implicit",
        "Tokens arrive in the URL's fragment, where others can read them.",
        "Applications that take tokens from the URL's fragment can no longer sign in.",
    ),
    meaning(
        GRANTS,
        "client_credentials",
        "The client can sign in as itself with its secret.",
        "The client can no longer sign in as itself.",
    ),
    meaning(
        SCOPES,
        "openid",
        "Applications can ask for an ID token.",
        "Applications that ask for openid are refused and get no ID token.",
    ),
    meaning(
        SCOPES,
        "aws.cognito.signin.user.admin",
        "Whoever holds an access token can read and change the user's own profile.",
        "Access tokens from the sign-in pages no longer reach the user's own profile.",
    ),
    meaning(
        field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT,
        "on",
        "The sign-in pages and the token endpoint serve this client.",
        "The sign-in pages and the token endpoint refuse this client.",
    ),
    meaning(
        field::ENABLE_TOKEN_REVOCATION,
        "on",
        "Tokens can be revoked, as on signing out.",
        "Tokens can no longer be revoked: a stolen one works until it ends.",
    ),
    meaning(
        field::ENABLE_PROPAGATE_ADDITIONAL_USER_CONTEXT_DATA,
        "on",
        "Servers can give the user's IP address to threat protection.",
        "Threat protection no longer sees the user's IP address through servers.",
    ),
    meaning(
        field::ANALYTICS_USER_DATA_SHARED,
        "on",
        "The users' attributes go to the Pinpoint project.",
        "The users' attributes no longer go to the Pinpoint project.",
    ),
    meaning(
        field::PREVENT_USER_EXISTENCE_ERRORS,
        "ENABLED",
        "Nobody can find out any more who has an account.",
        "Answers tell whether somebody has an account.",
    ),
    meaning(
        field::REFRESH_TOKEN_ROTATION,
        "ENABLED",
        "Each refresh ends the refresh token and gives a new one, which applications must keep.",
        "Refresh tokens work until they end, also when somebody has stolen one.",
    ),
];

/// The meaning of a change of this setting, where one is known. `added` and `removed` are the members of
/// a list that differ.
pub(super) fn of(
    before: &Settings,
    after: &Settings,
    field: &'static Field,
    added: &[String],
    removed: &[String],
) -> Option<String> {
    let (old, new) = (before.effective(field).value, after.effective(field).value);
    if field.kind.is_list() {
        return of_list(field, added, removed);
    }
    // Of a client that is only being made nothing was issued, and nobody knows it by another name.
    let is_new = before.get(field::CLIENT_NAME).is_none() && after.get(field::CLIENT_NAME).is_some();
    if is_new && (matches!(new, Some(Value::Span(_))) || of_place(field).is_some()) {
        return None;
    }
    if let (Some(Value::Span(old)), Some(Value::Span(new))) = (&old, &new) {
        return of_span(field, *old, *new);
    }
    let (old, new) = (word(old), word(new));
    let of_choice = MEANINGS.iter().filter(|m| *m.field == *field).find_map(|m| {
        let gained = (m.member == new).then_some(m.gained);
        gained.or_else(|| (m.member == old).then_some(m.lost))
    });
    of_choice.map(str::to_owned).or_else(|| of_place(field))
}

/// A switch or a choice in the word that the table of meanings has for it.
fn word(value: Option<Value>) -> String {
    match value {
        Some(Value::Switch(on)) => (if on { "on" } else { "off" }).to_owned(),
        Some(Value::Text(text)) => text,
        _ => String::new(),
    }
}

fn of_list(field: &'static Field, added: &[String], removed: &[String]) -> Option<String> {
    let find = |member: &String| MEANINGS.iter().find(|m| *m.field == *field && m.member == member);
    let gained = added.iter().filter_map(find).map(|m| m.gained);
    let lost = removed.iter().filter_map(find).map(|m| m.lost);
    let mut sentences: Vec<String> = gained.chain(lost).map(str::to_owned).collect();
    sentences.extend(of_members(field, added, removed));
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Lists whose members are anybody's choice.
fn of_members(field: &'static Field, added: &[String], removed: &[String]) -> Vec<String> {
    let told = |members: &[String]| match members {
        [one] => quote(one),
        many => format!("{} of them", many.len()),
    };
    let sentence = |members: &[String], words: &dyn Fn(String) -> String| {
        (!members.is_empty()).then(|| words(told(members)))
    };
    let (more, fewer): (&dyn Fn(String) -> String, &dyn Fn(String) -> String) = match field.id {
        "callback_urls" => {
            (&|url| format!("Users can be sent to {url} with a code or tokens after signing in."), &|url| {
                format!("Sign-in that returns to {url} fails with redirect_mismatch.")
            })
        }
        "logout_urls" => (&|url| format!("Users can be sent to {url} after signing out."), &|url| {
            format!("Signing out to {url} fails.")
        }),
        "supported_identity_providers" => (&|name| format!("The sign-in page offers {name}."), &|name| {
            format!("The sign-in page no longer offers {name}; its users cannot sign in there.")
        }),
        "read_attributes" => (&|name| format!("Tokens and the API show {name}."), &|name| {
            format!("Tokens and the API no longer show {name}.")
        }),
        "write_attributes" => (&|name| format!("Users can change {name} themselves."), &|name| {
            format!("Users can no longer change {name} themselves.")
        }),
        "allowed_oauth_scopes" => {
            let custom = |members: &[String]| -> Vec<String> {
                let known = |member: &String| MEANINGS.iter().any(|m| m.member == member);
                members.iter().filter(|member| !known(member)).cloned().collect()
            };
            let more = sentence(&custom(added), &|scope| format!("Applications can ask for {scope}."));
            let fewer =
                sentence(&custom(removed), &|scope| format!("Requests for {scope} fail with invalid_scope."));
            return more.into_iter().chain(fewer).collect();
        }
        _ => return Vec::new(),
    };
    sentence(added, more).into_iter().chain(sentence(removed, fewer)).collect()
}

fn of_span(field: &'static Field, old: Span, new: Span) -> Option<String> {
    let longer = new.seconds() > old.seconds();
    let (from, to) = (old.words(), new.words());
    let later = if longer { "later" } else { "sooner" };
    Some(match field.id {
        "access_token_validity" | "id_token_validity" => format!(
            "New {}s end {later}, after {to} instead of {from}; those already issued keep theirs.",
            field.label.replacen("Access", "access", 1)
        ),
        "refresh_token_validity" => {
            format!("Users stay signed in for {to} instead of {from} without giving a password again.")
        }
        "auth_session_validity" => format!("Users have {to} instead of {from} to answer each challenge."),
        "refresh_token_rotation.retry_grace_period_seconds" => {
            format!("A rotated refresh token works for {to} more instead of {from}.")
        }
        _ => return None,
    })
}

/// Settings of which any change means the same.
fn of_place(field: &'static Field) -> Option<String> {
    Some(
        match field.id {
            "name" => "People will find the client under another name; applications do not see it.",
            "default_redirect_uri" => "Requests that name no redirect_uri return elsewhere.",
            "analytics_configuration.application_arn" | "analytics_configuration.application_id" => {
                "Sign-in events go to another place."
            }
            _ => return None,
        }
        .to_owned(),
    )
}
