//! Parts of the page About.

pub mod flaws_card;
pub mod licences_card;
pub mod local_data_card;
