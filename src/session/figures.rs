//! Figures of a result at its threshold: what was flagged, and what labels say about it.

use crate::data::label::{FAMILIES, Family, FamilyCounts};

/// What the threshold does.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Samples in all.
    pub n_samples: u64,
    /// Samples above the threshold.
    pub flagged: u64,
    /// Their share in [0, 1].
    pub flagged_share: f64,
    /// What labels say; `None` without both normal and attack labels.
    pub graded: Option<Graded>,
    /// Families that occur, in display order.
    pub families: Vec<FamilyFigures>,
}

/// Flagged or not, against the labels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Graded {
    /// Attacks above the threshold.
    pub caught: u64,
    /// Attacks at or below it.
    pub missed: u64,
    /// Normal samples above it.
    pub false_alarms: u64,
    /// Normal samples at or below it.
    pub quiet: u64,
}

/// One family's part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FamilyFigures {
    /// Which.
    pub family: Family,
    /// Its samples.
    pub samples: u64,
    /// Those above the threshold.
    pub flagged: u64,
}

impl Figures {
    /// Counts per family in all and above the threshold, looked at together.
    pub fn new(samples: &FamilyCounts, flagged: &FamilyCounts) -> Self {
        let (n_samples, n_flagged) = (samples.iter().sum(), flagged.iter().sum());
        let families = FAMILIES.into_iter().map(|family| FamilyFigures {
            family,
            samples: samples[family.index()],
            flagged: flagged[family.index()],
        });
        Self {
            n_samples,
            flagged: n_flagged,
            flagged_share: share(n_flagged, n_samples),
            graded: Graded::new(samples, flagged),
            families: families.filter(|family| family.samples > 0).collect(),
        }
    }
}

impl FamilyFigures {
    /// Share above the threshold in [0, 1].
    pub fn flagged_share(&self) -> f64 {
        share(self.flagged, self.samples)
    }
}

impl Graded {
    fn new(samples: &FamilyCounts, flagged: &FamilyCounts) -> Option<Self> {
        let normal = Family::Normal.index();
        let (all, caught) = (attacks(samples), attacks(flagged));
        (all > 0 && samples[normal] > 0).then(|| Self {
            caught,
            missed: all.saturating_sub(caught),
            false_alarms: flagged[normal],
            quiet: samples[normal].saturating_sub(flagged[normal]),
        })
    }

    /// Share of attacks that were caught.
    pub fn recall(&self) -> f64 {
        share(self.caught, self.caught + self.missed)
    }

    /// Share of normal samples that were flagged.
    pub fn false_alarm_rate(&self) -> f64 {
        share(self.false_alarms, self.false_alarms + self.quiet)
    }

    /// Share of attacks among the flagged; `None` when nothing was.
    pub fn precision(&self) -> Option<f64> {
        let flagged = self.caught + self.false_alarms;
        (flagged > 0).then(|| share(self.caught, flagged))
    }

    /// Harmonic mean of precision and recall; 0 when nothing was caught.
    pub fn f1(&self) -> f64 {
        share(2 * self.caught, 2 * self.caught + self.false_alarms + self.missed)
    }
}

/// Samples that are not normal; a label that no published list has is an attack by its own name.
pub fn attacks(samples: &FamilyCounts) -> u64 {
    samples.iter().sum::<u64>() - samples[Family::Normal.index()]
}

/// `part / whole`, 0 of nothing.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_cells_come_from_two_rows_of_counts() {
        let figures = Figures::new(&[100, 40, 10, 0, 0, 5], &[10, 30, 5, 0, 0, 5]);
        assert_eq!((figures.n_samples, figures.flagged), (155, 50));
        assert_eq!(figures.families.len(), 4);
        let graded = figures.graded.unwrap();
        assert_eq!(graded, Graded { caught: 40, missed: 15, false_alarms: 10, quiet: 90 });
        assert_eq!(graded.recall(), 40.0 / 55.0);
        assert_eq!(graded.false_alarm_rate(), 0.1);
        assert_eq!(graded.precision(), Some(0.8));
        // 2 · 40 / (2 · 40 + 10 + 15)
        assert_eq!(graded.f1(), 80.0 / 105.0);
    }

    #[test]
    fn nothing_is_graded_without_both_sides() {
        assert_eq!(Figures::new(&[0, 0, 0, 0, 0, 9], &[0, 0, 0, 0, 0, 1]).graded, None);
        assert_eq!(Figures::new(&[9, 0, 0, 0, 0, 0], &[1, 0, 0, 0, 0, 0]).graded, None);
        assert_eq!(Figures::new(&[0; 6], &[0; 6]).flagged_share, 0.0);
    }
}
