//! The export on screen: what is exported, in which format and with what, and where the person is in the
//! text. What is not described yet is read first; nothing is missing in silence.

mod given;
mod input;
mod notes;
mod places;
mod reading;
mod rendering;
mod writing;

use std::collections::HashMap;
use std::sync::Arc;

use super::{App, Pane, Prompt};
use crate::client::{ClientKey, PoolId};
use crate::export::{Format, Layout as FileLayout, Preview, With};
use crate::tasks::{FilesOrder, Ticket};

// What is shown is part of the state, so drawing finds it here.
pub use crate::export::{FORMATS, Sheet, Token};
pub use given::{Columns, Given};
pub use notes::Note;
pub use places::Places;
pub use reading::Progress;

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The selected client, and its name.
    Client(ClientKey, String),
    /// The marked clients of this context with their names, and those of other contexts, which are left out,
    /// each with where it is.
    Marked(Vec<(ClientKey, String)>, Vec<String>),
    /// Every client of a pool, and the pool's name.
    Pool(PoolId, String),
    /// Every client of every pool.
    Everything,
    /// So many columns of the comparison.
    Columns(usize),
    /// The column of the comparison at a place, and what stands above it.
    Column(usize, String),
}

/// In which form; kept from one export to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Form {
    /// The format's place in [`FORMATS`].
    pub format: usize,
    /// What of the pool comes along, where the format has a place for it.
    pub with: With,
    /// Whether each pool has a file of its own.
    pub folder: bool,
}

impl Default for Form {
    fn default() -> Self {
        let format = FORMATS.iter().position(|format| format.id == "terraform").unwrap_or(0);
        Self { format, with: With::default(), folder: false }
    }
}

impl Form {
    /// The format.
    pub fn format(self) -> &'static Format {
        &FORMATS[self.format.min(FORMATS.len() - 1)]
    }

    fn along(self) -> With {
        if self.format().capabilities.surroundings { self.with } else { With::default() }
    }

    fn layout(self) -> FileLayout {
        if self.folder { FileLayout::Folder } else { FileLayout::One }
    }
}

/// What is being asked at the foot.
#[derive(Clone, Debug)]
pub enum Asking {
    /// Where to write.
    Place(Prompt),
    /// Whether these files may be replaced.
    Replace(Vec<String>, Box<FilesOrder>),
    /// What to look for.
    Search(Prompt),
}

/// An export on screen.
#[derive(Clone, Debug)]
pub struct Exporting {
    /// What is exported.
    pub scope: Scope,
    /// What else could be, in the order of the key for it.
    scopes: Vec<Scope>,
    /// In which form.
    pub form: Form,
    /// What there is of the columns, where those are exported.
    columns: Option<Columns>,
    /// How far reading is.
    pub progress: Progress,
    /// True while it is not known whether everything is here that the form needs.
    unsure: bool,
    /// The forms that were written out, of what is known now.
    cache: HashMap<Form, Arc<Preview>>,
    /// What is shown; a beginning while the rest is read or written out.
    shown: Option<Arc<Preview>>,
    /// True while what is shown is not all of it.
    pub partial: bool,
    /// A large export being written out.
    rendering: Option<(Ticket, Form)>,
    /// The file that is shown; behind the last one stands what is left out.
    pub file: usize,
    /// The first line shown.
    pub offset: usize,
    /// The first column shown.
    pub column: usize,
    /// What was looked for last, and the lines that have it.
    pub found: Option<(String, Vec<usize>)>,
    /// What is being asked.
    pub asking: Option<Asking>,
    /// True while the keys are shown instead.
    pub help: bool,
    /// What people call the pools and clients, by what a loss calls them.
    names: HashMap<String, String>,
    /// What is left out or worth knowing, broken to the columns there are.
    notes: Vec<Note>,
}

impl Exporting {
    /// The export that is shown, where anything is yet.
    pub fn preview(&self) -> Option<&Preview> {
        self.shown.as_deref()
    }

