//! What stays as it is live: what a file does not know, what its tool hides or leaves alone, and what the file
//! says in two ways.

use super::*;

fn attributes(more: &Json) -> Json {
    let mut all = json!({"id": "3ho4", "user_pool_id": "us-west-2_abc123", "name": "web",
        "client_secret": "TOPSECRET"});
    let members = all.as_object_mut().expect("members");
    members.extend(more.as_object().expect("members").clone());
    all
}

fn state(more: &Json, sensitive: &Json) -> Imported {
    let instance = json!({"attributes": attributes(more), "sensitive_attributes": sensitive});
    let resource = json!({"mode": "managed", "type": "aws_cognito_user_pool_client", "name": "web",
        "instances": [instance]});
    one("terraform.tfstate", &json!({"version": 4, "lineage": "x", "resources": [resource]}).to_string())
}

fn silent(imported: &Imported) -> Vec<&'static str> {
    imported.unsaid(false).silent.iter().map(|field| field.id).collect()
}

#[test]
fn what_a_state_does_not_know_is_not_taken_for_nothing() {
    let old =
        state(&json!({"callback_urls": null, "logout_urls": [], "analytics_configuration": []}), &json!([]));
    let told = silent(&old);
    assert!(
        told.contains(&"refresh_token_rotation.feature") && told.contains(&"access_token_validity"),
        "{told:?}"
    );
    for said in ["callback_urls", "logout_urls", "analytics_configuration.role_arn", "name"] {
        assert!(!told.contains(&said), "{said}");
    }
    assert_eq!(old.unsaid(true).silent.len(), 0, "--reset takes it for its default");
    let half = state(&json!({"token_validity_units": [{"access_token": "minutes"}]}), &json!([]));
    let told = silent(&half);
    assert!(told.contains(&"token_validity_units.id_token"), "{told:?}");
    assert!(!told.contains(&"token_validity_units.access_token"), "{told:?}");
}

#[test]
fn what_a_tool_hides_is_hidden() {
    let path = |name: &str| json!([{"type": "get_attr", "value": name}]);
    let inner = json!([{"type": "get_attr", "value": "analytics_configuration"},
        {"type": "index", "value": {"value": 0, "type": "number"}}, {"type": "get_attr", "value": "external_id"}]);
    let values = json!({"callback_urls": ["https://a/?t=TOPSECRET"], "logout_urls": ["https://b"],
        "analytics_configuration": [{"external_id": "TOPSECRET", "role_arn": "arn:aws:iam::1:role/r"}]});
    let sealed = json!([path("callback_urls"), path("client_secret"), inner]);
    let from_state = state(&values, &sealed);
    let marks = json!({"callback_urls": [true], "client_secret": true,
        "analytics_configuration": [{"external_id": true}]});
    let resource = json!({"address": "aws_cognito_user_pool_client.web", "type": "aws_cognito_user_pool_client",
        "values": attributes(&values), "sensitive_values": marks});
    let shown = json!({"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}});
    let change = json!({"address": "aws_cognito_user_pool_client.web", "type": "aws_cognito_user_pool_client",
        "change": {"actions": ["update"], "after": attributes(&values), "after_sensitive": marks}});
    let plan = json!({"format_version": "1.2", "resource_changes": [change]});
    for imported in [from_state, one("state.json", &shown.to_string()), one("plan.json", &plan.to_string())] {
        assert!(!format!("{imported:?}").contains("TOPSECRET"), "{imported:?}");
        assert_eq!(imported.secret, Some(true));
        let told = open(&imported);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().all(|text| text.contains("(a secret)")), "{told:?}");
        assert_eq!(imported.settings.document()["LogoutURLs"], json!(["https://b"]));
    }
    for (name, text) in [
        (
            "a.tf",
            "resource \"aws_cognito_user_pool_client\" \"a\" {\n  name = \"a\"\n  \
            default_redirect_uri = sensitive(\"TOPSECRET\")\n}\n",
        ),
        (
            "a.tf.json",
            r#"{"resource": {"aws_cognito_user_pool_client": {"a": {"name": "a",
            "default_redirect_uri": "${sensitive(\"TOPSECRET\")}"}}}}"#,
        ),
        (
            "Pulumi.yaml",
            "runtime: yaml\nresources:\n  a:\n    type: aws:cognito:UserPoolClient\n    \
            properties:\n      name: a\n      defaultRedirectUri: {fn::secret: TOPSECRET}\n",
        ),
    ] {
        let imported = one(name, text);
        assert!(!format!("{imported:?}").contains("TOPSECRET"), "{imported:?}");
        assert!(open(&imported)[0].contains("(a secret)"), "{:?}", open(&imported));
    }
}

