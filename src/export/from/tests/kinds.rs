//! Files as other tools write them.

use super::*;

const STATE: &str = include_str!("files/terraform.tfstate");
const PLAN: &str = include_str!("files/plan.json");
const TEMPLATE: &str = include_str!("files/template.yaml");
const STACK: &str = include_str!("files/stack.json");
const HCL: &str = include_str!("files/clients.tf");

#[test]
fn a_terraform_state_has_every_instance_and_no_secret() {
    let clients = read("terraform.tfstate", STATE).expect("a state");
    let told: Vec<_> = clients
        .iter()
        .map(|one| (one.address.as_str(), one.key().map(|key| key.to_string()), one.secret, one.managed))
        .collect();
    let key = |client: &str| Some(format!("us-west-2_abc123/{client}"));
    assert_eq!(
        told,
        [
            ("aws_cognito_user_pool_client.web", key("3ho4ek12345678909nh3fmhpko"), Some(true), false),
            (
                "module.shops.aws_cognito_user_pool_client.shop[\"north\"]",
                key("shopnorth"),
                Some(false),
                false
            ),
            ("aws_cognito_managed_user_pool_client.search", key("managed1"), Some(true), true),
        ]
    );
    assert!(clients.iter().all(|one| one.complete && one.unresolved.is_empty()), "{clients:#?}");
    assert!(!format!("{clients:?}").contains("s3cr3t"));
    assert_eq!(clients[0].place.line, 30);
    assert_eq!(
        Json::Object(clients[0].settings.document().clone()),
        json!({
            "UserPoolId": "us-west-2_abc123", "ClientName": "web", "ClientId": "3ho4ek12345678909nh3fmhpko",
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["email", "openid"], "CallbackURLs": ["https://app.example.org/cb"],
            "SupportedIdentityProviders": ["COGNITO"],
            "AccessTokenValidity": 30, "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
            "IdTokenValidity": 30, "RefreshTokenValidity": 7,
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
            "EnableTokenRevocation": true, "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "AuthSessionValidity": 3, "PreventUserExistenceErrors": "ENABLED",
            "EnablePropagateAdditionalUserContextData": false,
        })
    );
}

#[test]
fn a_plan_tells_what_is_known_only_afterwards() {
    let api = one("plan.json", PLAN);
    assert_eq!(api.address, "module.auth.aws_cognito_user_pool_client.api");
    assert_eq!((api.name(), api.secret, api.key()), (Some("api"), Some(true), None));
    assert_eq!(
        open(&api),
        [
            "line 15: user_pool_id = (known after apply) is not evaluated",
            "line 15: allowed_oauth_scopes = (known after apply) is not evaluated",
        ]
    );
    assert_eq!(api.settings.text("AllowedOAuthScopes"), None);
    let shown = json!({"format_version": "1.0", "values": {"root_module": {"child_modules": [{"resources": [{
        "address": "module.a.aws_cognito_user_pool_client.x", "mode": "managed", "type": "aws_cognito_user_pool_client",
        "values": {"id": "c", "user_pool_id": "us-west-2_abc123", "name": "x", "client_secret": "s3cr3t"},
    }]}]}}});
    let x = one("state.json", &shown.to_string());
    assert_eq!((x.name(), x.secret), (Some("x"), Some(true)));
}

