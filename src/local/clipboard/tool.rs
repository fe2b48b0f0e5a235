//! Running a clipboard's program: text through its standard input, patience of two seconds.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::Way;

/// How long a program may take. They answer within milliseconds unless a display does not.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most that is read back; a secret is far shorter.
const MOST: u64 = 64 * 1024;

/// Puts text on the clipboard. The terminal is no way of this module and takes nothing.
pub(super) fn write(way: &Way, text: &str, secret: bool) -> Result<(), String> {
    match way {
        Way::Terminal(_) => Ok(()),
        Way::Command { write, .. } => give(write, text.as_bytes()),
        Way::Tool(tool) => {
            let bytes = if tool.utf16 && !text.is_ascii() { utf16(text) } else { text.as_bytes().to_vec() };
            let bytes = Zeroizing::new(bytes);
            // An older version of the tool may not know how to take a secret.
            if secret && !tool.write_secret.is_empty() && give(tool.write_secret, &bytes).is_ok() {
                return Ok(());
            }
            give(tool.write, &bytes)
        }
    }
}

/// What the clipboard holds; none where it cannot be read. An empty clipboard may be either.
pub(super) fn read(way: &Way) -> Option<Zeroizing<String>> {
    match way {
        Way::Terminal(_) => None,
        Way::Command { read, .. } => take(read),
        Way::Tool(tool) => take(tool.read),
    }
}

/// Empties the clipboard.
pub(super) fn clear(way: &Way) -> Result<(), String> {
    match way {
        Way::Terminal(_) => Err("it cannot be read".to_owned()),
        Way::Command { write, .. } => give(write, b""),
        Way::Tool(tool) if tool.clear.is_empty() => give(tool.write, b""),
        Way::Tool(tool) => give(tool.clear, b""),
    }
}

/// Starts a program, its error output thrown away: it may quote what it was given.
fn start<S: AsRef<str>>(words: &[S], output: Stdio) -> Result<Child, String> {
    let (program, arguments) = words.split_first().ok_or("no program is named")?;
    let mut command = Command::new(program.as_ref());
    command.args(arguments.iter().map(AsRef::as_ref));
    command.stdin(Stdio::piped()).stdout(output).stderr(Stdio::null());
    command.spawn().map_err(|error| error.to_string())
}

/// Starts a program with this on its standard input, and waits for its end.
pub(super) fn give<S: AsRef<str>>(words: &[S], bytes: &[u8]) -> Result<(), String> {
    let mut child = start(words, Stdio::null())?;
    if let Some(mut input) = child.stdin.take() {
        // A program that does not take all of it tells with its exit status.
        let _ = input.write_all(bytes);
    }
    end(&mut child)
}

/// What a program prints; none where it fails.
pub(super) fn take<S: AsRef<str>>(words: &[S]) -> Option<Zeroizing<String>> {
    let mut child = start(words, Stdio::piped()).ok()?;
    drop(child.stdin.take());
    let output = child.stdout.take()?;
    // A program that hangs is ended below, and its output ends with it.
    let reader = std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::new());
        output.take(MOST).read_to_end(&mut bytes).map(|_| bytes)
    });
    end(&mut child).ok()?;
    let bytes = reader.join().ok()?.ok()?;
    Some(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Waits for a program's end, and ends it when patience does.
fn end(child: &mut Child) -> Result<(), String> {
    let until = Instant::now() + PATIENCE;
    let mut pause = Duration::from_micros(500);
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("it ended with {status}")),
            Err(error) => return Err(error.to_string()),
            Ok(None) if Instant::now() >= until => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it did not end within {} seconds", PATIENCE.as_secs()));
            }
            Ok(None) => std::thread::sleep(pause),
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Little-endian UTF-16 with its mark.
fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}
