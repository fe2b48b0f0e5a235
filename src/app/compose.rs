//! Composes the right-hand pane's lines: groups, settings in words, what is unknown, what is derived.

use crate::client::field::{Group, Life};
use crate::client::{AppClient, ClientKey, Origin, Pool, PoolId, derived, kind, pool, present};
use crate::tasks::Failure;

use super::detail::DetailLine;
use super::{App, Known};
use crate::client::text::{harmless, wrap};

/// Columns of the mark before a label.
const MARK: usize = 3;
/// Columns kept free for the word at the right edge.
const NOTE: usize = 9;
/// Columns for labels, where the pane has them.
const LABELS: usize = 24;
/// Below this width the labels give way to the values.
const NARROW: usize = 52;

/// Puts lines together for one width.
struct Composer {
    /// Values over several lines, or one line each.
    full: bool,
    value_columns: usize,
    lines: Vec<DetailLine>,
}

impl Composer {
    fn new(width: usize, full: bool) -> Self {
        let value_columns = width.saturating_sub(MARK + App::label_columns(width) + NOTE).max(8);
        Self { full, value_columns, lines: Vec::new() }
    }

    fn heading(&mut self, title: impl Into<String>) {
        if !self.lines.is_empty() {
            self.lines.push(DetailLine { heading: true, ..DetailLine::default() });
        }
        self.lines.push(DetailLine { heading: true, value: title.into(), ..DetailLine::default() });
    }

    fn row(&mut self, label: &str, values: &[String], origin: Option<Origin>, help: &'static str) {
        let differs = origin == Some(Origin::Configured);
        let note = if origin.is_some_and(Origin::is_default) { "default" } else { "" };
        if !self.full {
            let more = values.len().saturating_sub(1);
            self.lines.push(DetailLine {
                heading: false,
                label: harmless(label).into_owned(),
                value: harmless(values.first().map_or("", String::as_str)).into_owned(),
                note: if more > 0 { format!("+{more}").into() } else { note.into() },
                differs,
                help,
                secret: None,
            });
            return;
        }
        let mut first = true;
        for value in values {
            let room = if note.is_empty() { self.value_columns + NOTE } else { self.value_columns };
            for piece in wrap(&harmless(value), room) {
                self.lines.push(DetailLine {
                    heading: false,
                    label: if first { harmless(label).into_owned() } else { String::new() },
                    value: piece,
                    note: if first { note.into() } else { "".into() },
                    differs,
                    help,
                    secret: None,
                });
                first = false;
            }
        }
    }

    /// A setting. Only what a person can choose is marked as differing: every client has a name.
    fn setting(&mut self, row: &present::Row) {
        let chosen = row.field.is_mutable() && row.field.group != Group::Identity;
        let origin = if row.origin == Origin::Configured && !chosen { None } else { Some(row.origin) };
        self.row(row.label, &row.lines, origin, row.field.help);
    }

    /// Room for the secret, over as many lines as it needs. The lines hold none of it.
    fn secret(&mut self, label: &str, letters: usize, help: &'static str) {
        let room = self.value_columns + NOTE;
        for start in (0..letters).step_by(room) {
            self.lines.push(DetailLine {
                label: if start == 0 { label.to_owned() } else { String::new() },
                secret: Some((start, (start + room).min(letters))),
                help,
                ..DetailLine::default()
            });
        }
    }

    fn fact(&mut self, label: &str, value: impl Into<String>) {
        self.row(label, &[value.into()], None, "");
    }

    /// What sort of client it is, and what to know before changing it.
    fn badges(&mut self, client: &AppClient) {
        let badges = kind::badges(&client.settings);
        let words = badges.iter().map(|badge| badge.words());
        let words: Vec<&str> = std::iter::once(client.kind().words()).chain(words).collect();
        self.fact("Kind", words.join(" · "));
        if self.full {
            for badge in badges {
                self.row("", &[badge.meaning().to_owned()], None, "");
            }
        }
    }

    fn failure(&mut self, label: &str, failure: &Failure) {
        self.row(label, &[format!("! {}", failure.what), failure.next.clone()], None, "");
    }
}

impl App {
    /// Columns for the labels of the detail pane at that inner width.
    pub fn label_columns(width: usize) -> usize {
        if width < NARROW { width / 3 } else { LABELS }
    }

    /// What stands in the right-hand pane's border.
    pub fn detail_title(&self) -> String {
        match &self.detail.subject {
            Some(super::Subject::Client(key)) => {
                let row = self.selected_client().filter(|row| row.key == *key);
                row.map_or_else(|| key.client.to_string(), |row| row.name.clone())
            }
            Some(super::Subject::Pool(pool)) => {
                let row = self.selected_pool().filter(|row| row.id == *pool);
                row.map_or_else(|| pool.to_string(), |row| row.name.clone())
            }
            None => String::new(),
        }
    }

