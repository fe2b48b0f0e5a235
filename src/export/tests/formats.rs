//! What each format says.

use super::*;
use crate::client::ProviderSummary;

#[test]
fn terraform_reads_as_people_write_it() {
    assert_eq!(
        text("terraform", &bundle(vec![web()])),
        r#"# Clients of us-west-2_abc123
# Written by cognitui; no secret is in here.
# The import blocks take over what exists with the next apply; see `terraform plan` first.

# web
resource "aws_cognito_user_pool_client" "web_3ho4" {
  name                                 = "web"
  user_pool_id                         = "us-west-2_abc123"
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid"]
  callback_urls                        = ["https://app.example.org/cb"]
  supported_identity_providers         = ["COGNITO"]
  access_token_validity                = 30
  id_token_validity                    = 30
  refresh_token_validity               = 7

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }

  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 10
  }

  explicit_auth_flows           = ["ALLOW_USER_SRP_AUTH"]
  prevent_user_existence_errors = "ENABLED"
}

import {
  to = aws_cognito_user_pool_client.web_3ho4
  id = "us-west-2_abc123/3ho4ek12345678909nh3fmhpko"
}
"#
    );
}

#[test]
fn cloudformation_keeps_what_it_takes_over() {
    let written = export(by_id("cloudformation").expect("one"), &bundle(vec![web()]), Layout::Folder);
    let [template, import] = written.files.as_slice() else { panic!("{:?}", written.files) };
    assert_eq!(
        (template.path.as_str(), import.path.as_str()),
        ("pool-abc1.yaml", "pool-abc1.yaml.import.json")
    );
    let expected = r#"
Resources:
  # web
  Web3ho4:
    Type: AWS::Cognito::UserPoolClient
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      ClientName: web
      UserPoolId: us-west-2_abc123
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows:
        - code
      AllowedOAuthScopes:
        - email
        - openid
      CallbackURLs:
        - "https://app.example.org/cb"
"#;
    assert!(template.text.contains(expected), "{}", template.text);
    assert_eq!(
        serde_json::from_str::<Json>(&import.text).expect("JSON"),
        json!([{
            "ResourceType": "AWS::Cognito::UserPoolClient", "LogicalResourceId": "Web3ho4",
            "ResourceIdentifier": {"UserPoolId": POOL, "ClientId": CLIENT},
        }])
    );
}

#[test]
fn json_has_everything_as_it_came() {
    let client = Client {
        confidential: true,
        ..described(&json!({
            "ClientName": "odd\u{202e}", "CallbackURLs": ["b", "a"], "FutureSetting": {"Deep": [1.50, null]},
            "TokenValidityUnits": {"ActorToken": "weeks"}, "ClientSecret": "TOP-SECRET",
        }))
    };
    let bundle = surrounded(vec![client.clone()]);
    let text = text("json", &bundle);
    assert!(!text.contains('\u{202e}') && !text.contains("TOP-SECRET"));
    let json: Json = serde_json::from_str(&text).expect("JSON");
    let pool = &json["pools"][0];
    assert_eq!(pool["id"], json!(POOL));
    assert_eq!(pool["clients"][0]["hasSecret"], json!(true));
    assert_eq!(pool["clients"][0]["client"].as_object(), Some(client.settings.document()));
    assert_eq!(pool["userPool"].as_object(), bundle.pools[0].exported().map(Pool::document));
    assert_eq!(pool["identityProviders"][0]["withheld"], json!(["client_secret"]));
}

#[test]
fn units_go_with_all_three_numbers_or_not_at_all() {
    let lines = |json: Json| -> Vec<String> {
        let hcl = text("terraform", &bundle(vec![described(&json)]));
        let about = |line: &&str| line.contains("_token") && line.contains('=');
        hcl.lines().filter(about).map(|line| line.split_whitespace().collect()).collect()
    };
    let hours = json!({"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"});
    assert_eq!(lines(json!({"RefreshTokenValidity": 30, "TokenValidityUnits": hours})), [""; 0]);
    assert_eq!(lines(json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {}})), [""; 0]);
    assert_eq!(lines(json!({"AccessTokenValidity": 2})), ["access_token_validity=2"]);
    // A describe has these only where somebody chose them, the default's length or not.
    assert_eq!(lines(json!({"AccessTokenValidity": 1})), ["access_token_validity=1"]);
    let hour = json!({"AccessTokenValidity": 1, "IdTokenValidity": 1, "RefreshTokenValidity": 30,
        "TokenValidityUnits": hours});
    assert_eq!(lines(hour).len(), 6);
    assert_eq!(
        lines(json!({"TokenValidityUnits": {"AccessToken": "minutes"}})),
        [
            "access_token_validity=60",
            "id_token_validity=1",
            "refresh_token_validity=30",
            "access_token=\"minutes\"",
            "id_token=\"hours\"",
            "refresh_token=\"days\"",
        ]
    );
    assert_eq!(lines(json!({"AccessTokenValidity": 2, "TokenValidityUnits": hours})).len(), 6);
}

