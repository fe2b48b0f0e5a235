//! The published examples of the Pulumi resource, made by our own templates.

use super::*;
use crate::client::template;

/// The calls of the builder between `UserPoolClientArgs.builder()` and its `.build()`, without layout.
fn arguments(java: &str) -> String {
    let start = java.find("UserPoolClientArgs.builder()").expect("a client");
    let start = start + "UserPoolClientArgs.builder()".len();
    let ends = [".build());", ".build(), "].map(|end| java[start..].find(end));
    let end = ends.into_iter().flatten().min().expect("an end");
    java[start..start + end].split_whitespace().collect()
}

#[test]
fn four_templates_make_the_programs_that_are_published() {
    // In the order of the builder's calls here; it has no meaning there. The values that the published
    // programs take from other resources are the templates' examples.
    for (id, expected) in [
        ("basic", r#".userPoolId("us-west-2_abc123")"#),
        (
            "admin",
            r#".userPoolId("us-west-2_abc123").generateSecret(true).explicitAuthFlows("ADMIN_NO_SRP_AUTH")"#,
        ),
        (
            "analytics",
            r#".userPoolId("us-west-2_abc123")
               .analyticsConfiguration(UserPoolClientAnalyticsConfigurationArgs.builder()
                 .applicationId("8f0c2d4e6a1b4c3d9e5f7a8b9c0d1e2f")
                 .roleArn("arn:aws:iam::123456789012:role/cognito-analytics")
                 .externalId("some_id").userDataShared(true).build())"#,
        ),
        (
            "cognito-provider",
            r#".userPoolId("us-west-2_abc123").allowedOauthFlowsUserPoolClient(true)
               .allowedOauthFlows("code","implicit").allowedOauthScopes("email","openid")
               .callbackUrls("https://example.com").supportedIdentityProviders("COGNITO")"#,
        ),
    ] {
        let expected: String = format!(r#".name("web-checkout"){expected}"#).split_whitespace().collect();
        let new = template::by_name(id).expect(id).with_examples();
        let java = text("pulumi-java", &Bundle::of_new(PoolId::new(POOL), new.clone()));
        assert_eq!(arguments(&java), expected, "{id}");
        assert!(!java.contains("pulumi import"), "there is nothing to take over yet");

        // The same after the service has filled in what it fills in by itself.
        let mut document = new.into_document();
        let secret = document.shift_remove("GenerateSecret").is_some();
        for (name, json) in [
            ("ClientId", json!(CLIENT)),
            ("RefreshTokenValidity", json!(30)),
            ("TokenValidityUnits", json!({})),
            ("EnableTokenRevocation", json!(true)),
            ("EnablePropagateAdditionalUserContextData", json!(false)),
            ("AuthSessionValidity", json!(3)),
        ] {
            document.insert(name.to_owned(), json);
        }
        document.entry("AllowedOAuthFlowsUserPoolClient").or_insert(json!(false));
        let described = Client { confidential: secret, ..described(&Json::Object(document)) };
        let java = text("pulumi-java", &bundle(vec![described]));
        assert_eq!(arguments(&java), expected, "{id}, described");
        let command = format!(
            "pulumi import aws:cognito/userPoolClient:UserPoolClient webCheckout3ho4 {POOL}/{CLIENT}"
        );
        assert!(java.contains(&command), "{java}");
        assert_eq!(
            secret,
            java.contains(r#"CustomResourceOptions.builder().ignoreChanges("generateSecret")"#)
        );
    }
}

#[test]
fn a_pool_that_comes_along_is_referred_to() {
    let new = template::by_name("basic").expect("basic").with_examples();
    let mut bundle = Bundle::of_new(PoolId::new(POOL), new);
    let facts = Pool::from_wire(PoolId::new(POOL), json!({"Name": "pool"}).as_object().expect("one").clone());
    bundle.surround(&facts, &[], &[], With { pool: true, ..With::default() });
    let java = text("pulumi-java", &bundle);
    assert!(java.contains("var poolAbc1 = new UserPool(\"poolAbc1\", UserPoolArgs.builder()"), "{java}");
    assert_eq!(arguments(&java), r#".name("web-checkout").userPoolId(poolAbc1.id())"#);
}
