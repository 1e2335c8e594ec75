//! Training a network batch by batch, so that it can report, yield and be dropped.

use ndarray::{Array2, ArrayView2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

use super::adam::Adam;
use super::gradient::{Gradient, Samples};
use super::kernels::CHUNK_ROWS;
use super::layout::Layout;
use super::model::Autoencoder;
use super::network::Network;
use super::params::AutoencoderParams;
use super::passes::Prepared;
use super::scaler::Scaler;
use crate::data::content_hash::mix64;
use crate::detectors::error::DetectorError;
use crate::features::input_kind::InputKind;

/// Keeps the draw of batches apart from that of weights.
const BATCHES_SALT: u64 = 0x6261_7463_6865_7300;
/// Multiplications of one step: a few milliseconds.
const STEP_PRODUCTS: usize = 20_000_000;
/// Times that each weight is multiplied per trained sample: on the way there and twice on the way back.
const PRODUCTS_TRAINED: usize = 3;

/// A network that learns. Dropping it cancels.
pub struct Training {
    params: AutoencoderParams,
    inputs: Vec<InputKind>,
    scaler: Scaler,
    samples: Samples,
    /// Samples to train on, as often as they count, in the order of this epoch; then those that validate.
    order: Vec<u32>,
    n_trained: usize,
    network: Network,
    gradient: Gradient,
    adam: Adam,
    rng: Xoshiro256PlusPlus,
    phase: Phase,
    /// Loss over the samples of the epoch so far.
    sum: f64,
    history: Vec<EpochLoss>,
    best: Best,
}

/// What a training does next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// Samples from here on are to be trained on.
    Training(usize),
    /// Samples from here on are to validate.
    Validating(usize),
    Ended(Ended),
}

/// The weights that are kept.
struct Best {
    network: Network,
    loss: f64,
    epoch: usize,
}

/// Mean losses of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochLoss {
    /// Over the samples trained on, while the weights changed.
    pub training: f64,
    /// Over those that validate, at the epoch's end; `None` without any.
    pub validation: Option<f64>,
}

/// Why a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// All epochs are done.
    Done,
    /// The loss fell no more.
    NoBetter,
    /// The loss became infinite or no number; the weights before that are kept.
    Exploded,
}

/// How far a training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<'a> {
    /// Epochs done.
    pub epoch: u32,
    /// Epochs wanted.
    pub epochs: u32,
    /// Batches done in this epoch.
    pub batch: u32,
    /// Batches of an epoch.
    pub batches: u32,
    /// One entry an epoch done.
    pub history: &'a [EpochLoss],
    /// Epoch, from 0, whose weights are the best so far.
    pub best: Option<u32>,
    /// Why there is nothing more to do.
    pub ended: Option<Ended>,
}

impl Training {
    /// Prepares to train on `x` `[n_samples, n_columns]`, whose columns are as `inputs` says; with `copies` each sample counts
    /// that often in an epoch.
    ///
    /// # Errors
    /// When the settings make no network, `x` is empty, or the sizes do not fit together.
    pub fn new(
        params: AutoencoderParams,
        inputs: Vec<InputKind>,
        x: Array2<f32>,
        copies: Option<Vec<u32>>,
    ) -> Result<Self, DetectorError> {
        params.validate()?;
        if x.is_empty() {
            return Err(DetectorError::EmptyTrainingSet);
        }
        expect("columns", inputs.len(), x.ncols())?;
        expect("numbers of copies", x.nrows(), copies.as_ref().map_or(x.nrows(), Vec::len))?;
        let layout = Layout::new(&inputs, params.one_hot);
        // Names that no row has take no place.
        if layout.n_panels() == 0 {
            expect("features", 1, 0)?;
        }
        let scaler = Scaler::fit(params.scaling, &layout, x.view(), copies.as_deref());
        let samples = prepare(x, &layout, &scaler);
        let mut order = repeated(samples.len(), copies.as_deref());
        if order.is_empty() {
            return Err(DetectorError::EmptyTrainingSet);
        }
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(mix64(params.seed ^ BATCHES_SALT));
        shuffle(&mut order, &mut rng);
        let n_trained = order.len() - (order.len() as f64 * params.validation_share) as usize;
        let network = Network::draw(&layout, &params.hidden, params.seed);
        let mut training = Self {
            gradient: Gradient::new(&network, &layout, &params),
            adam: Adam::new(params.learning_rate, &network),
            best: Best { network: network.clone(), loss: f64::INFINITY, epoch: 0 },
            phase: Phase::Ended(Ended::Done),
            sum: 0.0,
            history: Vec::new(),
            params,
            inputs,
            scaler,
            samples,
            order,
            n_trained,
            network,
            rng,
        };
        training.start_epoch();
        Ok(training)
    }

