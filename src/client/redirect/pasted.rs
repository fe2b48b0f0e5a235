//! What a person pasted to have it checked: a redirect URI, or something that has one or should have.

use url::Url;

use crate::client::text::is_hidden;

/// What was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// A URL by itself, as it is compared.
    Url(String),
    /// An authorize, login or sign-up URL.
    Request {
        /// Its `redirect_uri`.
        redirect: Option<String>,
        /// Its `client_id`.
        client: Option<String>,
    },
    /// The address of the page on which the service says what went wrong. It does not tell what was sent.
    ErrorPage {
        /// What went wrong, as in `redirect_mismatch`.
        error: String,
        /// The client that was signed in to.
        client: Option<String>,
    },
}

/// Reads what was pasted. Quotation marks around it are left off; blanks are not, since they count.
pub fn read(pasted: &str) -> Pasted {
    let quoted = |c: char| c.is_whitespace() || "\"'`“”‘’<>,;".contains(c) || is_hidden(c);
    let inner = pasted.trim().trim_matches(quoted);
    // A comma at the end is left off only with the quotation mark before it.
    let is_quoted = pasted.trim().starts_with(['"', '\'', '`', '“', '‘', '<']);
    let text = if is_quoted { inner } else { pasted };
    let url = Url::parse(text.trim()).ok().filter(|url| !url.cannot_be_a_base());
    let url = url.or_else(|| Url::parse(&format!("https://{}", text.trim())).ok());
    url.and_then(|url| of(&url)).unwrap_or_else(|| Pasted::Url(text.to_owned()))
}

fn of(url: &Url) -> Option<Pasted> {
    let value = |wanted: &str| {
        let found = url.query_pairs().find(|(name, value)| name == wanted && !value.is_empty());
        found.map(|(_, value)| value.into_owned())
    };
    let client = value("client_id");
    let ends = |paths: &[&str]| paths.iter().any(|path| url.path().ends_with(path));
    // An application has pages of the same names; what the service asks with is never without a client.
    if ends(&["/oauth2/authorize"]) || (client.is_some() && ends(&["/login", "/signup"])) {
        return Some(Pasted::Request { redirect: value("redirect_uri"), client });
    }
    match (value("error"), &client) {
        (Some(error), Some(_)) if ends(&["/error"]) => Some(Pasted::ErrorPage { error, client }),
        _ => None,
    }
}
