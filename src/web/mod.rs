//! One browser API a file. Knows messages, nothing of pages.

pub mod engine_client;