#[test]
fn what_is_off_or_filled_in_is_not_told() {
    let quiet = described(&json!({
        "ClientName": "web", "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0},
        "EnableTokenRevocation": true, "AuthSessionValidity": 3, "CallbackURLs": [], "DefaultRedirectURI": "",
        "AllowedOAuthFlowsUserPoolClient": false,
    }));
    let hcl = text("terraform", &bundle(vec![quiet]));
    assert_eq!(hcl.lines().filter(|line| line.contains(" = ")).count(), 4, "name, pool, to, id: {hcl}");
    // An explicit choice stays, also where it is the default's.
    let legacy = described(
        &json!({"ClientName": "web", "PreventUserExistenceErrors": "LEGACY", "EnableTokenRevocation": false}),
    );
    let hcl = text("terraform", &bundle(vec![legacy]));
    assert!(hcl.contains("\"LEGACY\"") && hcl.contains("enable_token_revocation       = false"), "{hcl}");
}

#[test]
fn a_secret_is_asked_for_and_never_told() {
    let mut client = Client {
        confidential: true,
        ..described(&json!({"ClientName": "web", "ClientSecret": "TOP-SECRET"}))
    };
    client.settings = settings(&Json::Object(client.settings.into_document()));
    for format in FORMATS {
        for layout in [Layout::One, Layout::Folder] {
            let written = export(format, &surrounded(vec![client.clone()]), layout);
            for file in written.files {
                assert!(!file.text.contains("TOP-SECRET"), "{}", file.path);
            }
        }
    }
    let bundle = bundle(vec![client]);
    for (format, words) in [
        ("terraform", "  lifecycle {\n    ignore_changes = [generate_secret]\n  }"),
        ("pulumi-typescript", "}, { ignoreChanges: [\"generateSecret\"] });"),
        ("pulumi-python", "opts=pulumi.ResourceOptions(ignore_changes=[\"generateSecret\"]),"),
        ("pulumi-yaml", "/3ho4ek12345678909nh3fmhpko\n      ignoreChanges:\n        - generateSecret"),
        ("cloudformation", "GenerateSecret: true"),
        ("cdk", "generateSecret: true,"),
        ("aws-cli", "\"GenerateSecret\": true"),
        ("env", "# COGNITO_CLIENT_SECRET= is told by: cognitui secret us-west-2_abc123/"),
    ] {
        let text = text(format, &bundle);
        assert!(text.contains(words), "{format}: {text}");
    }
}

