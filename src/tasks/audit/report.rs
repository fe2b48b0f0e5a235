//! Writes a report to a file.

use std::path::{Path, PathBuf};

use super::super::{Failure, FailureKind};
use super::{Evidence, ReportOrder, ReportWritten, policy_of};
use crate::audit::{Policy, Report, Site, render};
use crate::client::text::harmless;

/// Judges everything that was read, and writes what came of it.
pub(in crate::tasks) async fn write(order: ReportOrder) -> Result<ReportWritten, Failure> {
    let policy = policy_of(&order.standing).await?;
    let written = tokio::task::spawn_blocking(move || written(&order, &policy)).await;
    written.unwrap_or_else(|_| Err(Failure::broken()))
}

fn written(order: &ReportOrder, policy: &Policy) -> Result<ReportWritten, Failure> {
    let path = at_home(&order.path);
    let shown = harmless(&path.display().to_string()).into_owned();
    if !order.replace && path.exists() {
        return Ok(ReportWritten::Exists(shown));
    }
    let format = render::format(order.format).ok_or_else(Failure::broken)?;
    let report = report(order, policy);
    let bytes = put(&path, order.replace, |file| format.write(&report, file)).map_err(|error| Failure {
        kind: FailureKind::Passing,
        what: format!("{shown} cannot be written: {error}."),
        next: "Name another file.".to_owned(),
    })?;
    Ok(ReportWritten::Done { path: shown, bytes })
}

fn report(order: &ReportOrder, policy: &Policy) -> Report {
    let mut held: Vec<_> = order.held.iter().map(|(_, held)| held.lock()).collect();
    let known = order.held.iter().zip(&held).map(|((site, _), held)| held.site().unwrap_or(site).clone());
    let mut sites: Vec<Site> = known.collect();
    Site::apart(&mut sites.iter_mut().collect::<Vec<_>>());
    held.iter_mut().zip(sites).for_each(|(held, site)| held.set_site(site));
    let all: Vec<&Evidence> = held.iter().map(|held| &**held).collect();
    let mut report = Evidence::report_of(&all, &order.missing, policy, order.now);
    report.about.clone_from(&order.about);
    report
}

/// A path as a shell reads it.
fn at_home(typed: &str) -> PathBuf {
    let home = typed.strip_prefix("~/").zip(std::env::home_dir());
    home.map_or_else(|| PathBuf::from(typed), |(rest, home)| home.join(rest))
}

/// All of it or nothing. Gives what `write` gives.
fn put<T>(
    path: &Path,
    replace: bool,
    write: impl FnOnce(&mut std::fs::File) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or(std::io::ErrorKind::InvalidInput)?.to_string_lossy();
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let mut file = std::fs::File::create_new(&beside)?;
    let written = write(&mut file).and_then(|told| {
        file.sync_all()?;
        if replace {
            std::fs::rename(&beside, path)?;
        } else {
            // A link fails where somebody has made the file meanwhile.
            std::fs::hard_link(&beside, path).and_then(|()| std::fs::remove_file(&beside))?;
        }
        Ok(told)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}
