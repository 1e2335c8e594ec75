//! One browser API a file. Knows messages, nothing of pages.

pub mod clipboard;
pub mod clock;
pub mod color_scheme;
pub mod document;
pub mod downloads;
#[cfg(feature = "charts")]
pub mod echarts;
pub mod engine_client;
pub mod fetch;
pub mod file_source;
pub mod files;
pub mod frames;
pub mod idle;
pub mod local_data;
pub mod location;
pub mod model_store;
pub mod panics;
pub mod pointer;
pub mod resize;
pub mod sight;
pub mod storage;
pub mod wire;
pub mod worker_loop;
pub mod worker_pool;
