//! What each tool calls a setting or a resource. The settings' names stand in the table of fields; here are
//! the ways from one column to another, and the names of what is around a client.

use crate::client::Field;

/// A tool with names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Terraform's AWS provider.
    Terraform,
    /// Pulumi's `aws` package, in Java, TypeScript and YAML.
    Pulumi,
    /// The same in Python.
    PulumiPython,
    /// CloudFormation.
    CloudFormation,
    /// The CDK's generated constructs (`CfnUserPoolClient`).
    Cdk,
}

/// What a tool calls a setting, dotted when nested; `None` where it has no such thing.
pub fn of(field: &Field, tool: Tool) -> Option<String> {
    match tool {
        Tool::Terraform => field.names.terraform.map(str::to_owned),
        Tool::Pulumi => field.names.pulumi.map(str::to_owned),
        Tool::PulumiPython => field.names.pulumi.map(snake),
        Tool::CloudFormation => field.names.cloudformation.map(str::to_owned),
        Tool::Cdk => field.names.cloudformation.map(cdk),
    }
}

/// The setting that a tool calls so.
pub fn field(name: &str, tool: Tool) -> Option<&'static Field> {
    crate::client::FIELDS.iter().find(|field| of(field, tool).is_some_and(|own| own == name))
}

/// A name as Pulumi's Python writes it: `callbackUrls` is `callback_urls`. Dots stay.
pub fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('.') {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// A name of CloudFormation as the CDK writes it: `CallbackURLs` is `callbackUrLs`, since a row of capitals
/// ends where the last of them begins a word. Dots stay.
pub fn cdk(name: &str) -> String {
    name.split('.').map(cdk_word).collect::<Vec<_>>().join(".")
}

fn cdk_word(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let lower = |at: usize| letters.get(at).is_some_and(|c| !c.is_ascii_uppercase());
    let mut word = String::with_capacity(name.len());
    for (at, &c) in letters.iter().enumerate() {
        let begins = at > 0 && c.is_ascii_uppercase() && (lower(at - 1) || lower(at + 1));
        word.push(if begins { c } else { c.to_ascii_lowercase() });
    }
    word
}

/// A kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A user pool.
    Pool,
    /// An identity provider of a pool.
    Provider,
    /// A resource server of a pool.
    Server,
    /// An app client.
    Client,
    /// An app client that another AWS service made.
    Managed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pool, Self::Provider, Self::Server, Self::Client, Self::Managed];

    /// The kind of app client that `is_one` is true for; none where it is for neither.
    pub fn of_client(is_one: impl Fn(Self) -> bool) -> Option<Self> {
        [Self::Client, Self::Managed].into_iter().find(|kind| is_one(*kind))
    }

    /// Terraform's type.
    pub const fn terraform(self) -> &'static str {
        match self {
            Self::Pool => "aws_cognito_user_pool",
            Self::Provider => "aws_cognito_identity_provider",
            Self::Server => "aws_cognito_resource_server",
            Self::Client => "aws_cognito_user_pool_client",
            Self::Managed => "aws_cognito_managed_user_pool_client",
        }
    }

    /// Pulumi's class in the module `cognito`.
    pub const fn pulumi(self) -> &'static str {
        match self {
            Self::Pool => "UserPool",
            Self::Provider => "IdentityProvider",
            Self::Server => "ResourceServer",
            Self::Client => "UserPoolClient",
            Self::Managed => "ManagedUserPoolClient",
        }
    }

    /// Pulumi's type in commands and in the state.
    pub const fn pulumi_token(self) -> &'static str {
        match self {
            Self::Pool => "aws:cognito/userPool:UserPool",
            Self::Provider => "aws:cognito/identityProvider:IdentityProvider",
            Self::Server => "aws:cognito/resourceServer:ResourceServer",
            Self::Client => "aws:cognito/userPoolClient:UserPoolClient",
            Self::Managed => "aws:cognito/managedUserPoolClient:ManagedUserPoolClient",
        }
    }

    /// CloudFormation's type; with `Cfn` in place of `AWS::Cognito::` it is the CDK's class.
    pub const fn cloudformation(self) -> &'static str {
        match self {
            Self::Pool => "AWS::Cognito::UserPool",
            Self::Provider => "AWS::Cognito::UserPoolIdentityProvider",
            Self::Server => "AWS::Cognito::UserPoolResourceServer",
            Self::Client | Self::Managed => "AWS::Cognito::UserPoolClient",
        }
    }
}

