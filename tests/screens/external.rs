//! Editing as text: what the editor is given, and what comes of what it leaves.

use cognitui::app::EditorFailure;
use cognitui::local::{Guard, GuardMode};
use cognitui::tasks::write::WriteGate;
use cognitui::tasks::{Failure, FailureKind};
use serde_json::json;

use crate::edit::{differences, on, somebody_changes};
use crate::session::{Session, Start, described};

const CLIENT: &str = "kiosk-terminal";

/// The client's text in the editor with something in it replaced.
#[track_caller]
fn replaced(session: &Session, from: &str, to: &str) -> String {
    let text = session.in_editor().text;
    assert!(text.contains(from), "{from:?} is not in the text:\n{text}");
    text.replacen(from, to, 1)
}

fn failed(text: Option<String>) -> EditorFailure {
    let (what, next) = ("The editor ended with status 1.".to_owned(), "E tries again.".to_owned());
    EditorFailure { failure: Failure { kind: FailureKind::Passing, what, next }, text }
}

#[test]
fn a_change_goes_through_the_review_to_cognito() {
    let mut session = on(CLIENT);
    let before = described(&session, CLIENT);
    session.keys("E");
    assert_eq!(session.handouts().len(), 1);
    let text = replaced(&session, "\"ClientName\": \"kiosk-terminal\"", "\"ClientName\": \"kiosk-2\"");
    assert!(!text.contains("ClientSecret"));
    session.editor_left(Ok(text)).shows("Review: Change kiosk-terminal").shows("kiosk-terminal → kiosk-2");
    session.keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(differences(&before, &described(&session, "kiosk-2")), ["Name"]);
    assert!(session.app().drafts.is_empty());
}

#[test]
fn the_text_explains_itself() {
    let mut session = on("next-gen-gateway");
    session.keys("E");
    insta::assert_snapshot!(session.in_editor().text);
}

#[test]
fn a_setting_this_version_does_not_know_survives() {
    let mut session = on("next-gen-gateway");
    let before = described(&session, "next-gen-gateway");
    session.keys("E");
    let text = replaced(&session, "\"next-gen-gateway\"", "\"next-gen-2\"");
    session.editor_left(Ok(text)).keys("<Enter>").shows("Done");
    let after = described(&session, "next-gen-2");
    for (member, value) in before.as_object().unwrap() {
        if member != "ClientName" && member != "LastModifiedDate" {
            assert_eq!(&after[member], value, "{member}");
        }
    }
}

#[test]
fn an_untouched_text_changes_nothing() {
    let mut session = on(CLIENT);
    session.keys("E");
    let text = session.in_editor().text;
    session.editor_left(Ok(text)).shows("Nothing was changed").hides("Review");
    session.keys("E");
    let text = replaced(&session, "{\n", "{ // a remark of mine\n");
    session.editor_left(Ok(text)).shows("Nothing is different").hides("Review");
    session.keys("E").editor_left(Ok("\n".to_owned())).shows("The text was empty");
    assert!(session.app().drafts.is_empty() && session.app().editing.is_none());
}

#[test]
fn broken_syntax_comes_back_with_its_place_and_nothing_is_lost() {
    let mut session = on(CLIENT);
    session.keys("E");
    let broken = replaced(&session, "\"ClientName\": \"kiosk-terminal\",", "\"ClientName\": \"kiosk-3\"");
    session.editor_left(Ok(broken.clone()));
    let again = session.in_editor();
    let at = again.at.unwrap();
    let told = again.text.lines().next().unwrap();
    assert_eq!(session.handouts().len(), 2);
    assert!(
        told.starts_with(&format!("// ! Line {}, column {}: expected a comma or }}", at.line, at.column))
    );
    assert!(again.text.ends_with(&broken), "the text itself is as it was left");
    assert_eq!(session.app().unfinished().len(), 1);

    // Broken in another way: the block above is replaced, not piled up.
    session.editor_left(Ok(again.text.replacen("\"kiosk-3\"", "\"kiosk-3\",,", 1)));
    let third = session.in_editor().text;
    assert_eq!(third.matches("// ! Line").count(), 1, "{third}");

    session.editor_left(Ok(third.replacen(",,", ",", 1))).shows("kiosk-terminal → kiosk-3");
    assert_eq!(session.app().unfinished(), []);
    session.keys("<Enter>").shows("Done");
    described(&session, "kiosk-3");
}

#[test]
fn a_text_left_broken_waits_for_the_next_time() {
    let mut session = on(CLIENT);
    session.keys("E");
    let broken = replaced(&session, "\"ClientName\": \"kiosk-terminal\",", "\"ClientName\": \"kiosk-3\"");
    session.editor_left(Ok(broken.clone()));
    let again = session.in_editor();
    session.editor_left(Ok(again.text.clone())).shows("E goes on with it");
    assert_eq!(session.app().unfinished(), [(CLIENT.to_owned(), broken.as_str())]);
    session.keys("e").shows("A text of yours for this client is not finished").keys("<Esc>");
    // Another client has a text of its own; this one goes on where it was.
    session.keys("<Esc>j").keys("E");
    assert!(!session.in_editor().text.contains("kiosk-3"));
    let text = session.in_editor().text;
    session.editor_left(Ok(text)).keys("k").keys("E");
    assert_eq!(session.in_editor(), again);
    session.editor_left(Ok(again.text.replacen("\"kiosk-3\"", "\"kiosk-3\",", 1)));
    session.shows("kiosk-terminal → kiosk-3");
}