    /// The account, once a pool was described: its ARN tells.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    pub(super) fn client_lines(&self, key: &ClientKey, width: usize, full: bool) -> Vec<DetailLine> {
        let Some(known) = self.described.get(key) else { return Vec::new() };
        let Some(client) = &known.value else { return Vec::new() };
        let mut composer = Composer::new(width, full);
        if let Some(failure) = &known.failure {
            composer.failure("Not up to date", failure);
        }
        composer.badges(client);
        // Beside a list the settings keep their places; in full what is wrong comes first.
        if full {
            self.findings(key, &mut composer);
        }
        if let Some(lines) = self.drift_lines(key) {
            composer.row("Snapshot", &lines, None, "how it stands to the snapshot folder; c compares");
        }
        for section in present::rows(&client.settings, Some(client.secret), self.now.wall) {
            composer.heading(section.title);
            for row in section.rows {
                match self.shown_secret(key).filter(|_| row.field.life == Life::Secret) {
                    Some(secret) => composer.secret(row.label, secret.chars().count(), row.field.help),
                    None => composer.setting(&row),
                }
            }
        }
        let unknown = present::unknown(&client.settings);
        if !unknown.is_empty() {
            composer.heading("Unknown to this version");
            for row in unknown {
                composer.row(&row.name, &row.lines, None, "returned by the service; kept as it is");
            }
        }
        if !full {
            self.findings(key, &mut composer);
        }
        let pool = self.described_pools.get(&key.pool).and_then(|known| known.value.as_ref());
        composer.heading("Addresses and ids");
        for fact in derived::facts(key, pool, Some(&client.settings)) {
            composer.fact(fact.label, fact.value.unwrap_or_else(|missing| format!("— {missing}")));
        }
        composer.lines
    }

    /// What the last audit found, the worst first.
    fn findings(&self, key: &ClientKey, composer: &mut Composer) {
        let Some(entry) = self.found_of(key).filter(|entry| entry.counts.total() > 0) else { return };
        composer.heading(format!("Findings ▲{}", entry.counts.total()));
        let mut found: Vec<_> = entry.findings().collect();
        found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        for finding in found {
            let label = format!("{} {}", finding.severity.letter(), finding.rule.id);
            let lines = [finding.rule.title.to_owned(), finding.evidence.clone()];
            let lines = if composer.full { &lines[..] } else { &lines[..1] };
            composer.row(&label, lines, None, finding.rule.remedy);
        }
    }

    pub(super) fn pool_lines(&self, id: &PoolId, width: usize) -> Vec<DetailLine> {
        let Some(known) = self.described_pools.get(id) else { return Vec::new() };
        let mut composer = Composer::new(width, true);
        match known {
            Known { value: None, failure: None, .. } => return Vec::new(),
            Known { failure: Some(failure), .. } => composer.failure("Not readable", failure),
            Known { .. } => {}
        }
        if let Some(described) = &known.value {
            composer.heading("User pool");
            composer.fact("Pool ID", id.as_str());
            for (label, value) in pool::facts(described) {
                composer.fact(label, value);
            }
        }
        self.parts(id, &mut composer);
        if self.selected_pool_id() == Some(id) && !self.drift.gone().is_empty() {
            composer.heading("Gone since the snapshot");
            for name in self.drift.gone() {
                composer.fact("", format!("− {name}"));
            }
        }
        composer.lines
    }

    fn parts(&self, id: &PoolId, composer: &mut Composer) {
        let Some(parts) = self.pool_parts.get(id).and_then(|known| known.value.as_ref()) else { return };
        composer.heading("Identity providers");
        match &parts.providers {
            Ok(providers) if providers.is_empty() => composer.fact("—", "users of this pool only"),
            Ok(providers) => {
                for provider in providers {
                    composer.fact(&provider.name, provider.kind.as_str());
                }
            }
            Err(failure) => composer.failure("Not readable", failure),
        }
        composer.heading("Resource servers");
        match &parts.servers {
            Ok(servers) if servers.is_empty() => composer.fact("—", "none"),
            Ok(servers) => {
                for server in servers {
                    let scopes: Vec<String> = server.full_scopes().collect();
                    composer.row(&server.name, &scopes, None, "");
                }
            }
            Err(failure) => composer.failure("Not readable", failure),
        }
    }
}

/// The lines at the foot of the pools pane: the four facts that matter most while looking at clients.
pub fn pool_summary(pool: &Pool) -> Vec<String> {
    let tier = pool.tier().unwrap_or("tier unknown");
    let mfa = match pool.mfa() {
        Some("ON") => "MFA required",
        Some("OPTIONAL") => "MFA optional",
        Some("OFF") => "MFA off",
        _ => "MFA unknown",
    };
    let users = pool
        .estimated_users()
        .map_or_else(|| "users unknown".to_owned(), |users| format!("~{} users", pool::thousands(users)));
    let domain = pool.host().unwrap_or_else(|| "no domain".to_owned());
    let protection = match pool.deletion_protection() {
        Some(true) => "deletion protected",
        Some(false) => "deletion not protected",
        None => "protection unknown",
    };
    vec![format!("{tier} · {mfa}"), users, domain, protection.to_owned()]
}
