//! Every way in which a callback is missed, by example; and that nothing is told exactly when nothing differs.

use proptest::prelude::*;

use super::*;

fn told(given: &str, callback: &str) -> Vec<Difference> {
    match check(given, &[callback.to_owned()]) {
        Verdict::Matches => Vec::new(),
        Verdict::Differs(near) => near[0].differences.clone(),
        Verdict::NoCallbacks => panic!("there is one"),
    }
}

#[test]
fn each_difference_is_told_alone() {
    use Difference as D;
    let https = "https://app.example/cb";
    for (given, callback, expected) in [
        (https, https, None),
        ("https://app.example/cb/", https, Some(D::Slash { given: true })),
        (https, "https://app.example/cb/", Some(D::Slash { given: false })),
        ("https://app.example", "https://app.example/", Some(D::Slash { given: false })),
        ("https://app.example/CB", https, Some(D::PathCase)),
        ("https://App.example/cb", https, Some(D::HostCase)),
        ("HTTPS://app.example/cb", https, Some(D::SchemeCase)),
        ("http://app.example/cb", https, Some(D::Scheme("http".into(), "https".into()))),
        ("https://www.app.example/cb", https, Some(D::Host("www.app.example".into(), "app.example".into()))),
        ("https://app.example:8443/cb", https, Some(D::Port(Some("8443".into()), None))),
        ("https://app.example:443/cb", https, Some(D::UsualPort("443".into()))),
        ("http://a.example/cb", "http://a.example:80/cb", Some(D::UsualPort("80".into()))),
        ("https://a.example:80/cb", "https://a.example/cb", Some(D::Port(Some("80".into()), None))),
        (
            "http://localhost:3000/cb",
            "http://localhost:3001/cb",
            Some(D::Port(Some("3000".into()), Some("3001".into()))),
        ),
        (
            "http://127.0.0.1:3000/cb",
            "http://localhost:3000/cb",
            Some(D::Loopback("127.0.0.1".into(), "localhost".into())),
        ),
        (
            "http://[::1]:3000/cb",
            "http://127.0.0.1:3000/cb",
            Some(D::Loopback("[::1]".into(), "127.0.0.1".into())),
        ),
        ("https://app.example/cb?a=1", https, Some(D::Query(Some("a=1".into()), None))),
        ("https://app.example/cb?", https, Some(D::Query(Some(String::new()), None))),
        (https, "https://app.example/cb?a=1", Some(D::Query(None, Some("a=1".into())))),
        ("https://app.example/cb?code=1&state=2", https, Some(D::Answer)),
        ("https://app.example/cb?error=access_denied", https, Some(D::Answer)),
        ("https://app.example/cb?code=1&lang=de", https, Some(D::Query(Some("code=1&lang=de".into()), None))),
        ("https://app.example/cb?state=2", https, Some(D::Query(Some("state=2".into()), None))),
        ("https://app.example/cb#x", https, Some(D::Fragment(Some("x".into()), None))),
        ("https://app.example/c%62", https, Some(D::PathEscapes)),
        ("https://app.example/other", https, Some(D::Path("/other".into(), "/cb".into()))),
        ("https://me@app.example/cb", https, Some(D::User)),
        (" https://app.example/cb", https, Some(D::Blanks)),
        ("my.app:/cb", "my.app://cb", None),
        ("myapp://CB", "myapp://cb", Some(D::HostCase)),
        ("com.example.app:/cb/", "com.example.app:/cb", Some(D::Slash { given: true })),
        ("cb", https, None),
    ] {
        let found = told(given, callback);
        match expected {
            Some(expected) => assert_eq!(found, [expected], "{given} {callback}"),
            // Either the same, or apart in several ways at once.
            None => assert_eq!(found.is_empty(), given == callback, "{given} {callback}"),
        }
    }
}

#[test]
fn several_differences_are_all_told_and_the_nearest_callback_comes_first() {
    let callbacks = ["https://other.example/x", "https://app.example/cb", "http://localhost:3000/cb"];
    let callbacks = callbacks.map(str::to_owned);
    let Verdict::Differs(near) = check("http://app.example/cb/", &callbacks) else { panic!("it is none") };
    assert_eq!(near[0].callback, "https://app.example/cb");
    assert_eq!(
        near[0].differences,
        [Difference::Scheme("http".into(), "https".into()), Difference::Slash { given: true }]
    );
    assert_eq!(near.len(), 3);
    assert_eq!(check("https://app.example/cb", &callbacks), Verdict::Matches);
    assert_eq!(check("https://app.example/cb", &[]), Verdict::NoCallbacks);
}

