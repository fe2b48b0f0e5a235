//! Values as literals of TypeScript and Python, which differ in little more than the names of things.

use super::Text;
use crate::export::names::Kind;
use crate::export::program::Node;

/// How a language writes its literals.
pub(super) struct Script {
    pub(super) quote: fn(&str) -> String,
    /// What a switch is when it is on, and off.
    pub(super) switch: [&'static str; 2],
    /// Between a name and its value in an object, and whether the name is quoted there.
    pub(super) quoted_names: bool,
    /// What another resource tells, and a text behind it.
    pub(super) output: fn(&str, Kind, &str) -> String,
}

/// A list longer than this stands in several lines.
const WIDTH: usize = 70;

impl Script {
    /// A value that begins in the line that `before` begins, and ends with `after`.
    pub(super) fn value(&self, text: &mut Text, before: &str, node: &Node, after: &str) {
        match node {
            Node::Object { members, .. } | Node::Map(members) if !members.is_empty() => {
                let quoted = self.quoted_names || matches!(node, Node::Map(_));
                text.line(&format!("{before}{{"));
                text.depth += 1;
                for (name, node) in members {
                    let name = if quoted { (self.quote)(name) } else { name.clone() };
                    self.value(text, &format!("{name}: "), node, ",");
                }
                text.depth -= 1;
                text.line(&format!("}}{after}"));
            }
            Node::List(nodes) if self.short(nodes).is_none() => {
                text.line(&format!("{before}["));
                text.depth += 1;
                for node in nodes {
                    self.value(text, "", node, ",");
                }
                text.depth -= 1;
                text.line(&format!("]{after}"));
            }
            node => text.line(&format!("{before}{}{after}", self.scalar(node))),
        }
    }

    fn short(&self, nodes: &[Node]) -> Option<String> {
        if nodes.iter().any(|node| matches!(node, Node::Object { .. } | Node::Map(_) | Node::List(_))) {
            return None;
        }
        let list: Vec<String> = nodes.iter().map(|node| self.scalar(node)).collect();
        Some(format!("[{}]", list.join(", "))).filter(|line| line.len() <= WIDTH)
    }

    fn scalar(&self, node: &Node) -> String {
        match node {
            Node::Text(text) => (self.quote)(text),
            Node::Number(number) => number.clone(),
            Node::Switch(on) => self.switch[usize::from(!on)].to_owned(),
            // Only the CDK is asked for any.
            Node::Parameter(symbol) => format!("{symbol}.valueAsString"),
            Node::Output { symbol, kind, then } => (self.output)(symbol, *kind, then),
            Node::List(nodes) => self.short(nodes).unwrap_or_default(),
            Node::Object { .. } | Node::Map(_) => "{}".to_owned(),
        }
    }
}
