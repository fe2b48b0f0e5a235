//! What an export's files are called, how many they are, and that their commands name them.

use super::*;

#[test]
fn several_pools_are_several_files_or_one() {
    let mut bundle = bundle(vec![web()]);
    bundle.pool_mut(&PoolId::new("eu-west-1_XYZ")).clients = vec![web(), web()];
    for format in FORMATS {
        let one = export(format, &bundle, Layout::One);
        let mains = |written: &Written| written.files.iter().filter(|file| file.role == Role::Main).count();
        // A stack lives in one region.
        let texts = if format.capabilities.regions { 1 } else { 2 };
        assert_eq!(mains(&one), texts, "{}", format.id);
        assert_eq!(one.files[0].role, Role::Main);
        let folder = export(format, &bundle, Layout::Folder);
        assert_eq!(mains(&folder), 2, "{}", format.id);
        let mut paths: Vec<&str> = folder.files.iter().map(|file| file.path.as_str()).collect();
        paths.sort_unstable();
        let count = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), count, "{}: {paths:?}", format.id);
        for file in &folder.files {
            assert!(file.text.ends_with('\n') && !file.path.contains(".."), "{}", file.path);
        }
    }
    // Each says its region where there are several.
    let hcl = text("terraform", &bundle);
    let dense: String = hcl.split_whitespace().collect();
    assert!(dense.contains("region=\"eu-west-1\""), "{hcl}");
    assert!(hcl.contains(&format!("id = \"{POOL}/{CLIENT}@us-west-2\"")), "{hcl}");
}

#[test]
fn many_clients_are_several_methods_of_java() {
    let bundle = surrounded(vec![web(); 95]);
    let java = text("pulumi-java", &bundle);
    assert!(java.contains("private static UserPool customersAbc1;"), "{java}");
    assert!(java.contains("clients5();") && java.contains("private static void clients5() {"));
    assert_eq!(java.matches("new UserPoolClient(").count(), 95);
    assert_eq!(java.matches('{').count(), java.matches('}').count());
}

/// What a head tells to run, runs as it is written, beside the file.
#[test]
fn commands_work_as_they_are_written() {
    let mut two = bundle(vec![web()]);
    two.pool_mut(&PoolId::new("eu-west-1_XYZ")).clients = vec![web()];
    let folder = |format: &str| export(by_id(format).expect(format), &two, Layout::Folder).files;
    for file in folder("pulumi-yaml").iter().filter(|file| file.role == Role::Main) {
        assert!(file.text.contains("# pulumi import aws:cognito"), "{}", file.text);
        assert!(file.text.contains("-f Pulumi.yaml.import.json\n"), "{}", file.text);
    }
    let stacks: Vec<String> = folder("cloudformation")
        .iter()
        .filter_map(|file| Some(file.text.split_once("--stack-name ")?.1.split_once(' ')?.0.to_owned()))
        .collect();
    assert_eq!(stacks, ["cognito-us-west-2-abc1", "cognito-eu-west-1-xyz"]);
    for file in folder("aws-cli").iter().filter(|file| file.role == Role::Main) {
        assert!(file.text.contains("pipefail\ncd \"$(dirname \"$0\")\"\n"), "{}", file.text);
    }
    assert!(!text("aws-cli", &two).contains("cd "));
    for (format, head, quoted) in [
        ("cloudformation", "--resources-to-import ", r"'file://it'\''s a\name.x.import.json'"),
        ("pulumi-python", "-f ", r"'it'\''s a\name.x.import.json'"),
        // No language takes what is in it for its own.
        ("pulumi-java", "-f ", r"'it'\''s a\name.x.import.json'"),
    ] {
        let written = export_to(by_id(format).expect(format), &two, r"it's a\name.x");
        assert!(written.files[0].text.contains(&format!("{head}{quoted}")), "{}", written.files[0].text);
    }
    let java = export_to(by_id("pulumi-java").expect("one"), &two, r"a\users.java").files.remove(0).text;
    assert!(java.contains(r"-f 'a\''users.java.import.json'") && !java.contains(r"\u"), "{java}");
    let odd = export_to(by_id("cloudformation").expect("one"), &two, "Gäste 2.yml").files.remove(0).text;
    assert!(odd.contains("--stack-name cognito-G-ste-2 "), "{odd}");
}