#[test]
fn the_redirect_of_a_request_is_what_counts() {
    let request = "https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize?client_id=x\
        &response_type=code&redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fx%3D1";
    let asked = |redirect: Option<&str>, client: Option<&str>| Pasted::Request {
        redirect: redirect.map(str::to_owned),
        client: client.map(str::to_owned),
    };
    assert_eq!(read(request), asked(Some("https://a.example/cb?x=1"), Some("x")));
    assert_eq!(read(&request.replace("https://acme", "acme")), read(request));
    assert_eq!(read(&format!("\"{request}\",")), read(request));
    let bare =
        "https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize?client_id=x&response_type=code";
    assert_eq!(read(bare), asked(None, Some("x")));
    let page = "https://acme.auth.eu-west-1.amazoncognito.com/error?error=redirect_mismatch&client_id=x";
    let error = Pasted::ErrorPage { error: "redirect_mismatch".into(), client: Some("x".into()) };
    assert_eq!(read(page), error);
    // An application may have a parameter or a page of the same name.
    for own in ["https://a.example/cb?redirect_uri=b", "https://a.example/login", "not a url", "my.app:/cb"] {
        assert_eq!(read(own), Pasted::Url(own.to_owned()));
    }
    assert_eq!(read("'https://a.example/cb'"), Pasted::Url("https://a.example/cb".into()));
    assert_eq!(read("https://a.example/cb,"), Pasted::Url("https://a.example/cb,".into()));
}

#[test]
fn what_differs_is_always_in_sight() {
    let long = "/a/very/long/path/that/goes/on/and/on/through/many/parts/until/it/comes/to";
    let words = |given: &str, callback: &str| {
        told(given, callback).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let said = words(&format!("https://a.example{long}/here"), &format!("https://a.example{long}/there"));
    assert!(said.contains("it/comes/to/here") && said.contains("it/comes/to/there"), "{said}");
    assert_eq!(
        words("https://app.example/cb#", "https://app.example/cb"),
        "the fragment is an empty one (a lone #), the callback's is none"
    );
    assert_eq!(
        words("https://app.example", "https://app.example/cb"),
        "the path is empty, the callback's is /cb"
    );
    assert!(words("app.example/cb", "https://app.example/cb").starts_with("it has no scheme, "));
    let same = words("https://sh\u{43e}p.example/cb", "https://shop.example/cb");
    assert!(same.ends_with("; its character 3 is \u{43e} (U+043E), not o"), "{same}");
    let same = words("https://shop.example/cb", "https://sh\u{43e}p.example/cb");
    assert!(same.ends_with("; the callback's character 3 is \u{43e} (U+043E), not o"), "{same}");
}

#[test]
fn words_quote_what_is_hostile_harmlessly() {
    for difference in told("https://a\u{1b}[31m.example/\u{202e}?\u{7}#\u{7}", "https://b.example/x") {
        assert!(
            !difference.to_string().contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{difference}"
        );
    }
}

proptest! {
    #[test]
    fn nothing_differs_exactly_when_they_are_the_same(
        one in "(https?|my\\.app|HTTP)?:?(//)?(u@)?[aA]?\\.?(:80|:443|:)?(/[cC]?b?%?62?/?)?(\\?a?=?)?(#f?)? ?",
        other in "(https?|my\\.app|HTTP)?:?(//)?(u@)?[aA]?\\.?(:80|:443|:)?(/[cC]?b?%?62?/?)?(\\?a?=?)?(#f?)? ?",
    ) {
        prop_assert_eq!(differences(&one, &other).is_empty(), one == other, "{:?} {:?}", one, other);
        prop_assert!(differences(&one, &one).is_empty());
    }

    #[test]
    fn nothing_makes_it_panic(one in any::<String>(), other in any::<String>()) {
        prop_assert_eq!(differences(&one, &other).is_empty(), one == other);
    }
}
