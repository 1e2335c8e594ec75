//! How many samples are due at a moment, and how many really came lately.

use std::collections::VecDeque;

/// Longest time, in milliseconds, for which samples fall due at once: after a pause of the tab nothing is caught up.
const MOST_OWED_MS: f64 = 250.0;
/// Time, in milliseconds, over which the true rate is measured.
const RATE_MS: f64 = 1000.0;

/// A stream's clock.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    last: Option<f64>,
    owed: f64,
    came: VecDeque<(f64, u64)>,
}

impl Pace {
    /// Samples that are due at `now`, in milliseconds, at so many a second.
    pub fn due(&mut self, now: f64, speed: f64) -> u64 {
        let since = self.last.map_or(0.0, |last| (now - last).clamp(0.0, MOST_OWED_MS));
        self.last = Some(now);
        // At the slowest speed one sample takes longer than the bound; it is not lost.
        self.owed = (self.owed + since * speed / 1000.0).min((MOST_OWED_MS * speed / 1000.0).max(1.0));
        self.owed as u64
    }

    /// So many samples came, which makes them due no longer.
    pub fn came(&mut self, now: f64, n: u64) {
        self.owed = (self.owed - n as f64).max(0.0);
        self.came.push_back((now, n));
        while self.came.front().is_some_and(|(at, _)| now - at > RATE_MS) {
            self.came.pop_front();
        }
    }

    /// The stream stands still.
    pub fn rest(&mut self) {
        *self = Self::default();
    }

    /// Samples a second over the last second; `None` before there is enough to tell.
    pub fn rate(&self) -> Option<f64> {
        let ((first, _), (last, _)) = (self.came.front()?, self.came.back()?);
        let since = last - first;
        let n: u64 = self.came.iter().skip(1).map(|(_, n)| n).sum();
        (since >= RATE_MS / 4.0).then(|| n as f64 * 1000.0 / since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_fall_due_with_time_and_a_sleep_is_not_caught_up() {
        let mut pace = Pace::default();
        assert_eq!(pace.due(1000.0, 100.0), 0);
        assert_eq!(pace.due(1016.0, 100.0), 1); // 1.6
        pace.came(1017.0, 1);
        assert_eq!(pace.due(1032.0, 100.0), 2); // 0.6 + 1.6
        assert_eq!(pace.due(90_000.0, 100.0), 25);
        let mut slow = Pace::default();
        let due = (0..=10).map(|tick| slow.due(f64::from(tick) * 100.0, 1.0)).collect::<Vec<_>>();
        assert_eq!(due, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn the_rate_is_what_came() {
        let mut pace = Pace::default();
        assert_eq!(pace.rate(), None);
        (0..=20).for_each(|tick| pace.came(f64::from(tick) * 50.0, 40));
        assert_eq!(pace.rate(), Some(800.0));
    }
}
