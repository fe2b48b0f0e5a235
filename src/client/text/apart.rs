//! Names in a column that is too narrow for them, each still told from the others.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::{fit, width};

/// What parts the words of a name.
const PARTS: &[char] = &[' ', '-', '_', '.', '/', ':', '·'];

/// Cuts names to so many columns. Where cutting their ends would make different ones the same, what they
/// begin with alike is left out instead: `…prod-eu` beside `…prod-us`.
pub fn fit_apart(names: &[&str], columns: usize) -> Vec<String> {
    let mut cut: Vec<String> = names.iter().map(|name| fit(name, columns).into_owned()).collect();
    let mut alike: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, text) in cut.iter().enumerate() {
        alike.entry(text).or_default().push(at);
    }
    let mut alike: Vec<Vec<usize>> = alike.into_values().collect();
    alike.retain(|group| group.iter().any(|at| names[*at] != names[group[0]]));
    for group in alike {
        let Some(room) = columns.checked_sub(1).filter(|room| *room > 0) else { continue };
        let same: Vec<&str> = group.iter().map(|at| names[*at]).collect();
        let from = start(&same, room);
        if from == 0 {
            continue;
        }
        let rest: Vec<&str> = same.iter().map(|name| &name[from..]).collect();
        for (at, rest) in group.into_iter().zip(fit_apart(&rest, room)) {
            cut[at] = if rest.starts_with('…') { rest } else { format!("…{rest}") };
        }
    }
    cut
}

/// Where in all of these names the part begins that is shown: as early as there is room for, and no later
/// than the word in which they differ.
fn start(names: &[&str], room: usize) -> usize {
    let first = names[0];
    let bounds: Vec<usize> = first.grapheme_indices(true).map(|(at, _)| at).collect();
    let is_same = |at: usize| names.iter().all(|name| name.get(..at) == first.get(..at));
    // Bounds at which all are the same so far.
    let same: Vec<usize> = bounds.into_iter().take_while(|at| is_same(*at)).collect();
    let Some(differs) = same.last().copied() else { return 0 };
    let word = first[..differs].rfind(PARTS).and_then(|at| same.iter().copied().find(|next| *next > at));
    let latest = word.filter(|word| *word > 0).unwrap_or(differs);
    let fits = |at: &usize| names.iter().all(|name| width(&name[*at..]) <= room);
    same.into_iter().filter(|at| *at <= latest).find(fits).unwrap_or(latest)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_tells_names_apart_is_shown() {
        let names = ["acme-identity-customers-prod-eu", "acme-identity-customers-prod-us", "staff"];
        assert_eq!(fit_apart(&names, 13), ["…mers-prod-eu", "…mers-prod-us", "staff"]);
        assert_eq!(fit_apart(&names, 40), names);
        // Names that differ at their beginnings are cut at their ends, as ever.
        assert_eq!(fit_apart(&["customers-of-old", "partners-of-old"], 9), ["customer…", "partners…"]);
        let long = ["acme-identity-eu-customers-of-the-north", "acme-identity-us-customers-of-the-north"];
        assert_eq!(fit_apart(&long, 10), ["…eu-custo…", "…us-custo…"]);
        assert_eq!(fit_apart(&["same-name-again", "same-name-again"], 6), ["same-…", "same-…"]);
    }

    proptest! {
        /// Nothing is wider than its column, and names stay apart wherever there is room for a few letters.
        #[test]
        fn cut_names_fit_and_stay_apart(
            before in "[a-z日é-]{0,30}",
            ends in prop::collection::hash_set("[a-z0-9]{1,4}", 1..12),
            after in "[a-z-]{0,20}",
            columns in 0..24_usize,
        ) {
            let names: Vec<String> = ends.iter().map(|end| format!("{before}-{end}-{after}")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let cut = fit_apart(&names, columns);
            prop_assert!(cut.iter().all(|text| width(text) <= columns), "{:?}", cut);
            if columns >= 12 {
                let apart: HashSet<&String> = cut.iter().collect();
                prop_assert_eq!(apart.len(), names.len(), "{:?}", cut);
            }
        }
    }
}