#[test]
fn what_terraform_leaves_alone_is_said_for_a_new_client_only() {
    let block = |ignored: &str| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"a\" {{\n  name = \"a\"\n  access_token_validity = 9\n  \
             token_validity_units {{\n    access_token = \"hours\"\n  }}\n  \
             lifecycle {{\n    ignore_changes = {ignored}\n  }}\n}}\n"
        )
    };
    let own = one("a.tf", &block("[access_token_validity, token_validity_units[0].access_token]"));
    assert_eq!(own.settings.document()["AccessTokenValidity"], json!(9));
    assert_eq!(Json::Object(own.kept().into_document()), json!({"ClientName": "a"}));
    assert!(silent(&own).contains(&"access_token_validity"));
    assert_eq!(one("a.tf", &block("[generate_secret]")).ignored, [] as [&Field; 0]);
    assert!(one("a.tf", &block("all")).kept().document().is_empty());
    let found = read_with("a.tf", &block("[access_token_validity]"), &Beside::new()).expect("one");
    assert!(found.notes[0].contains("Terraform leaves alone"), "{:?}", found.notes);
    assert!(found.notes[0].ends_with(": Access token."), "{:?}", found.notes);
}

#[test]
fn ids_that_contradict_what_is_written_are_nobodys() {
    let hcl = "resource \"aws_cognito_user_pool_client\" \"a\" {\n  name = \"a\"\n  user_pool_id = \"us-west-2_abc123\"\n}\n\
        import {\n  to = aws_cognito_user_pool_client.a\n  id = \"us-west-2_other/3ho4\"\n}\n";
    let yaml = "runtime: yaml\nresources:\n  a:\n    type: aws:cognito:UserPoolClient\n    options: {import: us-west-2_other/3ho4}\n    \
        properties: {name: a, userPoolId: us-west-2_abc123}\n";
    for (name, text) in [("a.tf", hcl), ("Pulumi.yaml", yaml)] {
        let imported = one(name, text);
        assert_eq!(imported.client, None);
        let why = imported.broken().expect("a contradiction").to_string();
        assert!(
            why.contains("in pool us-west-2_abc123, and is to be taken over from pool us-west-2_other"),
            "{why}"
        );
    }
}

/// The first of two ids is no better than the second.
#[test]
fn two_ids_for_one_client_are_nobodys() {
    let block = |client: &str| {
        format!(
            "import {{\n  to = aws_cognito_user_pool_client.a\n  id = \"us-west-2_abc123/{client}\"\n}}\n"
        )
    };
    let hcl = |first: &str, second: &str| {
        let resource = "resource \"aws_cognito_user_pool_client\" \"a\" {\n  name = \"a\"\n}\n";
        [resource, &block(first), &block(second)].concat()
    };
    let stack = |id: &str| {
        let outputs = json!({"id": "3ho4", "name": "a", "userPoolId": "us-west-2_abc123"});
        json!({"version": 3, "deployment": {"resources": [{"urn": "urn:pulumi:d::p::t::a", "id": id,
            "type": "aws:cognito/userPoolClient:UserPoolClient", "outputs": outputs}]}})
        .to_string()
    };
    for (name, same, other) in
        [("a.tf", hcl("3ho4", "3ho4"), hcl("3ho4", "9zz9")), ("stack.json", stack("3ho4"), stack("9zz9"))]
    {
        let sure = one(name, &same);
        assert_eq!(
            (sure.client, sure.unresolved.iter().any(|open| open.why == Open::Broken)),
            (Some(ClientId::new("3ho4")), false)
        );
        let why = one(name, &other).broken().expect("two").to_string();
        assert!(why.contains("it is client 3ho4, and client 9zz9 too"), "{why}");
    }
}

