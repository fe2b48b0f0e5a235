//! Trees of values as YAML, in block style.

use super::Text;
use crate::export::program::Node;

/// How a dialect of YAML writes texts and what another resource tells.
pub(super) struct Yaml {
    pub(super) quote: fn(&str) -> String,
    pub(super) output: fn(&Node) -> String,
}

impl Yaml {
    /// Members of a mapping, one below the other.
    pub(super) fn members(&self, text: &mut Text, members: &[(String, Node)]) {
        for (name, node) in members {
            self.member(text, &(self.quote)(name), node);
        }
    }

    fn member(&self, text: &mut Text, name: &str, node: &Node) {
        match node {
            Node::Object { members, .. } | Node::Map(members) if !members.is_empty() => {
                text.line(&format!("{name}:"));
                text.depth += 1;
                self.members(text, members);
                text.depth -= 1;
            }
            Node::List(nodes) if !nodes.is_empty() => {
                text.line(&format!("{name}:"));
                text.depth += 1;
                for node in nodes {
                    self.item(text, node);
                }
                text.depth -= 1;
            }
            node => text.line(&format!("{name}: {}", self.scalar(node))),
        }
    }

    /// A member of a list; an object's first member stands behind the dash.
    fn item(&self, text: &mut Text, node: &Node) {
        let Node::Object { members, .. } = node else {
            text.line(&format!("- {}", self.scalar(node)));
            return;
        };
        for (at, (name, node)) in members.iter().enumerate() {
            let dash = if at == 0 { "- " } else { "  " };
            text.line(&format!("{dash}{}: {}", (self.quote)(name), self.scalar(node)));
        }
    }

    fn scalar(&self, node: &Node) -> String {
        match node {
            Node::Text(text) => (self.quote)(text),
            Node::Number(number) => number.clone(),
            Node::Switch(on) => on.to_string(),
            Node::Output { .. } | Node::Parameter(_) => (self.output)(node),
            Node::List(_) => "[]".to_owned(),
            Node::Object { .. } | Node::Map(_) => "{}".to_owned(),
        }
    }
}
