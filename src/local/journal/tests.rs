use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::{Value, json};

use super::*;
use crate::client::ClientKey;

fn snapshot(document: &Value) -> Snapshot {
    Snapshot::of(document.as_object().unwrap().clone())
}

fn planned(name: &str) -> Planned {
    Planned {
        deed: Deed::Update,
        site: Site { profile: "prod".into(), region: "eu-west-1".into(), ..Site::default() },
        pool: Named::new("eu-west-1_A", Some("customers")),
        client: Some(Named::new("3ho4", Some(name))),
        before: Some(snapshot(&json!({"ClientName": name, "AccessTokenValidity": 1.50}))),
        confidential: true,
        request: Some(snapshot(&json!({"ClientName": name, "ClientSecret": "hush-hush"}))),
        known: Vec::new(),
        undoes: None,
        plan: None,
    }
}

fn applied() -> Ending {
    Ending::Applied { after: None, made: None, normalised: vec!["callback_urls".into()] }
}

fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::at(folder.path().join("state").join("cognitui").join("journal.jsonl"));
    (folder, journal)
}

#[test]
fn what_is_written_is_read_back_newest_first() {
    let (_folder, journal) = journal();
    assert_eq!(journal.history().unwrap(), History::default(), "no file is no history");
    let (first, _) = journal.begin(planned("web")).unwrap();
    let (second, _) = journal.begin(planned("cron")).unwrap();
    journal.end(&first, applied()).unwrap();
    let history = journal.history().unwrap();
    let [newer, older] = history.entries() else { panic!("{history:?}") };
    assert_eq!((&newer.id, &older.id), (&second, &first));
    assert_eq!(older.planned, planned("web"));
    assert_eq!(older.ending(), Some(&applied()));
    assert_eq!(older.process, std::process::id());
    assert_eq!(older.digest.as_ref().map(String::len), Some(64));
    assert_eq!(history.unresolved().map(|entry| &entry.id).collect::<Vec<_>>(), [&second]);
    assert_eq!(history.entry(&first), Some(older));
    assert_eq!((history.damaged, history.newer), (0, 0));
}

#[test]
fn only_the_owner_reads_it_and_no_secret_is_in_it() {
    let (_folder, journal) = journal();
    let (id, _) = journal.begin(planned("web")).unwrap();
    let after = Some(snapshot(&json!({"ClientSecret": "hush-hush", "ClientName": "web"})));
    journal.end(&id, Ending::Applied { after, made: None, normalised: Vec::new() }).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(journal.path()), 0o600);
    assert_eq!(mode(journal.path().parent().unwrap()), 0o700);
    let text = fs::read_to_string(journal.path()).unwrap();
    assert!(!text.contains("hush"), "{text}");
    assert_eq!(text.lines().count(), 2);

    fs::set_permissions(journal.path(), fs::Permissions::from_mode(0o644)).unwrap();
    journal.begin(planned("web")).unwrap();
    assert_eq!(mode(journal.path()), 0o600, "given rights are taken back");
}

#[test]
fn a_torn_line_costs_itself_and_no_other() {
    let (_folder, journal) = journal();
    let (first, _) = journal.begin(planned("web")).unwrap();
    let whole = fs::read(journal.path()).unwrap();
    for torn in (1..whole.len()).rev().step_by(23) {
        fs::write(journal.path(), &whole[..torn]).unwrap();
        let entries = journal.history().unwrap().entries().len();
        assert_eq!(entries, usize::from(torn == whole.len() - 1), "{torn} bytes of the only line");
        let (second, _) = journal.begin(planned("cron")).unwrap();
        journal.end(&second, applied()).unwrap();
        let history = journal.history().unwrap();
        let good = history.entry(&second).unwrap();
        assert!(good.is_applied(), "{torn} bytes of a torn line swallow the next");
        assert_eq!(history.damaged + history.entries().len(), 2);
    }
    fs::write(journal.path(), &whole).unwrap();
    assert!(journal.history().unwrap().entry(&first).is_some());
}

#[test]
fn foreign_lines_are_counted_and_passed_over() {
    let (_folder, journal) = journal();
    let (id, _) = journal.begin(planned("web")).unwrap();
    let mut file = OpenOptions::new().append(true).open(journal.path()).unwrap();
    file.write_all(
        b"{\"v\":2,\"intention\":{\"shape\":\"new\"}}\n{\"v\":1,\"remark\":{}}\nhello\n\xff\xfe\n\n",
    )
    .unwrap();
    journal.end(&id, applied()).unwrap();
    journal.end(&EntryId::new("nobody"), applied()).unwrap();
    let history = journal.history().unwrap();
    assert!(history.entry(&id).unwrap().is_applied());
    assert_eq!((history.newer, history.damaged), (2, 3));
}

#[test]
fn what_the_writer_tells_counts_more_than_what_was_seen() {
    let (_folder, journal) = journal();
    let (id, _) = journal.begin(planned("web")).unwrap();
    let seen = Ending::Failed { message: "it is as it was".into() };
    journal.resolve(&id, seen.clone()).unwrap();
    assert_eq!(journal.history().unwrap().entry(&id).unwrap().ending(), Some(&seen));
    journal.end(&id, applied()).unwrap();
    journal.resolve(&id, seen).unwrap();
    assert!(journal.history().unwrap().entry(&id).unwrap().is_applied());
}

