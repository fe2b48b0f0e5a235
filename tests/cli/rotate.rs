//! `secret --copy`, `--list`, `--rotate` and `--retire`.

use std::fs;
use std::process::{Command, Stdio};

use crate::program::{Ran, Service, Witness};

const CLIENT: &str = "customers/payments-worker";

fn ids(service: &Service) -> Vec<String> {
    let listed = service.run(&["secret", CLIENT, "--list", "-o", "json"]).ended(0).json();
    let rows = listed["ClientSecrets"].as_array().unwrap();
    rows.iter().map(|row| row["ClientSecretId"].as_str().unwrap().to_owned()).collect()
}

fn key_of(service: &Service) -> String {
    let rows = service.run(&["list", "customers", "-o", "json"]).json();
    let rows = rows["UserPoolClients"].as_array().unwrap();
    let row = rows.iter().find(|row| row["ClientName"] == "payments-worker").unwrap();
    format!("eu-west-1_hRb7Lk2Qe/{}", row["ClientId"].as_str().unwrap())
}

#[test]
fn a_second_secret_alone_on_standard_output_and_the_old_one_retired() {
    let service = Service::start();
    let first = service.run(&["secret", CLIENT]).ended(0).out;
    let old = ids(&service);
    assert_eq!(old.len(), 1);

    let refused = service.run(&["secret", CLIENT, "--retire", &old[0], "--yes"]).ended(6);
    assert!(refused.err.contains("the only secret of payments-worker"), "{}", refused.err);

    let rotated = service.run(&["secret", CLIENT, "--rotate"]).ended(0);
    assert_eq!(rotated.out.lines().count(), 1, "{rotated:?}");
    assert!(rotated.out.trim().len() > 40 && rotated.out != first, "{rotated:?}");
    let next = format!("--retire {}", old[0]);
    assert!(rotated.err.contains("Both work now") && rotated.err.contains(&next), "{}", rotated.err);
    let both = ids(&service);
    assert_eq!((both.len(), &both[0]), (2, &old[0]));

    // Whoever asks for the secret meanwhile reads it alone, and beside it that there is another.
    let meanwhile = service.run(&["secret", CLIENT]).ended(0);
    assert_eq!(meanwhile.out.lines().count(), 1, "{meanwhile:?}");
    assert_eq!(meanwhile.err.lines().count(), 1, "{meanwhile:?}");
    assert!(meanwhile.err.contains(&both[1]) && meanwhile.err.contains("--list"), "{}", meanwhile.err);
    let line = service.run(&["secret", CLIENT, "--env", "S"]).ended(0);
    assert!(line.out.starts_with("S=") && line.err == meanwhile.err, "{line:?}");
    let run = service.run(&["secret", CLIENT, "--exec", "--", "true"]).ended(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));

    // Days later it is known where the rotation stands, and which of the two came from here.
    let listed = service.run(&["secret", CLIENT, "--list"]).ended(0);
    let line = listed.out.lines().find(|line| line.contains(&both[1])).unwrap();
    assert!(line.ends_with("cognitui"), "{listed:?}");
    assert!(listed.err.contains("Both work. The new one was handed out here"), "{listed:?}");
    assert!(listed.err.contains(&next), "{listed:?}");
    let third = service.run(&["secret", CLIENT, "--rotate"]).ended(6);
    assert!(
        third.out.is_empty() && third.err.contains("keeps no more") && third.err.contains(&next),
        "{third:?}"
    );

    let asked = service.run(&["secret", CLIENT, "--retire", &old[0]]).ended(2);
    assert!(asked.err.contains("--yes"), "{}", asked.err);
    let other = service.run(&["secret", CLIENT, "--retire", "another", "--yes"]).ended(3);
    assert!(other.err.contains(&both[1]), "{}", other.err);
    let retired = service.run(&["secret", CLIENT, "--retire", &old[0], "--yes"]).ended(0);
    assert!(retired.out.is_empty() && retired.err.contains("is retired"), "{retired:?}");
    assert_eq!(ids(&service), both[1..]);
    assert_eq!(service.run(&["secret", CLIENT]).ended(0).err, "", "nothing is under way any more");

    // Neither value is in what the program keeps.
    let journal = fs::read_to_string(service.home.path().join("state/cognitui/journal.jsonl")).unwrap();
    assert!(journal.contains("add_secret") && journal.contains(&both[1]), "{journal}");
    assert!(!journal.contains(rotated.out.trim()) && !journal.contains(first.trim()));
}

#[test]
fn the_word_of_a_rotation_costs_no_request() {
    let service = Service::start();
    let reference = key_of(&service);
    let witness = Witness::before(&service);
    let run = |arguments: &[&str]| -> Ran {
        let all = [&["secret", reference.as_str()][..], arguments].concat();
        service.command_at(&witness.url, &all).output().unwrap().into()
    };
    run(&["--rotate"]).ended(0);
    let before = witness.seen().len();
    let told = run(&[]).ended(0).err;
    assert!(told.contains("A second one, "), "{told}");
    assert_eq!(witness.seen()[before..], ["DescribeUserPoolClient"]);
}

#[test]
fn the_log_at_its_most_talkative_has_neither_secret() {
    let service = Service::start();
    let first = service.run(&["secret", CLIENT]).ended(0).out;
    let log = service.home.path().join("log");
    let arguments = ["secret", CLIENT, "--rotate", "--log", log.to_str().unwrap()];
    let ran: Ran = service.command(&arguments).env("RUST_LOG", "trace").output().unwrap().into();
    let added = ran.ended(0).out;
    let text = fs::read_to_string(log).unwrap();
    assert!(text.contains("AddUserPoolClientSecret"), "{text}");
    assert!(!text.contains(added.trim()) && !text.contains(first.trim()), "{text}");
}

