//! Everything a person can do, by name.

use super::overlay::copy::Copying;

/// One thing a person can ask for, by a key or from the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// Into the pane on the right.
    Into,
    /// Back to the pane on the left.
    Back,
    /// The next pane, from the last to the first.
    NextPane,
    /// The previous pane, from the first to the last.
    PreviousPane,
    /// Filter the focused pane.
    Filter,
    /// Find any client in any pool.
    Find,
    /// Read what is shown anew.
    Refresh,
    /// Read the settings of every client in the pool.
    ReadAll,
    /// The menu of what a client has to copy.
    CopyMenu,
    /// Copy one thing of the selected client.
    Copy(Copying),
    /// Show the selected client's secret for a while, or hide it.
    Reveal,
    /// The selected client's secrets: ages, add, retire.
    Secrets,
    /// Ask for a token with the selected client's own credentials.
    TryToken,
    /// Compare a URL with the selected client's callbacks.
    CheckUrl,
    /// Edit the selected client in the form.
    Edit,
    /// Edit the selected client as JSON in the person's editor.
    EditJson,
    /// Make a client from a template.
    New,
    /// Copy the selected client into this or another pool.
    Duplicate,
    /// Delete the selected client.
    Delete,
    /// Take the last change back.
    Undo,
    /// What this program changed and when.
    History,
    /// Mark the selected client, or take its mark away.
    Mark,
    /// Mark every client in view.
    MarkAll,
    /// Take every mark away.
    UnmarkAll,
    /// Change the marked clients.
    Bulk,
    /// Audit what is in view.
    Audit,
    /// Fix the selected finding of the audit.
    AuditFix,
    /// Fix every finding of the selected one's kind.
    AuditFixAll,
    /// Accept findings for a reason.
    AuditSuppress,
    /// Write the audit's report to a file.
    AuditReport,
    /// Put the marked clients side by side.
    Compare,
    /// Put the clients of a file beside them.
    CompareFile,
    /// Mark what is otherwise than a snapshot has it.
    Snapshot,
    /// Export what is in view.
    Export,
    /// The keys of this screen.
    Help,
    /// What IAM has to allow for what was denied.
    Permission,
    /// Sign in again.
    SignIn,
    /// Every action by name.
    Palette,
    /// Back, and out at the top.
    Leave,
    /// Out.
    Quit,
    /// Back to the shell for a while.
    Suspend,
    /// Draw the screen anew.
    Repaint,
    /// Choose another profile or region.
    Context,
}

/// An action's name and words.
#[derive(Debug)]
pub struct ActionInfo {
    /// The action.
    pub action: Action,
    /// Its name in the key table.
    pub name: &'static str,
    /// What it does, as the palette and the help say it.
    pub title: &'static str,
    /// A word or two for the footer.
    pub short: &'static str,
}

const fn row(action: Action, name: &'static str, title: &'static str, short: &'static str) -> ActionInfo {
    ActionInfo { action, name, title, short }
}

