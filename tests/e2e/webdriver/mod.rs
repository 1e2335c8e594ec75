//! A small WebDriver client for chromedriver. Knows browsers, nothing of Oddflow.

mod base64;
mod devtools;
mod http;
mod session;

pub use devtools::Theme;
pub use session::{Browser, Profile};