    /// Trains on some batches, or validates some samples; `false` when there is nothing more to do.
    pub fn step(&mut self) -> bool {
        let n_weights: usize = self.network.0.iter().map(|layer| layer.weights.len() * 8).sum();
        let n_samples = STEP_PRODUCTS / n_weights.max(1);
        match self.phase {
            Phase::Training(start) => self.train(start, n_samples / PRODUCTS_TRAINED),
            Phase::Validating(start) => self.validate(start, n_samples),
            Phase::Ended(_) => {}
        }
        !matches!(self.phase, Phase::Ended(_))
    }

    /// Makes the epoch under way the last one: with as many epochs the same settings give the same network again.
    pub const fn end_with_epoch(&mut self) {
        let is_training = matches!(self.phase, Phase::Training(_));
        self.params.epochs = self.history.len() as u32 + if is_training { 1 } else { 0 };
    }

    /// How far it is.
    pub fn progress(&self) -> Progress<'_> {
        let batch_size = self.params.batch_size as usize;
        let batches = self.n_trained.div_ceil(batch_size);
        let (batch, ended) = match self.phase {
            Phase::Training(start) => (start.div_ceil(batch_size), None),
            Phase::Validating(_) => (batches, None),
            Phase::Ended(ended) => (batches, Some(ended)),
        };
        Progress {
            epoch: self.history.len() as u32,
            epochs: self.params.epochs,
            batch: batch as u32,
            batches: batches as u32,
            history: &self.history,
            best: (self.best.loss < f64::INFINITY).then_some(self.best.epoch as u32),
            ended,
        }
    }

    /// The network with the best weights so far, its errors measured on held-out samples `[n, n_columns]`, or on those that it
    /// was trained on when there are none.
    ///
    /// With patience the best weights are those of the epoch with the lowest validation loss, without they are the last ones.
    ///
    /// # Errors
    /// When the loss exploded in the first epoch, or `held_out` has other columns.
    pub fn finish(self, held_out: ArrayView2<'_, f32>) -> Result<Autoencoder, DetectorError> {
        if !held_out.is_empty() {
            expect("columns", self.inputs.len(), held_out.ncols())?;
        }
        let exploded = self.phase == Phase::Ended(Ended::Exploded);
        if exploded && self.history.is_empty() {
            return Err(DetectorError::Exploded);
        }
        let keeps_best = exploded || (self.params.patience.is_some() && !self.history.is_empty());
        let network = if keeps_best { self.best.network } else { self.network };
        let mut autoencoder = Autoencoder::new(self.params, self.inputs, self.scaler, network);
        match held_out.is_empty() {
            true => autoencoder.measure_prepared(&self.samples),
            false => autoencoder.measure(held_out),
        }
        Ok(autoencoder)
    }

    fn start_epoch(&mut self) {
        self.sum = 0.0;
        if self.history.len() >= self.params.epochs as usize {
            self.phase = Phase::Ended(Ended::Done);
            return;
        }
        if let Some(order) = self.order.get_mut(..self.n_trained) {
            shuffle(order, &mut self.rng);
        }
        self.phase = Phase::Training(0);
    }

    fn train(&mut self, start: usize, n_samples: usize) {
        let batch_size = self.params.batch_size as usize;
        let n_batches = (n_samples / batch_size).max(1);
        let noise = Noise::new(self.params.noise);
        let mut start = start;
        for _ in 0..n_batches {
            let end = (start + batch_size).min(self.n_trained);
            let rows = self.order.get(start..end).unwrap_or_default();
            let rng = &mut self.rng;
            let loss = self.gradient.batch(&self.network, &self.samples, rows, || noise.hides(rng));
            if !loss.is_finite() {
                self.phase = Phase::Ended(Ended::Exploded);
                return;
            }
            self.sum += loss * rows.len() as f64;
            self.adam.step(&mut self.network, &self.gradient.slopes);
            start = end;
            if start == self.n_trained {
                self.history.push(EpochLoss { training: self.sum / start as f64, validation: None });
                self.sum = 0.0;
                self.validate(start, 0);
                return;
            }
        }
        self.phase = Phase::Training(start);
    }

    fn validate(&mut self, start: usize, n_samples: usize) {
        let end = (start + n_samples).min(self.order.len());
        let rows = self.order.get(start..end).unwrap_or_default();
        for rows in rows.chunks(CHUNK_ROWS) {
            self.sum += self.gradient.loss(&self.network, &self.samples, rows);
        }
        if end < self.order.len() {
            self.phase = Phase::Validating(end);
            return;
        }
        self.end_epoch();
    }

    fn end_epoch(&mut self) {
        let n_validating = self.order.len() - self.n_trained;
        let validation = (n_validating > 0).then(|| self.sum / n_validating as f64);
        let Some(epoch) = self.history.last_mut() else { return };
        epoch.validation = validation;
        let loss = validation.unwrap_or(epoch.training);
        if !loss.is_finite() || !self.network.is_finite() {
            self.history.pop();
            self.phase = Phase::Ended(Ended::Exploded);
            return;
        }
        let epoch_idx = self.history.len() - 1;
        if loss < self.best.loss {
            self.best.network.copy_from(&self.network);
            (self.best.loss, self.best.epoch) = (loss, epoch_idx);
        }
        self.start_epoch();
        let waited = epoch_idx - self.best.epoch;
        if self.params.patience.is_some_and(|patience| waited >= patience.max(1) as usize) {
            self.phase = Phase::Ended(Ended::NoBetter);
        }
    }
}

