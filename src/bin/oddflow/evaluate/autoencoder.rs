//! The autoencoder's part of an evaluation: its settings, and scores of trained and untrained networks.

use clap::{Args, ValueEnum};
use ndarray::Array2;
use oddflow::data::table::Table;
use oddflow::detectors::autoencoder::params::{Activation, ErrorScore, Loss, Scaling};
use oddflow::detectors::autoencoder::training::{EpochLoss, Training};
use oddflow::detectors::autoencoder::{Autoencoder, AutoencoderParams};
use oddflow::features::encoder::Encoder;

use super::rows::Parts;
use super::trial::fit_encoder;

/// Rows that are encoded at once.
const CHUNK_ROWS: usize = 4096;

/// What is to be other than in the autoencoder's preset.
#[derive(Args)]
pub struct AutoencoderChanges {
    /// Units of the hidden layers, as in 64,16,64.
    #[arg(long, value_delimiter = ',')]
    hidden: Option<Vec<u32>>,
    /// What the last layer makes of its sums.
    #[arg(long)]
    output: Option<Output>,
    /// What training makes small.
    #[arg(long)]
    loss: Option<LossName>,
    /// How errors become a score.
    #[arg(long)]
    error: Option<ErrorName>,
    /// Passes over the training rows.
    #[arg(long)]
    epochs: Option<u32>,
    /// Rows of a batch.
    #[arg(long)]
    batch_size: Option<u32>,
    /// Adam's step size.
    #[arg(long)]
    learning_rate: Option<f32>,
    /// Share of the inputs that are hidden in training.
    #[arg(long)]
    noise: Option<f32>,
    /// Whether every name has an input of its own.
    #[arg(long)]
    one_hot: Option<bool>,
    /// Standardises numbers and clips them here; 0 maps their range to 0 and 1 instead.
    #[arg(long)]
    clip: Option<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    Linear,
    Sigmoid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LossName {
    Mse,
    Huber,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ErrorName {
    MeanSquared,
    MeanAbsolute,
    ScaledSquared,
}

impl AutoencoderChanges {
    /// The preset with the changes.
    pub fn apply(&self, mut params: AutoencoderParams) -> AutoencoderParams {
        params.hidden = self.hidden.clone().unwrap_or(params.hidden);
        params.output_activation = match self.output {
            Some(Output::Linear) => Activation::Linear,
            Some(Output::Sigmoid) => Activation::Sigmoid,
            None => params.output_activation,
        };
        params.loss = match self.loss {
            Some(LossName::Mse) => Loss::Mse,
            Some(LossName::Huber) => Loss::Huber,
            None => params.loss,
        };
        params.score = match self.error {
            Some(ErrorName::MeanSquared) => ErrorScore::MeanSquared,
            Some(ErrorName::MeanAbsolute) => ErrorScore::MeanAbsolute,
            Some(ErrorName::ScaledSquared) => ErrorScore::ScaledSquared,
            None => params.score,
        };
        params.epochs = self.epochs.unwrap_or(params.epochs);
        params.batch_size = self.batch_size.unwrap_or(params.batch_size);
        params.learning_rate = self.learning_rate.unwrap_or(params.learning_rate);
        params.noise = self.noise.unwrap_or(params.noise);
        params.one_hot = self.one_hot.unwrap_or(params.one_hot);
        params.scaling = match self.clip {
            Some(0.0) => Scaling::MinMax,
            Some(clip) => Scaling::Standard { clip },
            None => params.scaling,
        };
        params
    }
}

/// A trained network with the encoder that feeds it.
pub struct TrainedAutoencoder {
    encoder: Encoder,
    autoencoder: Autoencoder,
    /// Losses of its epochs.
    pub history: Vec<EpochLoss>,
}

impl TrainedAutoencoder {
    /// Trains on the rows that may be learnt from; their usual errors are measured on those held out.
    ///
    /// # Errors
    /// A sentence when nothing can be trained.
    pub fn fit(
        params: &AutoencoderParams,
        table: &Table,
        parts: &Parts,
        holds_out: bool,
    ) -> Result<Self, String> {
        let encoder = fit_encoder(params.encoding(), table, &parts.fitted);
        let (rows, copies) = counted(&parts.fitted);
        let x = matrix(&encoder, table, &rows)?;
        let training = Training::new(params.clone(), encoder.columns(), x, Some(copies));
        let mut training = training.map_err(|error| format!("{error}."))?;
        while training.step() {}
        let history = training.progress().history.to_vec();
        let held_out = if holds_out { parts.calibrating.as_slice() } else { &[] };
        let held_out = matrix(&encoder, table, held_out)?;
        let autoencoder = training.finish(held_out.view()).map_err(|error| format!("{error}."))?;
        Ok(Self { encoder, autoencoder, history })
    }

    /// One score a row.
    pub fn scores(&self, table: &Table) -> Vec<f64> {
        let (mut scorer, mut scores, mut mse) = (self.autoencoder.scorer(), Vec::new(), Vec::new());
        let rows: Vec<u32> = (0..table.n_rows() as u32).collect();
        for rows in rows.chunks(CHUNK_ROWS) {
            scorer.score_next(&self.encoder.encode(table, rows), &mut scores, &mut mse);
        }
        scores
    }
}

/// Distinct rows of a list in which a row's copies stand side by side, and how many of each there are.
fn counted(rows: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let groups = rows.chunk_by(|a, b| a == b);
    groups.filter_map(|group| Some((*group.first()?, group.len() as u32))).unzip()
}

fn matrix(encoder: &Encoder, table: &Table, rows: &[u32]) -> Result<Array2<f32>, String> {
    let x = encoder.encode(table, rows);
    Array2::from_shape_vec((rows.len(), encoder.n_features()), x).map_err(|error| format!("{error}."))
}
