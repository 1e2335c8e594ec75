//! Results as files. Makes bytes; saving them is the page's or the terminal's business.

pub mod file_name;
pub mod report;
pub mod report_html;
pub mod spreadsheet;
