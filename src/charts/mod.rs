//! Charts: pure functions from a summary to a `charming::Chart`.
