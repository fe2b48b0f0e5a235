//! What an export takes care of: the right region, nothing wider than it was, nothing taken away unsaid.

use super::*;

fn two_regions() -> Bundle {
    let mut two = bundle(vec![web()]);
    two.pool_mut(&PoolId::new("eu-west-1_XYZ")).clients = vec![web()];
    two
}

fn written(format: &str, bundle: &Bundle, layout: Layout) -> Written {
    export(by_id(format).expect(format), bundle, layout)
}

/// What is taken over stands in the program of this one, as its reader knows it.
#[test]
fn pulumis_yaml_takes_over_by_itself() {
    let program = text("pulumi-yaml", &surrounded(vec![web()]));
    for id in [
        format!("\n      import: {POOL}/{CLIENT}\n"),
        format!("\n      import: {POOL}\n"),
        format!("\n      import: \"{POOL}:Google\"\n"),
        format!("\n      import: \"{POOL}|https://api.example.org\"\n"),
    ] {
        assert!(program.contains(&format!("    options:{id}")), "{id}{program}");
    }
    assert!(program.contains("The import options take over what exists with the next update"), "{program}");
    let new = text("pulumi-yaml", &bundle(vec![Client::new(web().settings)]));
    assert!(!new.contains("import"), "{new}");
}

/// A stack lives in one region, so that no text of it has pools of two.
#[test]
fn a_stack_is_of_one_region() {
    let two = two_regions();
    for format in ["cloudformation", "cdk"] {
        assert_eq!(parted_by(by_id(format).expect(format), &two), ["eu-west-1", "us-west-2"]);
        assert_eq!(parted_by(by_id(format).expect(format), &bundle(vec![web()])), [""; 0]);
        for layout in [Layout::One, Layout::Folder] {
            let files = written(format, &two, layout).files;
            let mains: Vec<_> = files.iter().filter(|file| file.role == Role::Main).collect();
            assert_eq!(mains.len(), 2, "{format}");
            for (file, [own, other]) in
                mains.iter().zip([["us-west-2", "eu-west-1"], ["eu-west-1", "us-west-2"]])
            {
                assert!(file.path.starts_with(own), "{}", file.path);
                let region =
                    if format == "cdk" { format!("region: \"{own}\"") } else { format!("--region {own}") };
                assert!(file.text.contains(&region) && !file.text.contains(other), "{}", file.text);
            }
        }
    }
    assert!(!text("cloudformation", &bundle(vec![web()])).contains("--region"));
    for format in FORMATS.iter().filter(|format| format.capabilities.regions) {
        assert_eq!(parted_by(format, &two), [""; 0], "{}", format.id);
    }
}

/// An import asks one region alone, and the command does not say which.
#[test]
fn a_pulumi_import_says_its_region_where_there_are_several() {
    for format in ["pulumi-java", "pulumi-typescript", "pulumi-python", "pulumi-yaml"] {
        let program = text(format, &two_regions());
        for region in ["eu-west-1", "us-west-2"] {
            let told = format!("It is in {region}: take it over with a provider of that region.");
            assert_eq!(program.matches(&told).count(), 1, "{program}");
        }
        assert!(program.contains("these are in several"), "{program}");
        let one = text(format, &bundle(vec![web()]));
        assert!(!one.contains("It is in ") && !one.contains("in several"), "{one}");
    }
}

/// A list without members stands for the default, which allows what the client does not.
#[test]
fn a_client_that_would_allow_more_is_left_out() {
    let client = |flows: &Json| described(&json!({"ClientName": "web", "ExplicitAuthFlows": flows}));
    let whole = |format: &str, flows: &Json| {
        let written = written(format, &bundle(vec![client(flows)]), Layout::One);
        let why: Vec<Why> = written.losses.iter().map(|loss| loss.why.clone()).collect();
        let text = &written.files[0].text;
        let is_there = text.contains("UserPoolId: us-west-2") || text.contains("userPoolId: \"us-west-2");
        assert_eq!(why.contains(&Why::Widens), text.contains("which allows more"), "{text}");
        if why.contains(&Why::Widens) {
            assert_eq!(written.files.len(), 1, "nothing is taken over: {:?}", written.files);
        }
        (is_there, why.contains(&Why::Widens))
    };
    let exchange = ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"];
    for format in ["cloudformation", "cdk"] {
        assert_eq!(whole(format, &json!(exchange)), (false, true), "{format}");
        assert_eq!(
            whole(format, &json!([exchange[0], "ALLOW_REFRESH_TOKEN_AUTH"])),
            (true, false),
            "{format}"
        );
        assert_eq!(whole(format, &json!([])), (true, false), "{format}");
        assert_eq!(whole(format, &json!("ALLOW_USER_SRP_AUTH")), (false, true), "{format}");
    }
    for format in FORMATS.iter().filter(|format| format.capabilities.settings && format.capabilities.regions)
    {
        let odd = bundle(vec![client(&json!("ALLOW_USER_SRP_AUTH"))]);
        let lost = written(format.id, &odd, Layout::One).losses;
        let widens = lost.iter().any(|loss| loss.why == Why::Widens);
        assert_eq!(widens, format.id != "json", "{}", format.id);
        let all = written(format.id, &bundle(vec![client(&json!(exchange))]), Layout::One);
        assert_eq!(all.losses, [], "{}", format.id);
        assert!(all.files[0].text.contains(exchange[0]), "{}", format.id);
    }
}

