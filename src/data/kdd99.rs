//! KDD Cup 1999: 41 features, with or without a label.

use crate::data::format::Format;
use crate::data::schema::{Feature, Field, N_KDD_FEATURES, kdd_features};

/// `kddcup.data` and its kin; `kddcup.testdata.unlabeled` has no label.
pub struct Kdd99;

const UNLABELLED: [Field; N_KDD_FEATURES] = [Field::Feature; N_KDD_FEATURES];
const LABELLED: [Field; N_KDD_FEATURES + 1] = {
    let mut fields = [Field::Feature; N_KDD_FEATURES + 1];
    fields[N_KDD_FEATURES] = Field::Label;
    fields
};

impl Format for Kdd99 {
    fn name(&self) -> &'static str {
        "KDD Cup 1999"
    }

    fn fields(&self) -> &'static [&'static [Field]] {
        &[&UNLABELLED, &LABELLED]
    }

    fn features(&self) -> Vec<Feature> {
        kdd_features()
    }
}
