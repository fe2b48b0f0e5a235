//! What IAM has to allow for what was just denied: a policy to hand to whoever grants it.

use crossterm::event::{KeyCode, KeyEvent};
use serde_json::{Value as Json, json};

use super::{Next, Overlay, OverlayLine};
use crate::app::App;
use crate::app::review::Tone;
use crate::client::PoolId;
use crate::tasks::{Failure, FailureKind};

/// A policy for what was denied.
#[derive(Clone, Debug)]
pub struct Permission {
    policy: String,
}

impl Permission {
    pub(super) fn title() -> String {
        "What IAM has to allow".to_owned()
    }

    pub(super) fn foot() -> &'static str {
        " y copy   Esc close "
    }

    pub(super) fn lines(&self) -> Vec<OverlayLine> {
        let words = "Give this to whoever grants permissions to this user or role; r reads again afterwards.";
        let mut lines = vec![OverlayLine::words(Tone::Quiet, words), OverlayLine::words(Tone::Plain, " ")];
        lines.extend(self.policy.lines().map(|line| {
            // A label keeps the line from being broken between words, and its indent.
            OverlayLine { label: " ".to_owned(), value: line.to_owned(), ..OverlayLine::default() }
        }));
        lines
    }
}

impl App {
    /// Shows what IAM has to allow for what is denied in view.
    pub(in crate::app) fn show_permission(&mut self) {
        let reads = self.denied_reads();
        if reads.is_empty() {
            self.tell("Nothing in view was denied: there is no permission to ask for.");
        } else {
            let policy = policy(&reads);
            self.overlays.push(Overlay::Permission(Box::new(Permission { policy })));
        }
    }

    pub(super) fn permission_key(&mut self, sheet: Box<Permission>, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'i') => return Next::Closes,
            KeyCode::Char('y') => self.copy_text("the IAM policy", sheet.policy.clone() + "\n"),
            _ => {}
        }
        Next::Stays(Overlay::Permission(sheet))
    }

    /// The operations that were denied in what is looked at, each with what it is about.
    fn denied_reads(&self) -> Vec<(&'static str, String)> {
        let mut reads = Vec::new();
        let denied = |failure: Option<&Failure>| failure.is_some_and(|f| f.kind == FailureKind::Denied);
        if denied(self.pools.failure.as_ref()) {
            // Listing pools is about no single one.
            reads.push(("ListUserPools", "*".to_owned()));
        }
        let Some(pool) = self.selected_pool_id() else { return reads };
        let arn = self.arn_of(pool);
        let mut add = |operation: &'static str, failure: Option<&Failure>| {
            if denied(failure) {
                reads.push((operation, arn.clone()));
            }
        };
        add("DescribeUserPool", self.described_pools.get(pool).and_then(|known| known.failure.as_ref()));
        add("ListUserPoolClients", self.clients.get(pool).and_then(|c| c.listing.failure.as_ref()));
        let described = self.described.iter().filter(|(key, _)| key.pool == *pool);
        let refused = described.filter_map(|(_, known)| known.failure.as_ref()).find(|f| denied(Some(f)));
        add("DescribeUserPoolClient", refused);
        if let Some(parts) = self.pool_parts.get(pool).and_then(|known| known.value.as_ref()) {
            add("ListIdentityProviders", parts.providers.as_ref().err());
            add("DescribeIdentityProvider", parts.mappings.as_ref().err());
            add("ListResourceServers", parts.servers.as_ref().err());
        }
        reads
    }

    fn arn_of(&self, pool: &PoolId) -> String {
        let region = pool.region().unwrap_or(&self.context.region);
        let partition = match region {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        let account = self.account.as_deref().unwrap_or("*");
        format!("arn:{partition}:cognito-idp:{region}:{account}:userpool/{pool}")
    }
}

/// A policy with a statement for each resource.
fn policy(reads: &[(&str, String)]) -> String {
    let mut statements: Vec<(String, Vec<Json>)> = Vec::new();
    for (operation, resource) in reads {
        let action = json!(format!("cognito-idp:{operation}"));
        match statements.iter_mut().find(|(known, _)| known == resource) {
            Some((_, actions)) => actions.push(action),
            None => statements.push((resource.clone(), vec![action])),
        }
    }
    let statements: Vec<Json> = statements
        .into_iter()
        .map(|(resource, actions)| json!({"Effect": "Allow", "Action": actions, "Resource": resource}))
        .collect();
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_has_one_statement() {
        let reads = [("ListUserPools", "*".to_owned()), ("A", "x".to_owned()), ("B", "x".to_owned())];
        let policy: Json = serde_json::from_str(&policy(&reads)).unwrap();
        assert_eq!(policy["Statement"][0]["Resource"], "*");
        assert_eq!(policy["Statement"][1]["Action"], json!(["cognito-idp:A", "cognito-idp:B"]));
        assert_eq!(policy["Statement"].as_array().unwrap().len(), 2);
    }
}