#[test]
fn a_template_keeps_functions_as_they_are_written() {
    let clients = read("template.yaml", TEMPLATE).expect("a template");
    let [web, machine, shops] = clients.as_slice() else { panic!("{clients:#?}") };
    assert_eq!(
        open(web),
        [
            "line 21: UserPoolId = !Ref Pool is not evaluated",
            "line 26: AllowedOAuthScopes = [\"openid\", !Sub ${Server}/orders] is not evaluated",
            "line 32: DefaultRedirectURI = {Fn::Sub: \"https://${Host}/cb\"} is not evaluated",
            "line 30: LogoutURLs = !Split [\",\", !Ref LogoutUrls] is not evaluated",
            "line 42: AnalyticsConfiguration.ApplicationId = !If [\"Production\", \"abc\", \"def\"] is not evaluated",
            "line 44: FutureProperty is not known to this version and left out",
        ]
    );
    assert_eq!(
        Json::Object(web.settings.document().clone()),
        json!({
            "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "CallbackURLs": ["https://app.example.org/cb"], "SupportedIdentityProviders": ["COGNITO"],
            "AccessTokenValidity": 30, "IdTokenValidity": 30, "RefreshTokenValidity": 7,
            "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
            "AnalyticsConfiguration": {"ExternalId": "12345"},
        })
    );
    assert_eq!(
        (machine.pool.as_ref().map(PoolId::as_str), machine.secret),
        (Some("us-west-2_abc123"), Some(true))
    );
    assert_eq!(
        open(machine),
        [
            "line 50: ClientName = {{resolve:ssm:/names/machine}} is not evaluated",
            "line 47: Condition = \"Production\" is not evaluated",
        ]
    );
    assert_eq!(shops.unresolved.len(), 1);
    // The same in JSON, with the long forms.
    let json = json!({"Resources": {"Web": {"Type": "AWS::Cognito::UserPoolClient", "Properties": {
        "UserPoolId": {"Ref": "Pool"}, "ClientName": "web", "CallbackURLs": {"Fn::Split": [",", {"Ref": "Urls"}]},
        "ReadAttributes": {"Ref": "AWS::NoValue"},
    }}}});
    assert_eq!(
        open(&one("template.json", &json.to_string())),
        [
            "line 1: UserPoolId = {Ref: \"Pool\"} is not evaluated",
            "line 1: CallbackURLs = {Fn::Split: [\",\", {Ref: \"Urls\"}]} is not evaluated",
        ]
    );
}

/// What a transform brings is in no template, so what is not said beside it is open.
#[test]
fn beside_a_transform_only_what_is_said_is_known() {
    let include = json!({"Name": "AWS::Include", "Parameters": {"Location": "s3://bucket/client.yaml"}});
    let said = json!({"UserPoolId": "us-west-2_abc123", "ClientName": "web", "AccessTokenValidity": 30,
        "ReadAttributes": {"Ref": "AWS::NoValue"}, "Fn::Transform": include});
    let template = |properties: Json| json!({"Resources": {"Web": {"Type": "AWS::Cognito::UserPoolClient", "Properties": properties}}});
    let web = one("template.json", &template(said).to_string());
    assert_eq!(web.name(), Some("web"));
    let fields: Vec<&str> =
        web.unresolved.iter().filter_map(|open| open.field).map(|field| field.id).collect();
    // A number is nothing without the unit that may be brought.
    for open in [field::CALLBACK_URLS, field::READ_ATTRIBUTES, field::ACCESS_TOKEN_VALIDITY] {
        assert!(fields.contains(&open.id), "{}: {fields:?}", open.id);
    }
    assert!(!fields.contains(&field::CLIENT_NAME.id), "{fields:?}");
    let left = web.settings.document().keys().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(left, ["ClientName", "UserPoolId"]);
    for told in open(&web) {
        assert!(told.ends_with("what Fn::Transform brings is not evaluated"), "{told}");
        assert!(!told.contains("s3://"), "{told}");
    }
    for field in crate::client::FIELDS.iter().filter(|field| field.is_mutable()) {
        let has_place = field.names.cloudformation.is_some() && *field != *field::CLIENT_NAME;
        assert_eq!(fields.contains(&field.id), has_place, "{}", field.id);
    }

    // Alone, in the short form, beside the properties, and in one of them.
    let alone = one("template.json", &template(json!({"Fn::Transform": include})).to_string());
    assert!(alone.unresolved.iter().any(|open| open.field == Some(field::USER_POOL_ID)));
    let short =
        "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: !Transform {Name: x}\n";
    assert_eq!(one("template.yaml", short).unresolved.len(), alone.unresolved.len());
    let beside = "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Fn::Transform: {Name: x}\n    Properties: {ClientName: web}\n";
    assert_eq!(one("template.yaml", beside).unresolved.len() + 1, alone.unresolved.len());
    let inside = json!({"AccessTokenValidity": 30, "TokenValidityUnits": {"AccessToken": "hours", "Fn::Transform": include}});
    let inside = one("template.json", &template(inside).to_string());
    assert!(inside.settings.document().is_empty(), "{inside:?}");
    assert_eq!(inside.unresolved.len(), 4, "{:?}", open(&inside));
}

