//! Names and URLs come from others: whatever is in them, the screen shows it harmlessly.

use cognitui::client::text::is_hidden;
use cognitui::sandbox::World;
use serde_json::json;

use crate::session::{Session, Start};

const HOSTILE: [&str; 8] = [
    "\u{1b}]52;c;cm0gLXJm\u{7} osc",
    "\u{1b}[2J\u{1b}[31mred",
    "\u{202e}desrever\u{2066}",
    "zero\u{200b}width\u{feff}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} zalgo",
    "tab\tnew\nline\r\u{0}null",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "a very long name that goes on and on and on and on and on and on and on and on and on and on and on",
];

pub(crate) fn world() -> World {
    let clients: Vec<_> = HOSTILE
        .iter()
        .map(|name| {
            json!({"ClientName": name, "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": [name],
                "AllowedOAuthScopes": [name], "CallbackURLs": [name, "https://ok.example.net"],
                "SupportedIdentityProviders": [name], *name: {*name: name}})
        })
        .collect();
    let pools: Vec<_> =
        HOSTILE.iter().map(|name| json!({"pool": {"Name": name}, "clients": clients})).collect();
    let world = json!({"region": "eu-west-1", "account": "123456789012", "pools": pools});
    World::from_json(&world.to_string()).unwrap()
}

#[test]
fn nothing_from_the_service_moves_hides_or_reorders_what_is_on_screen() {
    for size in [(140, 40), (80, 24), (60, 20), (40, 10)] {
        let mut session = Session::start(Start { size, world: world(), ..Start::default() });
        for row in 0..HOSTILE.len() {
            // The pool, its clients, a client in full, its form, its review, what it asks before deleting.
            for keys in [
                "",
                "l",
                "l",
                "G",
                "h",
                "e",
                "x<C-s>",
                "<Esc>",
                "<Esc>",
                "d",
                "<Esc>",
                "D",
                "<Esc>",
                "/url:",
                "<Esc>",
                "fe",
                "<Down><C-y>i",
                "<Esc>",
            ] {
                session.keys(keys);
                let screen = session.screen();
                for shown in screen.chars().filter(|shown| *shown != '\n') {
                    assert!(
                        !shown.is_control() && !is_hidden(shown),
                        "{shown:?} after {keys:?} in row {row}:\n{screen}"
                    );
                }
            }
            session.keys("jhj");
        }
    }
}
