//! Exports: large ones are put into words here, and any is written to disk here.

use std::sync::Arc;

use crate::export::{Bundle, Format, Layout, Preview};
use crate::local::output::{self, Output, Put};

use super::{Failure, FailureKind, Outcome};

/// An export to put into words.
#[derive(Clone, Debug)]
pub struct ExportOrder {
    /// What is exported.
    pub bundle: Bundle,
    /// In which format.
    pub format: &'static Format,
    /// In one text, or a file for each pool.
    pub layout: Layout,
}

/// Files to write where a person says. None has a secret in it.
#[derive(Clone, Debug)]
pub struct FilesOrder {
    /// The place, as it was typed.
    pub place: String,
    /// The files.
    pub files: Vec<Output>,
    /// Whether what is there already is replaced.
    pub replace: bool,
    /// What is not in them and should be, as a sentence; empty where nothing is missing.
    pub missing: String,
}

/// What came of writing files.
#[derive(Clone, Debug)]
pub enum FilesReport {
    /// They are written, here.
    Written {
        /// Where, each by its full path.
        paths: Vec<String>,
        /// What is not in them, as the order said.
        missing: String,
    },
    /// Nothing was written: these are there already.
    Exists {
        /// Which ones.
        paths: Vec<String>,
        /// The order, to be given again.
        order: Box<FilesOrder>,
    },
}

/// Puts an export into words.
pub(super) async fn render(order: ExportOrder) -> Outcome {
    let ExportOrder { bundle, format, layout } = order;
    match tokio::task::spawn_blocking(move || Preview::new(format, &bundle, layout)).await {
        Ok(preview) => Outcome::Exported(Arc::new(preview)),
        Err(_) => Outcome::Broken(Failure::broken()),
    }
}

/// Writes files.
pub(super) async fn write(order: FilesOrder) -> Outcome {
    let work = tokio::task::spawn_blocking(move || {
        let words =
            |paths: Vec<std::path::PathBuf>| paths.iter().map(|path| path.display().to_string()).collect();
        match output::put(&order.place, &order.files, order.replace) {
            Ok(Put::Written(paths)) => {
                Ok(Box::new(FilesReport::Written { paths: words(paths), missing: order.missing }))
            }
            Ok(Put::Exists(paths)) => {
                Ok(Box::new(FilesReport::Exists { paths: words(paths), order: Box::new(order) }))
            }
            Err(error) => Err(Failure {
                kind: FailureKind::Passing,
                what: format!("{error}."),
                next: "w asks for another place.".to_owned(),
            }),
        }
    });
    Outcome::Files(work.await.unwrap_or_else(|_| Err(Failure::broken())))
}