#[test]
fn a_pulumi_stack_has_its_client_and_seals_stay_closed() {
    let web = one("stack.json", STACK);
    assert!(!format!("{web:?}").contains("s3cret"));
    assert_eq!(
        web.key().map(|key| key.to_string()).as_deref(),
        Some("us-west-2_abc123/3ho4ek12345678909nh3fmhpko")
    );
    assert_eq!((web.address.as_str(), web.name(), web.secret), ("web", Some("web-1a2b3c4"), Some(true)));
    assert_eq!(open(&web), ["line 25: defaultRedirectUri = (a secret) is not evaluated"]);
}

#[test]
fn terraforms_configuration_is_read_as_far_as_it_is_literal() {
    let clients = read("clients.tf", HCL).expect("a configuration");
    let [web, shop] = clients.as_slice() else { panic!("{clients:#?}") };
    assert_eq!(
        web.key().map(|key| key.to_string()).as_deref(),
        Some("us-west-2_abc123/3ho4ek12345678909nh3fmhpko")
    );
    assert_eq!(
        open(web),
        [
            "line 11: user_pool_id = aws_cognito_user_pool.main.id is not evaluated",
            "line 13: callback_urls = [\"https://app.example.org/cb\", \"https://${var.host}/cb\"] is not evaluated",
            "line 14: logout_urls = [for h in var.hosts : \"https://${h}/bye\"] is not evaluated",
            "line 24: token_validity_units.id_token = var.unit is not evaluated",
            "line 15: explicit_auth_flows = concat(local.flows, [\"ALLOW_USER_AUTH\"]) is not evaluated",
            "line 20: id_token_validity = 30 in var.unit is not evaluated",
            "line 35: future_argument is not known to this version and left out",
            "line 28: refresh_token_rotation = dynamic \"refresh_token_rotation\" is not evaluated",
            "line 28: refresh_token_rotation = dynamic \"refresh_token_rotation\" is not evaluated",
        ]
    );
    assert_eq!(web.place.line, 9);
    assert_eq!(web.settings.text("DefaultRedirectURI"), Some("https://app.example.org/cb\n"));
    assert_eq!(web.settings.document()["AccessTokenValidity"], json!(15));
    assert_eq!((shop.pool.as_ref().map(PoolId::as_str), shop.secret), (Some("us-west-2_abc123"), Some(true)));
    assert_eq!(
        open(shop),
        ["line 44: name = \"shop-${count.index}\" is not evaluated", "line 43: count = 3 is not evaluated",]
    );
    let json = json!({"resource": {"aws_cognito_user_pool_client": {"web": {
        "name": "a$${b}", "user_pool_id": "${aws_cognito_user_pool.main.id}", "callback_urls": ["https://x/%{if a}"],
        "token_validity_units": {"access_token": "minutes"},
    }}}});
    let web = one("clients.tf.json", &json.to_string());
    assert_eq!(web.name(), Some("a${b}"));
    assert_eq!(web.unresolved.len(), 2, "{:?}", web.unresolved);
    assert_eq!(web.settings.document()["TokenValidityUnits"], json!({"AccessToken": "minutes"}));
}

/// Which of several blocks counts is not this program's to choose, and a number without its unit is none.
#[test]
fn a_block_that_is_there_twice_is_open_with_its_numbers() {
    let units = |unit: &str| format!("  token_validity_units {{\n    access_token = \"{unit}\"\n  }}\n");
    let argument = "  token_validity_units = { access_token = \"hours\" }\n".to_owned();
    for blocks in [units("hours") + &units("minutes"), argument + &units("minutes")] {
        let text = format!(
            "resource \"aws_cognito_user_pool_client\" \"web\" {{\n  name = \"web\"\n  access_token_validity = 30\n{blocks}}}\n"
        );
        let web = one("web.tf", &text);
        let written = "[{access_token: \"hours\"}, {access_token: \"minutes\"}]";
        assert_eq!(
            open(&web),
            [
                format!("line 4: token_validity_units.access_token = {written} is not evaluated"),
                format!("line 4: token_validity_units.id_token = {written} is not evaluated"),
                format!("line 4: token_validity_units.refresh_token = {written} is not evaluated"),
                format!("line 3: access_token_validity = 30 in {written} is not evaluated"),
            ]
        );
        assert_eq!(Json::Object(web.settings.document().clone()), json!({"ClientName": "web"}));
    }
    let list = json!({"resource": {"aws_cognito_user_pool_client": {"web": {"name": "web", "access_token_validity": 30,
        "token_validity_units": [{"access_token": "hours"}, {"access_token": "minutes"}]}}}});
    let web = one("web.tf.json", &list.to_string());
    assert_eq!((web.unresolved.len(), web.settings.document().len()), (4, 1), "{web:?}");
}

