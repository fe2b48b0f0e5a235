//! The regions that have Cognito user pools. A region that is missing here can be given with `--region`.

/// The regions in which the same credentials hold as in this one: those of its partition. Without one, the
/// ordinary ones. Where none is known but this, it is alone.
pub(super) fn of_partition(region: Option<&str>) -> Vec<String> {
    let partition = |name: &str| {
        let apart = ["us-gov-", "cn-", "us-iso-", "us-isob-", "eu-isoe-", "us-isof-", "eusc-"];
        apart.into_iter().find(|start| name.starts_with(start)).unwrap_or_default()
    };
    let own = region.map_or("", partition);
    let names = REGIONS.iter().map(|(name, _)| *name).filter(|name| partition(name) == own);
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    if let Some(region) = region.filter(|_| names.is_empty()) {
        names.push(region.to_owned());
    }
    names
}

/// A region's name and its place.
pub(super) const REGIONS: &[(&str, &str)] = &[
    ("us-east-1", "N. Virginia"),
    ("us-east-2", "Ohio"),
    ("us-west-1", "N. California"),
    ("us-west-2", "Oregon"),
    ("ca-central-1", "Canada, Central"),
    ("ca-west-1", "Canada, Calgary"),
    ("mx-central-1", "Mexico"),
    ("sa-east-1", "São Paulo"),
    ("eu-west-1", "Ireland"),
    ("eu-west-2", "London"),
    ("eu-west-3", "Paris"),
    ("eu-central-1", "Frankfurt"),
    ("eu-central-2", "Zurich"),
    ("eu-north-1", "Stockholm"),
    ("eu-south-1", "Milan"),
    ("eu-south-2", "Spain"),
    ("il-central-1", "Tel Aviv"),
    ("me-south-1", "Bahrain"),
    ("me-central-1", "UAE"),
    ("af-south-1", "Cape Town"),
    ("ap-south-1", "Mumbai"),
    ("ap-south-2", "Hyderabad"),
    ("ap-east-1", "Hong Kong"),
    ("ap-northeast-1", "Tokyo"),
    ("ap-northeast-2", "Seoul"),
    ("ap-northeast-3", "Osaka"),
    ("ap-southeast-1", "Singapore"),
    ("ap-southeast-2", "Sydney"),
    ("ap-southeast-3", "Jakarta"),
    ("ap-southeast-4", "Melbourne"),
    ("ap-southeast-5", "Malaysia"),
    ("ap-southeast-7", "Thailand"),
    ("us-gov-east-1", "GovCloud, East"),
    ("us-gov-west-1", "GovCloud, West"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_hold_in_the_regions_of_one_partition() {
        let ordinary = of_partition(None);
        assert_eq!(ordinary.len(), REGIONS.len() - 2);
        assert!(ordinary.iter().all(|name| !name.starts_with("us-gov-")));
        assert_eq!(of_partition(Some("ap-south-2")), ordinary);
        assert_eq!(of_partition(Some("us-gov-west-1")), ["us-gov-east-1", "us-gov-west-1"]);
        assert_eq!(of_partition(Some("cn-north-1")), ["cn-north-1"]);
    }
}
