//! A program in a real pseudo-terminal, and the screen a person would see.
//!
//! Nothing here sleeps: every wait is for something to appear and gives up, with the screen in the message,
//! after [`PATIENCE`].

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long a person on a busy machine would wait before calling it broken.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Keys that have no letter.
pub(crate) mod key {
    /// Enter.
    pub(crate) const ENTER: &str = "\r";
    /// Escape.
    pub(crate) const ESC: &str = "\x1b";
    /// Tab.
    pub(crate) const TAB: &str = "\t";
    /// Ctrl-C.
    pub(crate) const CTRL_C: &str = "\x03";
    /// Ctrl-Z.
    pub(crate) const CTRL_Z: &str = "\x1a";
}

/// A program to start, in a home of its own and with nothing of the caller's environment but `PATH`.
pub(crate) struct Setup {
    program: OsString,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    size: (u16, u16),
    home: TempDir,
}

impl Setup {
    /// The built program with these arguments, at 140 columns and 40 rows.
    pub(crate) fn cognitui(args: &[&str]) -> Self {
        Self::program(env!("CARGO_BIN_EXE_cognitui"), args)
    }

    /// Any program, in the same surroundings.
    pub(crate) fn program(program: impl Into<OsString>, args: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut setup = Self {
            program: program.into(),
            args: args.iter().map(OsString::from).collect(),
            env: Vec::new(),
            size: (140, 40),
            home,
        };
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_RUNTIME_DIR", "runtime"),
        ] {
            let folder = setup.home.path().join(folder);
            std::fs::create_dir_all(&folder).unwrap();
            setup = setup.env(name, folder);
        }
        setup
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            // There is no instance metadata here; asking for it only takes time.
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// Another size, in columns and rows.
    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// A variable of the environment.
    pub(crate) fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// The program's home folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Starts it.
    pub(crate) fn start(self) -> Terminal {
        let (columns, rows) = self.size;
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(&self.program);
        command.args(&self.args);
        command.cwd(self.home.path());
        command.env_clear();
        for (name, value) in &self.env {
            command.env(name, value);
        }
        let modes_before = line_settings(pair.master.as_ref());
        let shared = Arc::new(Shared::new(columns, rows));
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let started = Instant::now();
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let pid = child.process_id().and_then(|id| Pid::from_raw(id.cast_signed())).unwrap();
        {
            let (shared, writer) = (Arc::clone(&shared), Arc::clone(&writer));
            thread::spawn(move || {
                let mut buffer = vec![0; 65_536];
                while let Ok(length @ 1..) = reader.read(&mut buffer) {
                    let replies = shared.take(&buffer[..length]);
                    if !replies.is_empty() {
                        let mut writer = writer.lock().unwrap();
                        // The program may have left between its question and the answer.
                        let _ = writer.write_all(&replies).and_then(|()| writer.flush());
                    }
                }
                shared.change(|state| state.closed = true);
            });
        }
        {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let status = child.wait().unwrap();
                shared.change(|state| state.exit = Some(status));
            });
        }
        Terminal { shared, writer, master: pair.master, pid, started, modes_before, _home: self.home }
    }
}

/// A running program and its screen.
pub(crate) struct Terminal {
    shared: Arc<Shared>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    master: Box<dyn MasterPty + Send>,
    pid: Pid,
    started: Instant,
    modes_before: String,
    _home: TempDir,
}

/// How a program ended, and what it left of the terminal.
#[derive(Debug)]
pub(crate) struct Left {
    /// The exit status; what it is after a signal is the platform's affair.
    pub(crate) code: u32,
    /// The signal that ended it, by its name.
    pub(crate) signal: Option<String>,
    /// What is still switched on and was not before; empty when the terminal was given back.
    pub(crate) changed: Vec<String>,
    /// What the screen shows.
    pub(crate) screen: String,
}

impl Terminal {
    /// When the program was started.
    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// The program's process id.
    pub(crate) fn pid(&self) -> Pid {
        self.pid
    }

    /// Types, as a terminal would send it.
    pub(crate) fn keys(&self, keys: &str) {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).unwrap();
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// Gives the window another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.shared.change(|state| state.parser.screen_mut().set_size(rows, columns));
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The screen as text, a line a row.
    pub(crate) fn screen(&self) -> String {
        self.shared.lock().parser.screen().contents()
    }

    /// How many bytes the program has written so far.
    pub(crate) fn written(&self) -> usize {
        self.shared.lock().raw.len()
    }

    /// What the program has written from there on.
    pub(crate) fn written_from(&self, start: usize) -> Vec<u8> {
        self.shared.lock().raw[start..].to_vec()
    }