#[test]
fn what_comes_along_is_referred_to() {
    let client = described(&json!({
        "ClientName": "web", "SupportedIdentityProviders": ["Okta", "COGNITO", "Facebook"],
        "AllowedOAuthScopes": ["openid", "https://api.example.org/read", "https://api.example.org/gone"],
    }));
    let mut bundle = surrounded(vec![client]);
    for (format, words) in [
        ("terraform", "\"COGNITO\", \"Facebook\", aws_cognito_identity_provider.okta_abc1.provider_name"),
        ("terraform", "\"${aws_cognito_resource_server.orders_abc1.identifier}/read\""),
        ("terraform", "\"https://api.example.org/gone\""),
        ("pulumi-typescript", "pulumi.interpolate`${ordersAbc1.identifier}/read`"),
        ("pulumi-python", "pulumi.Output.concat(orders_abc1.identifier, \"/read\")"),
        ("pulumi-yaml", "\"${ordersAbc1.identifier}/read\""),
        ("pulumi-java", "Output.format(\"%s/read\", ordersAbc1.identifier())"),
        ("pulumi-java", "Output.of(\"COGNITO\"),"),
        ("cloudformation", "UserPoolId: !Ref CustomersAbc1"),
        ("cloudformation", "    DependsOn:\n      - OrdersAbc1\n      - OktaAbc1\n"),
        ("cdk", "userPoolId: customersAbc1.ref,"),
        ("cdk", "web3ho4.addDependency(oktaAbc1);"),
        ("terraform", "to = aws_cognito_user_pool.customers_abc1\n  id = \"us-west-2_abc123\""),
        ("terraform", "id = \"us-west-2_abc123:Okta\""),
        ("terraform", "id = \"us-west-2_abc123|https://api.example.org\""),
        ("terraform", "ignore_changes = [provider_details]"),
        ("terraform", "prevent_destroy = true\n    ignore_changes  = all"),
    ] {
        let text = text(format, &bundle);
        assert!(text.contains(words), "{format}: {words}\n{text}");
    }
    // A template would write incomplete details over the complete ones, so that it asks for what is secret.
    let template = text("cloudformation", &bundle);
    assert!(template.contains("        client_secret: !Ref GoogleClientSecretAbc1\n"), "{template}");
    assert!(
        template.contains("\nParameters:\n  GoogleClientSecretAbc1:\n    Type: String\n    NoEcho: true\n")
    );
    assert!(text("cdk", &bundle).contains("client_secret\": googleClientSecretAbc1.valueAsString"));
    // One that was only listed is not in it at all, and neither is one with a text that it would act on.
    let summary = ProviderSummary { name: "Google".to_owned(), kind: "Google".to_owned() };
    bundle.pools[0].providers[0] = Provider::from(&summary);
    assert!(!text("cloudformation", &bundle).contains("ProviderName: Google"));
    let hcl = text("terraform", &bundle);
    assert!(hcl.contains("ignore_changes = [provider_details, attribute_mapping, idp_identifiers]"), "{hcl}");
    let saml = &mut bundle.pools[0].providers[1];
    saml.mapping.insert("email".to_owned(), json!("{{resolve:ssm:x}}"));
    assert!(!text("cloudformation", &bundle).contains("ProviderName: Okta"));
    assert!(!text("cdk", &bundle).contains("{{resolve"));
}

/// Whatever the service says of what is around clients, a template never acts on it.
#[test]
fn no_template_acts_on_a_text_of_the_service() {
    for (format, word) in
        [("cloudformation", "{{resolve:"), ("cdk", "{{resolve:"), ("cdk", "${Token["), ("cdk", "#{Token[")]
    {
        let odd = format!("read {word}ssm:/prod/key}}}}");
        let document = json!({
            "Name": "customers", "MfaConfiguration": "OFF", "UsernameAttributes": ["email", odd],
            "UserPoolTags": {"team": "identity", "owner": odd, "Fn::Transform": "x", "Ref": "y", (odd.as_str()): "z"},
            "SchemaAttributes": [{"Name": format!("custom:{odd}"), "AttributeDataType": "Number"}],
        });
        let server = |identifier: &str, name: &str, description: &str| ResourceServer {
            identifier: identifier.to_owned(),
            name: name.to_owned(),
            scopes: vec![Scope { name: "read".to_owned(), description: description.to_owned() }],
        };
        let client = described(&json!({"ClientName": "web", "AllowedOAuthScopes": ["sound/read"]}));
        let mut bundle = bundle(vec![client]);
        let facts = Pool::from_wire(PoolId::new(POOL), document.as_object().expect("one").clone());
        let servers = [
            server("sound", "Sound", "Reads"),
            server("described", "Described", &odd),
            server("called", &odd, "Reads"),
            server(&odd, "Identified", "Reads"),
        ];
        bundle.surround(&facts, &[], &servers, "pool, resource-servers".parse().expect("known words"));
        let written = export(by_id(format).expect(format), &bundle, Layout::One);
        let program = &written.files[0].text;
        let code: Vec<&str> =
            program.lines().map(str::trim).filter(|line| !line.starts_with(['#', '/'])).collect();
        for kept_out in [word, "Fn::Transform", "Ref:", "\"Ref\""] {
            assert!(!code.iter().any(|line| line.contains(kept_out)), "{format}: {kept_out}\n{program}");
        }
        assert!(!written.files[1].text.contains(word), "{}", written.files[1].text);
        assert!(program.contains("identity") && program.contains("Sound"), "{program}");
        let lost: Vec<&str> = written
            .losses
            .iter()
            .filter(|loss| loss.why == Why::Instruction)
            .map(|loss| loss.setting.as_str())
            .collect();
        for told in [
            "UserPoolTags.owner",
            "UserPoolTags.Fn::Transform",
            "UserPoolTags.Ref",
            "UsernameAttributes",
            "Schema.Name",
            "Scopes.ScopeDescription",
            "Name",
            "Identifier",
        ] {
            assert!(lost.contains(&told), "{format}: {told}: {lost:?}");
            assert!(program.contains(&format!("Not carried: {told}: ")), "{format}: {told}\n{program}");
        }
        // Where nothing acts on it, it is a text as any other.
        assert!(
            text("terraform", &bundle).contains("description = \"read "),
            "{}",
            text("terraform", &bundle)
        );
    }
}

