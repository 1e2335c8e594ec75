//! `cargo bench`: the detectors' kernels alone, natively and on made samples. What a visitor waits for is measured in a
//! browser, by `cargo xtask bench`.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench stops at the first surprise")]
#![allow(missing_docs, reason = "criterion's macros write functions without any")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;
use oddflow::detectors::autoencoder::{Autoencoder, AutoencoderParams};
use oddflow::detectors::isolation_forest::IsolationForest;
use oddflow::detectors::isolation_forest::quantised::{Group, LANES, QuantisedForest};
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

const N_SAMPLES: usize = 10_000;
/// As many features as KDD'99 has.
const N_FEATURES: usize = 41;

/// Heavy tails and many ties, as counters of connections have them.
fn samples() -> Array2<f32> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(42);
    Array2::from_shape_fn((N_SAMPLES, N_FEATURES), |_| {
        let u: f32 = dice.gen_range(0.0..1.0);
        (u * u * u * 1_000.0).floor()
    })
}

fn isolation_forest(criterion: &mut Criterion) {
    let x = samples();
    let data = DatasetBase::from(x.clone());
    let params = IsolationForest::params();
    let mut group = criterion.benchmark_group("isolation forest");
    group.bench_function("fit, 100 trees of 256", |bencher| bencher.iter(|| params.fit(black_box(&data))));
    let forest = params.fit(&data).expect("samples fit a forest");
    group.throughput(Throughput::Elements(N_SAMPLES as u64));
    group.bench_function("score, walking the trees", |bencher| {
        bencher.iter(|| forest.score_samples(black_box(x.view())))
    });
    let quantised = QuantisedForest::new(&forest).expect("trees of 256 samples are small");
    let ranks: Vec<Vec<[u8; LANES]>> = quantised.groups().iter().map(|group| ranks(group, &x)).collect();
    let mut sums = vec![0.0; N_SAMPLES];
    group.bench_function("score, comparing ranks", |bencher| {
        bencher.iter(|| {
            sums.fill(0.0);
            for (group, ranks) in quantised.groups().iter().zip(&ranks) {
                group.add_path_lengths(black_box(ranks), &mut sums);
            }
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("contributions", |bencher| {
        let row = x.row(0).to_vec();
        bencher.iter(|| forest.contributions(black_box(&row)));
    });
    group.finish();
}

/// Samples as ranks among a group's thresholds, [`LANES`] of them a row, feature by feature.
fn ranks(group: &Group, x: &Array2<f32>) -> Vec<[u8; LANES]> {
    let mut ranks = vec![[0; LANES]; N_SAMPLES.div_ceil(LANES) * N_FEATURES];
    for ((row, column), value) in x.indexed_iter() {
        ranks[row / LANES * N_FEATURES + column][row % LANES] = group.rank(column, *value);
    }
    ranks
}

fn autoencoder(criterion: &mut Criterion) {
    let x = samples();
    let data = DatasetBase::from(x.clone());
    let builder = Autoencoder::builder().with(|params| {
        *params = AutoencoderParams { epochs: 1, ..AutoencoderParams::original() };
    });
    let mut group = criterion.benchmark_group("autoencoder, 41-32-16-32-41");
    group.throughput(Throughput::Elements(N_SAMPLES as u64)).sample_size(20);
    group.bench_function("one epoch", |bencher| bencher.iter(|| builder.fit(black_box(&data))));
    let model = builder.fit(&data).expect("samples fit a network");
    group.bench_function("score", |bencher| bencher.iter(|| model.score_samples(black_box(x.view()))));
    group.finish();
}

criterion_group!(benches, isolation_forest, autoencoder);
criterion_main!(benches);
