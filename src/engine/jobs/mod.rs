//! What shards do on orders, in slices.

pub mod collect;
pub mod learn;
pub mod read;
pub mod score;
pub mod train;
