//! `oddflow evaluate`: trains on one file, scores another or a part of it, and compares with the labels.
//!
//! The same core as in the page; only the choice of rows to test on is its own. Labels choose rows and judge scores, no
//! detector sees them.

mod autoencoder;
mod baselines;
mod deletion;
mod load;
mod matrices;
mod report;
mod rows;
mod trial;

use std::path::PathBuf;

use autoencoder::AutoencoderChanges;
use clap::{Args, ValueEnum};
use oddflow::detectors::autoencoder::AutoencoderParams;
use oddflow::features::encoder::CategoryEncoding;
use oddflow::session::settings::{Preset, Settings};

/// Options of `oddflow evaluate`.
#[derive(Args)]
pub struct Evaluate {
    /// File to train on, plain or `.gz`.
    #[arg(long)]
    train: PathBuf,
    /// File to test on; the training file without it.
    #[arg(long, conflicts_with = "split")]
    test: Option<PathBuf>,
    /// Trains on a part of the training file and tests on the rest.
    #[arg(long)]
    split: Option<Split>,
    /// Rows that detectors may learn from.
    #[arg(long, default_value = "normal")]
    train_on: TrainOn,
    /// Detectors to evaluate; both together are also fused.
    #[arg(long, value_delimiter = ',', default_value = "isolation_forest")]
    detectors: Vec<Detector>,
    /// Draws samples and cuts, and decides the split.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// Decides the split alone, so that forests of several seeds meet the same one.
    #[arg(long)]
    split_seed: Option<u64>,
    /// Settings to start from.
    #[arg(long, default_value = "recommended")]
    preset: PresetName,
    /// Column of the labels, by name or by number from 1, where it can't be inferred.
    #[arg(long)]
    label: Option<String>,
    /// Label of harmless rows.
    #[arg(long)]
    normal: Option<String>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
    /// Writes the encoded matrices, labels and scores into this folder as NumPy files.
    #[arg(long)]
    matrices: Option<PathBuf>,
    /// Tells how far scores of flagged attacks fall when features become usual, the most telling ones first.
    #[arg(long)]
    deletion: bool,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    autoencoder: AutoencoderChanges,
}

/// What is to be other than in the preset.
#[derive(Args)]
struct Changes {
    /// What becomes of names.
    #[arg(long)]
    encoding: Option<Categories>,
    /// Whether heavy-tailed numbers become ln(1 + x).
    #[arg(long)]
    log1p: Option<bool>,
    /// Trees.
    #[arg(long)]
    trees: Option<u32>,
    /// Samples a tree.
    #[arg(long)]
    samples: Option<u32>,
    /// Share of the features that each tree may cut.
    #[arg(long)]
    max_features: Option<f64>,
    /// Whether samples are drawn with replacement.
    #[arg(long)]
    bootstrap: Option<bool>,
    /// Features of a cut: 1 is parallel to the axes.
    #[arg(long)]
    ndim: Option<u32>,
    /// Most cuts on the way to a leaf.
    #[arg(long)]
    max_depth: Option<u32>,
    /// Share of the calibrating rows that may lie above the threshold.
    #[arg(long)]
    contamination: Option<f64>,
}

/// Ways to split one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Split {
    /// Half of the distinct normal vectors train, the other half and all attacks test.
    DistinctNormalHalf,
}

/// Rows that detectors may learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TrainOn {
    /// Distinct rows labelled normal.
    Normal,
    /// Every row, as often as it occurs.
    All,
    /// Every distinct vector, whatever its label.
    Distinct,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Detector {
    IsolationForest,
    Autoencoder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PresetName {
    /// As the Python system did it; the threshold comes from the rows that were trained on.
    Original,
    /// scikit-learn's numbers with bent features and names by frequency.
    Standard,
    /// What finds most; the threshold comes from a fifth of the rows that is never trained on.
    Recommended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Categories {
    /// Alphabetical numbers.
    Ordinal,
    /// One column a name.
    OneHot,
    /// Minus the logarithm of the name's frequency.
    Frequency,
}

/// Evaluates and prints; the error is one sentence for the person at the terminal.
pub fn run(options: &Evaluate) -> Result<(), String> {
    let report = trial::evaluate(options)?;
    match options.json {
        true => println!("{}", report.to_json()?),
        false => print!("{}", report.to_table()),
    }
    Ok(())
}

impl Evaluate {
    /// The preset with the changes.
    fn settings(&self) -> Settings {
        let preset = match self.preset {
            PresetName::Original => Preset::Original,
            PresetName::Standard => Preset::Standard,
            PresetName::Recommended => Preset::Recommended,
        };
        let Settings { mut encoding, isolation_forest: mut forest, autoencoder } = preset.settings(self.seed);
        let changes = &self.changes;
        encoding.categories = match changes.encoding {
            Some(Categories::Ordinal) => CategoryEncoding::Ordinal,
            Some(Categories::OneHot) => CategoryEncoding::OneHot,
            Some(Categories::Frequency) => CategoryEncoding::NegLogFrequency,
            None => encoding.categories,
        };
        encoding.log1p = changes.log1p.unwrap_or(encoding.log1p);
        forest.n_estimators = changes.trees.unwrap_or(forest.n_estimators);
        forest.max_samples = changes.samples.unwrap_or(forest.max_samples);
        forest.max_features = changes.max_features.unwrap_or(forest.max_features);
        forest.bootstrap = changes.bootstrap.unwrap_or(forest.bootstrap);
        forest.ndim = changes.ndim.unwrap_or(forest.ndim);
        forest.max_depth = changes.max_depth.or(forest.max_depth);
        forest.contamination = changes.contamination.unwrap_or(forest.contamination);
        Settings { encoding, isolation_forest: forest, autoencoder }
    }

    /// The autoencoder's preset with the changes.
    fn autoencoder(&self) -> AutoencoderParams {
        let preset = match self.preset {
            PresetName::Original => AutoencoderParams::original(),
            PresetName::Standard | PresetName::Recommended => AutoencoderParams::recommended(),
        };
        let log1p = self.changes.log1p.unwrap_or(preset.log1p);
        self.autoencoder.apply(AutoencoderParams { log1p, seed: self.seed, ..preset })
    }

    /// Whether the threshold comes from rows that are never trained on.
    fn holds_out(&self) -> bool {
        self.preset != PresetName::Original
    }
}
