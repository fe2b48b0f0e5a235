//! `import` of what stands in several files, as `export` and other tools write them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::program::{Ran, Service};

const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

/// An export of the whole pool, in a folder.
fn exported(service: &Service, format: &str) -> PathBuf {
    let folder = service.home.path().join(format);
    service.run(&["export", "customers", "--to", format, "-d", folder.to_str().unwrap()]).ended(0);
    folder
}

fn ended_in(folder: &Path, ending: &str) -> PathBuf {
    let mut paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.find(|path| path.to_string_lossy().ends_with(ending)).unwrap()
}

fn states(ran: &Ran) -> Vec<(String, String)> {
    let json: Json = ran.json();
    let word = |client: &Json, name: &str| client[name].as_str().unwrap_or_default().to_owned();
    json["Clients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|client| (word(client, "ClientName"), word(client, "State")))
        .collect()
}

#[test]
fn a_template_knows_its_clients_again() {
    let service = Service::start();
    let folder = exported(&service, "cloudformation");
    let ids = ended_in(&folder, ".yaml.import.json");
    let template = PathBuf::from(ids.to_string_lossy().strip_suffix(".import.json").unwrap());
    let import = |files: &[&Path]| {
        let mut arguments = vec!["import"];
        arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
        service.run(&[&arguments[..], &["--reset", "-o", "json"]].concat())
    };
    let known = import(&[&template]).ended(0);
    assert_eq!(known.json()["Compared"], 24, "one is another service's, one would allow more");
    assert!(states(&known).iter().all(|(_, state)| state == "same"), "{:?}", states(&known));
    // Named with it, it is the same.
    assert_eq!(states(&import(&[&template, &ids]).ended(0)), states(&known));

    // A pool that comes along is a reference, and its clients are told by the same file.
    let whole = folder.join("whole.yaml");
    let export =
        ["export", "customers", "--to", "cloudformation", "--with", "pool", "--out", whole.to_str().unwrap()];
    let told = service.run(&export).ended(0).err;
    assert!(
        told.contains("DcrConfiguration") && told.contains("the next update of the pool would take it away"),
        "{told}"
    );
    assert!(fs::read_to_string(&whole).unwrap().contains("UserPoolId: !Ref "));
    assert_eq!(states(&import(&[&whole]).ended(0)), states(&known));

    // Only a file of that very name is looked for; another one is named.
    let elsewhere = folder.join("ids.json");
    fs::rename(&ids, &elsewhere).unwrap();
    let unknown = import(&[&template]).ended(3);
    let unclear = |ran: &Ran| states(ran).into_iter().filter(|(_, state)| state == "unclear").count();
    assert_eq!(unclear(&unknown), 3, "twins, and one that has no name there: {:?}", states(&unknown));
    assert_eq!(states(&import(&[&elsewhere, &template]).ended(0)), states(&known));
    assert!(import(&[&elsewhere]).ended(2).err.contains("give the template"));
    let copy = folder.join("copy.yaml");
    fs::copy(&template, &copy).unwrap();
    assert!(
        import(&[&template, &copy, &elsewhere]).ended(2).err.contains("one template and its ids at a time")
    );
}

#[test]
fn a_script_is_read_with_its_documents() {
    let service = Service::start();
    let script = ended_in(&exported(&service, "aws-cli"), "").join("create.sh");
    let folder = script.parent().unwrap();
    let script = script.to_str().unwrap();
    let ran = service.run(&["import", script, "--reset", "-o", "json"]).ended(3);
    let states = states(&ran);
    assert_eq!(states.len(), 25, "{states:?}");
    let unclear: Vec<&str> =
        states.iter().filter(|(_, state)| state != "same").map(|(name, _)| name.as_str()).collect();
    assert_eq!(unclear, ["mobile-beta", "mobile-beta"], "nothing in a request tells twins apart");
    // A document that is gone is said, and its command stays open.
    let gone = ended_in(folder, ".json");
    fs::remove_file(&gone).unwrap();
    let ran = service.run(&["import", script]).ended(3);
    let name = gone.file_name().unwrap().to_string_lossy().into_owned();
    assert!(ran.err.contains(&format!("{name} is not beside it")), "{}", ran.err);
    assert!(ran.err.contains("a command is not evaluated"), "{}", ran.err);
}

#[test]
fn a_snapshots_own_files_are_passed_over() {
    let service = Service::start();
    let folder = service.home.path().join("snap");
    service.run(&["snapshot", "customers", "-d", folder.to_str().unwrap()]).ended(0);
    let pool = folder.join("customers--eu-west-1_hRb7Lk2Qe");
    let mut files: Vec<String> = [&folder, &pool]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert!(files.iter().any(|path| path.ends_with("dates.json")), "{files:?}");
    let mut arguments = vec!["import"];
    arguments.extend(files.iter().map(String::as_str));
    let ran = service.run(&arguments).ended(0);
    assert!(ran.err.contains("26 are as they are live"), "{}", ran.err);
    assert!(ran.err.contains("dates.json is a snapshot's own"), "{}", ran.err);
}

/// One client that nobody can have keeps no other away.
#[test]
fn an_id_that_cannot_be_is_told_beside_the_others() {
    let service = Service::start();
    let text = service.run(&["export", WEB, "--to", "json"]).ended(0).out;
    let mut json: Json = serde_json::from_str(&text).unwrap();
    let clients = json["pools"][0]["clients"].as_array_mut().unwrap();
    let mut odd = clients[0].clone();
    odd["client"]["ClientId"] = "not an id!".into();
    clients.insert(0, odd);
    let path = service.home.path().join("two.json");
    fs::write(&path, json.to_string()).unwrap();
    let ran = service.run(&["import", path.to_str().unwrap(), "-o", "json"]).ended(3);
    let states: Vec<String> = states(&ran).into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["unclear", "same"], "{}", ran.out);
}
