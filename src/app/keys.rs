//! What keys and pasted text do.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::action::Action;
use super::front::Front;
use super::history::Purpose;
use super::line::edit_line;
use super::overlay::copy::Copying;
use super::picker::{Choice, Picked, Picker};
use super::{App, Command, Pane};
use crate::tasks::ClientPart;

/// Bytes that are taken in one paste: a hundred URLs of the greatest length.
const MOST_PASTED: usize = 110 * 1024;

/// What keys do while a pane's filter is typed, the most useful first.
pub const FILTER_KEYS: &[(&str, &str)] =
    &[("Enter", "keep"), ("Esc", "clear"), ("Tab", "complete"), ("↓ ↑", "move")];

impl App {
    pub(super) fn key(&mut self, key: KeyEvent) {
        if key.kind == KeyEventKind::Release {
            return;
        }
        let asked = std::mem::take(&mut self.asked_to_leave);
        // A secret on offer is fetched with this key, or not offered any more.
        let wanted = key.code == KeyCode::Char('y') && key.modifiers.contains(KeyModifiers::CONTROL);
        if let Some(client) = self.offered.take().filter(|_| wanted) {
            let name = self.client_name(&client);
            self.copy_of(Copying::Secret.words(), &client, &name, ClientPart::Secret);
            return;
        }
        // What nobody can see, nobody can mean: on a screen that is too small only leaving works.
        let unseen = self.layout().is_none();
        // With Ctrl held, a key is never text: leaving, suspending and repainting work from everywhere.
        let everywhere = |action: &Action| matches!(action, Action::Quit | Action::Suspend | Action::Repaint);
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if let Some(action) = self.keymap.action(key).filter(everywhere).filter(|_| control) {
            // Pressed again, it is meant.
            if action == Action::Quit && asked {
                self.commands.push(Command::Quit);
            } else {
                self.act(action);
            }
        } else if unseen {
            let nothing_open = self.editing.is_none() && self.bulk.is_none() && !self.has_something_to_lose();
            if nothing_open && self.keymap.action(key) == Some(Action::Leave) {
                self.commands.push(Command::Quit);
            }
        } else {
            self.key_in_front(key);
        }
    }