#[test]
fn a_full_disk_and_a_missing_folder_are_told_with_what_to_do() {
    let (folder, _) = journal();
    let full = folder.path().join("full.jsonl");
    symlink("/dev/full", &full).unwrap();
    let below_a_file = folder.path().join("file");
    fs::write(&below_a_file, "").unwrap();
    for path in [full, below_a_file.join("journal.jsonl")] {
        let error = Journal::at(&path).begin(planned("web")).unwrap_err();
        assert!(matches!(error, JournalError::Unwritable { .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("XDG_STATE_HOME") && text.contains(path.to_str().unwrap()), "{text}");
    }
}

#[test]
fn many_writers_share_one_file() {
    let (_folder, journal) = journal();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let journal = &journal;
            scope.spawn(move || {
                for _ in 0..10 {
                    let (id, _) = journal.begin(planned(&format!("client {writer}"))).unwrap();
                    journal.end(&id, applied()).unwrap();
                }
            });
        }
    });
    let history = journal.history().unwrap();
    assert_eq!((history.entries().len(), history.damaged), (80, 0));
    assert_eq!(history.unresolved().count(), 0);
}

#[test]
fn an_undo_and_a_plan_are_found() {
    let (_folder, journal) = journal();
    let here = planned("web").site;
    let done = |planned: Planned| {
        let (id, _) = journal.begin(planned).unwrap();
        journal.end(&id, applied()).unwrap();
        id
    };
    let first = done(Planned { plan: Some("p".into()), ..planned("one") });
    let second = done(Planned { plan: Some("p".into()), ..planned("two") });
    done(Planned { site: Site { region: "us-east-1".into(), ..here.clone() }, ..planned("far") });
    done(Planned { deed: Deed::AddSecret, ..planned("secret") });
    journal.begin(planned("unresolved")).unwrap();
    let undoable = |history: &History| history.last_undoable(&here).map(|entry| entry.id.clone());
    let history = journal.history().unwrap();
    assert_eq!(history.of_plan("p").map(|entry| &entry.id).collect::<Vec<_>>(), [&first, &second]);
    assert_eq!(undoable(&history), Some(second.clone()));
    let undo = done(Planned { undoes: Some(second.clone()), ..planned("two") });
    let history = journal.history().unwrap();
    assert_eq!(history.undone_by(&second).map(|entry| &entry.id), Some(&undo));
    assert_eq!(undoable(&history), Some(first));
}

#[test]
fn a_rotation_is_under_way_until_a_secret_is_retired() {
    let (_folder, journal) = journal();
    let of = |deed: Deed| Planned { deed, ..planned("web") };
    let done = |deed: Deed, made: Option<&str>| {
        let (id, _) = journal.begin(of(deed)).unwrap();
        let made = made.map(str::to_owned);
        journal.end(&id, Ending::Applied { after: None, made, normalised: Vec::new() }).unwrap();
    };
    let key = of(Deed::AddSecret).key().unwrap();
    let site = planned("web").site;
    let added = || journal.history().unwrap().rotation(&site, &key).map(|(id, _)| id.to_owned());
    assert_eq!(added(), None);
    done(Deed::AddSecret, Some("two"));
    assert_eq!(added().as_deref(), Some("two"));
    journal.begin(of(Deed::DeleteSecret("one".into()))).unwrap();
    assert_eq!(added().as_deref(), Some("two"), "nobody knows that it was carried out");
    let elsewhere = Site { region: "us-east-1".into(), ..site.clone() };
    assert!(journal.history().unwrap().rotation(&elsewhere, &key).is_none());
    done(Deed::DeleteSecret("one".into()), None);
    assert_eq!(added(), None);
}

/// What says that somebody is still at a write is a lock, which no killed process keeps and no number of a
/// process that was given anew can imitate.
#[test]
fn a_record_is_claimed_until_its_writer_lets_go() {
    let (_folder, journal) = journal();
    let (id, claim) = journal.begin(planned("web")).unwrap();
    assert!(journal.claim_record(id.as_str()).unwrap().is_none());
    journal.end(&id, applied()).unwrap();
    drop(claim);
    assert!(journal.claim_record(id.as_str()).unwrap().is_some());

    let plan = || PlannedBulk { site: Site::default(), title: "a".into(), items: Vec::new() };
    let (id, claim) = journal.begin_plan(None, plan()).unwrap();
    let refused = journal.begin_plan(Some(id.clone()), plan()).unwrap_err();
    assert!(matches!(refused, JournalError::UnderWay), "two never go on with one plan: {refused}");
    drop(claim);
    assert!(journal.begin_plan(Some(id), plan()).is_ok());
}

