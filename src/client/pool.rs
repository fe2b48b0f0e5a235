//! What is known about the user pool around a client.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::PoolId;
use super::field::date;
use super::text::harmless;

/// A row of `ListUserPools`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSummary {
    /// The pool's id.
    pub id: PoolId,
    /// Its name, which is not unique in an account.
    pub name: String,
}

/// A described user pool: the document as the service wrote it, and readings of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    id: PoolId,
    document: Map<String, Json>,
}

/// An attribute of the pool's schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaAttribute<'a> {
    /// Its name, `custom:` included.
    pub name: &'a str,
    /// `String`, `Number`, `DateTime` or `Boolean`.
    pub data_type: &'a str,
    /// Whether a value can change once it is there.
    pub mutable: bool,
    /// Whether every user must have one; clients must then be able to write it.
    pub required: bool,
    /// Whether only administrators can write it (`dev:`).
    pub developer_only: bool,
}

impl Pool {
    /// Takes the `UserPool` document of a response.
    pub fn from_wire(id: PoolId, document: Map<String, Json>) -> Self {
        Self { id, document }
    }

    /// The pool's id.
    pub fn id(&self) -> &PoolId {
        &self.id
    }

    /// The document as the service wrote it.
    pub fn document(&self) -> &Map<String, Json> {
        &self.document
    }

    /// Its name.
    pub fn name(&self) -> Option<&str> {
        self.text("Name")
    }

    /// Its Amazon resource name, which is what IAM policies for its clients name.
    pub fn arn(&self) -> Option<&str> {
        self.text("Arn")
    }

    /// The account that owns it, read from the ARN.
    pub fn account(&self) -> Option<&str> {
        self.arn()?.split(':').nth(4).filter(|account| !account.is_empty())
    }

    /// The region, from the id or else from the ARN.
    pub fn region(&self) -> Option<&str> {
        self.id.region().or_else(|| self.arn()?.split(':').nth(3).filter(|region| !region.is_empty()))
    }

    /// The feature plan as the API writes it: `LITE`, `ESSENTIALS` or `PLUS`.
    pub fn tier(&self) -> Option<&str> {
        self.text("UserPoolTier")
    }

    /// About how many users there are.
    pub fn estimated_users(&self) -> Option<u64> {
        self.document.get("EstimatedNumberOfUsers")?.as_u64()
    }

    /// The prefix of the pool's own domain.
    pub fn domain(&self) -> Option<&str> {
        self.text("Domain")
    }

    /// The custom domain, a whole host name.
    pub fn custom_domain(&self) -> Option<&str> {
        self.text("CustomDomain")
    }

    /// The host of the sign-in pages: the custom domain, or else the pool's own domain in full.
    pub fn host(&self) -> Option<String> {
        if let Some(host) = self.custom_domain() {
            return Some(host.to_owned());
        }
        let (domain, region) = (self.domain()?, self.region()?);
        // In GovCloud every endpoint is a FIPS endpoint, and its name says so.
        let auth = if region.starts_with("us-gov-") { "auth-fips" } else { "auth" };
        Some(format!("{domain}.{auth}.{region}.amazoncognito.com"))
    }

    /// `OFF`, `ON` or `OPTIONAL`.
    pub fn mfa(&self) -> Option<&str> {
        self.text("MfaConfiguration")
    }

    /// Whether the pool is protected from deletion.
    pub fn deletion_protection(&self) -> Option<bool> {
        self.text("DeletionProtection").map(|protection| protection == "ACTIVE")
    }

    /// Threat protection: `OFF`, `AUDIT` or `ENFORCED`.
    pub fn advanced_security(&self) -> Option<&str> {
        self.document.get("UserPoolAddOns")?.get("AdvancedSecurityMode")?.as_str()
    }

    /// How tokens name their issuer: `ORIGINAL` or `UPDATED`.
    pub fn issuer_type(&self) -> Option<&str> {
        self.document.get("IssuerConfiguration")?.get("Type")?.as_str()
    }

    /// The first steps that choice-based sign-in offers (`PASSWORD`, `WEB_AUTHN`, `EMAIL_OTP`, …).
    pub fn first_auth_factors(&self) -> Vec<&str> {
        let policy = self.document.get("Policies").and_then(|policies| policies.get("SignInPolicy"));
        texts(policy.and_then(|policy| policy.get("AllowedFirstAuthFactors")))
    }

