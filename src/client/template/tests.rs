use serde_json::json;

use super::*;
use crate::client::field::{self, Life};
use crate::client::rules::{self, Surroundings, check};
use crate::client::{Pool, PoolId, ResourceServer, Scope, create_document};

/// A pool in which every template can be a client.
fn pool() -> (Pool, Vec<ResourceServer>) {
    let document =
        json!({"UserPoolTier": "ESSENTIALS", "SchemaAttributes": [{"Name": "email", "Required": true}]});
    let document = document.as_object().cloned().unwrap_or_default();
    let read = Scope { name: "read".to_owned(), description: "Read orders".to_owned() };
    let orders =
        ResourceServer { identifier: "orders".to_owned(), name: "Orders".to_owned(), scopes: vec![read] };
    (Pool::from_wire(PoolId::new("eu-west-1_Ab12Cd34E"), document), vec![orders])
}

#[test]
fn every_template_is_a_valid_client() {
    let (pool, servers) = pool();
    let around = Surroundings {
        region: Some("eu-west-1"),
        pool: Some(&pool),
        providers: Some(&[]),
        servers: Some(&servers),
        ..Surroundings::default()
    };
    for template in all() {
        let filled = template.with_examples();
        let findings = check(&filled, &around);
        assert_eq!(findings, [], "{}", template.id);
        // Without what the person decides it is none, so nothing that is asked for is asked for in vain.
        for fill in &template.fill {
            let mut without = filled.clone();
            without.set(fill.field, template.settings.get(fill.field)).expect(&template.id);
            let refused = !rules::passes(&check(&without, &around));
            let preset = template.settings.get(fill.field).is_some();
            assert!(refused || preset, "{}: {} is not needed", template.id, fill.field.id);
        }
    }
}

#[test]
fn templates_are_written_for_people() {
    let ids: Vec<&str> = all().iter().map(|template| template.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "basic",
            "single-page",
            "native",
            "server",
            "machine",
            "admin",
            "analytics",
            "cognito-provider",
            "passwordless"
        ]
    );
    for template in all() {
        assert_eq!(by_name(&template.id), Some(template));
        assert!(!template.title.is_empty() && template.description.ends_with('.'), "{}", template.id);
        assert!(template.settings.unknown().is_empty(), "{}", template.id);
        assert_eq!(template.fill.first().map(|fill| fill.field), Some(field::CLIENT_NAME), "{}", template.id);
        for fill in &template.fill {
            assert!(fill.hint.ends_with('.'), "{}: {}", template.id, fill.field.id);
            let read = fill.field.read(&fill.example, None);
            assert!(read.is_ok_and(|value| value.is_some()), "{}: {}", template.id, fill.field.id);
        }
        for row in field::FIELDS.iter().filter(|row| template.settings.raw(row).is_some()) {
            assert!(matches!(row.life, Life::Mutable | Life::CreateOnly), "{}: {}", template.id, row.id);
            let value = template.settings.get(row).expect(row.id);
            assert!(row.check(&value).is_ok(), "{}: {}", template.id, row.id);
        }
    }
}

/// The four clients that the published examples of the Pulumi resource show, with their arguments and no
/// others.
#[test]
fn four_templates_have_exactly_the_arguments_of_the_published_examples() {
    let role = "arn:aws:iam::123456789012:role/cognito-analytics";
    for (id, arguments) in [
        ("basic", json!({})),
        ("admin", json!({"GenerateSecret": true, "ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]})),
        (
            "analytics",
            json!({"AnalyticsConfiguration": {
                "ApplicationId": "8f0c2d4e6a1b4c3d9e5f7a8b9c0d1e2f", "ExternalId": "some_id",
                "RoleArn": role, "UserDataShared": true
            }}),
        ),
        (
            "cognito-provider",
            json!({
                "CallbackURLs": ["https://example.com"], "AllowedOAuthFlowsUserPoolClient": true,
                "AllowedOAuthFlows": ["code", "implicit"], "AllowedOAuthScopes": ["email", "openid"],
                "SupportedIdentityProviders": ["COGNITO"]
            }),
        ),
    ] {
        let template = by_name(id).expect(id);
        let mut document = create_document(&template.with_examples(), &PoolId::new("pool"));
        assert_eq!(document.shift_remove("UserPoolId"), Some(json!("pool")));
        assert_eq!(document.shift_remove("ClientName"), Some(json!("web-checkout")));
        assert_eq!(Json::from(document), arguments, "{id}");
    }
}
