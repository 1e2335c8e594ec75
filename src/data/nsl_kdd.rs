//! NSL-KDD: KDD's 41 features, a label without its dot, and a difficulty that no detector may see.

use crate::data::format::Format;
use crate::data::schema::{Feature, Field, N_KDD_FEATURES, kdd_features};

/// `KDDTrain+.txt`, `KDDTest+.txt` and their kin.
pub struct NslKdd;

const FIELDS: [Field; N_KDD_FEATURES + 2] = {
    let mut fields = [Field::Feature; N_KDD_FEATURES + 2];
    fields[N_KDD_FEATURES] = Field::Label;
    fields[N_KDD_FEATURES + 1] = Field::Ignored;
    fields
};

impl Format for NslKdd {
    fn name(&self) -> &'static str {
        "NSL-KDD"
    }

    fn fields(&self) -> &'static [&'static [Field]] {
        &[&FIELDS]
    }

    fn features(&self) -> Vec<Feature> {
        kdd_features()
    }
}
