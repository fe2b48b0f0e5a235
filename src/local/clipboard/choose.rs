//! Which way to the clipboard: a decision from the configuration and the surroundings alone.

use std::ffi::OsString;
use std::fmt;

use super::ClipboardConfig;
use crate::local::program;

/// A platform's own program for its clipboard.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    /// What it is called.
    pub name: &'static str,
    needs: Needs,
    /// Takes the text on standard input.
    pub(super) write: &'static [&'static str],
    /// The same, telling clipboard managers to keep it out of their history, where the tool can.
    pub(super) write_secret: &'static [&'static str],
    /// Prints what the clipboard holds.
    pub(super) read: &'static [&'static str],
    /// Empties the clipboard; where there is none, nothing is written to it.
    pub(super) clear: &'static [&'static str],
    /// It takes UTF-16, since it reads anything else in the code page of the console.
    pub(super) utf16: bool,
}

/// What a tool needs beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    Wayland,
    X11,
    Nothing,
}

/// The tools, the better ones first.
const TOOLS: &[Tool] = &[
    Tool {
        name: "wl-copy",
        needs: Needs::Wayland,
        write: &["wl-copy"],
        write_secret: &["wl-copy", "--sensitive"],
        read: &["wl-paste", "--no-newline"],
        clear: &["wl-copy", "--clear"],
        utf16: false,
    },
    Tool {
        name: "xclip",
        needs: Needs::X11,
        write: &["xclip", "-selection", "clipboard", "-in"],
        write_secret: &[],
        read: &["xclip", "-selection", "clipboard", "-out"],
        clear: &[],
        utf16: false,
    },
    Tool {
        name: "xsel",
        needs: Needs::X11,
        write: &["xsel", "--clipboard", "--input"],
        write_secret: &[],
        read: &["xsel", "--clipboard", "--output"],
        clear: &["xsel", "--clipboard", "--clear"],
        utf16: false,
    },
    Tool {
        name: "pbcopy",
        needs: Needs::Nothing,
        write: &["pbcopy"],
        write_secret: &[],
        read: &["pbpaste"],
        clear: &[],
        utf16: false,
    },
    Tool {
        name: "clip.exe",
        needs: Needs::Nothing,
        write: &["clip.exe"],
        write_secret: &[],
        read: &["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", "Get-Clipboard -Raw"],
        clear: &[],
        utf16: true,
    },
];

/// What stands between this program and the terminal, and how an escape sequence gets through it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrap {
    /// Nothing.
    #[default]
    Plain,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// A way to the clipboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The program that the configuration names.
    Command {
        /// Takes the text on standard input.
        write: Vec<String>,
        /// Prints what the clipboard holds; none where the configuration names none.
        read: Vec<String>,
    },
    /// The platform's own program.
    Tool(&'static Tool),
    /// The terminal, with an escape sequence (OSC 52).
    Terminal(Wrap),
}

impl Way {
    /// Whether what the clipboard holds can be read back.
    pub fn reads_back(&self) -> bool {
        match self {
            Self::Command { read, .. } => !read.is_empty(),
            Self::Tool(_) => true,
            Self::Terminal(_) => false,
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { write, .. } => f.write_str(write.first().map_or("", String::as_str)),
            Self::Tool(tool) => f.write_str(tool.name),
            Self::Terminal(Wrap::Plain) => f.write_str("the terminal (OSC 52)"),
            Self::Terminal(Wrap::Tmux) => {
                f.write_str("the terminal (OSC 52 through tmux, where its allow-passthrough is on)")
            }
            Self::Terminal(Wrap::Screen) => f.write_str("the terminal (OSC 52 through screen)"),
        }
    }
}

/// What of this machine and this session decides the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Somebody sits at another machine.
    far: bool,
    /// What tools may need and is there.
    displays: Vec<Needs>,
    wrap: Wrap,
    /// The program to ask about tmux, inside one.
    pub(super) tmux: Option<String>,
    /// Which displays, as the variables name them.
    pub(super) display: String,
    /// The tools that are to be found, by name.
    found: Vec<&'static str>,
}

impl Surroundings {
    /// Reads them from the environment's variables; `exists` tells whether a program is to be found.
    pub fn of(var: impl Fn(&str) -> Option<OsString>, exists: impl Fn(&str) -> bool) -> Self {
        let has = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let whole = |tool: &&Tool| exists(tool.write[0]) && exists(tool.read[0]);
        Self {
            far: has("SSH_CONNECTION") || has("SSH_TTY"),
            displays: [(Needs::Wayland, "WAYLAND_DISPLAY"), (Needs::X11, "DISPLAY")]
                .into_iter()
                .filter_map(|(display, name)| has(name).then_some(display))
                .collect(),
            wrap: match (has("TMUX"), has("STY")) {
                (true, _) => Wrap::Tmux,
                (false, true) => Wrap::Screen,
                (false, false) => Wrap::Plain,
            },
            tmux: Some("tmux".to_owned()).filter(|program| has("TMUX") && exists(program)),
            display: ["WAYLAND_DISPLAY", "DISPLAY"]
                .iter()
                .filter_map(|name| {
                    Some(format!("{name}={} ", var(name)?.to_string_lossy())).filter(|_| has(name))
                })
                .collect(),
            found: TOOLS.iter().filter(whole).map(|tool| tool.name).collect(),
        }
    }

    /// Those of this process.
    pub fn here() -> Self {
        Self::of(|name| std::env::var_os(name), |name| program::find_here(name).is_ok())
    }

    /// How an escape sequence reaches the terminal.
    pub(super) fn wrap(&self) -> Wrap {
        self.wrap
    }

    fn offers(&self, tool: &Tool) -> bool {
        let display = tool.needs == Needs::Nothing || self.displays.contains(&tool.needs);
        display && self.found.contains(&tool.name)
    }
}

/// The way to the clipboard.
pub fn choose(config: &ClipboardConfig, surroundings: &Surroundings) -> Way {
    if !config.command.is_empty() {
        return Way::Command { write: config.command.clone(), read: config.read.clone() };
    }
    let tool = TOOLS.iter().find(|tool| surroundings.offers(tool)).filter(|_| !surroundings.far);
    tool.map_or(Way::Terminal(surroundings.wrap()), Way::Tool)
}

/// A tool of a test's own.
#[cfg(test)]
pub(super) fn a_tool(write: &'static [&'static str], write_secret: &'static [&'static str]) -> Tool {
    Tool { name: "a tool", needs: Needs::Nothing, write, write_secret, read: write, clear: &[], utf16: false }
}
