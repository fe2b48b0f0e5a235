//! Texts that are out to break a reader.

use proptest::prelude::*;

use super::*;

const REAL: [(&str, &str); 5] = [
    ("terraform.tfstate", include_str!("files/terraform.tfstate")),
    ("plan.json", include_str!("files/plan.json")),
    ("template.yaml", include_str!("files/template.yaml")),
    ("stack.json", include_str!("files/stack.json")),
    ("clients.tf", include_str!("files/clients.tf")),
];

/// Whatever comes of it comes in time, and is safe to show.
fn survives(name: &str, text: &str) {
    match read(name, text) {
        Ok(clients) => {
            for open in clients.iter().flat_map(|one| &one.unresolved) {
                let line = open.to_string();
                assert_eq!(harmless(&line), line);
            }
        }
        Err(error) => {
            let line = error.to_string();
            assert_eq!(harmless(&line), line);
        }
    }
}

#[test]
fn depth_and_number_have_an_end() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    for (name, text) in [
        ("a.json", deep("[", "]")),
        ("a.json", deep("{\"a\":", "}")),
        ("a.yaml", deep("[", "]")),
        ("a.yaml", deep("{a: ", "}")),
        ("a.yaml", (0..5_000).fold(String::new(), |text, at| text + &" ".repeat(at) + "a:\n")),
        ("a.yaml", "- ".repeat(100_000)),
        ("a.tf", format!("a = {}", deep("[", "]"))),
        ("a.tf", format!("a = {}", deep("(", ")"))),
        ("a.tf", format!("a = {}1", "-".repeat(100_000))),
        ("a.tf", deep("a {\n", "}\n")),
        ("a.tf", format!("a = \"{}", deep("${\"", "\"}"))),
        ("a.json", format!("[{}1]", "1,".repeat(3_000_000))),
        (
            "a.tf",
            format!("a = {{{}}}", (0..50_000).fold(String::new(), |text, at| text + &format!("k{at} = 1,"))),
        ),
    ] {
        let error = read(name, &text).expect_err(&text[..10]);
        assert!(error.to_string().len() < 1_000, "{error}");
    }
}

#[test]
fn aliases_that_grow_have_an_end() {
    let mut bomb = "Resources:\n  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let line = format!("  a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", "));
        bomb.push_str(&line);
    }
    assert!(read("bomb.yaml", &bomb).expect_err("a bomb").to_string().contains("aliases"));
    let long = format!("a: &a \"{}\"\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 1_000].join(", "));
    assert!(read("long.yaml", &long).expect_err("a bomb").to_string().contains("aliases"));
    survives("own.yaml", "a: &a [*a]\n");
    survives("none.yaml", "a: *b\n");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[\\x00-\\x7f]*", name in prop::sample::select(vec!["", "a.json", "a.yaml", "a.tf", "a.sh", "a.tfstate"])) {
        survives(name, &text);
    }

    #[test]
    fn texts_of_the_languages_letters_are_read_or_refused(
        parts in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ":", ",", "\"", "'", "\n", " ", "  ", "-", "- ", "#", "!Ref ", "!", "&a ", "*a", "<<: ", "|\n", ">\n", "?", "%",
            "${", "%{", "<<EOT\n", "EOT\n", "resource \"aws_cognito_user_pool_client\" \"a\" {\n", "=", "Resources:\n", "Type: AWS::Cognito::UserPoolClient\n",
            "Properties:\n", "a", "1", "true", "null", "\u{feff}", "\u{2028}", "é", "\t", "\r\n", "---\n", "...\n", "name", "callback_urls", "\\u12",
        ]), 0..40),
        name in prop::sample::select(vec!["", "a.json", "a.yaml", "a.tf", "a.sh"]),
    ) {
        survives(name, &parts.concat());
    }

    /// A real file with something cut out, doubled or put in.
    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..REAL.len(),
        from in 0.0..1.0_f64,
        length in 0_usize..60,
        instead in prop_oneof![Just(String::new()), "\\PC{0,8}", Just("\"".to_owned()), Just("[{".to_owned()), Just("\u{0}".to_owned())],
    ) {
        let (name, text) = REAL[which];
        let letters: Vec<char> = text.chars().collect();
        #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a place in a short file")]
        let start = (from * letters.len() as f64) as usize;
        let end = (start + length).min(letters.len());
        let damaged: String = letters[..start].iter().chain(instead.chars().collect::<Vec<_>>().iter()).chain(&letters[end..]).collect();
        survives(name, &damaged);
    }
}
