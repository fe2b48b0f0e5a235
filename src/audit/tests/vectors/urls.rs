//! Callback and logout URLs.

use Severity::{Critical, High, Info, Low, Medium};

use super::*;

fn callbacks(rule: &'static str, urls: &[&str]) -> Vector {
    web_but(rule, json!({"CallbackURLs": urls, "DefaultRedirectURI": null, "LogoutURLs": []}))
}

fn dormant(rule: &'static str, urls: &[&str]) -> Vector {
    let patch = json!({"CallbackURLs": urls, "DefaultRedirectURI": null, "LogoutURLs": [], "AllowedOAuthFlowsUserPoolClient": false});
    web_but(rule, patch)
}

pub(super) fn vectors() -> Vec<Vector> {
    let own = "https://www.shop.test.de/cb";
    let many: Vec<String> = (0..21).map(|n| format!("https://www.shop.test.de/{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    vec![
        callbacks("S02", &["http://www.shop.test.de/cb"]).found(&[Critical]),
        web_but("S02", json!({"CallbackURLs": ["http://a.test.de"], "LogoutURLs": ["HTTP://a.test.de"]}))
            .found(&[Critical, Critical]),
        callbacks("S02", &["http://localhost:3000", "http://127.0.0.1/x", "http://[::1]:1"]),
        dormant("S02", &["http://a.test.de"]).found(&[Low]),
        callbacks("S02", &["http://localhost.evil.test/", "http:/\\a.test.de"]).found(&[Critical]).odd(),
        callbacks("S03", &[own, "http://localhost:3000"]).found(&[Medium]),
        web_but("S03", json!({"CallbackURLs": [own, "http://localhost"], "AllowedOAuthFlows": ["implicit"]}))
            .found(&[High]),
        server_but("S03", json!({"CallbackURLs": ["http://localhost"], "ClientName": "web-prod"}))
            .found(&[Medium]),
        web_but("S03", json!({"CallbackURLs": [own, "http://localhost"], "ClientName": "web-dev"}))
            .found(&[Medium]),
        web_but("S03", json!({"CallbackURLs": ["http://localhost"], "ClientName": "web-dev"})),
        callbacks("S03", &["http://localhost:3000", "com.shop.app:/cb"]),
        web_but("S03", json!({"CallbackURLs": ["http://localhost:3000"], "ClientName": "web-prod"}))
            .found(&[Medium]),
        web_but(
            "S03",
            json!({"CallbackURLs": ["http://127.0.0.1", "com.shop.app:/cb"], "ClientName": "web-prod"}),
        )
        .found(&[Info]),
        web_but(
            "S03",
            json!({"CallbackURLs": [own, "http://127.0.0.1", "shop:/cb"], "ClientName": "web-prod"}),
        )
        .found(&[Medium]),
        dormant("S03", &[own, "http://localhost"]).found(&[Low]),
        callbacks("S03", &[own, "localhost:3000", "https://localhost.test.de"]).odd(),
        callbacks("S04", &["https://*.shop.test.de/cb"]).found(&[Medium]),
        callbacks("S04", &["https://www.shop.test.de/*"]).found(&[Medium]),
        callbacks("S04", &["https://www.shop.test.de/?q=*"]),
        dormant("S04", &["https://*.shop.test.de"]).found(&[Low]).odd(),
        callbacks("S05", &["shop://cb"]).found(&[Medium]),
        callbacks("S05", &["de.test.shop:/cb"]).found(&[Info]),
        callbacks("S05", &["shop://cb", "de.test.shop:/cb", "javascript:alert(1)"])
            .found(&[High, Medium, Info]),
        callbacks("S05", &[own]),
        callbacks("S05", &["", ":", "no-colon", "\u{1b}[31m://x"]).found(&[Medium]).odd(),
        callbacks("S06", &["https://shop.vercel.app/cb"]).found(&[Medium]),
        callbacks("S06", &["https://1234.ngrok-free.app/cb", "https://oauth.pstmn.io/v1/callback"])
            .found(&[High]),
        callbacks(
            "S06",
            &["https://site.s3-website-eu-west-1.amazonaws.com/", "https://b.s3.eu-west-1.amazonaws.com/"],
        )
        .found(&[Medium]),
        callbacks(
            "S06",
            &["https://vercel.app.shop.test.de/", "https://ec2.amazonaws.com", "https://notvercel.app"],
        ),
        callbacks("S06", &["https://SHOP.GITHUB.IO./", "ngrok.io://x"]).found(&[Medium]).odd(),
        callbacks("S07", &["https://example.com"]).found(&[Medium]),
        web_but("S07", json!({"LogoutURLs": ["https://www.example.org/out"]})).found(&[Medium]),
        callbacks("S07", &["https://shop.example/", "https://example.test.de", "https://myexample.com"]),
        callbacks("S07", &["https://example", "example.com"]).odd(),
        callbacks("S08", &["https://203.0.113.7/cb"]).found(&[Medium]),
        callbacks("S08", &["https://shop.test.de@evil.test/"]).found(&[Medium]),
        callbacks("S08", &["https://xn--shp-rna.test.de/"]).found(&[Medium]),
        callbacks("S08", &["https://sh\u{43e}p.test.de/"]).found(&[Medium]),
        callbacks("S08", &["https://www.shop.test.de/cb?access_token=abc"]).found(&[Medium]),
        web_but("S08", json!({"ClientName": "web-live", "CallbackURLs": ["https://www.shop.test.de:8443/"]}))
            .found(&[Medium]),
        callbacks(
            "S08",
            &["https://www.shop.test.de:8443/", "http://127.0.0.1:8400/", "https://a.test.de:443/"],
        ),
        callbacks("S08", &["https://2130706433/", "https://0x7f.1/"]).found(&[Medium]).odd(),
        callbacks("S09", &["https://www.shop.test.de/go?next=/home"]).found(&[Low]),
        callbacks("S09", &["https://www.shop.test.de/go?nextstep=1", "https://www.shop.test.de/next"]),
        callbacks("S09", &["https://a.test.de/?&;=;URL=https://b.test"]).found(&[Low]).odd(),
        callbacks("S10", &many).found(&[Low]),
        callbacks("S10", &["https://a.de", "https://b.de", "https://c.co.uk", "https://d.co.uk"])
            .found(&[Low]),
        callbacks("S10", &["https://a.x.de", "https://b.x.de", "https://c.x.de", "https://y.de", "app:/cb"]),
        dormant("S10", &["https://a.de", "https://b.de", "https://c.de", "https://d.de"]).found(&[Low]).odd(),
        web_but("S11", json!({"LogoutURLs": ["https://www.shpo.test.de/"]})).found(&[Low]),
        web_but("S11", json!({"LogoutURLs": ["https://www.shop.test.de/other", "shop://bye"]})),
        web_but("S11", json!({"LogoutURLs": ["https://elsewhere.test.de"], "CallbackURLs": []})).odd(),
        web_but(
            "S53",
            json!({"CallbackURLs": [own, "https://www.shop.test.de/2"], "DefaultRedirectURI": null}),
        )
        .found(&[Info]),
        web_but(
            "S53",
            json!({"CallbackURLs": [own, "http://localhost/"], "DefaultRedirectURI": "http://localhost/"}),
        )
        .found(&[Medium]),
        web_but("S53", json!({"DefaultRedirectURI": null})),
        callbacks("S53", &[own, "http://localhost/"]).found(&[Info]).odd(),
    ]
}