#[test]
fn a_sandbox_that_is_gone_is_another_place() {
    let (_folder, journal) = journal();
    let world = |world: &str| Site { sandbox: true, world: Some(world.into()), ..Site::default() };
    let (id, _) = journal.begin(Planned { site: world("first"), ..planned("web") }).unwrap();
    journal.end(&id, applied()).unwrap();
    let history = journal.history().unwrap();
    assert!(history.last_undoable(&world("first")).is_some());
    assert!(history.last_undoable(&world("second")).is_none());
    assert!(world("first").is_gone(Some("second")) && world("first").is_gone(None));
    assert!(!world("first").is_gone(Some("first")) && !Site::default().is_gone(Some("first")));
}

#[test]
fn the_state_folder_is_the_place() {
    let journal = Journal::in_state_folder().unwrap();
    assert!(journal.path().ends_with("cognitui/journal.jsonl"), "{journal:?}");
}

#[test]
fn a_plan_is_open_until_it_is_over_and_knows_what_is_left() {
    let (_folder, journal) = journal();
    let item = |id: &str| PlannedItem {
        pool: Named::new("eu-west-1_A", Some("customers")),
        client: Named::new(id, Some("web")),
        edit: crate::client::Edit::parse(["access_token_validity=45m"], None).unwrap(),
        undoes: None,
    };
    let mut secretive = item("3ho4");
    let hush = serde_json::from_value::<crate::client::Edit>(json!({"steps": [
        {"set_member": {"path": ["Later"], "value": {"ClientSecret": "hush-hush"}}},
        {"set_member": {"path": ["ClientSecretValue"], "value": "hush-hush"}},
    ]}));
    secretive.edit = hush.unwrap();
    let plan = PlannedBulk { site: Site::default(), title: String::new(), items: vec![secretive] };
    let (id, _) = journal.begin_plan(None, plan).unwrap();
    journal.end_plan(&id).unwrap();
    assert!(!fs::read_to_string(journal.path()).unwrap().contains("hush"), "no plan keeps a secret");

    let plan = PlannedBulk {
        site: Site::default(),
        title: "access_token_validity=45m".into(),
        items: vec![item("3ho4"), item("other")],
    };
    let (id, _) = journal.begin_plan(None, plan.clone()).unwrap();
    let (write, _) = journal.begin(Planned { plan: Some(id.clone()), ..planned("web") }).unwrap();
    let left = |journal: &Journal| -> Vec<String> {
        let history = journal.history().unwrap();
        let open: Vec<_> = history.open_plans().flat_map(|plan| history.left_of(plan)).collect();
        open.into_iter().map(|item| item.client.id.clone()).collect()
    };
    assert_eq!(left(&journal), ["3ho4", "other"], "what has no end may not have been carried out");
    journal.end(&write, applied()).unwrap();
    assert_eq!(left(&journal), ["other"]);
    let history = journal.history().unwrap();
    let kept = history.plan(&id).unwrap();
    assert_eq!((&kept.planned, kept.process), (&plan, std::process::id()));
    journal.end_plan(&id).unwrap();
    assert_eq!(left(&journal), [""; 0]);
    // Gone on with, it is open again, under the same name.
    assert_eq!(journal.begin_plan(Some(id.clone()), plan).unwrap().0, id);
    assert_eq!(left(&journal), ["other"]);
    let history = journal.history().unwrap();
    assert_eq!((history.damaged, history.newer, history.open_plans().count()), (0, 0, 1));
}

fn step_of(secret: &str, step: RotationStep) -> RotationNote {
    let Planned { site, pool, client, .. } = planned("web");
    RotationNote { site, pool, client: client.unwrap(), secret: secret.into(), step }
}

#[test]
fn a_rotation_goes_on_from_the_step_that_was_noted_last() {
    let (_folder, journal) = journal();
    let key = ClientKey::new("eu-west-1_A", "3ho4");
    let site = planned("web").site;
    let progress = |secret: &str| journal.history().unwrap().rotations(&site, &key).get(secret).copied();
    assert_eq!(progress("new"), None);
    journal.note_rotation(step_of("new", RotationStep::Copied)).unwrap();
    assert_eq!(progress("new"), Some(RotationProgress { copied: true, deployed: false }));
    journal.note_rotation(step_of("new", RotationStep::Deployed)).unwrap();
    journal.note_rotation(step_of("other", RotationStep::Copied)).unwrap();
    assert_eq!(progress("new"), Some(RotationProgress { copied: true, deployed: true }));
    journal.note_rotation(step_of("new", RotationStep::NotDeployed)).unwrap();
    journal.note_rotation(step_of("new", RotationStep::Lost)).unwrap();
    assert_eq!(progress("new"), Some(RotationProgress::default()));
    let elsewhere = Site { profile: "other".into(), ..site.clone() };
    assert!(journal.history().unwrap().rotations(&elsewhere, &key).is_empty());
    // A step of a later version is no damage, and changes nothing.
    let text = fs::read_to_string(journal.path()).unwrap().replace("not_deployed", "praised");
    fs::write(journal.path(), text).unwrap();
    let history = journal.history().unwrap();
    assert_eq!((history.damaged, history.newer), (0, 0));
    assert_eq!(progress("new"), Some(RotationProgress { copied: false, deployed: true }));
}
