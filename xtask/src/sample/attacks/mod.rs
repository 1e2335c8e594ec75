//! Attacks, one file per family; each episode is a burst or a slow story in the stream of ordinary traffic.

pub mod dos;
pub mod probe;
pub mod r2l;
pub mod u2r;
