//! The copy menu: letters, and what each would copy. It is about the client it was opened for, whatever is
//! selected meanwhile, and never shows a secret.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Overlay, OverlayLine, Prompt};
use crate::app::App;
use crate::app::action::Action;
use crate::app::review::Tone;
use crate::client::text::harmless;
use crate::client::{ClientKey, derived, kind};
use crate::tasks::{ClientCopy, ClientPart, CopySource, Place};

/// One thing of a client to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Copying {
    /// Its id.
    Id,
    /// Its secret.
    Secret,
    /// Its name.
    Name,
    /// `pool/client`.
    Reference,
    /// Its sign-in page.
    LoginUrl,
    /// `.env` lines.
    Env,
    /// The command that asks for a token.
    TokenCommand,
    /// The authorize URL with a challenge.
    AuthorizeUrl,
    /// The command that redeems that URL's code.
    RedeemCommand,
    /// The `SECRET_HASH` of a user name.
    SecretHash,
    /// The issuer.
    Issuer,
    /// The discovery document.
    Discovery,
}

/// The letters of the menu. What each copies is told by its action.
const LETTERS: &[(char, Copying)] = &[
    ('i', Copying::Id),
    ('s', Copying::Secret),
    ('n', Copying::Name),
    ('r', Copying::Reference),
    ('u', Copying::LoginUrl),
    ('e', Copying::Env),
    ('c', Copying::TokenCommand),
    ('a', Copying::AuthorizeUrl),
    ('k', Copying::RedeemCommand),
    ('h', Copying::SecretHash),
    ('o', Copying::Issuer),
    ('d', Copying::Discovery),
];

impl Copying {
    /// What it is, in words: `the client ID`.
    pub fn words(self) -> &'static str {
        let title = Action::Copy(self).info().title;
        title.strip_prefix("copy ").unwrap_or(title)
    }

    /// Its letter in the menu.
    pub fn letter(self) -> Option<char> {
        LETTERS.iter().find(|(_, what)| *what == self).map(|(letter, _)| *letter)
    }

    /// Where its text comes from, where that is not the dashboard itself.
    fn part(self, user: &str) -> Option<ClientPart> {
        Some(match self {
            Self::Id | Self::Name | Self::Reference => return None,
            Self::Secret => ClientPart::Secret,
            Self::LoginUrl => ClientPart::LoginUrl,
            Self::Env => ClientPart::Env,
            Self::TokenCommand => ClientPart::TokenCommand,
            Self::AuthorizeUrl => ClientPart::AuthorizeUrl,
            Self::RedeemCommand => ClientPart::RedeemCommand,
            Self::SecretHash => ClientPart::SecretHash(user.to_owned()),
            Self::Issuer => ClientPart::Issuer,
            Self::Discovery => ClientPart::Discovery,
        })
    }
}

/// The menu for one client.
#[derive(Clone, Debug)]
pub struct CopyMenu {
    /// The client.
    pub key: ClientKey,
    /// Its name.
    pub name: String,
    /// Where it is, if that is not where the dashboard is.
    place: Option<Place>,
    /// The user name of a `SECRET_HASH`, while it is being typed.
    user: Option<Prompt>,
}

impl CopyMenu {
    pub(super) fn title(&self, app: &App) -> String {
        format!("Copy from {}", harmless(&app.client_in_words(self.place.as_ref(), &self.key, &self.name)))
    }

