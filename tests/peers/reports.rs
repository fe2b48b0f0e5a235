//! Audit reports in the hands of others: SARIF before its schema, HTML in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use cognitui::audit::{Around, Audit, Known, Need, Place, Policy, Site, Subject, render};
use cognitui::client::{AppClient, ClientKey, Pool, PoolId, SecretPresence, Settings};
use serde_json::json;

use crate::servers;

/// What a client's name must never become.
const HOSTILE: &str =
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\u{202e}";

/// A report with findings, accepted ones and gaps, about clients with hostile names.
fn report(format: &str) -> String {
    let policy = "[[audit.suppress]]\nrule = 'S13'\nclient = '*'\nreason = 'known'\nexpires = 2030-01-01\n";
    let policy = Policy::from_toml(policy).unwrap();
    let id = PoolId::new("eu-west-1_Ab12Cd34E");
    let mut around = Around::new(id.clone(), HOSTILE);
    let word = Some(HOSTILE.to_owned());
    let site = Site { name: HOSTILE.to_owned(), profile: word.clone(), account: word, ..Site::default() };
    around.site = Some(Arc::new(site));
    let document = json!({"MfaConfiguration": "OFF", "UserPoolTier": "LITE"});
    around.pool = Pool::from_wire(id.clone(), document.as_object().unwrap().clone()).into();
    around.servers = Known::Failed(format!("denied {HOSTILE}"));
    let mut audit = Audit::new(&policy, "2026-06-01T12:00:00Z".parse().unwrap());
    audit.pool(&around);
    for (number, grant) in ["implicit", "code", "client_credentials"].into_iter().enumerate() {
        let settings = json!({
            "ClientName": HOSTILE, "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": [grant],
            "AllowedOAuthScopes": ["email", HOSTILE], "CallbackURLs": [format!("javascript:{HOSTILE}"), "http://a.example.org/"],
        });
        let client = AppClient {
            key: ClientKey::new(id.as_str(), format!("{number}/<b>")),
            settings: Settings::from_wire(settings.as_object().unwrap().clone()),
            secret: SecretPresence::Absent,
        };
        audit.client(&Subject::new(&client, &around));
    }
    audit.could_not_read(
        Need::Clients,
        Place::pool(PoolId::new("eu-west-1_Gone00000"), HOSTILE),
        "Access denied",
    );
    let whole = Place { site: around.site.clone(), ..Place::whole(HOSTILE) };
    audit.could_not_read(Need::Connection, whole, "Access denied");
    let mut report = audit.finish();
    report.about = vec![("Profile".to_owned(), HOSTILE.to_owned())];
    render::format(format).unwrap().render(&report)
}

#[test]
fn sarif_is_what_its_schema_says() {
    let Some(peers) = servers::installed("reports::sarif_is_what_its_schema_says") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.sarif");
    fs::write(&file, report("sarif")).unwrap();
    check_sarif(&peers, &file);
}

/// What changed, what came and what could not be compared, in one document.
#[test]
fn drifts_sarif_is_what_its_schema_says() {
    let Some(peers) = servers::installed("reports::drifts_sarif_is_what_its_schema_says") else { return };
    let folder = tempfile::tempdir().unwrap();
    let cognitui = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cognitui"));
        command.args(arguments).arg("--sandbox").current_dir(folder.path()).env("HOME", folder.path());
        command.output().unwrap()
    };
    let taken = cognitui(&["snapshot", "-d", "kept"]);
    assert!(taken.status.success(), "{}", said(&taken));
    let pools = fs::read_dir(folder.path().join("kept")).unwrap().map(|entry| entry.unwrap().path());
    let customers =
        pools.into_iter().find(|pool| pool.to_string_lossy().contains("/kept/customers--")).unwrap();
    let mut clients: Vec<PathBuf> =
        fs::read_dir(customers).unwrap().map(|file| file.unwrap().path()).collect();
    clients.retain(|file| file.to_string_lossy().contains("--"));
    clients.sort();
    let changed =
        fs::read_to_string(&clients[0]).unwrap().replacen("\"ClientName\": \"", "\"ClientName\": \"not ", 1);
    fs::write(&clients[0], changed).unwrap();
    fs::remove_file(&clients[1]).unwrap();
    fs::write(&clients[2], "{").unwrap();
    let drift = cognitui(&["drift", "kept", "-o", "sarif"]);
    assert_eq!(drift.status.code(), Some(1), "{}", said(&drift));
    let file = folder.path().join("drift.sarif");
    let text = String::from_utf8(drift.stdout).unwrap();
    assert!(text.contains("toolExecutionNotifications"), "{text}");
    fs::write(&file, text).unwrap();
    check_sarif(&peers, &file);
}

fn check_sarif(peers: &Path, file: &Path) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/sarif_check.py");
    let output = Command::new(peers.join("audit/bin/python"))
        .arg(script)
        .args([peers.join("sarif/schema.json").as_path(), file])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn html_is_read_and_printed_and_runs_nothing() {
    let Some(browser) = browser("reports::html_is_read_and_printed_and_runs_nothing") else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    fs::write(&page, report("html")).unwrap();
    let browse = |arguments: &[&str]| {
        let output = Command::new(&browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--window-size=1200,3000",
            ])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .args(arguments)
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let document = browse(&["--dump-dom"]);
    assert!(document.contains("<title>Audit of Cognito app clients</title>"), "{document}");
    assert!(document.contains("&lt;img src=x onerror="));
    for active in ["<img", "<script"] {
        assert!(!document.contains(active), "{active}");
    }
    for section in ["summary", "map", "findings", "accepted", "unchecked", "S01"] {
        assert!(document.contains(&format!("id=\"{section}\"")), "{section}");
    }
    let shot = |name: &str, scheme: &str| {
        let file = folder.path().join(name);
        browse(&[
            &format!("--screenshot={}", file.display()),
            &format!("--blink-settings=preferredColorScheme={scheme}"),
        ]);
        fs::read(file).unwrap()
    };
    let (light, dark) = (shot("light.png", "1"), shot("dark.png", "0"));
    assert!(light.len() > 20_000 && dark.len() > 20_000 && light != dark, "two schemes, both drawn");
    let paper = folder.path().join("report.pdf");
    browse(&["--no-pdf-header-footer", &format!("--print-to-pdf={}", paper.display())]);
    assert!(fs::read(paper).unwrap().starts_with(b"%PDF"));
}

/// Chromium, where there is one.
fn browser(test: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        servers::skip(test, "no Chromium is installed (on Debian: apt-get install chromium)");
    }
    found
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