/// What was written against an older state is merged with what somebody else did since.
#[test]
fn somebody_elses_change_while_a_text_waits_is_not_undone() {
    let mut session = on(CLIENT);
    session.keys("E");
    let broken = replaced(&session, "\"ClientName\": \"kiosk-terminal\",", "\"ClientName\": \"kiosk-3\"");
    session.editor_left(Ok(broken));
    let again = session.in_editor().text;
    session.editor_left(Ok(again));
    somebody_changes(&session, CLIENT, |document| document["AuthSessionValidity"] = json!(7));
    session.keys("r").keys("E");
    let mended = session.in_editor().text.replacen("\"kiosk-3\"", "\"kiosk-3\",", 1);
    session.editor_left(Ok(mended)).shows("Somebody else changed this meanwhile; it is kept");
    session.keys("<Enter>").shows("Done");
    assert_eq!(described(&session, "kiosk-3")["AuthSessionValidity"], 7);
}

#[test]
fn what_cognito_would_refuse_opens_the_form_with_the_values_in_it() {
    let mut session = on(CLIENT);
    session.keys("E");
    let text = replaced(&session, "\"ClientName\": \"kiosk-terminal\"", "\"ClientName\": \"kiosk/terminal\"");
    session
        .editor_left(Ok(text))
        .shows("Cognito would refuse this")
        .shows("kiosk/terminal")
        .shows("1 problem");
    assert_eq!(session.app().drafts.len(), 1);
    // Both ways lead on from there.
    session.keys("<Esc>").keys("E");
    let text = replaced(&session, "kiosk/terminal", "kiosk-4");
    session
        .editor_left(Ok(text))
        .shows("kiosk-terminal → kiosk-4")
        .keys("<Esc>")
        .shows("Edit kiosk-terminal");
    session.keys("<C-s>").keys("<Enter>").shows("Done");
}

#[test]
fn the_form_s_draft_is_what_the_editor_gets() {
    let mut session = on(CLIENT);
    session.keys("e-draft<Esc>").keys("E");
    let text = replaced(&session, "\"ClientName\": \"kiosk-terminal-draft\"", "\"ClientName\": \"kiosk-5\"");
    session.editor_left(Ok(text)).shows("kiosk-terminal → kiosk-5").keys("<Esc><Esc>");
    session.keys("e").shows("kiosk-5");
}

#[test]
fn a_draft_taken_back_in_the_editor_is_none_any_more() {
    let mut session = on(CLIENT);
    session.keys("e-draft<Esc>").keys("E");
    let text = replaced(&session, "kiosk-terminal-draft", "kiosk-terminal");
    session.editor_left(Ok(text)).shows("Nothing is different");
    assert!(session.app().drafts.is_empty());
}

#[test]
fn an_editor_that_fails_takes_nothing_along() {
    let mut session = on(CLIENT);
    session.keys("E").editor_left(Err(failed(None))).shows("ended with status 1").hides("is kept");
    assert!(session.complains() && session.app().unfinished().is_empty());
    session.keys("E");
    let text = replaced(&session, "\"ClientName\": \"kiosk-terminal\"", "\"ClientName\": \"kiosk-6\"");
    session.editor_left(Err(failed(Some(text.clone())))).shows("E goes on with it");
    session.keys("E");
    assert_eq!(session.in_editor().text, text);
    // Left as it is, it is what the person wants.
    session.editor_left(Ok(text)).shows("kiosk-terminal → kiosk-6");
    assert_eq!(session.app().unfinished(), []);
}

#[test]
fn keys_are_the_editor_s_while_it_runs() {
    let mut session = on(CLIENT);
    session.type_ahead("Edq<Esc><Enter>");
    assert!(!session.is_over());
    assert_eq!(session.handouts().len(), 1);
    let text = replaced(&session, "kiosk-terminal\"", "kiosk-7\"");
    session.editor_left(Ok(text)).shows("kiosk-terminal → kiosk-7");
}

#[test]
fn a_closed_gate_hands_out_nothing() {
    let guard =
        Guard { pattern: "eu-*".to_owned(), mode: GuardMode::ReadOnly, reason: "it is the shop".to_owned() };
    for gate in [WriteGate::read_only("you asked for it"), WriteGate::Guarded(vec![guard])] {
        let mut session = Session::start(Start { gate, ..Start::default() });
        session.keys("lE").shows("READ-ONLY");
        assert_eq!(session.handouts(), []);
    }
}

/// A member that nobody knows may be newer than this version: it is sent, and the review says so first.
#[test]
fn a_member_that_nobody_knows_is_warned_of_and_sent() {
    for (width, height) in [(140, 40), (80, 24), (60, 20)] {
        let mut session = Session::at(width, height);
        session.keys("l/kiosk-terminal<Enter>E");
        let text = replaced(&session, "{\n", "{\n  \"AllowedScopes\": [\"openid\"],\n  \"Zebra\": 1,\n");
        session.editor_left(Ok(text)).shows("Review: Change kiosk-terminal");
        insta::assert_snapshot!(format!("unknown-members-{width}x{height}"), session.screen());
    }
    let mut session = on(CLIENT);
    session.keys("E");
    let text = replaced(&session, "{\n", "{\n  \"AllowedOAuthScopesV2\": [\"openid\"],\n");
    session.editor_left(Ok(text)).shows("did you mean AllowedOAuthScopes?");
    session.keys("<Enter>");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), 1, "it is no refusal");
    // What the client has already is nothing new.
    let mut session = on("next-gen-gateway");
    session.keys("e-2<C-s>").shows("unknown to this version").hides("no such setting");
}