    /// What users sign in with instead of a user name (`email`, `phone_number`).
    pub fn username_attributes(&self) -> Vec<&str> {
        texts(self.document.get("UsernameAttributes"))
    }

    /// Whether users may sign up by themselves.
    pub fn self_sign_up(&self) -> Option<bool> {
        let config = self.document.get("AdminCreateUserConfig")?;
        config.get("AllowAdminCreateUserOnly")?.as_bool().map(|admin_only| !admin_only)
    }

    /// The schema, in the service's order.
    pub fn schema(&self) -> Vec<SchemaAttribute<'_>> {
        let attributes = self.document.get("SchemaAttributes").and_then(Json::as_array);
        attributes.into_iter().flatten().filter_map(schema_attribute).collect()
    }

    /// The Lambda triggers that are set, by the API's names, in its order.
    pub fn triggers(&self) -> Vec<&str> {
        let config = self.document.get("LambdaConfig").and_then(Json::as_object);
        // The key encrypts what the sender triggers get; it is no trigger itself.
        let set = |(name, json): &(&String, &Json)| !json.is_null() && name.as_str() != "KMSKeyID";
        config.into_iter().flatten().filter(set).map(|(name, _)| name.as_str()).collect()
    }

    /// When it was made.
    pub fn created(&self) -> Option<Timestamp> {
        self.moment("CreationDate")
    }

    /// When it was last changed.
    pub fn changed(&self) -> Option<Timestamp> {
        self.moment("LastModifiedDate")
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.document.get(member)?.as_str().filter(|text| !text.is_empty())
    }

    fn moment(&self, member: &str) -> Option<Timestamp> {
        use super::field::{Kind, Value};
        Value::from_wire(&Kind::Timestamp, self.document.get(member)?, None).as_moment()
    }
}

/// What a person wants to know of a pool at a glance: a label and its words, safe to show. What the
/// service did not say is left out.
pub fn facts(pool: &Pool) -> Vec<(&'static str, String)> {
    let mut facts: Vec<(&'static str, String)> = Vec::new();
    let mut add = |label, words: Option<String>| {
        if let Some(words) = words {
            facts.push((label, harmless(&words).into_owned()));
        }
    };
    add("Tier", pool.tier().map(tier_words));
    add("Users", pool.estimated_users().map(|users| format!("~{}", thousands(users))));
    add("Domain", Some(pool.host().unwrap_or_else(|| "none, so no sign-in pages".to_owned())));
    add("MFA", pool.mfa().map(mfa_words));
    add(
        "Deletion protection",
        pool.deletion_protection().map(|on| (if on { "on" } else { "off" }).to_owned()),
    );
    add(
        "Sign-up",
        pool.self_sign_up().map(|own| (if own { "open" } else { "by administrators" }).to_owned()),
    );
    add(
        "Sign-in with",
        Some(pool.username_attributes()).filter(|names| !names.is_empty()).map(|n| n.join(", ")),
    );
    add("Threat protection", pool.advanced_security().map(security_words));
    add("Triggers", Some(pool.triggers()).filter(|names| !names.is_empty()).map(|n| n.join(", ")));
    add("Account", pool.account().map(str::to_owned));
    add("Created", pool.created().map(date));
    add("Changed", pool.changed().map(date));
    facts
}

fn tier_words(tier: &str) -> String {
    match tier {
        "LITE" => "Lite",
        "ESSENTIALS" => "Essentials",
        "PLUS" => "Plus",
        other => other,
    }
    .to_owned()
}

fn mfa_words(mfa: &str) -> String {
    match mfa {
        "OFF" => "off",
        "ON" => "required",
        "OPTIONAL" => "optional",
        other => other,
    }
    .to_owned()
}

fn security_words(mode: &str) -> String {
    match mode {
        "OFF" => "off",
        "AUDIT" => "watches",
        "ENFORCED" => "watches and blocks",
        other => other,
    }
    .to_owned()
}

/// A number with its thousands apart: `84,000`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn schema_attribute(json: &Json) -> Option<SchemaAttribute<'_>> {
    let flag = |name: &str| json.get(name).and_then(Json::as_bool).unwrap_or(false);
    Some(SchemaAttribute {
        name: json.get("Name")?.as_str()?,
        data_type: json.get("AttributeDataType").and_then(Json::as_str).unwrap_or("String"),
        mutable: flag("Mutable"),
        required: flag("Required"),
        developer_only: flag("DeveloperOnlyAttribute"),
    })
}

