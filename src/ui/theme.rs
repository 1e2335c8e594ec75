//! Light and dark: the visitor's choice, or else the system's.

use crate::charts::theme::{DARK, LIGHT, Theme};

/// A theme by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThemeName {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl ThemeName {
    /// As stored and as the style sheet knows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }

    /// What a system wants.
    pub const fn of_system(is_dark: bool) -> Self {
        if is_dark { Self::Dark } else { Self::Light }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    /// Its colours in charts.
    pub const fn colours(self) -> &'static Theme {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_twice_the_other_is_the_same() {
        for theme in [ThemeName::Light, ThemeName::Dark] {
            assert_eq!(ThemeName::by_name(theme.name()), Some(theme));
            assert_eq!(theme.other().other(), theme);
        }
        assert_eq!(ThemeName::by_name("sepia"), None);
    }
}