/// The values of `ExplicitAuthFlows` that CloudFormation's own schema lists; it refuses others.
pub const CLOUDFORMATION_FLOWS: &[&str] = &[
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
];

/// A member of a pool's document and its names; `None` where a tool has it elsewhere or not at all.
#[derive(Clone, Copy, Debug)]
pub struct PoolRow {
    /// Where it stands in the document.
    pub api: &'static [&'static str],
    /// Terraform's name, dotted.
    pub terraform: &'static str,
    /// Pulumi's name, dotted.
    pub pulumi: &'static str,
    /// CloudFormation's name, dotted.
    pub cloudformation: &'static str,
}

impl PoolRow {
    /// What a tool calls it.
    pub fn of(&self, tool: Tool) -> String {
        match tool {
            Tool::Terraform => self.terraform.to_owned(),
            Tool::Pulumi => self.pulumi.to_owned(),
            Tool::PulumiPython => snake(self.pulumi),
            Tool::CloudFormation => self.cloudformation.to_owned(),
            Tool::Cdk => cdk(self.cloudformation),
        }
    }
}

macro_rules! pool_rows {
    ($([$($api:literal),+] $terraform:literal $pulumi:literal $cloudformation:literal;)+) => {
        /// What is exported of a pool itself.
        pub const POOL: &[PoolRow] = &[$(PoolRow {
            api: &[$($api),+], terraform: $terraform, pulumi: $pulumi, cloudformation: $cloudformation,
        }),+];
    };
}

