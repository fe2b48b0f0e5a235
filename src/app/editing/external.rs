//! Editing as text in the person's own editor, and back through the same judgement, review and write as
//! the form.

use super::super::form::Form;
use super::super::{App, Command, EditorFailure, Handout, Message, Pane};
use super::{Editing, Stage};
use crate::client::jsonc::{self, Trouble};
use crate::client::text::harmless;

/// A client's settings as text, while the editor has it.
#[derive(Clone, Debug)]
pub struct External {
    /// What the editor was given, without what was told above it.
    given: String,
    /// Why the text as it was given cannot be read.
    trouble: Option<Trouble>,
    /// True when the person had no hand in the text yet.
    fresh: bool,
}

/// A text that could not be read, kept with the form it belongs to until the person goes on with it.
#[derive(Clone, Debug)]
pub struct Unfinished {
    form: Form,
    text: String,
}

impl App {
    /// Hands the selected client to the editor: a text that was left unfinished, or else the draft where
    /// there is one, or else the client as it is.
    pub(in crate::app) fn open_in_editor(&mut self) {
        let Some(key) = self.selected_client().map(|row| row.key.clone()) else { return };
        let may = self.focus != Pane::Pools && !self.is_closed();
        let unfinished = self.unread_texts.get(&key).cloned().filter(|_| may);
        if let Some(Unfinished { mut form, text }) = unfinished {
            // The form's own base goes with the text: what others changed since is then merged, not lost.
            form.learn(self.around(&key.pool));
            self.hand_out(form, text, false);
            return;
        }
        let Some(form) = self.form_of_selected("E") else { return };
        let text = jsonc::render(&form.draft, &self.title_of(&form));
        self.hand_out(form, text, true);
    }

    /// The client and where it is, in one line.
    fn title_of(&self, form: &Form) -> String {
        let name = form.base.text("ClientName").unwrap_or_default();
        let pool = self.pool_name(&form.pool).unwrap_or_else(|| form.pool.to_string());
        let place = if self.context.sandbox { "sandbox" } else { &self.context.profile };
        format!("{} in {} ({place}, {})", harmless(name), harmless(&pool), self.context.region)
    }

    fn hand_out(&mut self, form: Form, given: String, fresh: bool) {
        let trouble = jsonc::read(&given, &form.base).err();
        let (text, at) = match &trouble {
            Some(trouble) => {
                let (text, at) = jsonc::with_trouble(&given, trouble);
                (text, Some(at))
            }
            None => (given.clone(), None),
        };
        let name = form.base.text("ClientName").unwrap_or_default().to_owned();
        self.commands.push(Command::Editor(Box::new(Handout { name, text, at })));
        self.tell("In your editor.");
        let stage = Stage::External(Box::new(External { given, trouble, fresh }));
        self.editing = Some(Editing { form: Some(form), stage });
    }

    /// The editor was left.
    pub(in crate::app) fn edited(&mut self, edited: Result<String, EditorFailure>) {
        let Some(editing) = self.editing.take() else { return };
        let (Stage::External(external), Some(form)) = (&editing.stage, &editing.form) else {
            self.editing = Some(editing);
            return;
        };
        self.message = None;
        match edited {
            Ok(text) => self.take_back(external, form.clone(), jsonc::without_trouble(&text)),
            Err(EditorFailure { failure, text }) => {
                let text = text.unwrap_or_else(|| external.given.clone());
                let text = jsonc::without_trouble(&text);
                let mut told = format!("{} {}", failure.what, failure.next);
                if external.trouble.is_some() || text != external.given {
                    self.keep_unfinished(form.clone(), text);
                    told.push_str(" What was written is kept: E goes on with it.");
                }
                self.message = Some(Message { text: told, bad: true });
            }
        }
    }

    fn take_back(&mut self, external: &External, mut form: Form, text: &str) {
        if text == external.given && external.trouble.is_some() {
            self.keep_unfinished(form, text);
            self.tell("The text is kept as it was left, unread: E goes on with it.");
            return;
        }
        if text == external.given && external.fresh {
            self.tell(
                "Nothing was changed. (An editor with a window of its own must be told to wait, \
                 as in EDITOR='code --wait'.)",
            );
            return;
        }
        let Some(key) = form.key.clone() else { return };
        if text.trim().is_empty() {
            self.unread_texts.remove(&key);
            self.tell("The text was empty, so nothing is changed.");
            return;
        }
        let Ok(wanted) = jsonc::read(text, &form.base) else {
            self.hand_out(form, text.to_owned(), false);
            return;
        };
        self.unread_texts.remove(&key);
        let pool = form.pool.clone();
        form = form.with_draft(wanted, self.around(&pool));
        let draft = form.kept();
        let nothing = draft.is_empty();
        self.keep_draft(form.of.clone(), draft);
        if nothing {
            self.tell("Nothing is different from what the client has.");
            return;
        }
        let mut editing = Editing { form: Some(form), stage: Stage::Form };
        self.review(&mut editing);
        if let (Stage::Form, Some(form)) = (&editing.stage, &mut editing.form) {
            form.go_to_problem();
        }
        self.editing = Some(editing);
    }

    fn keep_unfinished(&mut self, form: Form, text: &str) {
        if let Some(key) = form.key.clone() {
            self.unread_texts.insert(key, Unfinished { form, text: text.to_owned() });
        }
    }

    /// Texts that could not be read and that nobody finished, each with the client's name: to be kept
    /// somewhere when the program ends.
    pub fn unfinished(&self) -> Vec<(String, &str)> {
        let named = |form: &Form| form.base.text("ClientName").unwrap_or_default().to_owned();
        let in_hand = self.editing.iter().filter_map(|editing| match (&editing.stage, &editing.form) {
            (Stage::External(external), Some(form)) if external.trouble.is_some() => {
                Some((form.key.clone(), named(form), external.given.as_str()))
            }
            _ => None,
        });
        let in_hand: Vec<_> = in_hand.collect();
        let kept = self.unread_texts.iter().filter(|(key, _)| {
            // What is in hand goes on from what was kept.
            !in_hand.iter().any(|(other, ..)| other.as_ref() == Some(*key))
        });
        let kept = kept.map(|(_, one)| (named(&one.form), one.text.as_str()));
        in_hand.iter().map(|(_, name, text)| (name.clone(), *text)).chain(kept).collect()
    }
}