    fn key_in_front(&mut self, key: KeyEvent) {
        match self.front() {
            Front::Contexts => self.contexts_key(key),
            Front::Picker => self.picker_key(key),
            Front::Editing => self.editing_key(key),
            Front::Bulk => self.bulk_key(key),
            Front::Export => self.export_key(key),
            Front::Overlay => self.overlay_key(key),
            Front::Finder => self.finder_key(key),
            Front::Compare => self.compare_key(key),
            Front::Audit => self.audit_key(key),
            Front::Panes if self.is_filtering() => self.filter_key(key),
            Front::Panes => {
                if let Some(action) = self.keymap.action(key) {
                    self.act(action);
                }
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if self.layout().is_none() {
            return;
        }
        if text.len() > MOST_PASTED {
            let text = "That is more than fits into any setting; nothing was pasted.".to_owned();
            self.message = Some(super::Message { text, bad: true });
            return;
        }
        // Terminals send the end of a line as a carriage return.
        let text = &text.replace("\r\n", "\n").replace('\r', "\n");
        match self.front() {
            Front::Contexts => self.contexts_paste(text),
            Front::Picker => {
                if let Some(picker) = &mut self.picker {
                    picker.paste(text, &mut self.matcher);
                }
            }
            Front::Editing => self.editing_paste(text),
            Front::Bulk => self.bulk_paste(text),
            Front::Export => self.export_paste(text),
            Front::Overlay => self.overlay_paste(text),
            Front::Finder => self.finder_paste(text),
            Front::Compare => self.compare_paste(text),
            Front::Audit => self.audit_paste(text),
            Front::Panes if self.is_filtering() => {
                let line = text.lines().next().unwrap_or_default().trim();
                self.edit_filter(|editor| editor.insert_str(line));
            }
            Front::Panes => {}
        }
    }

    /// What of the help and the palette a key opens now. Where a line is typed, letters are text, and a sheet
    /// over the panes says its own keys.
    pub fn help_at_hand(&self) -> &'static [Action] {
        const BOTH: &[Action] = &[Action::Help, Action::Palette];
        let over = self.contexts.is_some()
            || self.picker.is_some()
            || self.editing.is_some()
            || self.bulk.is_some()
            || !self.overlays.is_empty();
        let asks = self.auditing().is_some_and(|audit| audit.dialog.is_some());
        if over || self.finder.is_some() || asks {
            return &[];
        }
        if let Some(exporting) = &self.exporting {
            return if exporting.asking.is_some() { &[] } else { &[Action::Help] };
        }
        match &self.comparing {
            Some(comparing) if comparing.search.as_ref().is_some_and(|search| search.typing) => &[],
            None if self.is_filtering() && !self.audits.open => &[],
            _ => BOTH,
        }
    }

    /// True while keys go into the focused pane's filter.
    pub fn is_filtering(&self) -> bool {
        let list = match self.focus {
            Pane::Pools => Some(&self.pools_list),
            Pane::Clients => self.pool_clients().map(|clients| &clients.view),
            Pane::Detail => Some(&self.detail.view),
        };
        list.and_then(super::ListView::filter).is_some_and(|filter| filter.editing)
    }

    /// Does an action, asked for by a key or from the palette.
    pub(super) fn act(&mut self, action: Action) {
        self.message = None;
        match action {
            Action::Down
            | Action::Up
            | Action::Top
            | Action::Bottom
            | Action::HalfPageDown
            | Action::HalfPageUp
            | Action::PageDown
            | Action::PageUp => self.move_in_focus(action),
            Action::Into => self.move_focus(true, false),
            Action::Back => self.move_focus(false, false),
            Action::NextPane => self.move_focus(true, true),
            Action::PreviousPane => self.move_focus(false, true),
            Action::Filter => {
                if let Some((list, _)) = self.focused_list() {
                    list.open_filter();
                }
                self.refilter(self.focus);
            }
            Action::Find => self.open_finder(),
            Action::Refresh => self.refresh(),
            Action::ReadAll => self.read_all(),
            Action::Edit => self.open_form(),
            Action::EditJson => self.open_in_editor(),
            Action::New => self.offer_templates(),
            Action::Duplicate => self.offer_pools(),
            Action::Delete => self.ask_to_delete(),
            Action::Mark => self.mark_selected(),
            Action::MarkAll => self.mark_all(),
            Action::UnmarkAll => self.unmark_all(),
            Action::Bulk => self.open_bulk(),
            Action::Compare => self.open_comparison(),
            Action::CompareFile => self.ask_for_file(),
            Action::Snapshot => self.ask_for_snapshot(),
            Action::Export => self.open_export(),
            Action::Permission => self.show_permission(),
            Action::SignIn => self.sign_in(),
            Action::Audit => self.open_audit(),
            Action::AuditFix | Action::AuditFixAll | Action::AuditSuppress | Action::AuditReport => {
                self.audit_act(action);
            }
            Action::Undo => self.read_journal(Purpose::Undo),
            Action::History => self.read_journal(Purpose::List),
            Action::Context => self.choose_context("Profile and region", None),
            Action::Reveal => self.reveal(),
            Action::Secrets => self.open_secrets(),
            Action::TryToken => self.try_token(),
            Action::CheckUrl => self.check_url(),
            Action::CopyMenu => self.open_copy_menu_here(),
            Action::Copy(what) => self.copy_here(what),
            Action::Help => self.picker = Some(self.help()),
            Action::Palette => self.picker = Some(Picker::actions("Actions", &self.keymap)),
            Action::Leave => self.leave(),
            Action::Quit if self.secrets_at_stake().is_some() => self.ask_to_leave(),
            Action::Quit => self.commands.push(Command::Quit),
            Action::Suspend => self.commands.push(Command::Suspend),
            Action::Repaint => self.commands.push(Command::Repaint),
        }
    }

    /// Back by one step: the filter, then what is being read, then the pane, then the program.
    fn leave(&mut self) {
        if self.clear_filter() || self.stop_reading() {
            return;
        }
        if self.focus == Pane::Pools {
            if self.has_something_to_lose() {
                self.ask_to_leave();
            } else {
                self.commands.push(Command::Quit);
            }
        } else {
            self.move_focus(false, false);
        }
    }

    fn filter_key(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Esc => {
                self.clear_filter();
            }
            KeyCode::Tab if self.complete_filter() => {}
            KeyCode::Enter | KeyCode::Tab => {
                if let Some((list, _)) = self.focused_list() {
                    let empty = list.filter().is_none_or(|filter| filter.text().is_empty());
                    if let Some(filter) = list.filter_mut() {
                        filter.editing = false;
                    }
                    if empty {
                        list.clear_filter();
                    }
                }
            }
            KeyCode::Down | KeyCode::Up | KeyCode::PageDown | KeyCode::PageUp => {
                if let Some(action) = self.keymap.action(key) {
                    self.move_in_focus(action);
                }
            }
            _ => self.edit_filter(|editor| edit_line(editor, key)),
        }
    }

