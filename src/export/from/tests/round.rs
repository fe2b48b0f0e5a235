//! What is exported comes back as it was.

use proptest::prelude::*;

use super::*;
use crate::client::ClientId;
use crate::client::compare::{Column, Comparison, SecretSeen, Secrets};
use crate::client::field::{Kind, UnitSource, Value};
use crate::client::sample;
use crate::client::snapshot::{Kept, canonical};
use crate::export::{Bundle, Client, FORMATS, Layout, Why, Written, export};

const POOL: &str = "us-west-2_abc123";
const CLIENT: &str = "3ho4ek12345678909nh3fmhpko";

fn bundle(settings: Settings, confidential: bool) -> Bundle {
    let mut bundle = Bundle::default();
    let client = Client { id: Some(ClientId::new(CLIENT)), settings, confidential };
    bundle.pool_mut(&PoolId::new(POOL)).clients.push(client);
    bundle
}

fn column(settings: &Settings) -> Column {
    Column::new("", settings.clone(), SecretSeen::Unknown)
}

/// The API's names of what differs and is not told as lost.
fn differing(before: &Settings, after: &Settings, written: &Written) -> Vec<String> {
    let columns = [column(before), column(after)];
    let comparison = Comparison::of(&columns, 0, Secrets::InWords);
    let name = |subject: &crate::client::Subject| match subject {
        crate::client::Subject::Setting(field) => field.api(),
        crate::client::Subject::Unknown(path) => path.join("."),
    };
    let differing = comparison.rows().filter(|row| row.differs()).map(|row| name(&row.subject));
    let off = before.effective(field::REFRESH_TOKEN_ROTATION).origin.is_default();
    let lost = |name: &String| {
        // Where a client lives is compared by itself.
        *name == "UserPoolId"
            // The time that belongs to a rotation that is off means nothing.
            || off && *name == field::ROTATION_GRACE_PERIOD.api()
            // A number says nothing without its unit.
            || unit_of(name).is_some_and(|unit| written.losses.iter().any(|loss| loss.setting == unit))
            || written
                .losses
                .iter()
                .any(|loss| loss.setting == *name || name.starts_with(&format!("{}.", loss.setting)))
    };
    differing.filter(|name| !lost(name)).collect()
}

/// The member that has the unit of a duration.
fn unit_of(name: &str) -> Option<String> {
    match crate::client::FIELDS.iter().find(|field| field.api() == name)?.kind {
        Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => Some(path.join(".")),
        _ => None,
    }
}

/// The formats that are read back, with what they need to be so.
fn carried() -> impl Iterator<Item = &'static crate::export::Format> {
    FORMATS.iter().filter(|format| {
        ["json", "terraform", "cloudformation", "pulumi-yaml", "aws-cli"].contains(&format.id)
    })
}

#[test]
fn every_format_is_read_back_or_refused_with_what_to_give_instead() {
    let bundle = bundle(sample::full(), true);
    for format in FORMATS {
        let written = export(format, &bundle, Layout::One);
        let file = &written.files[0];
        let read = read(&file.path, &file.text);
        if carried().any(|one| one.id == format.id) {
            let clients = read.unwrap_or_else(|error| panic!("{}: {error}", format.id));
            assert_eq!(clients[0].name(), Some("web"), "{}", format.id);
            assert_eq!(clients[0].secret, Some(true), "{}", format.id);
        } else {
            let error = read.expect_err(format.id).to_string();
            assert!(error.contains("give "), "{}: {error}", format.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_exported_comes_back(settings in sample::settings(), confidential: bool) {
        prop_assume!(!sample::is_odd(&settings));
        // A describe never has it; whether there is a secret is told beside.
        let mut settings = settings;
        prop_assert!(settings.set(field::GENERATE_SECRET, None).is_ok());
        prop_assert!(settings.set(field::USER_POOL_ID, Some(Value::Text(POOL.to_owned()))).is_ok());
        for format in carried() {
            let written = export(format, &bundle(settings.clone(), confidential), Layout::One);
            let file = &written.files[0];
            if written.losses.iter().any(|loss| loss.why == Why::Widens) {
                // It is left out, and a file may have nothing then that tells what it is.
                let read = read(&file.path, &file.text).unwrap_or_default();
                prop_assert!(read.is_empty(), "{}\n{}", format.id, file.text);
                continue;
            }
            let clients = read(&file.path, &file.text)
                .map_err(|error| TestCaseError::fail(format!("{}: {error}\n{}", format.id, file.text)))?;
            prop_assert_eq!(clients.len(), 1, "{}", format.id);
            let back = &clients[0];
            prop_assert!(back.unresolved.is_empty(), "{}: {:?}", format.id, open(back));
            prop_assert_eq!(back.secret.unwrap_or(false), confidential, "{}", format.id);
            prop_assert_eq!(back.pool.as_ref().map(PoolId::as_str), Some(POOL), "{}", format.id);
            let differing = differing(&settings, &back.settings, &written);
            prop_assert!(differing.is_empty(), "{}: {:?}\n{}", format.id, differing, file.text);
            // Not even what is lost passes for a difference, and a client made as the file has it keeps it. What
            // has an unexpected form is aside: a request may have to say something in its place.
            let columns = [column(&settings), back.to_column("", true)];
            let said = columns[1].unsaid.completed(&back.settings, &settings);
            let off = settings.effective(field::REFRESH_TOKEN_ROTATION).origin.is_default();
            let odd: Vec<&str> =
                written.losses.iter().filter(|loss| loss.why == Why::Odd).map(|loss| loss.setting.as_str()).collect();
            let aside = |field: &'static Field| {
                let api = field.api();
                off && *field == *field::ROTATION_GRACE_PERIOD
                    || odd.contains(&api.as_str())
                    || unit_of(&api).is_some_and(|unit| odd.contains(&unit.as_str()))
            };
            for row in Comparison::of(&columns, 0, Secrets::InWords).rows().filter(|row| row.differs()) {
                let is_aside = row.subject.field().is_some_and(aside);
                prop_assert!(is_aside, "{}: {}\n{}", format.id, row.label, file.text);
            }
            for field in crate::client::FIELDS.iter().filter(|field| field.is_mutable()) {
                // A unit alone has no effect.
                let is_aside = aside(field) || field.kind == Kind::Unit;
                prop_assert!(is_aside || said.same(&settings, field), "{}: {}", format.id, field.id);
            }
        }
        let kept = Kept {
            key: ClientKey::new(POOL, CLIENT),
            pool_name: "customers".to_owned(),
            secret: Some(confidential),
            settings: canonical(&settings),
        };
        let back = one("web.json", &kept.text());
        prop_assert_eq!(back.secret, Some(confidential));
        prop_assert_eq!(&back.settings, &kept.settings);
    }

    /// Texts that mean something to the format are texts again.
    #[test]
    fn texts_come_back_letter_by_letter(url in crate::export::tests::hostile_text()) {
        let url = format!("x:{url}");
        let settings = settings(&json!({"ClientName": "web", "CallbackURLs": [url], "DefaultRedirectURI": url}));
        for format in carried() {
            let written = export(format, &bundle(settings.clone(), false), Layout::One);
            let file = &written.files[0];
            let back = one(&file.path, &file.text);
            let differing = differing(&settings, &back.settings, &written);
            prop_assert!(differing.is_empty(), "{}: {:?}\n{}", format.id, differing, file.text);
            prop_assert!(back.unresolved.is_empty(), "{}", format.id);
        }
    }
}