fn expect(what: &str, expected: usize, found: usize) -> Result<(), DetectorError> {
    let error =
        || DetectorError::Size { what: what.to_owned(), expected: expected as u64, found: found as u64 };
    if expected == found { Ok(()) } else { Err(error()) }
}

fn prepare(x: Array2<f32>, layout: &Layout, scaler: &Scaler) -> Samples {
    let mut prepared = Prepared::new(layout);
    let mut samples = Samples::with_capacity(x.nrows(), layout, scaler);
    let mut row = vec![0.0; x.ncols()];
    for sample in x.rows() {
        row.iter_mut().zip(sample).for_each(|(to, from)| *to = *from);
        prepared.read(&row, layout, scaler);
        samples.push(&prepared);
    }
    samples
}

/// Every sample's number as often as it counts.
fn repeated(n: usize, copies: Option<&[u32]>) -> Vec<u32> {
    match copies {
        None => (0..n as u32).collect(),
        Some(copies) => {
            (0..).zip(copies).flat_map(|(row, n)| std::iter::repeat_n(row, *n as usize)).collect()
        }
    }
}

/// Fisher and Yates' shuffle on 32-bit numbers: what is drawn for `usize` depends on the pointer's width.
fn shuffle(order: &mut [u32], rng: &mut impl Rng) {
    for last in (1..order.len()).rev() {
        order.swap(last, rng.gen_range(0..=last as u32) as usize);
    }
}

/// Hides a share of the inputs.
struct Noise {
    /// Draws below this hide; 0 draws nothing.
    limit: u32,
}

impl Noise {
    fn new(share: f32) -> Self {
        Self { limit: (f64::from(share) * f64::from(u32::MAX)) as u32 }
    }

    fn hides(&self, rng: &mut impl Rng) -> bool {
        self.limit > 0 && rng.next_u32() < self.limit
    }
}
