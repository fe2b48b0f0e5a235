//! Every template becomes a client.

use super::*;

#[tokio::test]
async fn every_template_is_accepted() {
    let gateway = gateway().await;
    let around = Around::read(&gateway, CUSTOMERS).await;
    let pool = PoolId::new(CUSTOMERS);
    for template in template::all() {
        let mut settings = template.with_examples();
        if template.id == "machine" {
            let scope = around.servers.iter().flat_map(ResourceServer::full_scopes).next().unwrap();
            settings.set(field::ALLOWED_OAUTH_SCOPES, Some(field::Value::List(vec![scope]))).unwrap();
        }
        let findings = check(&settings, &around.surroundings());
        assert!(rules::passes(&findings), "{}: {findings:?}", template.id);
        let (client, secret) =
            gateway.create_document(&pool, create_document(&settings, &pool)).await.unwrap();
        let has_secret = settings.get(field::GENERATE_SECRET) == Some(field::Value::Switch(true));
        assert_eq!(secret.is_some(), has_secret, "{}", template.id);
        assert_eq!(client.name(), settings.text("ClientName").unwrap());
        for (member, sent) in settings.document() {
            if member != "GenerateSecret" {
                assert_eq!(client.settings.document().get(member), Some(sent), "{}: {member}", template.id);
            }
        }
    }
}
