//! End-to-end tests: the built site in a real Chromium, driven over WebDriver.
//!
//! `README.md` beside this file lists the hooks that the page keeps for these tests and the variables that steer them.
#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise, reads the clock and starts processes"
)]

mod fixtures;
mod flows;
mod long_tasks;
mod page;
mod process;
mod report;
mod site;
mod stand_in;
mod temp_dir;
mod webdriver;