#[test]
fn a_number_is_nothing_without_its_unit() {
    let block = |more: &str| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"a\" {{\n  name = \"a\"\n  access_token_validity = 10\n  {more}\n}}\n"
        )
    };
    let left = one("a.tf", &block("lifecycle {\n    ignore_changes = [token_validity_units]\n  }"));
    assert_eq!(Json::Object(left.kept().into_document()), json!({"ClientName": "a"}));
    assert!(silent(&left).contains(&"access_token_validity"), "{:?}", silent(&left));
    let open = one(
        "a.tf",
        &block(
            "dynamic \"token_validity_units\" {\n    for_each = var.u\n    content {\n      access_token = \"minutes\"\n    }\n  }",
        ),
    );
    assert!(open.unsaid(true).is_open(field::ACCESS_TOKEN_VALIDITY), "{open:?}");
    assert_eq!(Json::Object(open.kept().into_document()), json!({"ClientName": "a"}));
    let pulumi = |ignored: &str| {
        format!(
            "runtime: yaml\nresources:\n  a:\n    type: aws:cognito:UserPoolClient\n    options: {{ignoreChanges: [{ignored}]}}\n    \
             properties: {{name: a, accessTokenValidity: 10}}\n"
        )
    };
    for ignored in ["accessTokenValidity", "tokenValidityUnits", "\"*\""] {
        let left = one("Pulumi.yaml", &pulumi(ignored));
        assert!(left.kept().raw(field::ACCESS_TOKEN_VALIDITY).is_none(), "{ignored}");
    }
    assert!(one("Pulumi.yaml", &pulumi("generateSecret")).ignored.is_empty());
}

#[test]
fn a_conditional_client_has_its_id_and_a_broken_list_of_ids_is_told() {
    let text = "Resources:\n  Web:\n    Type: AWS::Cognito::UserPoolClient\n    Condition: P\n    \
        Properties: {ClientName: web, UserPoolId: !Ref Pool}\n";
    let row = |client: &str| {
        json!({"ResourceType": "AWS::Cognito::UserPoolClient", "LogicalResourceId": "Web",
            "ResourceIdentifier": {"UserPoolId": "us-west-2_abc123", "ClientId": client}})
    };
    let with = |ids: &str| {
        let beside = Beside::from([("t.yaml.import.json".to_owned(), ids.to_owned())]);
        read_with("t.yaml", text, &beside).expect("a template")
    };
    let found = with(&json!([row("3ho4")]).to_string());
    assert_eq!(found.clients[0].key().map(|key| key.to_string()).as_deref(), Some("us-west-2_abc123/3ho4"));
    assert!(found.clients[0].existence().is_some() && found.notes.is_empty(), "{found:?}");
    assert!(with(&json!([row("3ho4"), row("9zz9")]).to_string()).clients[0].broken().is_some());
    for broken in ["[{\"ResourceType\":", "{\"a\": 1}"] {
        let found = with(broken);
        assert_eq!(found.notes, ["t.yaml.import.json beside it has no ids of clients that can be read."]);
        assert_eq!(found.clients[0].client, None);
    }
    assert_eq!(with("[]").notes, [""; 0]);
}

