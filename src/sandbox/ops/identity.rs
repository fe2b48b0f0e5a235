//! Who is asking: the one operation of STS that people try first.

use super::Request;
use crate::sandbox::{answer::Answer, store::Store};

/// The operation's name.
pub(super) const NAME: &str = "GetCallerIdentity";

/// The action that a form-encoded body names.
pub(super) fn action(body: &[u8]) -> Option<&str> {
    let body = std::str::from_utf8(body).ok()?;
    body.split('&').find_map(|pair| pair.strip_prefix("Action="))
}

/// Everyone is the sandbox's one user.
#[expect(clippy::unnecessary_wraps, reason = "it stands in a table of operations that can be refused")]
pub(super) fn caller(store: &Store, _request: &Request) -> Answer {
    let account = &store.account;
    Ok(format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/sandbox</Arn>\
         <UserId>AIDASANDBOXSANDBOX</UserId><Account>{account}</Account></GetCallerIdentityResult>\
         <ResponseMetadata><RequestId>00000000-0000-4000-a000-000000000000</RequestId></ResponseMetadata>\
         </GetCallerIdentityResponse>"
    )
    .into_bytes())
}
