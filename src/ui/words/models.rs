//! Words about models and about fields of a connection.

use crate::model_file::ModelFileError;
use crate::model_file::model::ModelFeature;
use crate::session::format::bytes;
use crate::session::prediction::{Finding, finding};
use crate::ui::judge::{ModelNews, Origin};

/// Where a model comes from, as a part of a sentence.
pub const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Training => "trained in this tab",
        Origin::Kept => "kept in this browser from an earlier training",
        Origin::File => "from the file that you opened",
    }
}

/// What happened to a model.
pub fn news(news: &ModelNews) -> String {
    match news {
        ModelNews::Saved => {
            "Kept in this browser. It answers fetch('predict') on this site from now on, also offline."
                .to_owned()
        }
        ModelNews::NotSaved(reason) => {
            format!(
                "The browser could not keep it ({reason}). Download it instead: a file is never lost to a full storage."
            )
        }
        ModelNews::Unreadable => "The file could not be read. Was it moved or changed?".to_owned(),
        ModelNews::Refused(error) => refusal(error),
    }
}

fn refusal(error: &ModelFileError) -> String {
    match error {
        ModelFileError::NotAModel => {
            "This is no Oddflow model. Data files are opened on the Home page.".to_owned()
        }
        ModelFileError::WrongLength { found, .. } => {
            format!("The model file is not whole: {} are there. Copy or download it again.", bytes(*found))
        }
        ModelFileError::TooLarge { limit, .. } => {
            format!("The file is larger than any model: {} are read at most.", bytes(*limit))
        }
        ModelFileError::FutureVersion { found, known } => {
            format!(
                "A later version of Oddflow wrote this model (format {found}; formats up to {known} are known here). Reload the page for the latest version."
            )
        }
        ModelFileError::Damaged => "The model file is damaged. Copy or download it again.".to_owned(),
        ModelFileError::Unsound { what } => format!("The model file makes no sense: {what}."),
    }
}

/// What is said below a field, and whether it keeps the connection from being judged.
pub fn hint(feature: &ModelFeature, text: &str) -> (String, bool) {
    match finding(feature, text) {
        Finding::Fine => (String::new(), false),
        Finding::Typical => (format!("typical: {}", feature.typical), false),
        Finding::Missing => ("a missing value".to_owned(), false),
        Finding::NotANumber => ("Not a number: write it like 181 or 0.25".to_owned(), true),
        Finding::OutOfRange(least, most) if most.is_finite() => {
            (format!("documented from {least} to {most}"), false)
        }
        Finding::OutOfRange(least, _) => (format!("documented from {least} upwards"), false),
        Finding::Unseen => ("a name that training never met".to_owned(), false),
    }
}
