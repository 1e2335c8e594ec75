//! Colours and shapes that all charts share; the page's style sheet has the same ones as custom properties.

use charming::component::GridTooltip;
use charming::element::{TextStyle, Tooltip, Trigger};

use crate::data::label::{Family, N_FAMILIES};

/// Colours of one theme as CSS text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Text.
    pub ink: &'static str,
    /// Lesser text.
    pub muted: &'static str,
    /// Hairlines.
    pub line: &'static str,
    /// What charts are drawn on.
    pub surface: &'static str,
    /// The threshold and other things to act on.
    pub accent: &'static str,
    /// A veil of the accent over what the pointer is on.
    pub hover: &'static str,
    /// By [`Family::index`]; chosen for distance to colour-blind eyes too (worst pair dE2000 20.1 light, 18.0 dark).
    pub families: [&'static str; N_FAMILIES],
}

/// For light surroundings.
pub const LIGHT: Theme = Theme {
    ink: "#0F172A",
    muted: "#475569",
    line: "#D8DFEA",
    surface: "#FFFFFF",
    accent: "#1D4ED8",
    hover: "rgba(29, 78, 216, 0.10)",
    families: ["#6E8FBE", "#AD1C1F", "#BB8500", "#77377E", "#151223", "#64748B"],
};

/// For dark surroundings.
pub const DARK: Theme = Theme {
    ink: "#E6ECF5",
    muted: "#A3B1C6",
    line: "#2A3650",
    surface: "#151E31",
    accent: "#7DB2FF",
    hover: "rgba(125, 178, 255, 0.14)",
    families: ["#82C4FC", "#E74731", "#E1D458", "#CD82A4", "#E0EAE5", "#94A3B8"],
};

/// System fonts, as in the style sheet; a canvas does not inherit them.
pub const FONT: &str = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

impl Theme {
    /// Whether light things stand on dark ground.
    pub fn is_dark(&self) -> bool {
        self.surface == DARK.surface
    }

    /// A family's colour.
    pub const fn family(&self, family: Family) -> &'static str {
        self.families[family.index()]
    }

    /// What the pointer is told: the name of the item that it is on.
    pub fn tooltip(&self) -> Tooltip {
        Tooltip::new()
            .trigger(Trigger::Item)
            .formatter("{b}")
            .background_color(self.surface)
            .border_color(self.line)
    }

    /// The tooltip's text; charming lets a grid set it, not the chart.
    pub fn grid_tooltip(&self) -> GridTooltip {
        GridTooltip::new().text_style(self.text(self.ink, 13.0))
    }

    /// Text in the page's font.
    pub fn text(&self, color: &'static str, size: f64) -> TextStyle {
        TextStyle::new().color(color).font_size(size).font_family(FONT)
    }
}

/// A family's shape as ECharts names it, so that nobody needs the colours.
pub const fn symbol(family: Family) -> &'static str {
    match family {
        Family::Normal => "circle",
        Family::Dos => "rect",
        Family::Probe => "triangle",
        Family::R2l => "diamond",
        Family::U2r => "path://M4 0h4v4h4v4H8v4H4V8H0V4h4Z",
        Family::Unknown => "roundRect",
    }
}