#[test]
fn documents_of_the_aws_cli_keep_what_nobody_knows_and_only_answers_say_all_there_is() {
    let described = json!({"UserPoolClient": {
        "UserPoolId": "us-west-2_abc123", "ClientName": "web", "ClientId": "3ho4", "ClientSecret": "s3cr3t",
        "LastModifiedDate": "2024-11-22T08:30:15.250000+00:00", "FutureSetting": {"Deep": [1, null]},
    }});
    let web = one("web.json", &described.to_string());
    assert!(!format!("{web:?}").contains("s3cr3t"));
    assert_eq!((web.format, web.secret, web.complete), ("aws-cli", Some(true), true));
    assert_eq!(web.settings.document()["FutureSetting"], json!({"Deep": [1, null]}));
    // Who writes a request may leave out what the client has and they do not care for.
    let request =
        json!({"UserPoolId": "us-west-2_abc123", "ClientId": "3ho4", "CallbackURLs": ["https://a"]});
    assert!(!one("request.json", &request.to_string()).complete);
    let bare = &described["UserPoolClient"];
    assert!(one("bare.json", &bare.to_string()).complete, "its dates are the service's");
    let list = json!([{"ClientName": "a", "GenerateSecret": true}, {"ClientName": "b"}]);
    let both = read("both.json", &list.to_string()).expect("two");
    assert_eq!(
        both.iter().map(|one| (one.name(), one.secret)).collect::<Vec<_>>(),
        [(Some("a"), Some(true)), (Some("b"), None)]
    );
    assert!(both[0].settings.document().get("GenerateSecret").is_none());
    let yaml = one(
        "web.yaml",
        "UserPoolClient:\n  ClientId: 3ho4\n  UserPoolId: us-west-2_abc123\n  CallbackURLs: ['https://a']\n",
    );
    assert_eq!(yaml.key().map(|key| key.to_string()).as_deref(), Some("us-west-2_abc123/3ho4"));
}

/// Nothing is said of the settings in a list, which is not that there are none.
#[test]
fn a_list_of_clients_is_no_description_of_them() {
    let row = |name: &str| json!({"ClientId": "3ho4", "UserPoolId": "us-west-2_abc123", "ClientName": name});
    let described = json!({"ClientId": "3ho5", "UserPoolId": "us-west-2_abc123", "ClientName": "c", "ReadAttributes": []});
    for list in [
        row("a"),
        json!([row("a"), row("b")]),
        json!([described, row("b")]),
        json!({"UserPoolClient": row("a")}),
        json!({"UserPoolClients": [row("a"), row("b")], "NextToken": "x"}),
        json!([{"ClientId": "3ho4", "UserPoolId": "us-west-2_abc123"}]),
    ] {
        let error = read("list.json", &list.to_string()).expect_err("a list").to_string();
        assert!(
            error.contains("a list of clients without their settings; describe each one"),
            "{list}: {error}"
        );
    }
    assert_eq!(read("one.json", &described.to_string()).map(|clients| clients.len()), Ok(1));
}

#[test]
fn a_script_has_the_documents_that_are_written_out_in_it() {
    let script = "#!/bin/sh\n# aws cognito-idp create-user-pool-client --cli-input-json '{}'\n\
        aws cognito-idp create-user-pool-client --cli-input-json '{\"ClientName\": \"a\"}' | jq .\n\
        aws cognito-idp create-user-pool-client --cli-input-json \"$(cat <<'JSON'\n{\"ClientName\": \"b\"}\nJSON\n)\"\n\
        aws cognito-idp create-user-pool-client --cli-input-json file://c.json\n";
    let clients = read("make.sh", script).expect("a script");
    let told: Vec<_> = clients.iter().map(|one| (one.name(), one.place.line, one.unresolved.len())).collect();
    assert_eq!(told, [(Some("a"), 3, 0), (Some("b"), 5, 0), (None, 8, 1)]);
    let broken = script.replace("{\"ClientName\": \"b\"}", "{\n  \"ClientName\": b\n}");
    let error = read("make.sh", &broken).expect_err("broken");
    assert_eq!(error.place.map(|place| (place.line, place.column)), Some((6, 17)), "{error}");
}

