//! What is wrong with a client: rules, findings, reports. Pure: the moment "now" is a parameter.
//!
//! - [`RULES`]: a row for each rule, with its reason, its source, its remedy and a small function that
//!   judges a client by what is in effect; [`UNANSWERABLE`] names what no call of the service tells;
//! - [`Subject`] and [`Around`]: what is judged, and what is known around it. What is not known makes a
//!   rule answer "could not be checked", never "fine";
//! - [`Policy`]: what a person has configured: rules left out, severities, numbers, suppressions;
//! - [`check`], [`check_pool`], [`across`]: findings one client or pool at a time, so that they can
//!   appear while reading goes on; [`run`] and [`Audit`] collect them into a [`Report`];
//! - [`render`]: a report as a text, JSON, CSV, Markdown, SARIF or HTML.

/// Appends to a string, which cannot fail.
macro_rules! put {
    ($to:expr, $($words:tt)*) => {{
        use std::fmt::Write as _;
        let _ = write!($to, $($words)*);
    }};
}

mod address;
mod case;
mod environment;
mod finding;
mod fix;
mod known;
mod limit;
pub mod policy;
pub mod render;
mod report;
mod rule;
mod rules;
mod run;
mod site;
mod subject;

#[cfg(test)]
mod tests;

pub use environment::Environment;
pub use finding::{Finding, Place, Suppressed, Unchecked};
pub use fix::Fix;
pub use known::{Known, Need};
pub use limit::{Amount, Limit};
pub use policy::{Policy, PolicyError, Suppression};
pub use report::{Cell, Counts, Gap, Group, Heat, Report, places_in_words};
pub use rule::{Rule, Severity, Source, Unanswerable};
pub use rules::{RULES, UNANSWERABLE, find};
pub use run::{Audit, Checked, across, check, check_pool, run};
pub use site::Site;
pub use subject::{Around, Subject};
