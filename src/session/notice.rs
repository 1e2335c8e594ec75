//! How a job ended that did not end well, or went well at the cost of another one.

use super::Phase;
use crate::engine::error::EngineError;

/// How the last job ended, if not well; shown until the next one starts or the visitor has read it.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The visitor cancelled it.
    Cancelled {
        /// What was cancelled.
        phase: Phase,
    },
    /// It went well, but a training that ran was ended for it.
    TrainingEnded {
        /// The file that was read instead.
        file: String,
        /// Whether first results of it were shown, which are gone.
        had_results: bool,
    },
    /// The engine could not do it.
    Failed {
        /// Why.
        error: EngineError,
        /// The file that was being read, if one was.
        file: Option<String>,
    },
    /// A file that lies beside the page could not be fetched.
    NotFetched {
        /// Its name.
        name: String,
        /// What the browser said.
        reason: String,
    },
    /// More than two files were given at once; none of them was opened.
    SeveralFiles {
        /// How many.
        n_files: u32,
    },
    /// The browser refused to start the workers.
    NoEngine {
        /// What the browser said.
        reason: String,
    },
}
