//! `export`: clients as text in other tools' languages.

use std::fs;

use cognitui::export::FORMATS;

use crate::program::Service;

const WEB: &str = "eu-west-1_hRb7Lk2Qe/douahdsd5j8lb36spmrwtv7doq";

#[test]
fn every_format_is_in_the_help_and_prints_a_client() {
    let service = Service::start();
    let help = service.run(&["export", "--help"]).ended(0).out;
    for format in FORMATS {
        assert!(help.contains(format.id) && help.contains(format.title), "{}: {help}", format.id);
        let ran = service.run(&["export", WEB, "--to", format.id]).ended(0);
        // What has its ids in a file beside it, or makes the client anew, does not say the client's.
        let names = !["aws-cli", "cloudformation", "cdk"].contains(&format.id);
        assert!(!names || ran.out.contains("douahdsd5j8lb36spmrwtv7doq"), "{}", ran.out);
        assert!(ran.out.contains("eu-west-1_hRb7Lk2Qe"), "{}", ran.out);
        assert!(!ran.err.contains('\u{1b}'), "no progress where nobody looks: {}", ran.err);
    }
    let wrong = service.run(&["export", WEB, "--to", "toml"]).ended(2);
    assert!(wrong.err.contains("pulumi-java"), "{}", wrong.err);
    service.run(&["export", "--to", "json"]).ended(2);
    service.run(&["export", WEB, "--all", "--to", "json"]).ended(2);
    service.run(&["export", WEB, "--to", "json", "-o", "json"]).ended(2);
    service.run(&["export", "nobody-has-this-name", "--to", "json"]).ended(3);
}

#[test]
fn several_clients_a_pool_and_everything() {
    let service = Service::start();
    let count = |arguments: &[&str]| {
        let json = service.run(&[&["export", "--to", "json"], arguments].concat()).ended(0).json();
        let pools = json["pools"].as_array().unwrap();
        let clients: usize = pools.iter().map(|pool| pool["clients"].as_array().unwrap().len()).sum();
        (pools.len(), clients)
    };
    assert_eq!(count(&[WEB, "customers/booking-server", WEB]), (1, 2));
    assert_eq!(count(&["eu-west-1_hRb7Lk2Qe"]), (1, 26));
    assert_eq!(count(&["customers", "customers/web"]), (1, 26));
    let (pools, clients) = count(&["--all"]);
    assert!(pools >= 5 && clients > 50, "{pools} {clients}");
}

#[test]
fn what_comes_along_is_referred_to_and_losses_are_told() {
    let service = Service::start();
    let alone = service.run(&["export", WEB, "--to", "terraform"]).ended(0).out;
    assert!(
        alone.contains("= \"eu-west-1_hRb7Lk2Qe\"") && !alone.contains("\"aws_cognito_user_pool\""),
        "{alone}"
    );
    let with = ["export", WEB, "--to", "terraform", "--with", "pool,idp,resource-servers"];
    let together = service.run(&with).ended(0);
    assert!(
        together.out.contains("user_pool_id                         = aws_cognito_user_pool."),
        "{}",
        together.out
    );
    assert!(
        together.out.contains("# Not carried: ") && together.err.contains("! Not carried: "),
        "{together:?}"
    );
    assert!(
        service.run(&["export", WEB, "--to", "terraform", "--with", "users"]).ended(2).err.contains("idp")
    );
    let lost = service.run(&["export", "customers/token-exchange-broker", "--to", "cloudformation"]).ended(0);
    assert!(lost.err.contains("ALLOW_TOKEN_EXCHANGE"), "{}", lost.err);
    assert!(lost.out.contains("# Not carried: ExplicitAuthFlows"), "{}", lost.out);
}

#[test]
fn files_are_whole_and_never_replaced_unasked() {
    let service = Service::start();
    let folder = service.home.path().join("out");
    let dir = folder.to_str().unwrap();
    let pulumi = ["export", "customers", "partners", "--to", "pulumi-python", "-d", dir];
    let missing = service.run(&pulumi);
    let pulumi = if missing.status == 3 {
        ["export", "customers", "customers-staging", "--to", "pulumi-python", "-d", dir]
    } else {
        pulumi
    };
    service.run(&pulumi);
    let names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().filter(|name| name.contains(".py")).count() >= 2, "a file for each pool: {names:?}");
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
    let again = service.run(&pulumi).ended(6);
    assert!(again.err.contains("--force"), "{}", again.err);
    service.run(&[&pulumi[..], &["--force"]].concat()).ended(0);

    let none = service.run(&["export", WEB, "--to", "terraform", "--out", dir]).ended(2);
    assert!(none.err.contains("-d writes"), "{}", none.err);
    let file = folder.join("web.yaml");
    let one = ["export", WEB, "--to", "cloudformation", "--out", file.to_str().unwrap()];
    fs::write(folder.join("web.yaml.import.json"), "mine").unwrap();
    service.run(&one).ended(6);
    assert!(!file.exists(), "nothing at all is written");
    service.run(&[&one[..], &["--force"]].concat()).ended(0);
    assert!(fs::read_to_string(&file).unwrap().starts_with("# Clients of customers"));
    assert!(
        fs::read_to_string(folder.join("web.yaml.import.json"))
            .unwrap()
            .contains("douahdsd5j8lb36spmrwtv7doq")
    );
    // Another format of the same name has its own beside it.
    let other = folder.join("web.ts");
    service.run(&["export", WEB, "--to", "pulumi-typescript", "--out", other.to_str().unwrap()]).ended(0);
    assert!(folder.join("web.ts.import.json").exists());
}