    /// Waits until the screen shows the text.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait(&format!("{text:?} to appear"), |screen| screen.contains(text))
    }

    /// Waits until the screen no longer shows the text.
    pub(crate) fn wait_gone(&self, text: &str) -> String {
        self.wait(&format!("{text:?} to go"), |screen| !screen.contains(text))
    }

    /// Waits until the screen is as asked, and answers it. A long frame arrives in pieces, so everything that
    /// is expected of one screen belongs into one question.
    pub(crate) fn wait(&self, what: &str, arrived: impl Fn(&str) -> bool) -> String {
        let wait = self.shared.until(|state| {
            let screen = state.parser.screen().contents();
            if arrived(&screen) { Some(Ok(screen)) } else { state.closed.then_some(Err("the program left")) }
        });
        match wait {
            Some(Ok(screen)) => screen,
            Some(Err(why)) => panic!("waited for {what}; {why}:\n{}", self.screen()),
            None => panic!("waited {PATIENCE:?} for {what}:\n{}", self.screen()),
        }
    }

    /// Waits until nothing more was written for so long, as a measurement between two keys needs it.
    pub(crate) fn settle(&self, quiet: Duration) {
        let mut state = self.shared.lock();
        loop {
            let before = state.raw.len();
            let (after, result) = self.shared.news.wait_timeout(state, quiet).unwrap();
            state = after;
            if result.timed_out() && state.raw.len() == before || state.closed {
                return;
            }
        }
    }

    /// Waits until the program has ended and its last output is on the screen.
    pub(crate) fn wait_exit(&self) -> Left {
        let ended = self.shared.until(|state| state.exit.clone().filter(|_| state.closed));
        let Some(status) = ended else { panic!("waited {PATIENCE:?} for the end:\n{}", self.screen()) };
        Left {
            code: status.exit_code(),
            signal: status.signal().map(str::to_owned),
            changed: self.changed_modes(),
            screen: self.screen(),
        }
    }

    /// What is switched on in the terminal and was not when the program started.
    pub(crate) fn changed_modes(&self) -> Vec<String> {
        let now = line_settings(self.master.as_ref());
        let state = self.shared.lock();
        let screen = state.parser.screen();
        let mut changed = Vec::new();
        for (on, name) in [
            (screen.alternate_screen(), "alternate screen"),
            (screen.hide_cursor(), "hidden cursor"),
            (screen.bracketed_paste(), "bracketed paste"),
            (screen.application_cursor(), "application cursor keys"),
            (screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None, "mouse reports"),
            (last_is_set(&state.raw, b"\x1b[?1004"), "focus reports"),
            (last_is_set(&state.raw, b"\x1b[?2026"), "synchronized update"),
            (pushes(&state.raw), "keyboard enhancement"),
        ] {
            if on {
                changed.push(name.to_owned());
            }
        }
        if now != self.modes_before {
            changed.push(format!("line settings: {} became {now}", self.modes_before));
        }
        changed
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Only while it runs: afterwards the number may be somebody else's.
        let state = self.shared.lock();
        if state.exit.is_none() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

/// What the reading and the waiting threads share.
struct Shared {
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    closed: bool,
    exit: Option<ExitStatus>,
}

impl Shared {
    fn new(columns: u16, rows: u16) -> Self {
        let parser = vt100::Parser::new(rows, columns, 0);
        Self {
            state: Mutex::new(State { parser, raw: Vec::new(), closed: false, exit: None }),
            news: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.news.notify_all();
    }

    /// Takes output in and answers what a terminal would reply to it.
    fn take(&self, bytes: &[u8]) -> Vec<u8> {
        self.change(|state| {
            state.raw.extend_from_slice(bytes);
            state.parser.process(bytes);
        });
        let mut replies = Vec::new();
        for (question, reply) in [
            (&b"\x1b[6n"[..], &b"\x1b[1;1R"[..]),
            (b"\x1b[c", b"\x1b[?62;22c"),
            (b"\x1b]11;?", b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
            (b"\x1b]10;?", b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
        ] {
            if bytes.windows(question.len()).any(|window| window == question) {
                replies.extend_from_slice(reply);
            }
        }
        replies
    }

    /// Looks at the state after every change until there is an answer or patience ends.
    fn until<T>(&self, mut look: impl FnMut(&State) -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.lock();
        loop {
            if let Some(found) = look(&state) {
                return Some(found);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            state = self.news.wait_timeout(state, left).unwrap().0;
        }
    }
}

/// Echo, canonical mode and the other settings of the line, as text to compare.
fn line_settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

/// Whether the last `h` or `l` after the prefix switched the mode on.
fn last_is_set(raw: &[u8], prefix: &[u8]) -> bool {
    let last = raw.windows(prefix.len() + 1).rfind(|window| window.starts_with(prefix));
    last.is_some_and(|window| window.last() == Some(&b'h'))
}

/// Whether keyboard flags (`CSI > … u`) were pushed more often than popped (`CSI < … u`).
fn pushes(raw: &[u8]) -> bool {
    let count = |sign: u8| {
        let starts = raw.windows(3).enumerate().filter(|(_, window)| *window == [0x1b, b'[', sign]);
        starts
            .filter(|(at, _)| raw[at + 3..].iter().find(|byte| !byte.is_ascii_digit()) == Some(&b'u'))
            .count()
    };
    count(b'>') > count(b'<')
}
