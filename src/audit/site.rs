//! Where a pool is: the profile, region and account that led to it, shared by all that is told of it.

use std::collections::BTreeSet;

use crate::client::text::harmless;

/// One of the places that an audit looks through.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// What tells it from the others of the same report, see [`Site::apart`]; empty where it is the only one.
    pub name: String,
    /// The profile, where one is known.
    pub profile: Option<String>,
    /// The region, where it is known.
    pub region: Option<String>,
    /// The account, where it is known.
    pub account: Option<String>,
    /// The server, where it is not the region's own.
    pub endpoint: Option<String>,
}

impl Site {
    /// In words: `prod · eu-west-1`; safe to show.
    pub fn words(&self) -> String {
        harmless(&joined(self.profile.as_deref(), self.region.as_deref())).into_owned()
    }

    /// True where both ask the same server for the same region, so that the same id is the same pool.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.region == other.region && self.endpoint == other.endpoint
    }

    /// Gives each a name that tells it from the others, as short as does: the profile, the region, or both. The
    /// only one needs none.
    pub fn apart(sites: &mut [&mut Self]) {
        let both = |site: &Self| joined(site.profile.as_deref(), site.region.as_deref());
        let names = if sites.len() < 2 {
            vec![String::new(); sites.len()]
        } else {
            of_each(sites, |site| site.profile.clone())
                .or_else(|| of_each(sites, |site| site.region.clone()))
                .unwrap_or_else(|| sites.iter().map(|site| both(site)).collect())
        };
        sites.iter_mut().zip(names).for_each(|(site, name)| site.name = name);
    }
}

/// What every one of them has, where no two have the same.
fn of_each(sites: &[&mut Site], of: impl Fn(&Site) -> Option<String>) -> Option<Vec<String>> {
    let names: Vec<String> = sites.iter().map(|site| of(site)).collect::<Option<_>>()?;
    let unlike: BTreeSet<&String> = names.iter().collect();
    (unlike.len() == names.len()).then_some(names)
}

fn joined(profile: Option<&str>, region: Option<&str>) -> String {
    let words: Vec<&str> = [profile, region].into_iter().flatten().filter(|word| !word.is_empty()).collect();
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(places: &[(&str, &str)]) -> Vec<String> {
        let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let site = |(profile, region): &(&str, &str)| Site {
            profile: word(profile),
            region: word(region),
            ..Site::default()
        };
        let mut sites: Vec<Site> = places.iter().map(site).collect();
        Site::apart(&mut sites.iter_mut().collect::<Vec<_>>());
        sites.into_iter().map(|site| site.name).collect()
    }

    #[test]
    fn a_name_is_as_short_as_tells_places_apart() {
        assert_eq!(named(&[("prod", "eu-west-1")]), [""]);
        assert_eq!(named(&[("prod", "eu-west-1"), ("dev", "eu-west-1")]), ["prod", "dev"]);
        assert_eq!(named(&[("prod", "eu-west-1"), ("prod", "us-west-2")]), ["eu-west-1", "us-west-2"]);
        assert_eq!(
            named(&[("prod", "eu-west-1"), ("prod", "us-west-2"), ("dev", "eu-west-1")]),
            ["prod · eu-west-1", "prod · us-west-2", "dev · eu-west-1"]
        );
        // A profile that is not there has no region, and its name tells enough.
        assert_eq!(named(&[("prod", "eu-west-1"), ("nosuch", "")]), ["prod", "nosuch"]);
        assert!(named(&[]).is_empty());
    }
}
