//! Trying a client's own credentials, and a URL against its callbacks.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::session::{Session, call, described, secret_of};

fn on(name: &str) -> Session {
    let mut session = Session::at(140, 40);
    session.keys("l/").keys(name).keys("<Enter>");
    session
}

/// What the sandbox's token endpoint answers.
fn token(session: &Session, client: &str, secret: &str, body: &str) -> Value {
    let header = format!("Basic {}", STANDARD.encode(format!("{client}:{secret}")));
    let answer = session.sandbox.token(Some(&header), body.as_bytes(), SystemTime::now());
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_token_is_asked_for_and_only_its_claims_are_shown() {
    let mut session = on("payments-worker");
    let client = described(&session, "payments-worker");
    let secret = secret_of(&session, "payments-worker");
    session.keys(":try it<Enter>").shows("It works: a token").shows("Claims").shows("RS256");
    session.shows(client["ClientId"].as_str().unwrap()).shows("/oauth2/token").shows("client_id");
    for scope in client["AllowedOAuthScopes"].as_array().unwrap() {
        session.shows(scope.as_str().unwrap());
    }
    session.hides(&secret).hides("eyJ");
    assert!(!format!("{:?}", session.app()).contains("eyJ"), "no part of a token is in the state");
    session.keys("<Esc>").hides("It works");
}

#[test]
fn an_added_secret_is_tried_before_the_old_one_goes() {
    let mut session = on("payments-worker");
    session
        .keys("s")
        .keys("a")
        .keys("<Enter>")
        .shows("Done")
        .keys("t")
        .shows("the secret a description tells");
    session.keys("<Esc>").keys("jt").shows("It works").shows("the secret added in this session");
}

#[test]
fn what_the_endpoint_refuses_is_explained() {
    let mut session = on("booking-server");
    session.keys(":try it<Enter>").shows("no client_credentials grant").keys("<Esc>");

    let mut session = on("payments-worker");
    // Somebody takes a scope away that the dashboard still knows.
    let mut document = described(&session, "payments-worker");
    for read_only in ["ClientSecret", "CreationDate", "LastModifiedDate", "ClientType"] {
        document.as_object_mut().unwrap().remove(read_only);
    }
    let scopes = document["AllowedOAuthScopes"].as_array_mut().unwrap();
    assert!(scopes.len() > 1);
    scopes.pop();
    call(&session, "UpdateUserPoolClient", &document);
    session.keys(":try it<Enter>").shows("invalid_scope").shows("Asked for").keys("<Esc>");
    // Looking again tells the scopes that there are.
    session.keys("r:try it<Enter>").shows("It works");
}

#[test]
fn the_endpoint_knows_who_asks() {
    let session = on("payments-worker");
    let client = described(&session, "payments-worker");
    let (id, secret) = (client["ClientId"].as_str().unwrap(), secret_of(&session, "payments-worker"));
    let grant = "grant_type=client_credentials";
    assert_eq!(token(&session, id, "wrong", grant), json!({"error": "invalid_client"}));
    assert_eq!(token(&session, "nobody", &secret, grant), json!({"error": "invalid_client"}));
    assert_eq!(
        token(&session, id, &secret, "grant_type=password"),
        json!({"error": "unsupported_grant_type"})
    );
    assert_eq!(
        token(&session, id, &secret, "grant_type=client_credentials&scope=openid"),
        json!({"error": "invalid_scope"})
    );
    let server = described(&session, "booking-server");
    let of_server = secret_of(&session, "booking-server");
    assert_eq!(
        token(&session, server["ClientId"].as_str().unwrap(), &of_server, grant),
        json!({"error": "unauthorized_client"})
    );
    assert_eq!(token(&session, id, &secret, grant)["token_type"], "Bearer");
}

#[test]
fn a_url_is_compared_while_it_is_pasted() {
    let mut session = on("booking-server");
    let client = described(&session, "booking-server");
    let callback = client["CallbackURLs"][0].as_str().unwrap().to_owned();
    session.keys(":check a URL<Enter>").shows("Is it a callback of booking-server?").shows(&callback);
    session.paste(&callback).shows("letter by letter").keys("/").shows("redirect_mismatch");
    session.shows("it ends in a slash, the callback does not").keys("<Bs>").shows("letter by letter");
    session.keys("?code=1&state=2").shows("what a sign-in adds on the way back").keys("<Esc>");
    session.hides("Is it a callback");
}

#[test]
fn what_is_no_redirect_uri_is_told_for_what_it_is() {
    let open = |pasted: &str| {
        let mut session = on("booking-server");
        session.keys(":check a URL<Enter>").paste(pasted);
        session
    };
    let mut probe = on("booking-server");
    let callback = described(&probe, "booking-server")["CallbackURLs"][0].as_str().unwrap().to_owned();
    let own = probe.app().selected_client().unwrap().key.client.to_string();
    probe.shows("booking-server");
    let host = "https://x.auth.eu-west-1.amazoncognito.com";
    let request =
        |client: &str| format!("{host}/oauth2/authorize?client_id={client}&redirect_uri={callback}");
    open(&request(&own)).shows("letter by letter").hides("not of this one");
    open(&request("1h2opibrwmlxee6tjvxaezhsmn")).shows("kiosk-terminal").shows("not of this one");
    open(&request("zzz")).shows("of the client zzz and not of this one");
    open(&format!("\"{callback}\",")).shows("letter by letter");
    open(&format!("{host}/oauth2/authorize?client_id={own}"))
        .shows("has no redirect_uri")
        .hides("none of the");
    let mut session = open(&format!("{host}/error?error=redirect_mismatch&client_id={own}"));
    session.shows("Cognito's error page").hides("It is none of the callbacks");
    insta::assert_snapshot!("check-url-error-page", session.screen());
    let mut session = open(&request("zzz").replace("harbourline", "harb\u{43e}urline"));
    session.shows("(U+043E), not o");
    insta::assert_snapshot!("check-url-another", session.screen());
    // The line is cleared as a whole, and nothing is brought back.
    session.keys("<C-u>").hides("U+043E").keys("<C-u>").hides("U+043E");
}

#[test]
fn screens() {
    for (width, height) in [(140, 40), (80, 24), (60, 20)] {
        let mut session = Session::at(width, height);
        session.keys("l/booking-server<Enter>:check a URL<Enter>");
        session.paste("http://booking.harbourline.example:8443/oidc/callback/?code=1");
        insta::assert_snapshot!(format!("check-url-{width}x{height}"), session.screen());
    }
}
