//! Parts that pages are made of.

pub mod about;
pub mod chart_canvas;
pub mod chart_card;
pub mod columns_card;
pub mod doctor_card;
pub mod empty_state;
pub mod family_icon;
pub mod family_table;
pub mod figure;
pub mod file_drop;
pub mod files_card;
pub mod header;
pub mod help_dialog;
pub mod histogram_card;
pub mod job_panel;
pub mod load_summary_card;
pub mod login_dialog;
pub mod notice_panel;
pub mod pair_dialog;
pub mod preview_card;
pub mod settings_fields;
pub mod skipped_lines;
pub mod strangest_row;
pub mod strangest_table;
pub mod threshold_card;
pub mod training_form;