    /// Changes the filter's line and, when it did change, matches anew with the best row selected.
    fn edit_filter(&mut self, edit: impl FnOnce(&mut tui_textarea::TextArea<'static>) -> bool) {
        let focus = self.focus;
        let Some((list, _)) = self.focused_list() else { return };
        let Some(filter) = list.filter_mut() else { return };
        let before = filter.text().to_owned();
        edit(&mut filter.editor);
        let same = filter.text() == before;
        self.offer_completion();
        if same {
            return;
        }
        self.refilter(focus);
        if let Some((list, _)) = self.focused_list() {
            // A better match may still be on a page to come.
            list.rest_on_first();
        }
    }

    /// Takes the filter away; the row that was selected stays selected. Says whether there was one.
    fn clear_filter(&mut self) -> bool {
        let Some((list, total)) = self.focused_list() else { return false };
        let row = list.selected_row(total);
        if !list.clear_filter() {
            return false;
        }
        if let Some(row) = row {
            list.select_row(row, total);
            list.touch();
        }
        true
    }

    fn picker_key(&mut self, key: KeyEvent) {
        let height = self.picker_height();
        let Some(picker) = &mut self.picker else { return };
        let led_to = picker.key(key, height, &mut self.matcher);
        if matches!(led_to, Picked::Closed | Picked::Chosen(_))
            && let Some(behind) = picker.take_behind()
        {
            self.picker = Some(behind);
            return;
        }
        match led_to {
            Picked::Open => {}
            Picked::Help => self.picker = self.picker.take().map(Picker::with_keys),
            Picked::Closed => {
                self.picker = None;
                self.carried = None;
                self.promoting = None;
            }
            Picked::Chosen(choice) => {
                self.picker = None;
                match choice {
                    Choice::Act(action) => self.act(action),
                    Choice::Elsewhere => self.duplicate_elsewhere(),
                    Choice::Template(id) => self.open_new(id),
                    Choice::GoOn(of) => self.go_on_creating(&of),
                    Choice::DuplicateInto(pool) => self.open_duplicate(&pool),
                    Choice::Go(key) => self.go_to(&key),
                    Choice::Undo(id) => self.undo_chosen(&id),
                    Choice::Bulk(choice) => self.bulk_choice(choice),
                    Choice::Compare(choice) => self.compare_choice(choice),
                    Choice::Stay => {}
                    Choice::Quit => self.commands.push(Command::Quit),
                    Choice::CopyAdded(key, id) => self.copy_added(&key, &id),
                    Choice::Audit(choice) => self.audit_choice(&choice),
                }
            }
        }
    }

    /// The keys, and what the signs on screen mean where there is room to say it.
    fn help(&self) -> Picker {
        const SIGNS: &str = "Signs: ▌ selected · ✓ marked · • differs from the default · ! needs care or was not \
             readable · ▲ worth a look · ◌ requests under way · ↻ read again";
        let explanation = (self.size.0 >= 60 && self.size.1 >= 16).then(|| SIGNS.to_owned());
        let mut keys = Picker::actions("Keys", &self.keymap);
        keys.explanation = explanation;
        keys
    }

    /// Rows that the open picker has for its entries.
    pub fn picker_height(&self) -> usize {
        let explanation =
            self.picker.as_ref().map_or(0, |picker| if picker.explanation.is_some() { 3 } else { 0 });
        usize::from(self.size.1).saturating_sub(6 + explanation).min(24)
    }
}
