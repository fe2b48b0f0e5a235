//! `export --with idp`: identity providers with their details, and never what those keep secret.

use cognitui::export::FORMATS;

use crate::program::Service;

const POOL: &str = "eu-west-1_hRb7Lk2Qe";
const SECRET: &str = "GOCSPX-of-the-sandbox-alone";

#[test]
fn details_come_along_and_their_secrets_do_not() {
    let service = Service::start();
    for format in FORMATS.iter().filter(|format| format.capabilities.surroundings) {
        let ran = service.run(&["export", "customers/web", "--to", format.id, "--with", "idp"]).ended(0);
        assert!(!ran.out.contains(SECRET) && !ran.err.contains(SECRET), "{}", format.id);
        // Type, details, mapping.
        for told in [
            "SignInWithApple",
            "H4RB0URL1N",
            "802134778-harbourline",
            "openid email profile",
            "\"sub\"",
            "client_secret",
        ] {
            let unquoted = told.trim_matches('"');
            assert!(
                ran.out.contains(told) || ran.out.contains(&format!(": {unquoted}\n")),
                "{}: {told}\n{}",
                format.id,
                ran.out
            );
        }
        if format.id != "json" {
            assert!(
                ran.out.contains("Not carried: ProviderDetails.client_secret: it is secret"),
                "{}",
                ran.out
            );
            assert!(ran.err.contains("ProviderDetails.client_secret: it is secret"), "{}", ran.err);
        }
    }
    let text = |format: &str| {
        service.run(&["export", "customers/web", "--to", format, "--with", "idp"]).ended(0).out
    };
    // What cannot be told is left alone, or asked for.
    assert!(text("terraform").contains("ignore_changes = [provider_details]"));
    assert!(text("pulumi-typescript").contains("ignoreChanges: [\"providerDetails\"]"));
    let template = text("cloudformation");
    assert!(
        template.contains("\nParameters:\n  GoogleClientSecretHrb7:\n    Type: String\n    NoEcho: true\n"),
        "{template}"
    );
    assert!(template.contains("client_secret: !Ref GoogleClientSecretHrb7"), "{template}");
    assert!(
        template.contains("--parameters ParameterKey=GoogleClientSecretHrb7,ParameterValue="),
        "{template}"
    );
    let program = text("cdk");
    assert!(program.contains("client_secret\": googleClientSecretHrb7.valueAsString"), "{program}");
}

#[test]
fn providers_that_cannot_be_described_are_told_and_left_alone() {
    let denied = Service::with(&["--fault", "access-denied:DescribeIdentityProvider=1"]);
    let ran = denied.run(&["export", POOL, "--to", "terraform", "--with", "idp"]).ended(0);
    assert!(
        ran.err.contains("! The details of the identity providers of eu-west-1_hRb7Lk2Qe could not be read"),
        "{}",
        ran.err
    );
    assert!(
        ran.out.contains("ignore_changes = [provider_details, attribute_mapping, idp_identifiers]"),
        "{}",
        ran.out
    );
    // Who does not take them along need not know.
    let without = denied.run(&["export", POOL, "--to", "terraform"]).ended(0);
    assert!(!without.err.contains("identity providers"), "{}", without.err);
}