    /// The file that is shown.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.preview()?.files.get(self.file)
    }

    /// What stands above it.
    pub fn title(&self) -> String {
        let known = self.progress.known;
        let clients =
            |count: usize| if count == 1 { "1 client".to_owned() } else { format!("{count} clients") };
        match &self.scope {
            Scope::Client(_, name) => format!("Export {name}"),
            Scope::Marked(marked, _) => match marked.len() {
                1 => "Export 1 marked client".to_owned(),
                count => format!("Export {count} marked clients"),
            },
            Scope::Pool(_, name) => format!("Export pool {name} · {}", clients(known)),
            Scope::Everything => format!("Export everything here · {}", clients(known)),
            Scope::Columns(count) => format!("Export {} side by side", clients(*count)),
            Scope::Column(_, title) => format!("Export {title}"),
        }
    }

    /// What the next kind of export would be, in words; none where there is no other.
    pub fn next_scope(&self) -> Option<&'static str> {
        let at = self.scopes.iter().position(|scope| *scope == self.scope)?;
        let next = &self.scopes[(at + 1) % self.scopes.len()];
        (*next != self.scope).then_some(match next {
            Scope::Client(..) => "the selected client",
            Scope::Marked(..) => "the marked clients",
            Scope::Pool(..) => "the whole pool",
            Scope::Everything => "everything here",
            Scope::Columns(_) => "all columns",
            Scope::Column(0, _) => "the first column",
            Scope::Column(..) => "the chosen column",
        })
    }

    /// Names of the files, and of the page behind them.
    pub fn tabs(&self) -> Vec<String> {
        let files = self.preview().map(|preview| preview.files.as_slice()).unwrap_or_default();
        let mut tabs: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        tabs.extend(self.page_behind());
        tabs
    }

    /// The name of the page behind the files, where there is anything to say.
    fn page_behind(&self) -> Option<String> {
        match self.left_out() {
            0 => (!self.hurdles().is_empty()).then(|| "! to know".to_owned()),
            count => Some(format!("! {count} left out")),
        }
    }

    /// True while the page behind the files is shown.
    pub fn shows_notes(&self) -> bool {
        let files = self.preview().map_or(0, |preview| preview.files.len());
        self.file >= files && self.page_behind().is_some()
    }

    /// What that page says.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// How many lines what is shown has.
    pub fn lines(&self) -> usize {
        if self.help {
            input::HELP.len()
        } else if self.shows_notes() {
            self.notes.len()
        } else {
            self.sheet().map_or(0, Sheet::len)
        }
    }

    /// Where the parts of the screen stand.
    pub fn places(&self, body: super::Area) -> Places {
        Places::new(body, self.rows_below())
    }

    /// True where there is anything at all to show.
    pub fn has_something(&self) -> bool {
        self.progress.read > 0 || self.form.along() != With::default()
    }

    /// The keys of this screen, and what each does.
    pub fn keys() -> &'static [(&'static str, &'static str)] {
        input::HELP
    }

    /// Things are known that were not: what was written out is of no use any more.
    fn outdated(&mut self) {
        self.cache.clear();
        self.rendering = None;
    }

    /// Another text is looked at, from its beginning.
    fn turn(&mut self) {
        (self.offset, self.column) = (0, 0);
        self.found = None;
    }
}

impl App {
    /// Opens the export of what is in view: the marked clients, the selected one, or a pool.
    pub(super) fn open_export(&mut self) {
        let marked: Vec<_> =
            self.marked_here().into_iter().map(|mark| (mark.key.clone(), mark.name.clone())).collect();
        let told = |mark: &&super::Mark| {
            let words = [&mark.site.profile, &mark.site.region].map(String::as_str);
            let place: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            format!("{}/{} ({})", mark.pool, mark.name, place.join(" "))
        };
        let elsewhere: Vec<String> = self.marked_elsewhere().iter().map(told).collect();
        let alone = marked.is_empty().then(|| left_out(&elsewhere)).flatten();
        let mut scopes = Vec::new();
        if !marked.is_empty() {
            scopes.push(Scope::Marked(marked, elsewhere));
        }
        let client = self.selected_client().filter(|_| self.focus != Pane::Pools);
        if let Some(row) = client {
            scopes.push(Scope::Client(row.key.clone(), row.name.clone()));
        }
        if let Some(pool) = self.selected_pool() {
            scopes.push(Scope::Pool(pool.id.clone(), pool.name.clone()));
            scopes.push(Scope::Everything);
        }
        if scopes.is_empty() {
            self.tell("There is nothing to export yet: select a pool or a client first.");
            return;
        }
        if let Some(text) = alone {
            self.tell(text);
        }
        self.show_export(scopes);
    }

    /// Puts an export on screen: the first of what it may be about, the others by a key.
    pub(super) fn show_export(&mut self, scopes: Vec<Scope>) {
        let Some(scope) = scopes.first().cloned() else { return };
        self.exporting = Some(Box::new(Exporting {
            scope,
            scopes,
            form: self.export_form,
            columns: None,
            progress: Progress::default(),
            unsure: true,
            cache: HashMap::new(),
            shown: None,
            partial: false,
            rendering: None,
            file: 0,
            offset: 0,
            column: 0,
            found: None,
            asking: None,
            help: false,
            names: HashMap::new(),
            notes: Vec::new(),
        }));
    }
}

/// That marked clients of other contexts are left out, why, and what takes them along.
fn left_out(elsewhere: &[String]) -> Option<String> {
    let (clients, them) = match elsewhere {
        [] => return None,
        [one] => (format!("1 marked client of another context is left out: {one}"), "it"),
        [first, rest @ ..] => {
            let more = rest.len();
            (
                format!(
                    "{} marked clients of other contexts are left out: {first} and {more} more",
                    more + 1
                ),
                "them",
            )
        }
    };
    Some(format!(
        "{clients}. An export is of one context; c puts all that are marked side by side, and x there takes {them} along."
    ))
}
