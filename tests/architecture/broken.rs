//! The rules are only worth something when they can be broken.

use super::{borrows_state_mutably, dependencies, product, source, violations};

fn broken(file: &str, text: &str) -> usize {
    let known = ["aws_sdk_cognitoidentityprovider", "aws_smithy_types", "tokio", "serde", "ratatui"];
    violations(file, text, &known.map(str::to_owned)).len()
}

#[test]
fn a_room_that_is_not_allowed() {
    assert_eq!(broken("src/app/list.rs", "use crate::cognito::Gateway;"), 1);
    assert_eq!(broken("src/app/list.rs", "use crate::{client::Settings, ui::{draw, Theme}};"), 2);
    assert_eq!(broken("src/ui/mod.rs", "fn f(x: crate::tasks::Runner) {}"), 1);
    assert_eq!(broken("src/app/mod.rs", "use crate::client::Settings; use crate::app::list;"), 0);
}

#[test]
fn an_escape_upwards() {
    assert_eq!(broken("src/app/list.rs", "use super::super::cognito;"), 1);
    assert_eq!(broken("src/app/list.rs", "use super::super::*;"), 1);
    assert_eq!(broken("src/app/list.rs", "use super::action::Action;"), 0);
}

#[test]
fn a_part_of_a_room() {
    assert_eq!(broken("src/sandbox/rules.rs", "use crate::client::field::{FIELDS, Kind};"), 0);
    assert_eq!(broken("src/sandbox/rules.rs", "use crate::client::Settings;"), 1);
    assert_eq!(broken("src/sandbox/rules.rs", "use crate::client::fields;"), 1);
}

#[test]
fn what_is_left_alone_in_a_room_that_is_allowed() {
    assert_eq!(broken("src/app/mod.rs", "use crate::tasks::{Task, Answer, Handle};"), 1);
    assert_eq!(broken("src/shell/mod.rs", "use crate::tasks::{Task, Answer, Handle};"), 0);
}

#[test]
fn a_crate_by_list_and_by_exception() {
    assert_eq!(broken("src/client/mod.rs", "use serde::Serialize; use tokio::sync::mpsc;"), 1);
    assert_eq!(broken("src/tasks/mod.rs", "fn f() { aws_sdk_cognitoidentityprovider::Client::new() }"), 1);
    assert_eq!(broken("src/sandbox/mod.rs", "use aws_smithy_types::body::SdkBody;"), 0);
    assert_eq!(
        broken("src/cognito/mod.rs", "use aws_sdk_cognitoidentityprovider as sdk; use ratatui::Frame;"),
        1
    );
}

#[test]
fn the_outside_world_in_a_pure_room() {
    assert_eq!(broken("src/app/mod.rs", "use std::time::{Duration, Instant};"), 1);
    assert_eq!(broken("src/app/mod.rs", "fn f() { std::fs::read(\"x\"); std::env::var(\"y\"); }"), 2);
    assert_eq!(broken("src/app/mod.rs", "use std::time::*;"), 1);
    assert_eq!(broken("src/app/mod.rs", "use std::time::{self, Duration};"), 1);
    assert_eq!(broken("src/app/mod.rs", "use std as outside; use tokio as t;"), 2);
    assert_eq!(broken("src/shell/mod.rs", "use std::{fs, time::Instant};"), 0);
}

#[test]
fn the_two_edges_do_not_know_each_other() {
    assert_eq!(broken("src/cli/mod.rs", "use crate::shell::terminal;"), 1);
    assert_eq!(broken("src/shell/mod.rs", "use crate::cli::Args;"), 1);
}

#[test]
fn the_root() {
    assert_eq!(broken("src/main.rs", "fn main() { cognitui::cli::run() }"), 0);
    assert_eq!(broken("src/main.rs", "fn main() { cognitui::app::x(); tokio::spawn() }"), 2);
}

#[test]
fn a_room_without_a_row() {
    assert_eq!(broken("src/utils/mod.rs", "use std::fs;"), 1);
}

#[test]
fn a_mutable_borrow_of_the_state() {
    assert!(borrows_state_mutably("pub fn draw(app: &mut App, frame: &mut Frame)"));
    assert!(borrows_state_mutably("struct View<'a>(&'a mut App);"));
    assert!(borrows_state_mutably("x: &mut crate::app::list::ListView"));
    assert!(!borrows_state_mutably("pub fn draw(app: &App, frame: &mut Frame, apple: &mut Apple)"));
}

#[test]
fn the_product_is_really_read() {
    let known = dependencies(&super::read(&super::root().join("Cargo.toml")));
    assert!(known.iter().any(|name| name == "aws_sdk_cognitoidentityprovider"), "{known:?}");
    let (_, text) = product().into_iter().find(|(file, _)| file == "src/client/pool.rs").unwrap();
    let named: Vec<String> =
        source::paths(&text, &["client", "pool"]).iter().map(|n| n.path.join("::")).collect();
    assert!(named.contains(&"crate::client::PoolId".to_owned()), "{named:?}");
}
