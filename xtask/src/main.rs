//! Set-up, build, serve and test.

fn main() {}