/// Two exports in one folder have files of their own beside them, and each says which.
#[test]
fn what_stands_beside_a_file_is_named_after_it() {
    let service = Service::start();
    let folder = service.home.path().join("infra");
    let place = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for (format, extension) in [
        ("pulumi-java", "java"),
        ("pulumi-typescript", "ts"),
        ("pulumi-python", "py"),
        ("pulumi-yaml", "yaml"),
        ("cloudformation", "yml"),
        ("cdk", "ts"),
    ] {
        for (name, client) in [("web one", WEB), ("Booking", "customers/booking-server")] {
            let file = place(&format!("{format}/{name}.{extension}"));
            let ran = service.run(&["export", client, "--to", format, "--out", &file]).ended(0);
            let beside = format!("{name}.{extension}.import.json");
            assert!(ran.err.contains(&beside), "{format}: {}", ran.err);
            let text = fs::read_to_string(&file).unwrap();
            // As a shell takes it.
            let word = if format == "cloudformation" { format!("file://{beside}") } else { beside.clone() };
            let word = if name.contains(' ') { format!("'{word}'") } else { word };
            assert!(text.lines().any(|line| line.contains(&word)), "{format}: {word}: {text}");
            assert!(!text.contains("clients.import.json"), "{format}: {text}");
        }
        let both: Vec<String> = ["web one", "Booking"]
            .map(|name| {
                fs::read_to_string(place(&format!("{format}/{name}.{extension}.import.json"))).unwrap()
            })
            .into();
        assert!(
            both[0].contains("douahdsd5j8lb36spmrwtv7doq") && !both[1].contains("douahdsd5j8lb36spmrwtv7doq")
        );
    }
    // Java wants a class to be called as its file.
    assert!(
        fs::read_to_string(place("pulumi-java/Booking.java")).unwrap().contains("public class Booking {")
    );
    assert!(fs::read_to_string(place("pulumi-java/web one.java")).unwrap().contains("public class App {"));
    assert!(fs::read_to_string(place("cdk/Booking.ts")).unwrap().contains("export class ClientsStack"));
    assert!(fs::read_to_string(place("cloudformation/Booking.yml")).unwrap().contains("file://Booking.yml"));
}

/// A stack lives in one region: clients of two are never in one template.
#[test]
fn two_regions_are_no_one_template() {
    let pool = |id: &str| {
        format!(r#"{{"pool": {{"Id": "{id}", "Name": "shop"}}, "clients": [{{"ClientName": "web"}}]}}"#)
    };
    let service = Service::of(&format!(
        r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{}, {}]}}"#,
        pool("eu-west-1_Aaaaaaaaa"),
        pool("us-east-1_Bbbbbbbbb")
    ));
    let folder = service.home.path().join("out");
    let file = service.home.path().join("all.yaml");
    for more in [&[][..], &["--out", file.to_str().unwrap()]] {
        let ran = service.run(&[&["export", "--all", "--to", "cloudformation"], more].concat()).ended(2);
        assert!(ran.err.contains("these clients are in eu-west-1, us-east-1: -d DIR"), "{}", ran.err);
        assert!(ran.out.is_empty() && !file.exists());
    }
    let all = ["export", "--all", "--to", "cloudformation", "-d", folder.to_str().unwrap()];
    service.run(&all).ended(0);
    for (path, region) in
        [("eu-west-1-shop-aaaa.yaml", "eu-west-1"), ("us-east-1-shop-bbbb.yaml", "us-east-1")]
    {
        let text = fs::read_to_string(folder.join(path)).unwrap();
        assert!(text.contains(&format!("--region {region} ")), "{text}");
    }
    // A program that names each one's region is one.
    assert!(service.run(&["export", "--all", "--to", "terraform"]).ended(0).out.contains("@us-east-1\""));
}

#[test]
fn no_export_has_a_secret() {
    let service = Service::start();
    let secret = service.run(&["secret", "customers/booking-server"]).ended(0).out;
    assert!(secret.trim().len() > 10);
    for format in FORMATS {
        let ran = service.run(&["export", "customers/booking-server", "--to", format.id]).ended(0);
        assert!(!ran.out.contains(secret.trim()) && !ran.err.contains(secret.trim()), "{}", format.id);
    }
}
