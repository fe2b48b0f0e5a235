//! Texts that try to be something else than texts.

use proptest::prelude::*;

use super::decode::read;
use super::*;
use crate::export::quote;

/// Text with a good share of what ends, escapes or begins something in one of the languages.
pub(in crate::export) fn hostile() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = vec![
        "\"",
        "'",
        "\\",
        "\n",
        "\r",
        "\t",
        "\0",
        "$",
        "%",
        "{",
        "}",
        "${",
        "%{",
        "$${",
        "$$",
        "`",
        "#",
        " # ",
        "//",
        "*/",
        "/*",
        ":",
        ": ",
        "- ",
        "&",
        "*",
        "!",
        "|",
        "\\u000a",
        "\\u0022",
        "u",
        "n",
        "1",
        "7",
        "\u{7f}",
        "\u{85}",
        "\u{9b}",
        "\u{202e}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\u{301}",
        "\u{fffe}",
        "\u{10ffff}",
        "é",
        "日",
        "👩🏽",
        "</script>",
        "JSON",
        "\nJSON\n",
        "EOF",
        "true",
        "{{",
        "}}",
        "$(id)",
        ";",
        "%s",
        "@",
        "~",
        "=",
        ",",
    ];
    prop::collection::vec(prop_oneof![4 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 0..14)
        .prop_map(|pieces| pieces.concat())
}

/// A client with the same texts everywhere a text can be.
fn client(url: &str) -> Client {
    described(&json!({
        "ClientName": "web", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "CallbackURLs": [url], "DefaultRedirectURI": url, "AllowedOAuthScopes": ["openid"],
        "AnalyticsConfiguration": {"ApplicationId": "8f", "ExternalId": url, "RoleArn": "arn:aws:iam::123456789012:role/r"},
    }))
}

proptest! {
    #[test]
    fn each_language_reads_back_what_was_quoted(text in hostile()) {
        for (syntax, quoted) in [
            (Syntax::Hcl, quote::hcl(&text)),
            (Syntax::Java, quote::java(&text)),
            (Syntax::TypeScript, quote::typescript(&text)),
            (Syntax::Python, quote::python(&text)),
            (Syntax::Yaml, quote::yaml(&text)),
        ] {
            prop_assert_eq!(crate::client::text::harmless(&quoted), quoted.as_str());
            let (texts, rest) = read(syntax, &quoted).map_err(TestCaseError::fail)?;
            if syntax == Syntax::Yaml && !quoted.starts_with('"') {
                prop_assert_eq!(&quoted, &text);
            } else {
                prop_assert_eq!(rest.trim(), "§", "{:?}", syntax);
                prop_assert_eq!(&texts, std::slice::from_ref(&text), "{:?}", syntax);
            }
        }
        let json = quote::json(&Json::from(text.as_str()));
        prop_assert_eq!(crate::client::text::harmless(&json), json.as_str());
        prop_assert_eq!(serde_json::from_str::<Json>(&json).map_err(|e| TestCaseError::fail(e.to_string()))?, Json::from(text.as_str()));
    }

    /// A template of TypeScript, read as a text with one more sign to end it.
    #[test]
    fn a_template_reads_back_what_was_quoted(text in hostile()) {
        let inner = quote::typescript_template(&text);
        let plain = inner.replace("\\`", "`").replace("\\$", "$");
        prop_assert!(!inner.replace("\\\\", "").replace("\\`", "").contains('`'), "{}", inner);
        prop_assert!(!inner.replace("\\\\", "").replace("\\$", "").contains("${"), "{}", inner);
        if !text.contains('\\') {
            let (texts, _) = read(Syntax::TypeScript, &format!("\"{plain}\"")).map_err(TestCaseError::fail)?;
            prop_assert_eq!(texts, [text]);
        }
    }

    #[test]
    fn a_comment_stays_one(text in hostile()) {
        let comment = quote::comment(&text);
        let breaks = comment.contains(['\n', '\r', '\\', '\u{2028}', '\u{85}']);
        prop_assert!(!breaks);
        prop_assert_eq!(crate::client::text::harmless(&comment), comment.as_str());
    }
}

proptest! {
    // Each case writes every format, some of them more than once.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a text is, the program around it stays the same, and has the text.
    #[test]
    fn a_text_is_never_more_than_a_text(url in hostile(), name in hostile()) {
        // Nothing in it that YAML would leave without quotes, and that no format refuses.
        let url = format!("x: {url}");
        let plain = bundle(vec![client("x: y")]);
        let odd = bundle(vec![client(&url)]);
        for format in FORMATS.iter().filter(|format| !matches!(format.id, "cloudformation" | "cdk")) {
            let written = export(format, &odd, Layout::One);
            let program = &written.files[0].text;
            if format.id != "aws-cli" {
                for line in program.lines() {
                    prop_assert_eq!(crate::client::text::harmless(line), line);
                }
            }
            if matches!(format.syntax, Syntax::Json | Syntax::Shell) {
                let start = program.find('{').expect("a document");
                let end = program.rfind('}').expect("a document");
                let json: Json = serde_json::from_str(&program[start..=end]).map_err(|e| TestCaseError::fail(e.to_string()))?;
                let client = if format.id == "json" { &json["pools"][0]["clients"][0]["client"] } else { &json };
                prop_assert_eq!(&client["CallbackURLs"], &json!([url]));
                continue;
            }
            let (texts, rest) = read(format.syntax, program).map_err(TestCaseError::fail)?;
            if format.id == "env" {
                let refused = written.losses.iter().any(|loss| loss.setting == "COGNITO_REDIRECT_URI");
                prop_assert!(refused || texts.contains(&url));
                continue;
            }
            let expected = if format.id == "pulumi-yaml" { url.replace('$', "$$") } else { url.clone() };
            prop_assert_eq!(texts.iter().filter(|text| **text == expected).count(), 3, "{}: {}", format.id, program);
            let (_, same) = read(format.syntax, &text(format.id, &plain)).map_err(TestCaseError::fail)?;
            // A long list stands in several lines.
            let squeezed =
                |text: &str| text.split_whitespace().collect::<String>().replace(",]", "]").replace(",)", ")");
            prop_assert_eq!(squeezed(&rest), squeezed(&same), "{}", format.id);
        }
        // A name makes names in the program too.
        let mut named = client("x: y");
        named.settings = settings(&json!({"ClientName": format!("{name}: ")}));
        let named = bundle(vec![named]);
        for format in FORMATS {
            let program = text(format.id, &named);
            if !matches!(format.syntax, Syntax::Json | Syntax::Shell) {
                prop_assert!(read(format.syntax, &program).is_ok(), "{}: {}", format.id, program);
            }
        }
    }

    #[test]
    fn any_client_can_be_exported(settings in crate::client::sample::settings(), confidential: bool) {
        let client = Client { id: Some(ClientId::new(CLIENT)), settings, confidential };
        let bundle = surrounded(vec![client.clone()]);
        for format in FORMATS {
            let written = export(format, &bundle, Layout::One);
            prop_assert_eq!(&written, &export(format, &bundle, Layout::One), "the same each time");
            for loss in &written.losses {
                let line = loss.to_string();
                prop_assert_eq!(crate::client::text::harmless(&line), line.as_str());
            }
            if !matches!(format.syntax, Syntax::Json | Syntax::Shell | Syntax::Hcl) {
                prop_assert!(read(format.syntax, &written.files[0].text).is_ok(), "{}", format.id);
            }
        }
    }
}