#[test]
fn one_client_that_cannot_be_read_keeps_none_of_the_others_away() {
    let tf = |value: &str| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"a\" {{\n  access_token_validity = {value}\n}}\n\
             resource \"aws_cognito_user_pool_client\" \"b\" {{\n  name = \"b\"\n}}\n"
        )
    };
    let yaml = |value: &str| {
        format!(
            "Resources:\n  A:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      AccessTokenValidity: {value}\n  \
             B:\n    Type: AWS::Cognito::UserPoolClient\n    Properties: {{ClientName: b}}\n"
        )
    };
    for (name, text, told) in [
        (
            "a.tf",
            tf("-1"),
            "line 2: expected a whole number that is not negative for access_token_validity, found -1",
        ),
        ("a.tf", tf("1.5"), "line 2: expected a whole number"),
        ("a.tf", tf("[1]"), "line 2: expected a whole number"),
        (
            "a.yaml",
            yaml("soon"),
            "line 5: expected a whole number that is not negative for AccessTokenValidity, found \"soon\"",
        ),
        ("a.yaml", yaml("010"), "line 5: expected a whole number"),
        ("a.tf", tf("\"08\""), "line 2: expected a whole number"),
    ] {
        let clients = read(name, &text).expect("two");
        let whole: Vec<_> = clients.iter().filter(|one| one.broken().is_none()).map(Imported::name).collect();
        assert_eq!(whole, [Some("b")], "{text}");
        let why = clients.iter().find_map(Imported::broken).expect("one").to_string();
        assert!(why.starts_with(told), "{why}");
    }
    let word = |word: &str| {
        format!(
            "resource \"aws_cognito_user_pool_client\" \"a\" {{\n  enable_token_revocation = {word}\n}}\n"
        )
    };
    assert!(one("a.tf", &word("\"no\"")).broken().is_some(), "Terraform has two words for a switch");
    assert!(one("a.tf", &word("\"false\"")).broken().is_none());
}

#[test]
fn clients_that_a_file_only_mentions_are_told() {
    let notes = |name: &str, text: &str| read_with(name, text, &Beside::new()).expect(name).notes;
    let hcl = "removed {\n  from = aws_cognito_user_pool_client.gone\n}\nremoved {\n  from = aws_s3_bucket.b\n}\n\
        import {\n  to = module.a.aws_cognito_user_pool_client.far\n  id = \"p/c\"\n}\n\
        resource \"aws_cognito_user_pool_client\" \"here\" {\n  name = \"here\"\n}\n\
        import {\n  to = aws_cognito_user_pool_client.here\n  id = \"p/c\"\n}\n";
    assert_eq!(
        notes("a.tf", hcl),
        [
            "An import block takes module.a.aws_cognito_user_pool_client.far over, and its resource is not here.",
            "A removed block lets aws_cognito_user_pool_client.gone go, so that nothing is compared with it.",
        ]
    );
    let change = |address: &str, actions: Json| {
        json!({"address": address, "type": "aws_cognito_user_pool_client",
        "change": {"actions": actions, "after": null}})
    };
    let plan = json!({"format_version": "1.2", "resource_changes": [change("a", json!(["delete"])),
        change("b", json!(["forget"]))]});
    assert_eq!(
        notes("plan.json", &plan.to_string()),
        [
            "The plan deletes a, so that nothing is compared with it.",
            "The plan lets go of b, so that nothing is compared with it.",
        ]
    );
    let stack = json!({"version": 3, "deployment": {"resources": [
        {"urn": "urn:pulumi:dev::p::t::old", "type": "aws:cognito/userPoolClient:UserPoolClient", "delete": true,
            "outputs": {"name": "old"}},
        {"urn": "urn:pulumi:dev::p::aws-native:cognito:UserPoolClient::web", "type": "aws-native:cognito:UserPoolClient"},
    ]}});
    assert_eq!(
        notes("stack.json", &stack.to_string()),
        [
            "old waits to be deleted, so that nothing is compared with it.",
            "web is a client of the provider aws-native, which is not read.",
        ]
    );
}

#[test]
fn a_script_without_clients_is_a_file_without_clients() {
    assert_eq!(read("create.sh", "#!/bin/sh\n# Written by cognitui.\n"), Ok(Vec::new()));
}
