//! The parts of a text that have colours.

use super::*;

fn parts(format: &str, text: &str) -> Vec<(String, Token)> {
    highlight(by_id(format).expect(format), text)
        .into_iter()
        .map(|(range, token)| (text[range].to_owned(), token))
        .collect()
}

#[test]
fn parts_are_told_apart() {
    let part = |text: &str, token| (text.to_owned(), token);
    assert_eq!(
        parts(
            "terraform",
            "# a \"b\"\nresource \"x\" \"y\" {\n  name = \"a # \\\" b\"\n  units {\n    n = 3\n"
        ),
        [
            part("# a \"b\"", Token::Comment),
            part("resource", Token::Keyword),
            part("\"x\"", Token::Text),
            part("\"y\"", Token::Text),
            part("name", Token::Name),
            part("\"a # \\\" b\"", Token::Text),
            part("units", Token::Name),
            part("n", Token::Name),
            part("3", Token::Literal),
        ]
    );
    assert_eq!(
        parts("pulumi-java", "var x = new Y(\"z\")\n  .name(true) // c"),
        [
            part("var", Token::Keyword),
            part("new", Token::Keyword),
            part("\"z\"", Token::Text),
            part("name", Token::Name),
            part("true", Token::Literal),
            part("// c", Token::Comment),
        ]
    );
    assert_eq!(
        parts("cloudformation", "- URL: a#b # c\n  Type: \"x\""),
        [
            part("URL", Token::Name),
            part("# c", Token::Comment),
            part("Type", Token::Name),
            part("\"x\"", Token::Text)
        ]
    );
    assert_eq!(
        parts("json", "{\"a\": \"b\", \"c\": 1}"),
        [
            part("\"a\"", Token::Name),
            part("\"b\"", Token::Text),
            part("\"c\"", Token::Name),
            part("1", Token::Literal),
        ]
    );
}

#[test]
fn every_format_has_colours_in_order() {
    let bundle = surrounded(vec![web()]);
    for format in FORMATS {
        let text = text(format.id, &bundle);
        let parts = highlight(format, &text);
        assert!(parts.len() > 5, "{}", format.id);
        let mut end = 0;
        for (range, _) in &parts {
            assert!(range.start >= end && range.end > range.start && text.is_char_boundary(range.end));
            end = range.end;
        }
        assert!(parts.iter().any(|(_, token)| *token == Token::Name) || format.id == "env", "{}", format.id);
    }
}
