//! An export as it is looked at before it goes anywhere: its files line by line, with the parts of each
//! line that have a colour of their own.

use std::ops::Range;

use super::{Bundle, File, Format, Layout, Loss, Role, Token, by_id, export, highlight};

/// An export, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Its files, the main one first.
    pub files: Vec<Sheet>,
    /// What the format could not carry.
    pub losses: Vec<Loss>,
    /// What keeps a tool from taking a text as it is, a sentence each.
    pub notes: Vec<String>,
}

/// A file of an export, cut into lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its path below the folder that is written into.
    pub path: String,
    /// What it is for.
    pub role: Role,
    /// Its text as it is copied and written.
    pub text: String,
    lines: Vec<Range<usize>>,
    /// In order, each inside one line.
    parts: Vec<(Range<usize>, Token)>,
}

impl Preview {
    /// Writes a bundle in a format and cuts it into lines. The time it takes grows with the text.
    pub fn new(format: &'static Format, bundle: &Bundle, layout: Layout) -> Self {
        let written = export(format, bundle, layout);
        let files = written.files.into_iter().map(|file| Sheet::new(format, file)).collect();
        Self { files, losses: written.losses, notes: written.notes }
    }
}

impl Sheet {
    fn new(format: &'static Format, file: File) -> Self {
        // What tells a tool what to take over is JSON, whatever the program is written in.
        let json = by_id("json").filter(|json| file.path.rsplit('.').next() == Some(json.extension));
        let parts = highlight(json.unwrap_or(format), &file.text);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in file.text.split_inclusive('\n') {
            lines.push(start..start + line.trim_end_matches('\n').len());
            start += line.len();
        }
        let File { path, text, role } = file;
        Self { path, role, text, lines, parts }
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True for a file without a line.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A line without its end; empty behind the last.
    pub fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |range| &self.text[range.clone()])
    }

    /// A line in pieces from left to right, which together are the line.
    pub fn pieces(&self, at: usize) -> Vec<(&str, Option<Token>)> {
        let Some(line) = self.lines.get(at) else { return Vec::new() };
        let first = self.parts.partition_point(|(part, _)| part.end <= line.start);
        let mut pieces = Vec::new();
        let mut from = line.start;
        for (part, token) in self.parts[first..].iter().take_while(|(part, _)| part.start < line.end) {
            let (start, end) = (part.start.max(from), part.end.min(line.end));
            if from < start {
                pieces.push((&self.text[from..start], None));
            }
            pieces.push((&self.text[start..end], Some(*token)));
            from = end;
        }
        if from < line.end {
            pieces.push((&self.text[from..line.end], None));
        }
        pieces
    }

    /// The lines that have a text in them, in whatever case its letters are.
    pub fn find(&self, text: &str) -> Vec<usize> {
        let text = text.to_lowercase();
        if text.is_empty() {
            return Vec::new();
        }
        (0..self.len()).filter(|at| self.line(*at).to_lowercase().contains(&text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::{PoolId, Settings};
    use crate::export::FORMATS;

    fn bundle() -> Bundle {
        let document =
            json!({"ClientName": "web \u{e9} #1", "CallbackURLs": ["https://a.example/#x", "b:/"]});
        let settings = Settings::from_wire(document.as_object().unwrap().clone());
        Bundle::of_new(PoolId::new("eu-west-1_abc"), settings)
    }

    #[test]
    fn lines_and_pieces_put_together_are_the_text() {
        for format in FORMATS {
            let preview = Preview::new(format, &bundle(), Layout::One);
            assert!(!preview.files.is_empty(), "{}", format.id);
            for file in &preview.files {
                let mut text = String::new();
                for at in 0..file.len() {
                    let line: String = file.pieces(at).into_iter().map(|(piece, _)| piece).collect();
                    assert_eq!(line, file.line(at), "{}", format.id);
                    text.push_str(&line);
                    text.push('\n');
                }
                assert_eq!(text, file.text, "{}", format.id);
                let coloured =
                    (0..file.len()).flat_map(|at| file.pieces(at)).filter(|(_, part)| part.is_some());
                assert_eq!(coloured.count(), file.parts.len(), "{}: no part is cut", format.id);
            }
        }
    }

    #[test]
    fn a_text_is_found_in_any_case_and_nothing_is_found_nowhere() {
        let preview = Preview::new(by_id("json").unwrap(), &bundle(), Layout::One);
        let file = &preview.files[0];
        let found = file.find("CLIENTNAME");
        assert_eq!(found.len(), 1);
        assert!(file.line(found[0]).contains("ClientName"));
        assert_eq!((file.find(""), file.find("not there")), (vec![], vec![]));
    }
}
