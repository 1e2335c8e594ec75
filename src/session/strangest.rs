//! What the table of connections shows beside score and label.

/// Features that tell most at a glance.
pub const SHOWN_FEATURES: [&str; 5] = ["protocol_type", "service", "flag", "src_bytes", "dst_bytes"];
