//! Parts of the Compare page.

pub mod run_curves;
pub mod run_list;
pub mod run_table;