#[test]
fn clients_of_other_services_are_the_managed_resource() {
    let name = "AmazonOpenSearchService-logs.prod-us-west-2-k3qz7h";
    let managed = |name: &str| Client { confidential: true, ..described(&json!({"ClientName": name})) };
    let one = bundle(vec![managed(name)]);
    let hcl = text("terraform", &one);
    assert!(hcl.contains("resource \"aws_cognito_managed_user_pool_client\""), "{hcl}");
    assert!(hcl.contains(r#"name_pattern = "^AmazonOpenSearchService-logs\\.prod-""#), "{hcl}");
    assert!(!hcl.contains("generate_secret") && !hcl.contains("  name  "), "{hcl}");
    assert!(text("pulumi-java", &one).contains("new ManagedUserPoolClient("));
    // Two of a domain are told apart by their whole names.
    let two = text(
        "terraform",
        &bundle(vec![managed(name), managed("AmazonOpenSearchService-logs.prod-us-west-2-x")]),
    );
    assert!(two.contains(r#""^AmazonOpenSearchService-logs\\.prod-us-west-2-x$""#), "{two}");
    for format in ["cloudformation", "cdk", "aws-cli"] {
        let written = export(by_id(format).expect(format), &one, Layout::One);
        assert_eq!(written.losses.len(), 1);
        assert_eq!((written.losses[0].setting.as_str(), &written.losses[0].why), ("", &Why::Managed));
        assert!(!written.files[0].text.contains("AmazonOpenSearchService-logs.prod-us-west-2-k3qz7h:"));
        assert!(written.files[0].text.contains("Not carried: this client: "));
        let commands = written.files[0].text.lines().filter(|line| line.starts_with("aws ")).count();
        assert_eq!((commands, written.files.len()), (0, 1), "{format}");
    }
}

#[test]
fn nothing_is_exported_of_nothing() {
    for format in FORMATS {
        let written = export(format, &Bundle::default(), Layout::One);
        assert_eq!(written.losses, []);
        assert_eq!(written.files.len(), 1, "{}", format.id);
        assert_eq!(export(format, &Bundle::default(), Layout::Folder).files, []);
    }
}

#[test]
fn the_table_of_formats_can_be_relied_on() {
    let ids: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
    assert_eq!(
        ids,
        [
            "pulumi-java",
            "pulumi-typescript",
            "pulumi-python",
            "pulumi-yaml",
            "terraform",
            "cloudformation",
            "cdk",
            "aws-cli",
            "env",
            "json"
        ]
    );
    let client = Client {
        id: Some(ClientId::new(CLIENT)),
        settings: crate::client::sample::full(),
        confidential: true,
    };
    let bundle = surrounded(vec![client]);
    for format in FORMATS {
        let written = export(format, &bundle, Layout::One);
        let text = &written.files[0].text;
        let can = format.capabilities;
        assert_eq!(by_id(format.id).map(|found| found.title), Some(format.title));
        assert!(
            written.files[0].path.ends_with(&format!(".{}", format.extension)),
            "{}",
            written.files[0].path
        );
        assert_eq!(text.contains("Orders"), can.surroundings, "{}", format.id);
        assert_eq!(text.contains("FutureSetting\":"), can.unknown, "{}", format.id);
        assert_eq!(text.contains("ALLOW_USER_SRP_AUTH"), can.settings, "{}", format.id);
        let import =
            written.files.iter().any(|file| file.role == Role::Adoption) || text.contains("import {\n");
        assert_eq!(import, can.adopts, "{}", format.id);
    }
    assert_eq!("pool,users".parse::<With>(), Err(UnknownPart("users".to_owned())));
}