#[test]
fn nothing_is_added_where_that_cannot_be() {
    let service = Service::start();
    service.run(&["secret", "customers/web", "--rotate"]).ended(3);
    service.run(&["secret", "customers/payments-work", "--rotate"]).ended(3);
    service.run(&["secret", CLIENT, "--rotate", "--read-only"]).ended(6);
    service.run(&["secret", CLIENT, "--rotate", "--retire", "x"]).ended(2);
    service.run(&["secret", CLIENT, "--rotate", "-o", "json"]).ended(2);
    service.configure("[[guards]]\nmatch = '*'\nmode = 'confirm'\n");
    let guarded = service.run(&["secret", CLIENT, "--rotate"]).ended(6);
    assert!(guarded.err.contains("--confirm NAME"), "{}", guarded.err);
    assert_eq!(ids(&service).len(), 1);
    service.run(&["secret", CLIENT, "--rotate", "--confirm", "payments-worker"]).ended(0);
    assert_eq!(ids(&service).len(), 2);
}

/// What cannot arrive is not added: it would be told to nobody.
#[test]
fn nothing_is_added_that_could_go_nowhere() {
    let service = Service::start();
    let witness = Witness::before(&service);
    let run = |arguments: &[&str]| -> Ran {
        let all = [&["secret", CLIENT, "--rotate"][..], arguments].concat();
        let command = service.command_at(&witness.url, &all);
        // Without a terminal of its own.
        let ran = Command::new("setsid")
            .arg("--wait")
            .arg(command.get_program())
            .args(command.get_args())
            .env_clear()
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null())
            .output();
        ran.unwrap().into()
    };
    let ran = run(&["--exec", "--", "no-such-program"]).ended(127);
    assert!(ran.err.contains("no-such-program cannot be run"), "{}", ran.err);
    let ran = run(&["--copy"]).ended(5);
    assert!(ran.err.contains("no terminal that could take it"), "{}", ran.err);
    service.configure("[clipboard]\ncommand = ['no-such-program']\n");
    let ran = run(&["--copy"]).ended(5);
    assert!(ran.err.contains("no-such-program failed: it cannot be found"), "{}", ran.err);
    assert!(witness.seen().is_empty(), "nothing was even asked: {:?}", witness.seen());
    assert_eq!(ids(&service).len(), 1);
}

#[test]
fn a_secret_that_was_added_and_not_taken_is_told_with_what_to_do() {
    let service = Service::start();
    let mut child = service
        .command(&["secret", CLIENT, "--rotate"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran: Ran = child.wait_with_output().unwrap().into();
    let ran = ran.ended(5);
    assert!(ran.err.contains("is told once") && ran.err.contains(&ids(&service)[1]), "{}", ran.err);
}

/// A clipboard that is a file, and a pipe on which it says when it was emptied.
fn paper(service: &Service, clear_after: u64) {
    let home = service.home.path();
    let (held, told) = (home.join("held"), home.join("told"));
    assert!(Command::new("mkfifo").arg(&told).status().unwrap().success());
    let write = home.join("write");
    fs::write(
        &write,
        format!(
            "tr '\\\\0' ' ' < /proc/$PPID/cmdline >> '{0}/seen'; tr '\\\\0' ' ' < /proc/$PPID/environ >> '{0}/seen'\n\
             cat > '{1}'\n[ -s '{1}' ] || echo empty > '{2}'\n",
            home.display(),
            held.display(),
            told.display()
        ),
    )
    .unwrap();
    service.configure(&format!(
        "[clipboard]\ncommand = ['sh', '{}']\nread = ['cat', '{}']\nclear_after = {clear_after}\n",
        write.display(),
        held.display()
    ));
}

#[test]
fn a_copied_secret_is_taken_off_the_clipboard_after_the_command_has_ended() {
    let service = Service::start();
    let secret = service.run(&["secret", CLIENT]).ended(0).out;
    paper(&service, 1);
    let copied = service.run(&["secret", CLIENT, "--copy"]).ended(0);
    assert_eq!(copied.out, "");
    assert_eq!(copied.err, "Copied the secret with sh. It is cleared in 1 s if it is still there.\n");
    let home = service.home.path();
    // The reader of the pipe waits until the clipboard is emptied.
    assert_eq!(fs::read_to_string(home.join("told")).unwrap(), "empty\n");
    assert_eq!(fs::read_to_string(home.join("held")).unwrap(), "");
    let seen = fs::read_to_string(home.join("seen")).unwrap();
    assert!(seen.contains("clear-clipboard-later") && !seen.contains(secret.trim()), "{seen}");
}

#[test]
fn what_cannot_be_copied_or_cleared_is_said() {
    let service = Service::start();
    paper(&service, 0);
    let kept = service.run(&["secret", CLIENT, "--copy"]).ended(0);
    assert!(kept.err.contains("It stays there, as the configuration has it"), "{}", kept.err);
    let secret = service.run(&["secret", CLIENT]).ended(0).out;
    assert_eq!(fs::read_to_string(service.home.path().join("held")).unwrap(), secret.trim());
    service.configure("[clipboard]\ncommand = ['false']\n");
    let failed = service.run(&["secret", CLIENT, "--copy"]).ended(5);
    assert!(failed.err.contains("nothing was copied") && failed.out.is_empty(), "{failed:?}");
    assert!(!failed.err.contains(secret.trim()));
    service.run(&["secret", CLIENT, "--copy", "-o", "json"]).ended(2);
    service.run(&["secret", CLIENT, "--copy", "--env", "A"]).ended(2);
    service.run(&["secret", "customers/web", "--copy"]).ended(3);
}
