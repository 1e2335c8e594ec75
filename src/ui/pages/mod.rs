//! One file a page.

pub mod about;
pub mod compare;
pub mod data;
pub mod gate;
pub mod home;
pub mod live;
pub mod predict;
pub mod results;
pub mod train;
