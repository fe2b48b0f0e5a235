//! The dashboard's edge: event loop, terminal guard, signals, the person's editor, log.

mod dashboard;
mod editor;
pub mod harden;
mod input;
pub mod log;
mod pen;
mod sign_in;
pub mod terminal;

use std::io::{self, Write};
use std::path::PathBuf;

use crate::app::{App, Handout, Keymap, Launch};
use crate::tasks::{self, Endpoint};
use crate::ui::Theme;

use input::Input;

pub use dashboard::{Clock, Dashboard, Edge};
pub use editor::Edited;
pub use pen::Pen;
pub use sign_in::SignedIn;

/// Workers beside the loop's own thread. Two keep parsing off the loop on the smallest machine.
const WORKERS: usize = 2;

/// Runs the dashboard in the terminal until the person leaves.
///
/// The first frame is drawn before anything is read or connected to.
///
/// # Errors
/// When there is no terminal, or it fails while being drawn on.
pub fn run(launch: Launch, keymap: Keymap, endpoint: Endpoint, colourless: bool) -> io::Result<()> {
    terminal::restore_on_panic();
    terminal::require()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    // Listening comes first: a signal to leave or a new size that arrives while the first frame is drawn
    // would else be lost, or end the program with the terminal still taken.
    let input = {
        let _inside = runtime.enter();
        Input::terminal()?
    };
    let (guard, screen) = terminal::Guard::take()?;
    let clock = Clock::start();
    let size = screen.size()?;
    let app = App::new(launch, keymap, (size.width, size.height), clock.now());
    let theme = if colourless { Theme::mono() } else { Theme::colours() };
    let mut dashboard = Dashboard::new(app, theme, screen, clock);
    dashboard.draw()?;
    let clipboard = endpoint.clipboard.clone();
    let mut tasks = tasks::spawn(runtime.handle(), endpoint);
    let mut edge = RealEdge { guard: &guard, input: input.clone(), kept: Vec::new() };
    let left = runtime.block_on(dashboard.run(&mut tasks, input, &mut edge));
    let kept = edge.kept;
    drop(guard);
    for folder in kept {
        let _ = writeln!(io::stderr(), "What the editor kept is in {}.", folder.display());
    }
    keep_unfinished(dashboard.app());
    for line in dashboard.app().lost_secrets() {
        let _ = writeln!(io::stderr(), "{line}");
    }
    // Nobody is there later to take a secret off the clipboard.
    clipboard.clear();
    if tasks.is_writing() {
        let _ = writeln!(io::stderr(), "A change is under way; waiting for its end.");
    }
    runtime.block_on(tasks.finish());
    // What is still under way are reads nobody waits for.
    runtime.shutdown_background();
    left
}

/// Nobody's text goes with the program.
fn keep_unfinished(app: &App) {
    for (name, text) in app.unfinished() {
        let name = crate::client::text::quote(&name);
        let _ = match editor::keep(&name, text) {
            Ok(path) => writeln!(io::stderr(), "The unfinished text for {name} is in {}.", path.display()),
            Err(error) => {
                writeln!(io::stderr(), "The unfinished text for {name} cannot be kept ({error}):\n{text}")
            }
        };
    }
}

/// The terminal this process was started in.
struct RealEdge<'a> {
    guard: &'a terminal::Guard,
    input: Input,
    /// Folders in which an editor that was told to end left more than the text.
    kept: Vec<PathBuf>,
}

impl Edge for RealEdge<'_> {
    fn suspend(&mut self) -> io::Result<()> {
        self.guard.pause(input::stop_here)
    }

    fn tell(&mut self, escape: &str) -> io::Result<()> {
        self.guard.tell(escape)
    }

    async fn edit(&mut self, handout: &Handout) -> Edited {
        let session = match editor::Session::prepare(handout) {
            Ok(session) => session,
            Err(failed) => return failed,
        };
        self.input.leave_keys();
        let lent = self.guard.lend();
        let mut edited = session.run(&self.input).await;
        lent.put_back();
        self.kept.extend(edited.kept.take().filter(|_| edited.leave));
        if !edited.leave {
            match self.guard.take_again() {
                Ok(()) => self.input.take_keys(),
                Err(error) => {
                    tracing::error!(%error, "the terminal cannot be taken again");
                    edited.leave = true;
                }
            }
        }
        edited
    }

    async fn sign_in(&mut self, profile: Option<&str>) -> SignedIn {
        self.input.leave_keys();
        let lent = self.guard.lend();
        let mut signed_in = sign_in::run(profile, &self.input).await;
        lent.put_back();
        if !signed_in.leave {
            match self.guard.take_again() {
                Ok(()) => self.input.take_keys(),
                Err(error) => {
                    tracing::error!(%error, "the terminal cannot be taken again");
                    signed_in.leave = true;
                }
            }
        }
        signed_in
    }
}
