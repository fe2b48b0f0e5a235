//! What a file says, before anybody knows which tool it is for: values with the places they stand at.

use serde_json::{Map, Value as Json};

/// A value and where it begins, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) tree: Tree,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// Nothing, in whatever way a language says it.
    Null,
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Member>),
    /// What only the tool can evaluate, as it is written.
    Open(String),
}

/// A member of a map and where its name begins, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) value: Node,
}

impl Node {
    pub(super) fn new(at: usize, tree: Tree) -> Self {
        Self { at, tree }
    }

    /// The members of a map; none for anything else.
    pub(super) fn members(&self) -> &[Member] {
        match &self.tree {
            Tree::Map(members) => members,
            _ => &[],
        }
    }

    /// The members of a list; none for anything else.
    pub(super) fn list(&self) -> &[Node] {
        match &self.tree {
            Tree::List(nodes) => nodes,
            _ => &[],
        }
    }

    /// A member of a map that is not nothing.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.members()
            .iter()
            .find(|member| member.name == name)
            .map(|member| &member.value)
            .filter(|node| node.tree != Tree::Null)
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.tree {
            Tree::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// What stands for a name: as it is written, or a text where the language has no names of its own.
    pub(super) fn reference(&self) -> String {
        self.text().map_or_else(|| self.words(), |text| text.trim().to_owned())
    }

    /// A member's text that is not empty.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// What stands at a dotted name. A block that is there once is a list of one, in a state as in a
    /// program. What only the tool can evaluate stands for everything in it.
    pub(super) fn find(&self, name: &str) -> Option<&Node> {
        let (head, rest) = match name.split_once('.') {
            Some((head, rest)) => (head, Some(rest)),
            None => (name, None),
        };
        let node = self.get(head)?;
        let Some(rest) = rest else { return Some(node) };
        match &node.tree {
            Tree::Open(_) => Some(node),
            Tree::List(nodes) => match nodes.as_slice() {
                [one] if matches!(one.tree, Tree::Open(_)) => Some(one),
                [one] => one.find(rest),
                _ => None,
            },
            _ => node.find(rest),
        }
    }

    /// Whether something is said at a dotted name, were it that there is nothing.
    pub(super) fn says(&self, name: &str) -> bool {
        let (head, rest) = match name.split_once('.') {
            Some((head, rest)) => (head, Some(rest)),
            None => (name, None),
        };
        let Some(member) = self.members().iter().find(|member| member.name == head) else { return false };
        match (rest, &member.value.tree) {
            (Some(rest), Tree::Map(_)) => member.value.says(rest),
            (Some(rest), Tree::List(nodes)) => nodes.iter().all(|node| node.is_open() || node.says(rest)),
            _ => true,
        }
    }

    /// True when the tool has something to evaluate in it.
    pub(super) fn is_open(&self) -> bool {
        match &self.tree {
            Tree::Open(_) => true,
            Tree::List(nodes) => nodes.iter().any(Self::is_open),
            Tree::Map(members) => members.iter().any(|member| member.value.is_open()),
            _ => false,
        }
    }

    /// As JSON; what is to be evaluated is nothing.
    pub(super) fn json(&self) -> Json {
        match &self.tree {
            Tree::Null | Tree::Open(_) => Json::Null,
            Tree::Bool(on) => Json::Bool(*on),
            Tree::Number(digits) => {
                serde_json::from_str(digits).unwrap_or_else(|_| Json::from(digits.as_str()))
            }
            Tree::Text(text) => Json::from(text.as_str()),
            Tree::List(nodes) => nodes.iter().map(Self::json).collect(),
            Tree::Map(members) => Json::Object(object(members)),
        }
    }

    /// In one line, near to how it is written.
    pub(super) fn words(&self) -> String {
        match &self.tree {
            Tree::Open(source) => source.clone(),
            Tree::List(nodes) => {
                let words: Vec<String> = nodes.iter().map(Self::words).collect();
                format!("[{}]", words.join(", "))
            }
            Tree::Map(members) => {
                let word = |member: &Member| format!("{}: {}", member.name, member.value.words());
                let words: Vec<String> = members.iter().map(word).collect();
                format!("{{{}}}", words.join(", "))
            }
            _ => self.json().to_string(),
        }
    }

    /// Puts another tree in the place of every one that `change` has something for, the inner ones first.
    pub(super) fn change(&mut self, change: &impl Fn(&Tree) -> Option<Tree>) {
        match &mut self.tree {
            Tree::List(nodes) => nodes.iter_mut().for_each(|node| node.change(change)),
            Tree::Map(members) => members.iter_mut().for_each(|member| member.value.change(change)),
            _ => {}
        }
        if let Some(tree) = change(&self.tree) {
            self.tree = tree;
        }
    }
}

fn object(members: &[Member]) -> Map<String, Json> {
    members.iter().map(|member| (member.name.clone(), member.value.json())).collect()
}
