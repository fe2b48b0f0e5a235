//! Every screen at three sizes, as snapshots that were looked at.

use crate::session::{Session, Start};
use cognitui::ui::Theme;

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];

/// Takes a snapshot of a screen at each size.
fn snapshots(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys(keys);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), session.screen());
    }
}

#[test]
fn start() {
    snapshots("start", "");
}

#[test]
fn clients() {
    snapshots("clients", "l");
}

#[test]
fn detail() {
    snapshots("detail", "ll");
}

#[test]
fn filtering() {
    snapshots("filtering", "l/web");
}

#[test]
fn nothing_matches() {
    snapshots("nothing-matches", "l/qqqq");
}

#[test]
fn help() {
    snapshots("help", "?");
}

#[test]
fn palette() {
    snapshots("palette", ":dup");
}

#[test]
fn contexts() {
    snapshots("contexts", "p");
}

#[test]
fn form() {
    snapshots("form", "l/kiosk<Enter>e");
}

#[test]
fn form_with_a_problem() {
    snapshots("form-problem", "l/kiosk<Enter>e<Bs><Bs>!<Tab><Tab><Tab><Tab>http://shop.example/x");
}

#[test]
fn review() {
    snapshots("review", "l/kiosk<Enter>e2<C-s>");
}

#[test]
fn deletion() {
    snapshots("deletion", "l/kiosk<Enter>d");
}

#[test]
fn templates() {
    snapshots("templates", "n");
}

#[test]
fn journal() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys("l/kiosk<Enter>e2<C-s>").keys("<Enter>").keys("H");
        // The journal has its times from the machine's clock.
        session.shows("changed kiosk-").shows("carried out");
    }
}

#[test]
fn too_small() {
    for (width, height) in [(39, 20), (80, 9), (12, 3)] {
        let session = Session::at(width, height);
        insta::assert_snapshot!(format!("too-small-{width}x{height}"), session.screen());
    }
}

#[test]
fn a_screen_that_grows_and_shrinks_keeps_its_place() {
    let mut session = Session::at(140, 40);
    session.keys("ljj");
    let selected = session.app().selected_client().cloned();
    session.resize(60, 20).resize(20, 5).resize(80, 24);
    assert_eq!(session.app().selected_client().cloned(), selected);
    session.shows("Clients");
}

#[test]
fn nothing_on_screen_depends_on_colour() {
    let mut plain = Session::start(Start { theme: Theme::mono(), ..Start::default() });
    let mut coloured = Session::at(140, 40);
    for keys in ["", "l", "l", "/a"] {
        assert_eq!(plain.keys(keys).screen(), coloured.keys(keys).screen());
    }
}
