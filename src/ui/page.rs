//! The pages and their addresses: hash routes, so that the same files work at any path of any host.

/// A page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Where everybody arrives.
    #[default]
    Home,
    /// What is in the loaded file.
    Data,
    /// Settings and start of a training.
    Train,
    /// What the training found.
    Results,
    /// The file as a stream.
    Live,
    /// Trainings side by side.
    Compare,
    /// One connection, judged as it is typed.
    Predict,
    /// What this is.
    About,
}

/// All pages in the order of the navigation.
pub const PAGES: [Page; 8] = [
    Page::Home,
    Page::Data,
    Page::Train,
    Page::Results,
    Page::Live,
    Page::Predict,
    Page::Compare,
    Page::About,
];

impl Page {
    /// The page of a hash route; what is after a `?` belongs to the page. Unknown routes lead home.
    pub fn of_hash(hash: &str) -> Self {
        let route = hash.split('?').next().unwrap_or_default();
        PAGES.into_iter().find(|page| page.hash() == route).unwrap_or_default()
    }

    /// Its hash route.
    pub const fn hash(self) -> &'static str {
        match self {
            Self::Home => "#/",
            Self::Data => "#/data",
            Self::Train => "#/train",
            Self::Results => "#/results",
            Self::Live => "#/live",
            Self::Compare => "#/compare",
            Self::Predict => "#/predict",
            Self::About => "#/about",
        }
    }

    /// Its name in the navigation and the title.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Home => "Home",
            Self::Data => "Data",
            Self::Train => "Train",
            Self::Results => "Results",
            Self::Live => "Live",
            Self::Compare => "Compare",
            Self::Predict => "Predict",
            Self::About => "About",
        }
    }

    /// Whether it is shown only to those who signed in.
    pub const fn needs_login(self) -> bool {
        !matches!(self, Self::Home | Self::About)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_address() {
        for page in PAGES {
            assert_eq!(Page::of_hash(page.hash()), page);
        }
    }

    #[test]
    fn odd_addresses_lead_somewhere() {
        let check = |hash, expected| assert_eq!(Page::of_hash(hash), expected);
        check("", Page::Home);
        check("#/nowhere", Page::Home);
        check("#/results?seed=1", Page::Results);
    }
}