    pub(super) fn foot(&self) -> &'static str {
        if self.user.is_some() { " Enter copy   Esc back " } else { " a letter copies   Esc close " }
    }

    pub(super) fn prompt(&self) -> Option<(&'static str, &Prompt)> {
        self.user.as_ref().map(|prompt| ("User name: ", prompt))
    }

    pub(super) fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.user.as_mut()
    }

    pub(super) fn lines(&self, app: &App) -> Vec<OverlayLine> {
        if self.user.is_some() {
            let text = "SECRET_HASH is what the API asks of a client with a secret: a digest of the user \
                name and the client ID under the secret. Type the user name exactly as it signs in.";
            return vec![OverlayLine::words(Tone::Quiet, text)];
        }
        let line = |(letter, what): &(char, Copying)| {
            let (value, known) = self.preview(*what, app);
            OverlayLine {
                tone: if known { Tone::Plain } else { Tone::Quiet },
                key: letter.to_string(),
                label: what.words().to_owned(),
                value: harmless(&value).into_owned(),
                ..OverlayLine::default()
            }
        };
        LETTERS.iter().map(line).collect()
    }

    /// What would be copied, or why nothing would, as far as it is known; and whether it would.
    fn preview(&self, what: Copying, app: &App) -> (String, bool) {
        // What is known is known of the place that the dashboard is at.
        let here = self.place.is_none();
        let client = app.described.get(&self.key).and_then(|known| known.value.as_ref()).filter(|_| here);
        let pool = app.described_pools.get(&self.key.pool);
        let pool = pool.and_then(|known| known.value.as_ref()).filter(|_| here);
        let public = client.is_some_and(|client| !client.secret.is_present());
        let settings = client.map(|client| &client.settings);
        let told = |text: Result<String, derived::Missing>| match text {
            Ok(text) => (text, true),
            Err(derived::Missing::Pool | derived::Missing::Client) => {
                ("read when it is copied".to_owned(), true)
            }
            Err(why) => (format!("— {why}"), false),
        };
        let has = |grant: &str| settings.map(|known| kind::grants(known).iter().any(|one| one == grant));
        match what {
            Copying::Id => (self.key.client.to_string(), true),
            Copying::Name if self.name.is_empty() => ("— not read yet".to_owned(), false),
            Copying::Name => (self.name.clone(), true),
            Copying::Reference => (self.key.to_string(), true),
            Copying::Secret | Copying::SecretHash if public => {
                ("— a public client has none".to_owned(), false)
            }
            Copying::Secret if client.is_none() => ("if it has one; not shown here".to_owned(), true),
            Copying::Secret => ("not shown here".to_owned(), true),
            Copying::SecretHash if client.is_none() => {
                ("if it has a secret; asks for the user name".to_owned(), true)
            }
            Copying::SecretHash => ("asks for the user name".to_owned(), true),
            Copying::LoginUrl => told(derived::login_url(&self.key, pool, settings)),
            Copying::Env if public => ("COGNITO_CLIENT_ID and the like".to_owned(), true),
            Copying::Env if client.is_none() => {
                ("COGNITO_CLIENT_ID and the like, with the secret if it has one".to_owned(), true)
            }
            Copying::Env => ("COGNITO_CLIENT_ID and the like, with the secret".to_owned(), true),
            Copying::TokenCommand => told(derived::token_url(pool).map(|_| {
                match has("client_credentials") {
                    Some(true) => "curl with the client's own credentials",
                    Some(false) => "curl with the code of a sign-in, $CODE",
                    None => "curl by its grant, which is read when it is copied",
                }
                .to_owned()
            })),
            Copying::AuthorizeUrl | Copying::RedeemCommand if has("code") == Some(false) => {
                ("— this client has no code grant".to_owned(), false)
            }
            Copying::RedeemCommand if settings.is_none() => {
                ("if it has a code grant; curl with the verifier of the last such URL".to_owned(), true)
            }
            Copying::AuthorizeUrl => told(derived::authorize_url(&self.key, pool, settings)),
            Copying::RedeemCommand => ("curl with the verifier of the last such URL".to_owned(), true),
            Copying::Issuer => told(derived::issuer(&self.key.pool, pool)),
            Copying::Discovery => told(derived::discovery_url(&self.key.pool, pool)),
        }
    }
}

impl App {
    /// Opens the copy menu for a client, which need not be the selected one.
    pub(in crate::app) fn open_copy_menu(&mut self, key: ClientKey, name: String) {
        self.open_copy_menu_at(None, key, name);
    }

    /// Opens the copy menu for a client of another place, where one is named.
    pub(in crate::app) fn open_copy_menu_at(&mut self, place: Option<Place>, key: ClientKey, name: String) {
        self.overlays.push(Overlay::Copy(CopyMenu { key, name, place, user: None }));
    }

    /// Opens the copy menu for the selected client.
    pub(in crate::app) fn open_copy_menu_here(&mut self) {
        match self.selected_client() {
            Some(row) => self.open_copy_menu(row.key.clone(), row.name.clone()),
            None => self.tell("Select a client first."),
        }
    }

    /// Copies one thing of the selected client.
    pub(in crate::app) fn copy_here(&mut self, what: Copying) {
        let Some(row) = self.selected_client().cloned() else {
            self.tell("Select a client first.");
            return;
        };
        let menu = CopyMenu { key: row.key, name: row.name, place: None, user: None };
        if let Next::Stays(overlay) = self.copy_one(menu, what) {
            self.overlays.push(overlay);
        }
    }