pool_rows! {
    ["Name"] "name" "name" "UserPoolName";
    ["UserPoolTier"] "user_pool_tier" "userPoolTier" "UserPoolTier";
    ["DeletionProtection"] "deletion_protection" "deletionProtection" "DeletionProtection";
    ["MfaConfiguration"] "mfa_configuration" "mfaConfiguration" "MfaConfiguration";
    ["UsernameAttributes"] "username_attributes" "usernameAttributes" "UsernameAttributes";
    ["AliasAttributes"] "alias_attributes" "aliasAttributes" "AliasAttributes";
    ["AutoVerifiedAttributes"] "auto_verified_attributes" "autoVerifiedAttributes" "AutoVerifiedAttributes";
    ["UsernameConfiguration", "CaseSensitive"]
        "username_configuration.case_sensitive" "usernameConfiguration.caseSensitive"
        "UsernameConfiguration.CaseSensitive";
    ["Policies", "PasswordPolicy", "MinimumLength"]
        "password_policy.minimum_length" "passwordPolicy.minimumLength" "Policies.PasswordPolicy.MinimumLength";
    ["Policies", "PasswordPolicy", "RequireLowercase"]
        "password_policy.require_lowercase" "passwordPolicy.requireLowercase"
        "Policies.PasswordPolicy.RequireLowercase";
    ["Policies", "PasswordPolicy", "RequireNumbers"]
        "password_policy.require_numbers" "passwordPolicy.requireNumbers" "Policies.PasswordPolicy.RequireNumbers";
    ["Policies", "PasswordPolicy", "RequireSymbols"]
        "password_policy.require_symbols" "passwordPolicy.requireSymbols" "Policies.PasswordPolicy.RequireSymbols";
    ["Policies", "PasswordPolicy", "RequireUppercase"]
        "password_policy.require_uppercase" "passwordPolicy.requireUppercase"
        "Policies.PasswordPolicy.RequireUppercase";
    ["Policies", "PasswordPolicy", "PasswordHistorySize"]
        "password_policy.password_history_size" "passwordPolicy.passwordHistorySize"
        "Policies.PasswordPolicy.PasswordHistorySize";
    ["Policies", "PasswordPolicy", "TemporaryPasswordValidityDays"]
        "password_policy.temporary_password_validity_days" "passwordPolicy.temporaryPasswordValidityDays"
        "Policies.PasswordPolicy.TemporaryPasswordValidityDays";
    ["Policies", "SignInPolicy", "AllowedFirstAuthFactors"]
        "sign_in_policy.allowed_first_auth_factors" "signInPolicy.allowedFirstAuthFactors"
        "Policies.SignInPolicy.AllowedFirstAuthFactors";
    ["AdminCreateUserConfig", "AllowAdminCreateUserOnly"]
        "admin_create_user_config.allow_admin_create_user_only" "adminCreateUserConfig.allowAdminCreateUserOnly"
        "AdminCreateUserConfig.AllowAdminCreateUserOnly";
    ["UserPoolAddOns", "AdvancedSecurityMode"]
        "user_pool_add_ons.advanced_security_mode" "userPoolAddOns.advancedSecurityMode"
        "UserPoolAddOns.AdvancedSecurityMode";
    ["UserAttributeUpdateSettings", "AttributesRequireVerificationBeforeUpdate"]
        "user_attribute_update_settings.attributes_require_verification_before_update"
        "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates"
        "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate";
    ["DeviceConfiguration", "ChallengeRequiredOnNewDevice"]
        "device_configuration.challenge_required_on_new_device" "deviceConfiguration.challengeRequiredOnNewDevice"
        "DeviceConfiguration.ChallengeRequiredOnNewDevice";
    ["DeviceConfiguration", "DeviceOnlyRememberedOnUserPrompt"]
        "device_configuration.device_only_remembered_on_user_prompt"
        "deviceConfiguration.deviceOnlyRememberedOnUserPrompt"
        "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt";
    ["LambdaConfig", "PreSignUp"] "lambda_config.pre_sign_up" "lambdaConfig.preSignUp" "LambdaConfig.PreSignUp";
    ["LambdaConfig", "CustomMessage"]
        "lambda_config.custom_message" "lambdaConfig.customMessage" "LambdaConfig.CustomMessage";
    ["LambdaConfig", "PostConfirmation"]
        "lambda_config.post_confirmation" "lambdaConfig.postConfirmation" "LambdaConfig.PostConfirmation";
    ["LambdaConfig", "PreAuthentication"]
        "lambda_config.pre_authentication" "lambdaConfig.preAuthentication" "LambdaConfig.PreAuthentication";
    ["LambdaConfig", "PostAuthentication"]
        "lambda_config.post_authentication" "lambdaConfig.postAuthentication" "LambdaConfig.PostAuthentication";
    ["LambdaConfig", "DefineAuthChallenge"]
        "lambda_config.define_auth_challenge" "lambdaConfig.defineAuthChallenge" "LambdaConfig.DefineAuthChallenge";
    ["LambdaConfig", "CreateAuthChallenge"]
        "lambda_config.create_auth_challenge" "lambdaConfig.createAuthChallenge" "LambdaConfig.CreateAuthChallenge";
    ["LambdaConfig", "VerifyAuthChallengeResponse"]
        "lambda_config.verify_auth_challenge_response" "lambdaConfig.verifyAuthChallengeResponse"
        "LambdaConfig.VerifyAuthChallengeResponse";
    ["LambdaConfig", "PreTokenGeneration"]
        "lambda_config.pre_token_generation" "lambdaConfig.preTokenGeneration" "LambdaConfig.PreTokenGeneration";
    ["LambdaConfig", "UserMigration"]
        "lambda_config.user_migration" "lambdaConfig.userMigration" "LambdaConfig.UserMigration";
    ["UserPoolTags"] "tags" "tags" "UserPoolTags";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::FIELDS;

    #[test]
    fn names_go_from_column_to_column() {
        for (name, python) in [
            ("callbackUrls", "callback_urls"),
            ("tokenValidityUnits.accessToken", "token_validity_units.access_token"),
        ] {
            assert_eq!(snake(name), python);
        }
        for (name, l1) in [
            ("CallbackURLs", "callbackUrLs"),
            ("LogoutURLs", "logoutUrLs"),
            ("DefaultRedirectURI", "defaultRedirectUri"),
            ("AllowedOAuthFlowsUserPoolClient", "allowedOAuthFlowsUserPoolClient"),
            ("TokenValidityUnits.AccessToken", "tokenValidityUnits.accessToken"),
        ] {
            assert_eq!(cdk(name), l1);
        }
    }

    /// Terraform's names are the table's ids, Pulumi's Python ones are Terraform's, and every name leads
    /// back to its setting.
    #[test]
    fn the_table_of_fields_agrees_with_itself() {
        for field in FIELDS.iter().filter(|field| field.names.terraform.is_some()) {
            assert_eq!(of(field, Tool::PulumiPython), of(field, Tool::Terraform), "{}", field.id);
            if field.id != "client_id" {
                assert_eq!(field.names.terraform, Some(field.id));
            }
            assert_eq!(field.names.cloudformation, Some(field.api().as_str()), "{}", field.id);
            for tool in [Tool::Terraform, Tool::Pulumi, Tool::CloudFormation, Tool::Cdk] {
                let name = of(field, tool).expect(field.id);
                assert_eq!(super::field(&name, tool), Some(field), "{name}");
            }
        }
    }
}
