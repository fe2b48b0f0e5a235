//! The table of rules.

use super::Rule;

/// A rule's id: `V` for what the service refuses, `W` for what it accepts to nobody's good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each id has its row in the table, with a title and a sentence")]
#[rustfmt::skip]
pub enum RuleId {
    V01, V02, V03, V04, V05, V06, V07, V08, V09, V10, V11, V12, V13, V14, V15,
    V16, V17, V18, V19, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29, V30,
    W01, W02, W03, W04, W05, W06, W07, W08, W09, W10, W11, W12, W13,
}

impl RuleId {
    /// As it is written: `V05`.
    pub fn as_str(self) -> String {
        format!("{self:?}")
    }
}

/// Every rule, in the order in which the service looks, warnings last.
pub const RULES: &[Rule] = &[];