/// A template that no call takes says how it is given instead, and that a stack has an end.
#[test]
fn what_cloudformation_does_not_take_is_said() {
    let written = |count: usize| written("cloudformation", &bundle(vec![web(); count]), Layout::One);
    assert_eq!(written(3).notes, [""; 0]);
    let large = written(200);
    assert!(large.files[0].text.len() > 51_200);
    assert_eq!(large.notes.len(), 1);
    assert!(large.notes[0].contains("--template-url"), "{:?}", large.notes);
    let many = written(501);
    assert_eq!(many.notes.len(), 2);
    assert!(many.notes[0].contains("at most 500 resources"), "{:?}", many.notes);
    for note in &many.notes {
        assert!(many.files[0].text.contains(&format!("# {note}\n")), "{note}");
    }
}

/// A stack manages all of a pool, and other tools are told to leave it alone.
#[test]
fn what_a_stack_would_take_away_from_a_pool_is_said() {
    for (format, why) in [
        ("cloudformation", Why::TakenAway),
        ("cdk", Why::TakenAway),
        ("terraform", Why::NoPlace),
        ("pulumi-yaml", Why::NoPlace),
    ] {
        let mut bundle = surrounded(vec![web()]);
        let mut document = bundle.pools[0].facts.as_ref().expect("facts").document().clone();
        document.insert("FuturePoolSetting".to_owned(), json!({"Deep": 1}));
        bundle.pools[0].facts = Some(Pool::from_wire(PoolId::new(POOL), document));
        let written = written(format, &bundle, Layout::One);
        let loss = written.losses.iter().find(|loss| loss.setting == "FuturePoolSetting").expect("told");
        assert_eq!((loss.client.as_str(), &loss.why), (POOL, &why), "{format}");
        let told = format!("Not carried: FuturePoolSetting: {why}.");
        assert!(written.files[0].text.contains(&told), "{}", written.files[0].text);
    }
}

/// Terraform composes letters, which no program can keep it from.
#[test]
fn a_text_that_terraform_changes_is_said() {
    let hcl = |url: &str| {
        text("terraform", &bundle(vec![described(&json!({"ClientName": "web", "CallbackURLs": [url]}))]))
    };
    let told = "# A text of it has letters that are put together";
    assert!(hcl("https://a.example/e\u{301}").contains(told));
    assert!(!hcl("https://a.example/\u{e9}").contains(told));
    let yaml = text("pulumi-yaml", &bundle(vec![described(&json!({"ClientName": "e\u{301}"}))]));
    assert!(!yaml.contains(told), "{yaml}");
}

/// The provider takes a pattern that fits one client of the pool alone, exported or not.
#[test]
fn a_pattern_is_held_against_every_client_of_the_pool() {
    let search = "AmazonOpenSearchService-shop-us-west-2-abcdef";
    let hcl = |names: Option<&[&str]>| {
        let mut bundle = bundle(vec![described(&json!({"ClientName": search}))]);
        bundle.pools[0].names = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        text("terraform", &bundle)
    };
    let short = "name_pattern = \"^AmazonOpenSearchService-shop-\"\n";
    let long = format!("name_pattern = \"^{search}$\"\n");
    let known = hcl(Some(&[search, "web"]));
    assert!(known.contains(short) && !known.contains("were looked at"), "{known}");
    let other = hcl(Some(&[search, "AmazonOpenSearchService-shop-us-west-2-other"]));
    assert!(other.contains(&long) && !other.contains("no pattern"), "{other}");
    let twins = hcl(Some(&[search, search]));
    assert!(
        twins.contains(&long) && twins.contains("# Several clients of the pool have this name"),
        "{twins}"
    );
    let unknown = hcl(None);
    assert!(unknown.contains(short), "{unknown}");
    assert!(unknown.contains("# Only the clients that are exported were looked at"), "{unknown}");
}
