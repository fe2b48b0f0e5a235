//! From a text to its tree, a file for each language.

pub(super) mod hcl;
pub(super) mod json;
pub(super) mod yaml;