    pub(super) fn copy_menu_key(&mut self, mut menu: CopyMenu, key: KeyEvent) -> Next {
        if let Some(user) = &mut menu.user {
            match key.code {
                KeyCode::Esc => menu.user = None,
                KeyCode::Enter if user.text().is_empty() => self.tell("Type the user name first."),
                KeyCode::Enter => {
                    let user = user.text().to_owned();
                    self.copy_part(&menu, Copying::SecretHash, &user);
                    return Next::Closes;
                }
                _ => user.key(key),
            }
            return Next::Stays(Overlay::Copy(menu));
        }
        let KeyCode::Char(letter) = key.code else {
            return if key.code == KeyCode::Esc { Next::Closes } else { Next::Stays(Overlay::Copy(menu)) };
        };
        match LETTERS.iter().find(|(known, _)| *known == letter) {
            Some((_, what)) => self.copy_one(menu, *what),
            None if letter == 'q' => Next::Closes,
            None => {
                self.tell(format!("Nothing is copied with {letter}; the letters are those of the menu."));
                Next::Stays(Overlay::Copy(menu))
            }
        }
    }

    fn copy_one(&mut self, mut menu: CopyMenu, what: Copying) -> Next {
        if what == Copying::SecretHash {
            menu.user = Some(Prompt::default());
            return Next::Stays(Overlay::Copy(menu));
        }
        self.copy_part(&menu, what, "");
        Next::Closes
    }

    fn copy_part(&mut self, menu: &CopyMenu, what: Copying, user: &str) {
        let words = what.words();
        if let Some(part) = what.part(user) {
            self.copy_at(menu.place.clone(), words, &menu.key, &menu.name, part);
            return;
        }
        let words = self.copy_in_words(words, menu.place.as_ref(), &menu.key, &menu.name);
        let text = match what {
            Copying::Id => menu.key.client.to_string(),
            Copying::Name => menu.name.clone(),
            _ => menu.key.to_string(),
        };
        self.copy_text(&words, text);
    }

    /// Copies a part of a client, with what is known of it already.
    pub(in crate::app) fn copy_of(&mut self, words: &str, key: &ClientKey, name: &str, part: ClientPart) {
        self.copy_at(None, words, key, name, part);
    }

    /// What is copied of which client, in words.
    fn copy_in_words(&self, what: &str, place: Option<&Place>, key: &ClientKey, name: &str) -> String {
        let whose = self.client_in_words(place, key, name);
        format!("{what} of {whose}")
    }

    /// A client, its pool and, where there are several places, where it is.
    pub(in crate::app) fn client_in_words(
        &self,
        place: Option<&Place>,
        key: &ClientKey,
        name: &str,
    ) -> String {
        let name = if name.is_empty() { key.client.as_str() } else { name };
        let listed = place.map_or_else(
            || self.pool_name(&key.pool),
            |_| self.index.find_elsewhere(key).pop().map(|at| self.index.row(at).pool.to_owned()),
        );
        let pool = listed.unwrap_or_else(|| key.pool.to_string());
        if place.is_none() && !self.has_other_places() {
            return format!("{name} in {pool}");
        }
        let here = &self.context;
        let called = if here.sandbox { "sandbox" } else { &here.profile };
        let profile = place.and_then(|place| place.profile.as_deref()).unwrap_or(called);
        let region = place.and_then(|place| place.region.as_deref());
        let region = key.pool.region().or(region).unwrap_or(&here.region);
        format!("{name} in {pool} ({profile}, {region})")
    }

    fn copy_at(&mut self, place: Option<Place>, words: &str, key: &ClientKey, name: &str, part: ClientPart) {
        let words = self.copy_in_words(words, place.as_ref(), key, name);
        let here = place.is_none();
        let client = self.described.get(key).filter(|known| here && !known.stale);
        let pool = self.described_pools.get(&key.pool).filter(|known| here && !known.stale);
        let copy = ClientCopy {
            key: key.clone(),
            part,
            client: client.and_then(|known| known.value.clone()),
            pool: pool.and_then(|known| known.value.clone()),
        };
        self.copy(place, &words, CopySource::Client(Box::new(copy)));
    }
}
