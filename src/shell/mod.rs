//! The dashboard's edge: event loop, terminal guard, signals, log.

mod dashboard;
pub mod harden;
mod input;
pub mod log;
mod pen;
pub mod terminal;

use std::io::{self, Write};

use crate::app::{App, Keymap, Launch};
use crate::tasks::{self, Endpoint};
use crate::ui::Theme;

pub use dashboard::{Clock, Dashboard, Edge};
pub use pen::Pen;

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
        input::terminal()?
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
    let left = runtime.block_on(dashboard.run(&mut tasks, input, &mut RealEdge(&guard)));
    drop(guard);
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

/// The terminal this process was started in.
struct RealEdge<'a>(&'a terminal::Guard);

impl Edge for RealEdge<'_> {
    fn suspend(&mut self) -> io::Result<()> {
        self.0.pause(input::stop_here)
    }

    fn tell(&mut self, escape: &str) -> io::Result<()> {
        self.0.tell(escape)
    }
}
