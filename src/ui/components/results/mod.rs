//! Parts of the Results page. All of them follow one [`crate::ui::result_view::ResultView`].

pub mod awaited_card;
pub mod baselines;
pub mod confusion;
pub mod curve_card;
pub mod detectors_card;
pub mod export_buttons;
pub mod headline;
pub mod histogram_card;
pub mod live;
pub mod recall_card;
pub mod score_brush;
pub mod switches;
pub mod threshold_card;
pub mod threshold_line;
