//! Leaving: nothing that a person has made goes with a key pressed once too often.

use cognitui::sandbox::World;

use crate::session::{Session, Start};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];

#[test]
fn leaving_with_marks_asks() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys("l<Space>j<Space><Esc><Esc>");
        assert!(!session.is_over());
        insta::assert_snapshot!(format!("leave-with-marks-{width}x{height}"), session.screen());
    }
}

#[test]
fn a_doubled_key_at_the_top_loses_no_mark() {
    for keys in ["<Esc>", "q"] {
        let mut session = Session::at(140, 40);
        session.keys("l<Space>");
        for _ in 0..7 {
            session.keys(keys);
        }
        assert!(!session.is_over(), "{keys}");
        assert_eq!(session.app().marked_here().len(), 1, "{keys}");
    }
    let mut session = Session::at(140, 40);
    session.keys("l<Space><Esc><Esc>").shows("1 client is marked").shows("Leave cognitui?");
    session.keys("<Enter>").hides("Leave cognitui?");
    assert!(!session.is_over(), "Enter pressed once too often stays");
    session.keys("<Esc>").keys("Quit<Enter>");
    assert!(session.is_over(), "the question was answered");

    let mut session = Session::at(140, 40);
    session.keys("l<Space><C-c>");
    assert!(session.is_over(), "Ctrl-c is out, from everywhere");
    let mut session = Session::at(140, 40);
    session.keys("l<Esc><Esc>");
    assert!(session.is_over(), "nothing is lost, and nothing is asked");
}

#[test]
fn a_screen_too_small_for_the_question_leaves_by_the_key_it_names() {
    let mut session = Session::at(140, 40);
    session.keys("l<Space>").resize(20, 5);
    session.keys("qqq<Esc><Esc>");
    assert!(!session.is_over());
    session.shows("Ctrl-c").keys("<C-c>");
    assert!(session.is_over());
}

#[test]
fn what_the_sandbox_forgets_is_said() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk-terminal<Enter>e-2").shows("Esc leave, kept for now").keys("<Esc>");
    session.shows("The draft is kept until you leave the sandbox; e opens it again.");
    session.keys("<Esc><Esc><Esc>").shows("1 draft is not written; that ends with the sandbox.");
    assert!(!session.is_over());
}

#[test]
fn marks_taken_away_at_once_come_back() {
    let mut session = Session::at(140, 40);
    session.keys("l<Space>j<Space>jj<Space>");
    let before = session.app().marks.in_order().into_iter().cloned().collect::<Vec<_>>();
    session.keys("-").shows("3 marks are taken away; - again brings them back.");
    assert!(session.app().marked_here().is_empty());
    session.keys("-").shows("3 marks are back.");
    let after = session.app().marks.in_order().into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(before, after, "in the order in which they were made");
    session.keys("-<Space>-").shows("1 mark is taken away");
}

/// Two clients of one name: each is told by the beginning of its id.
#[test]
fn namesakes_in_a_plan_are_told_apart() {
    let world = World::from_json(
        r#"{"region": "eu-west-1", "account": "123456789012", "pools": [{"pool": {"Name": "pool"}, "clients": [
            {"ClientName": "web", "ClientId": "1111111111aaaaaaaaaaaaaaaa"},
            {"ClientName": "web", "ClientId": "2222222222aaaaaaaaaaaaaaaa"}, {"ClientName": "ios"}]}]}"#,
    )
    .unwrap();
    for (width, height) in SIZES {
        let size = (width, height);
        let mut session = Session::start(Start { size, world: world.clone(), ..Start::default() });
        session.keys("l*baccess_token_validity=20m<Enter>");
        let screen = session.screen();
        for mark in session.app().marked_here() {
            let beginning = format!("{} {}…", mark.name, &mark.key.client.as_str()[..6]);
            assert_eq!(screen.contains(&beginning), mark.name == "web", "{screen}");
        }
        session.keys("<Enter>").shows("All done");
        let screen = session.screen();
        let told = session
            .app()
            .marked_here()
            .into_iter()
            .filter(|mark| screen.contains(&format!("web {}…", &mark.key.client.as_str()[..6])));
        assert_eq!(told.count(), 2, "{screen}");
    }
}