/// A command is shown by its line alone, since any argument may be a secret.
#[test]
fn a_command_that_is_not_evaluated_keeps_its_arguments() {
    for arguments in [
        "--client-name a --client-secret TOPSECRET",
        "--client-secret=TOPSECRET --cli-input-json file://a.json",
        "--cli-input-json \"{\\\"ClientName\\\":\\\"a\\\",\\\"ClientSecret\\\":\\\"TOPSECRET\\\"}\"",
        "--cli-input-json '{\"ClientName\":\"a\",\"ClientSecret\":\"TOPSECRET\"}'",
        "--cli-input-json <<EOT\n{\"ClientSecret\":\"TOPSECRET\"}\nEOT",
    ] {
        let script = format!("#!/bin/sh\naws cognito-idp create-user-pool-client {arguments}\n");
        let command = one("make.sh", &script);
        assert!(
            !format!("{command:?}{:?}", open(&command)).contains("TOPSECRET"),
            "{arguments}: {command:?}"
        );
        if command.name().is_none() {
            assert_eq!(open(&command), ["line 2: a command is not evaluated"]);
        }
    }
    for document in [
        "{\"ClientSecret\" \"TOPSECRET\"}",
        "{\"ClientSecret\": TOPSECRET}",
        "\"TOPSECRET\"",
        "[\"TOPSECRET\"]",
    ] {
        let script = format!("aws cognito-idp create-user-pool-client --cli-input-json '{document}'\n");
        let error = read("make.sh", &script).expect_err(document).to_string();
        assert!(error.starts_with("line 1, column ") && !error.contains("TOPSECRET"), "{error}");
    }
}

/// A mark before the text and a word in the name say nothing of what is in a file.
#[test]
fn a_byte_order_mark_and_env_in_a_name_are_no_hindrance() {
    for (name, text) in [("clients.tf", HCL), ("template.yaml", TEMPLATE), ("plan.json", PLAN)] {
        let plain = read(name, text).expect(name);
        assert_eq!(read(name, &format!("\u{feff}{text}")), Ok(plain), "{name}");
    }
    let marked = read(
        "make.sh",
        "\u{feff}aws cognito-idp create-user-pool-client --cli-input-json '{\"ClientName\": \"a\"}'\n",
    );
    assert_eq!(marked.map(|clients| clients.len()), Ok(1));
    for (name, text) in [("env.tf", HCL), ("env/prod.env.tf", HCL), ("prod.env.json", PLAN), ("env", HCL)] {
        assert!(read(name, text).is_ok_and(|clients| !clients.is_empty()), "{name}");
    }
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (name, text, told) in [
        (
            "a.yaml",
            "ClientName: a\nCallbackURLs: []\nClientName: b\n",
            "line 3, column 1: this name is in its map twice",
        ),
        (
            "skeleton.json",
            "{\"UserPoolId\": \"\", \"ClientName\": \"\"}",
            "line 1, column 1: this has neither",
        ),
        ("a.yaml", "Resources: [\n", "line 2, column 1: this is no YAML: "),
        ("a.tf", "resource \"a\" {\n  b = = 1\n}\n", "line 2, column 7: this is no HCL: "),
        ("a.json", "{\"version\": 4,\n \"resources\": [}", "line 2, column 16: expected a value"),
        (
            "old.tfstate",
            "{\"version\": 3, \"terraform_version\": \"0.11\"}",
            "line 1, column 13: expected a state of version 4, found 3",
        ),
        (
            "x.json",
            "{\"schemaVersion\": 2, \"pools\": []}",
            "line 1, column 19: expected schemaVersion 1, found 2",
        ),
        (
            "x.json",
            "{\"a\": 1}",
            "it is none of the files that clients are read from; expected one of: Terraform state",
        ),
        ("App.java", "class App {}", "a program is not read"),
        ("x", "import pulumi\n", "pulumi stack export"),
        (".env", "A=1\n", "an .env file has"),
        ("some/prod.env", "A=1\n", "an .env file has"),
        (".env.local", "A=1\n", "an .env file has"),
    ] {
        let error = read(name, text).expect_err(name).to_string();
        assert!(
            error.starts_with(told) || !told.starts_with("line") && error.contains(told),
            "{name}: {error}"
        );
    }
    assert_eq!(read("empty.tf", "terraform {}\n"), Ok(Vec::new()));
    assert_eq!(read("empty.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"), Ok(Vec::new()));
}