/// Every action, in the order in which help and palette list them.
pub const ACTIONS: &[ActionInfo] = &[
    row(Action::Down, "down", "one row down", "down"),
    row(Action::Up, "up", "one row up", "up"),
    row(Action::Top, "top", "to the first row", "first"),
    row(Action::Bottom, "bottom", "to the last row", "last"),
    row(Action::HalfPageDown, "half-page-down", "half a page down", "half down"),
    row(Action::HalfPageUp, "half-page-up", "half a page up", "half up"),
    row(Action::PageDown, "page-down", "a page down", "page down"),
    row(Action::PageUp, "page-up", "a page up", "page up"),
    row(Action::Into, "into", "into the next pane", "open"),
    row(Action::Back, "back", "back to the previous pane", "back"),
    row(Action::NextPane, "next-pane", "next pane", "next pane"),
    row(Action::PreviousPane, "previous-pane", "previous pane", "previous pane"),
    row(Action::Filter, "filter", "filter the focused pane as you type", "filter"),
    row(Action::Find, "find", "find any client in any pool, or paste a reference", "find"),
    row(Action::Refresh, "refresh", "look again: read what is shown anew", "refresh"),
    row(Action::ReadAll, "read-all", "read the settings of every client in this pool", "read all"),
    row(Action::CopyMenu, "copy", "copy: the menu of what a client has to copy", "copy"),
    row(Action::Reveal, "reveal", "show the secret for half a minute, or hide it", "reveal"),
    row(Action::Secrets, "secrets", "secrets: their ages, add one, retire the old one", "secrets"),
    row(Action::TryToken, "try-token", "try it: get a token with the client's own credentials", "try it"),
    row(Action::CheckUrl, "check-url", "check a URL: why it is, or is not, a callback", "check URL"),
    row(Action::Edit, "edit", "edit the selected client", "edit"),
    row(Action::EditJson, "edit-json", "edit the selected client as JSON in $EDITOR", "edit JSON"),
    row(Action::New, "new", "new client from a template", "new"),
    row(Action::Duplicate, "duplicate", "duplicate this client, here or into another pool", "duplicate"),
    row(Action::Delete, "delete", "delete the selected client; its name must be typed", "delete"),
    row(Action::Mark, "mark", "mark the selected client, or unmark it", "mark"),
    row(Action::MarkAll, "mark-all", "mark every client that the filter shows", "mark all"),
    row(Action::UnmarkAll, "unmark-all", "take every mark away", "unmark"),
    row(Action::Bulk, "bulk", "change the marked clients, or go on with an earlier change", "change marked"),
    row(Action::Audit, "audit", "audit what is in view: the marked, the pool, or all", "audit"),
    row(Action::AuditFix, "audit-fix", "audit: fix the selected finding", "fix"),
    row(Action::AuditFixAll, "audit-fix-all", "audit: fix every finding of this kind", "fix all"),
    row(Action::AuditSuppress, "audit-suppress", "audit: accept findings for a reason", "accept"),
    row(Action::AuditReport, "audit-report", "audit: write a report to a file", "report"),
    row(Action::Compare, "compare", "compare the marked clients side by side", "compare"),
    row(
        Action::CompareFile,
        "compare-file",
        "compare with a file, or import from it: export, template, state",
        "compare file",
    ),
    row(Action::Snapshot, "snapshot", "compare with a snapshot folder: mark what has drifted", "snapshot"),
    row(Action::Export, "export", "export what is in view, with a live preview", "export"),
    row(Action::Undo, "undo", "take the last change back", "undo"),
    row(Action::History, "history", "what cognitui changed and when", "history"),
    row(Action::Permission, "permission", "what IAM has to allow for what was denied", "IAM policy"),
    row(Action::SignIn, "sign-in", "sign in again with `aws sso login`", "sign in"),
    row(Action::Context, "context", "switch profile or region", "context"),
    row(Action::Copy(Copying::Id), "copy-id", "copy the client ID", "copy id"),
    row(Action::Copy(Copying::Secret), "copy-secret", "copy the secret", "copy secret"),
    row(Action::Copy(Copying::Name), "copy-name", "copy the name", "copy name"),
    row(Action::Copy(Copying::Reference), "copy-reference", "copy the reference", "copy reference"),
    row(Action::Copy(Copying::LoginUrl), "copy-login-url", "copy the login URL", "copy login-url"),
    row(Action::Copy(Copying::Env), "copy-env", "copy .env lines", "copy env"),
    row(Action::Copy(Copying::TokenCommand), "copy-curl", "copy the curl for a token", "copy curl"),
    row(
        Action::Copy(Copying::AuthorizeUrl),
        "copy-authorize",
        "copy the authorize URL (PKCE)",
        "copy authorize",
    ),
    row(
        Action::Copy(Copying::RedeemCommand),
        "copy-redeem",
        "copy the curl for that URL's code",
        "copy redeem",
    ),
    row(
        Action::Copy(Copying::SecretHash),
        "copy-secret-hash",
        "copy a user's SECRET_HASH",
        "copy secret-hash",
    ),
    row(Action::Copy(Copying::Issuer), "copy-issuer", "copy the issuer", "copy issuer"),
    row(Action::Copy(Copying::Discovery), "copy-discovery", "copy the discovery URL", "copy discovery"),
    row(Action::Help, "help", "the keys of this screen", "help"),
    row(Action::Palette, "palette", "every action by name", "actions"),
    row(Action::Leave, "leave", "back, and out at the top", "back"),
    row(Action::Suspend, "suspend", "back to the shell until `fg`", "suspend"),
    row(Action::Repaint, "repaint", "draw the screen anew", "repaint"),
    row(Action::Quit, "quit", "leave cognitui", "quit"),
];

impl Action {
    /// The action's row in [`ACTIONS`].
    pub fn info(self) -> &'static ActionInfo {
        // Every action has a row, which a test holds; the first row stands in for the impossible.
        ACTIONS.iter().find(|info| info.action == self).unwrap_or(&ACTIONS[0])
    }

    /// The action of that name.
    pub fn named(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|info| info.name == name).map(|info| info.action)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::ACTIONS;

    #[test]
    fn names_and_titles_are_unique_and_rows_find_themselves() {
        let names: HashSet<_> = ACTIONS.iter().map(|info| info.name).collect();
        let titles: HashSet<_> = ACTIONS.iter().map(|info| info.title).collect();
        assert_eq!((names.len(), titles.len()), (ACTIONS.len(), ACTIONS.len()));
        for info in ACTIONS {
            assert_eq!(info.action.info().name, info.name);
        }
    }
}
