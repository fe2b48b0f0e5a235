//! `cognitui sandbox` as a program.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Output, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cognitui"));
    command.arg("sandbox").args(arguments).stdin(Stdio::null());
    command
}

fn refused(arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = command(arguments).output().unwrap();
    assert_eq!(status.code(), Some(2), "{arguments:?}");
    assert!(stdout.is_empty());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn it_prints_its_url_alone_and_ends_when_it_is_told_to() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut child = command(&[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        let port = url.strip_prefix("http://127.0.0.1:").unwrap().trim_end();
        assert!(port.parse::<u16>().unwrap() > 0);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success());
        let hints = String::from_utf8(ended.stderr).unwrap();
        assert!(hints.contains("--endpoint-url"), "{hints}");
    }
}

#[test]
fn what_cannot_be_served_is_refused_with_a_way_out() {
    assert!(refused(&["--listen", "0.0.0.0:0"]).contains("127.0.0.1"));
    assert!(refused(&["--listen", "here"]).contains("127.0.0.1:0"));
    assert!(refused(&["--fault", "flood=1"]).contains("apply-then-drop"));
    assert!(refused(&["--rps", "0"]).contains("above 0"));
    assert!(refused(&["--world", "/nonexistent/world.json"]).contains("name a world file"));
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("world.json");
    std::fs::write(&file, "{\n\"account\": 7}").unwrap();
    let text = refused(&["--world", file.to_str().unwrap()]);
    assert!(text.contains("world.json: line 2"), "{text}");
}