fn texts(list: Option<&Json>) -> Vec<&str> {
    list.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pool(json: &Json) -> Pool {
        Pool::from_wire(PoolId::new("eu-west-1_Ab12Cd34E"), json.as_object().expect("a document").clone())
    }

    fn customers() -> Pool {
        pool(&json!({
            "Name": "customers\u{1b}[31m",
            "Arn": "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_Ab12Cd34E",
            "UserPoolTier": "ESSENTIALS", "EstimatedNumberOfUsers": 84_000,
            "Domain": "acme", "CustomDomain": "auth.example.com",
            "MfaConfiguration": "OPTIONAL", "DeletionProtection": "ACTIVE",
            "UserPoolAddOns": {"AdvancedSecurityMode": "SOMETIMES\u{7}"},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true},
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
            "UsernameAttributes": ["email"], "IssuerConfiguration": {"Type": "UPDATED"},
            "LambdaConfig": {"PreSignUp": "arn:aws:lambda:eu-west-1:123456789012:function:f", "KMSKeyID": "k"},
            "SchemaAttributes": [
                {"Name": "email", "AttributeDataType": "String", "Mutable": true, "Required": true},
                {"Name": "dev:custom:tier", "AttributeDataType": "Number", "DeveloperOnlyAttribute": true},
            ],
            "CreationDate": 1_680_429_600, "LastModifiedDate": 1.732_264_215e9,
        }))
    }

    #[test]
    fn readings_are_typed() {
        let pool = customers();
        assert_eq!(pool.account(), Some("123456789012"));
        assert_eq!(pool.host().as_deref(), Some("auth.example.com"));
        assert_eq!(pool.triggers(), ["PreSignUp"]);
        assert_eq!(pool.first_auth_factors(), ["PASSWORD", "WEB_AUTHN"]);
        assert_eq!(pool.issuer_type(), Some("UPDATED"));
        let schema = pool.schema();
        assert!(schema[0].required && schema[0].mutable && !schema[0].developer_only);
        assert!(schema[1].developer_only && schema[1].data_type == "Number");
        assert_eq!(pool.created().map(date).as_deref(), Some("2023-04-02 10:00 UTC"));
    }

    #[test]
    fn facts_are_in_words_and_safe() {
        let pool = customers();
        let facts = facts(&pool);
        let fact = |label| facts.iter().find(|(l, _)| *l == label).map(|(_, words)| words.as_str());
        assert_eq!(fact("Tier"), Some("Essentials"));
        assert_eq!(fact("Users"), Some("~84,000"));
        assert_eq!(fact("MFA"), Some("optional"));
        assert_eq!(fact("Deletion protection"), Some("on"));
        assert_eq!(fact("Sign-up"), Some("by administrators"));
        assert_eq!(fact("Threat protection"), Some("SOMETIMES\\u{7}"));
    }

    #[test]
    fn an_empty_document_has_few_facts_and_no_surprises() {
        let pool = pool(&json!({"Domain": "", "SchemaAttributes": "none", "Arn": "nonsense"}));
        assert_eq!(facts(&pool), [("Domain", "none, so no sign-in pages".to_owned())]);
        assert_eq!((pool.account(), pool.schema().len(), pool.host()), (None, 0, None));
    }

    #[test]
    fn the_own_domain_is_told_in_full() {
        assert_eq!(
            pool(&json!({"Domain": "acme"})).host().as_deref(),
            Some("acme.auth.eu-west-1.amazoncognito.com")
        );
    }

    #[test]
    fn thousands_stand_apart() {
        let told = [0, 999, 1_000, 84_000, 1_234_567].map(thousands);
        assert_eq!(told, ["0", "999", "1,000", "84,000", "1,234,567"]);
    }
}
