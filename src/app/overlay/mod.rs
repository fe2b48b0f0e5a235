//! What stands over the panes and is about one thing: the topmost takes the keys.

pub mod copy;
pub mod path;
mod permission;
mod prompt;
pub mod secrets;
pub mod trial;
pub mod url_check;

use crossterm::event::KeyEvent;

use super::App;
use super::review::Tone;

pub use copy::CopyMenu;
pub use path::PathPrompt;
pub use permission::Permission;
pub use prompt::Prompt;
pub use secrets::Secrets;
pub use trial::Trial;
pub use url_check::UrlCheck;

/// Something over the panes.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// What can be copied of a client.
    Copy(CopyMenu),
    /// A client's secrets.
    Secrets(Box<Secrets>),
    /// A token that was asked for.
    Trial(Box<Trial>),
    /// What IAM has to allow for what was denied.
    Permission(Box<Permission>),
    /// A URL compared with a client's callbacks.
    UrlCheck(Box<UrlCheck>),
    /// A path that is typed.
    Path(Box<PathPrompt>),
}

/// One line of an overlay: a key, a label and a value side by side, or a sentence where there is no label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OverlayLine {
    /// What it is.
    pub tone: Tone,
    /// The key that it answers to.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Its text, safe to show.
    pub value: String,
    /// True where the whole value matters: it goes on below where it is too long.
    pub whole: bool,
    /// True for the line that is selected.
    pub selected: bool,
}

impl OverlayLine {
    /// A sentence.
    pub fn words(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, value: text.into(), ..Self::default() }
    }
}

/// What a key did to an overlay.
pub(super) enum Next {
    /// It stays.
    Stays(Overlay),
    /// It is done.
    Closes,
}

impl Overlay {
    /// What stands above it.
    pub fn title(&self, app: &App) -> String {
        match self {
            Self::Copy(menu) => menu.title(app),
            Self::Secrets(secrets) => secrets.title(),
            Self::Trial(trial) => trial.title(),
            Self::Permission(_) => Permission::title(),
            Self::UrlCheck(check) => check.title(),
            Self::Path(path) => path.title(),
        }
    }

    /// Its keys.
    pub fn foot(&self, app: &App) -> &'static str {
        match self {
            Self::Copy(menu) => menu.foot(),
            Self::Secrets(secrets) => secrets.foot(app),
            Self::Trial(_) => Trial::foot(),
            Self::Permission(_) => Permission::foot(),
            Self::UrlCheck(_) => UrlCheck::foot(),
            Self::Path(_) => PathPrompt::foot(),
        }
    }

    /// What is being typed in it, and what for.
    pub fn prompt(&self) -> Option<(&'static str, &Prompt)> {
        match self {
            Self::Copy(menu) => menu.prompt(),
            Self::UrlCheck(check) => Some(check.prompt()),
            Self::Path(path) => Some(path.prompt()),
            Self::Secrets(_) | Self::Trial(_) | Self::Permission(_) => None,
        }
    }

    /// Its lines.
    pub fn lines(&self, app: &App) -> Vec<OverlayLine> {
        match self {
            Self::Copy(menu) => menu.lines(app),
            Self::Secrets(secrets) => secrets.lines(app),
            Self::Trial(trial) => trial.lines(app),
            Self::Permission(sheet) => sheet.lines(),
            Self::UrlCheck(check) => check.lines(app),
            Self::Path(path) => path.lines(),
        }
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        match self {
            Self::Copy(menu) => menu.prompt_mut(),
            Self::UrlCheck(check) => Some(check.prompt_mut()),
            Self::Path(path) => Some(path.prompt_mut()),
            Self::Secrets(_) | Self::Trial(_) | Self::Permission(_) => None,
        }
    }
}

impl App {
    /// Takes a key while something stands over the panes.
    pub(super) fn overlay_key(&mut self, key: KeyEvent) {
        let Some(overlay) = self.overlays.pop() else { return };
        self.message = None;
        let depth = self.overlays.len();
        let next = match overlay {
            Overlay::Copy(menu) => self.copy_menu_key(menu, key),
            Overlay::Secrets(secrets) => self.secrets_key(secrets, key),
            Overlay::Trial(trial) => self.trial_key(trial, key),
            Overlay::Permission(sheet) => self.permission_key(sheet, key),
            Overlay::UrlCheck(check) => Self::url_check_key(check, key),
            Overlay::Path(path) => self.path_key(path, key),
        };
        // What it opened itself stands above it.
        if let Next::Stays(overlay) = next {
            self.overlays.insert(depth.min(self.overlays.len()), overlay);
        }
    }

    /// Takes pasted text while something stands over the panes.
    pub(super) fn overlay_paste(&mut self, text: &str) {
        if let Some(prompt) = self.overlays.last_mut().and_then(Overlay::prompt_mut) {
            prompt.paste(text);
        }
    }
}
