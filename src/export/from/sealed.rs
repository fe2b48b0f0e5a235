//! Values that a tool keeps from being shown: nothing is known of them here either.

use super::tree::{Node, Tree};
use crate::client::field;
use crate::export::names::{self, Tool};

/// What stands in the place of such a value, whoever sealed it.
pub(super) fn sealed() -> Tree {
    Tree::Open("(a secret)".to_owned())
}

/// An expression of Terraform's as it is written, or sealed where it says that what is in it is sensitive.
pub(super) fn expression(written: String) -> Tree {
    const CALL: &str = "sensitive";
    let calls =
        written.match_indices(CALL).any(|(at, _)| written[at + CALL.len()..].trim_start().starts_with('('));
    if calls { sealed() } else { Tree::Open(written) }
}

/// Seals what Terraform marks: a switch for a value, in the same shape as the values are.
pub(super) fn seal(values: &mut Node, marks: &Node) {
    match (&mut values.tree, &marks.tree) {
        (_, Tree::Bool(true)) => values.tree = sealed(),
        (Tree::Map(members), Tree::Map(marks)) => {
            for member in members.iter_mut().filter(|member| !is_reduced(&member.name)) {
                if let Some(mark) = marks.iter().find(|mark| mark.name == member.name) {
                    seal(&mut member.value, &mark.value);
                }
            }
        }
        (Tree::List(nodes), Tree::List(marks)) => {
            nodes.iter_mut().zip(marks).for_each(|(node, mark)| seal(node, mark));
        }
        _ => {}
    }
}

/// Seals what a state names by the steps to it: `[{"type": "get_attr", "value": "callback_urls"}, …]`.
pub(super) fn seal_at(values: &mut Node, steps: &[Node]) {
    let Some((step, rest)) = steps.split_first() else {
        values.tree = sealed();
        return;
    };
    let value = step.get("value");
    let within = match &mut values.tree {
        Tree::Map(members) => value
            .and_then(Node::text)
            .and_then(|name| members.iter_mut().find(|member| member.name == name && !is_reduced(name)))
            .map(|member| &mut member.value),
        Tree::List(nodes) => value
            .and_then(|value| value.get("value"))
            .and_then(|index| index.words().parse::<usize>().ok())
            .and_then(|index| nodes.get_mut(index)),
        _ => None,
    };
    if let Some(node) = within {
        seal_at(node, rest);
    }
}

/// The client's secret is reduced to whether there is one, so that nothing of it is left to seal.
fn is_reduced(name: &str) -> bool {
    names::of(field::CLIENT_SECRET, Tool::Terraform).is_some_and(|secret| secret == name)
}
