//! What a format cannot carry, and where that is told.

use super::*;

#[test]
fn what_a_new_client_cannot_be_is_told() {
    let registered = bundle(vec![described(&json!({"ClientName": "agent", "ClientType": "DCR"}))]);
    let written = export(by_id("aws-cli").expect("one"), &registered, Layout::One);
    assert!(written.files[0].text.contains("# Not carried: ClientType: the client registered itself"));
    assert!(written.files[0].text.contains("\naws cognito-idp create-user-pool-client"));
    assert_eq!(written.losses[0].why, Why::Registered);

    let analytics = |role: &str| {
        bundle(vec![described(&json!({"ClientName": "web", "AnalyticsConfiguration": {
            "ApplicationArn": "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/8f", "RoleArn": role,
        }}))])
    };
    let linked = analytics(
        "arn:aws:iam::123456789012:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp",
    );
    let own = analytics("arn:aws:iam::123456789012:role/own");
    for format in FORMATS.iter().filter(|format| format.capabilities.settings && format.id != "json") {
        let written = export(format, &linked, Layout::One);
        assert!(!written.files[0].text.contains("aws-service-role"), "{}", format.id);
        let told = "Not carried: AnalyticsConfiguration.RoleArn: the service fills in its own role";
        assert!(written.files[0].text.contains(told), "{}: {}", format.id, written.files[0].text);
        let lost = (written.losses[0].setting.as_str(), &written.losses[0].why);
        assert_eq!(lost, ("AnalyticsConfiguration.RoleArn", &Why::ServiceRole), "{}", format.id);
        assert_eq!(export(format, &own, Layout::One).losses, [], "{}", format.id);
    }
}

#[test]
fn what_is_not_carried_is_told_twice() {
    let client = described(&json!({
        "ClientName": "Gäste/Bücher", "FutureSetting": 1, "TokenValidityUnits": {"ActorToken": "weeks"},
        "ExplicitAuthFlows": ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_USER_AUTH"],
        "CallbackURLs": ["https://a.example/{{resolve:ssm:x}}"], "EnableTokenRevocation": "sometimes",
    }));
    let bundle = bundle(vec![client]);
    let lost = |format: &str| -> Vec<(String, Why)> {
        let written = export(by_id(format).expect(format), &bundle, Layout::One);
        for loss in &written.losses {
            assert_eq!(loss.client, format!("{POOL}/{CLIENT}"));
            let told = format!("Not carried: {}: ", loss.setting);
            assert!(written.files[0].text.contains(&told), "{format}: {told}");
        }
        written.losses.into_iter().map(|loss| (loss.setting, loss.why)).collect()
    };
    let member = |name: &str, why| (name.to_owned(), why);
    let unknown = [
        member("EnableTokenRevocation", Why::Odd),
        member("FutureSetting", Why::Unknown),
        member("TokenValidityUnits.ActorToken", Why::Unknown),
    ];
    let mut sorted = lost("terraform");
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(sorted, unknown);
    let cloudformation = lost("cloudformation");
    for more in [
        member("ClientName", Why::Refused("Gäste/Bücher".to_owned())),
        member("CallbackURLs", Why::Instruction),
        member("ExplicitAuthFlows", Why::Refused("ALLOW_TOKEN_EXCHANGE_DELEGATION".to_owned())),
    ] {
        assert!(cloudformation.contains(&more), "{cloudformation:?}");
    }
    let mut cli = lost("aws-cli");
    cli.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(cli, unknown);
    assert_eq!(lost("json"), []);
}

/// A value that a schema does not have is refused as a whole template, so that it is left out and told.
#[test]
fn a_value_that_a_format_refuses_is_left_out() {
    let odd = bundle(vec![described(&json!({
        "ClientName": "web", "AllowedOAuthFlows": ["code", "device"], "PreventUserExistenceErrors": "MAYBE",
        "AccessTokenValidity": 5, "IdTokenValidity": 30, "RefreshTokenValidity": 7,
        "TokenValidityUnits": {"AccessToken": "weeks", "IdToken": "minutes", "RefreshToken": "days"},
        "RefreshTokenRotation": {"Feature": "SOMETIMES", "RetryGracePeriodSeconds": 10},
    }))]);
    let lost = |format: &str| -> Vec<(String, String)> {
        let written = export(by_id(format).expect(format), &odd, Layout::One);
        let lost = written.losses.into_iter().filter_map(|loss| match loss.why {
            Why::Refused(value) => Some((loss.setting, value)),
            _ => None,
        });
        let mut lost: Vec<_> = lost.collect();
        lost.sort();
        lost
    };
    let refused = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let rotation = [
        refused("RefreshTokenRotation.Feature", "SOMETIMES"),
        // Without its unit or its switch a number would be another one.
        refused("RefreshTokenRotation.RetryGracePeriodSeconds", "SOMETIMES"),
    ];
    for format in ["cloudformation", "cdk"] {
        let expected = [
            vec![
                refused("AccessTokenValidity", "weeks"),
                refused("AllowedOAuthFlows", "device"),
                refused("PreventUserExistenceErrors", "MAYBE"),
            ],
            rotation.to_vec(),
            vec![refused("TokenValidityUnits.AccessToken", "weeks")],
        ];
        assert_eq!(lost(format), expected.concat(), "{format}");
        let program = text(format, &odd);
        let code = program.lines().map(str::trim).filter(|line| !line.starts_with(['#', '/']));
        let code: String = code.collect();
        for value in ["device", "weeks", "SOMETIMES", "MAYBE", "ccessTokenValidity"] {
            assert!(!code.contains(value), "{format}: {value}\n{program}");
        }
        assert!(code.contains("dTokenValidity: 30"), "{program}");
    }
    assert_eq!(lost("terraform"), rotation);
    assert!(!text("terraform", &odd).contains("refresh_token_rotation"));
}

/// The provider shows a rotation that is off as a change, which is no fault of the program.
#[test]
fn terraform_tells_of_a_rotation_that_is_off() {
    let off = |rotation: &Json| {
        text(
            "terraform",
            &bundle(vec![described(&json!({"ClientName": "web", "RefreshTokenRotation": rotation}))]),
        )
    };
    let note = "# RefreshTokenRotation is off and left out; the provider may show it as a change: \
                https://github.com/hashicorp/terraform-provider-aws/issues/47554\n";
    let hcl = off(&json!({"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}));
    assert!(hcl.contains(note) && !hcl.contains("refresh_token_rotation"), "{hcl}");
    for other in [json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 10}), json!(null)] {
        assert!(!off(&other).contains("47554"));
    }
}
