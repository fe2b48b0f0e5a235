//! The terminal, taken and always given back.
//!
//! While the dashboard runs, file descriptors 1 and 2 point away from the terminal, so that nothing a
//! library or a child process prints can reach the screen; the dashboard draws on a duplicate of its
//! own. [`Guard`] puts everything back when it is dropped, and so does the panic hook.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::os::fd::OwnedFd;
use std::sync::{Mutex, PoisonError};

use super::pen::Pen;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};
use ratatui::Terminal;
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};

/// A frame goes out in as few writes as this buffer allows.
const BUFFER: usize = 64 * 1024;

/// What the dashboard draws on.
pub type Screen = Terminal<Pen<BufWriter<File>>>;

/// What is needed to give the terminal back, from wherever it has to be done.
struct Taken {
    screen: File,
    stdout: OwnedFd,
    stderr: OwnedFd,
    /// False while the terminal is lent to somebody else.
    held: bool,
}

static TAKEN: Mutex<Option<Taken>> = Mutex::new(None);

/// Holds the terminal; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal: raw mode, the alternate screen, bracketed paste and focus reports on.
    ///
    /// # Errors
    /// When standard input or output is no terminal, or it refuses a mode.
    pub fn take() -> io::Result<(Self, Screen)> {
        require()?;
        let stdout = rustix::io::dup(io::stdout())?;
        let stderr = rustix::io::dup(io::stderr())?;
        let screen = File::from(rustix::io::dup(io::stdout())?);
        let drawn = screen.try_clone()?;
        enable_raw_mode()?;
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Taken { screen, stdout, stderr, held: false });
        let guard = Self(());
        enter()?;
        let terminal = Terminal::new(Pen::new(BufWriter::with_capacity(BUFFER, drawn)))?;
        Ok((guard, terminal))
    }

    /// Gives the terminal back for a while and takes it again after `pause`.
    ///
    /// # Errors
    /// When the terminal refuses a mode on the way back.
    pub fn pause<T>(&self, pause: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let result = pause();
        enable_raw_mode()?;
        enter()?;
        Ok(result)
    }

    /// Gives the terminal to another program until [`Guard::take_again`].
    pub fn lend(&self) -> Lent {
        leave();
        Lent(tcgetattr(io::stdin()).ok())
    }

    /// Takes a lent terminal again. What was typed and not read yet is dropped: it was meant for the other
    /// program.
    ///
    /// # Errors
    /// When the terminal is gone or refuses a mode.
    pub fn take_again(&self) -> io::Result<()> {
        enable_raw_mode()?;
        tcflush(io::stdin(), QueueSelector::IFlush)?;
        enter()
    }
}

/// A terminal in somebody else's hands, and the settings of its line before.
#[derive(Debug)]
pub struct Lent(Option<Termios>);

impl Lent {
    /// Puts the line back as it was lent; a program that was killed leaves it in any state.
    pub fn put_back(&self) {
        if let Some(line) = &self.0 {
            // Where the terminal is gone there is nothing to put back.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, line);
        }
    }
}

impl Guard {
    /// Puts text on the clipboard of whatever terminal this is, over ssh too (OSC 52).
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn copy(&self, text: &str) -> io::Result<()> {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(taken) = taken.as_mut() else { return Ok(()) };
        execute!(taken.screen, crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Says whether there is a terminal to take.
///
/// # Errors
/// When standard input or output is no terminal.
pub fn require() -> io::Result<()> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::Unsupported, "standard input and output are not a terminal"))
}

/// Gives the terminal back for good; harmless when it was never taken.
pub fn give_back() {
    leave();
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner).take();
}

fn enter() -> io::Result<()> {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(taken) = taken.as_mut() else { return Ok(()) };
    let nowhere = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(&nowhere)?;
    rustix::stdio::dup2_stderr(&nowhere)?;
    taken.held = true;
    execute!(taken.screen, EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)
}

/// Undoes [`enter`] and raw mode. Each step is tried whatever became of the others: the terminal may
/// already be gone, and then there is nothing left to restore and nobody to tell.
fn leave() {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(taken) = taken.as_mut().filter(|taken| taken.held) else { return };
    taken.held = false;
    let _ = queue!(taken.screen, DisableFocusChange, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = taken.screen.flush();
    let _ = disable_raw_mode();
    let _ = rustix::stdio::dup2_stdout(&taken.stdout);
    let _ = rustix::stdio::dup2_stderr(&taken.stderr);
}

/// Makes a panic on the loop's thread give the terminal back before it is reported. A panic in the
/// background is caught by the runner and told on screen; its report would only tear the screen.
pub fn restore_on_panic() {
    let loop_thread = std::thread::current().id();
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == loop_thread {
            give_back();
            report(panic);
        } else {
            tracing::error!(%panic, "a background task panicked");
        }
    }));
}
