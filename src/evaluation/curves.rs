//! ROC and precision-recall curves, thinned to what an eye can tell apart, and the threshold with the best F1.

use super::roc::Tied;

/// Points nearer to the last one than this, in both directions, are left out: half a pixel of a chart of 250.
const GRAIN: f64 = 1.0 / 500.0;

/// A curve's point: across, up. Both lie in [0, 1].
pub type Point = (f64, f64);

/// False positive rate and recall of every threshold, from (0, 0) to (1, 1); `groups` come by descending score. Empty
/// without both kinds.
pub fn roc(groups: &[Tied]) -> Vec<Point> {
    let (normal, attacks) = totals(groups);
    if normal == 0 || attacks == 0 {
        return Vec::new();
    }
    let (mut n_normal, mut n_attacks) = (0, 0);
    let steps = groups.iter().map(|tied| {
        n_normal += tied.n_normal;
        n_attacks += tied.n_attacks;
        (n_normal as f64 / normal as f64, n_attacks as f64 / attacks as f64)
    });
    thinned(std::iter::once((0.0, 0.0)).chain(steps))
}

/// Recall and precision of every threshold, from recall 0 on, where precision is the one of the highest score; `groups`
/// come by descending score. Empty without attacks.
pub fn precision_recall(groups: &[Tied]) -> Vec<Point> {
    let (_, attacks) = totals(groups);
    if attacks == 0 {
        return Vec::new();
    }
    let (mut n_above, mut n_attacks) = (0, 0);
    let steps: Vec<Point> = groups
        .iter()
        .map(|tied| {
            n_above += tied.n_normal + tied.n_attacks;
            n_attacks += tied.n_attacks;
            (n_attacks as f64 / attacks as f64, n_attacks as f64 / n_above as f64)
        })
        .collect();
    let first = steps.first().map(|(_, precision)| (0.0, *precision));
    thinned(first.into_iter().chain(steps))
}

/// How many of the groups are to be flagged, from the highest score down, for the best F1; the fewest when several are as
/// good, `None` without attacks.
pub fn best_f1(groups: &[Tied]) -> Option<usize> {
    let (_, attacks) = totals(groups);
    let (mut n_above, mut n_attacks) = (0_u64, 0_u64);
    let mut best = (0_u128, 1_u128, None);
    for (position, tied) in groups.iter().enumerate() {
        n_above += tied.n_normal + tied.n_attacks;
        n_attacks += tied.n_attacks;
        // F1 = 2 TP / (flagged + attacks); compared as fractions of integers, so that ties are ties.
        let (part, whole) = (u128::from(n_attacks), u128::from(n_above + attacks));
        if part * best.1 > best.0 * whole {
            best = (part, whole, Some(position + 1));
        }
    }
    best.2
}

fn totals(groups: &[Tied]) -> (u64, u64) {
    groups.iter().fold((0, 0), |(normal, attacks), tied| (normal + tied.n_normal, attacks + tied.n_attacks))
}

/// Keeps the ends, and of the rest what lies apart. Before a jump the point that it starts from is kept, too.
fn thinned(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut before: Option<Point> = None;
    let apart = |a: Point, b: Point| (a.0 - b.0).abs().max((a.1 - b.1).abs());
    for point in points {
        let last = kept.last().copied();
        if last.is_none_or(|last| apart(last, point) >= GRAIN) {
            if let Some(before) =
                before.filter(|before| apart(*before, point) >= GRAIN && last != Some(*before))
            {
                kept.push(before);
            }
            kept.push(point);
        }
        before = Some(point);
    }
    if let Some(end) = before.filter(|end| kept.last() != Some(end)) {
        kept.push(end);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(counts: &[(u64, u64)]) -> Vec<Tied> {
        counts
            .iter()
            .map(|(n_normal, n_attacks)| Tied { n_normal: *n_normal, n_attacks: *n_attacks })
            .collect()
    }

    #[test]
    fn curves_go_from_end_to_end() {
        let groups = groups(&[(0, 1), (1, 1), (0, 2), (3, 0)]);
        assert_eq!(roc(&groups), [(0.0, 0.0), (0.0, 0.25), (0.25, 0.5), (0.25, 1.0), (1.0, 1.0)]);
        let expected = [(0.0, 1.0), (0.25, 1.0), (0.5, 2.0 / 3.0), (1.0, 0.8), (1.0, 0.5)];
        assert_eq!(precision_recall(&groups), expected);
    }

    #[test]
    fn without_attacks_there_are_none() {
        assert!(roc(&groups(&[(3, 0)])).is_empty());
        assert!(roc(&groups(&[(0, 3)])).is_empty());
        assert!(precision_recall(&groups(&[(3, 0)])).is_empty());
        assert_eq!((best_f1(&groups(&[(3, 0)])), best_f1(&[])), (None, None));
    }

    #[test]
    fn a_million_points_become_few_and_none_is_far_from_what_is_left() {
        let mut many = groups(&[(0, 40_000)]);
        many.extend(
            (0..200_000)
                .map(|at| Tied { n_normal: u64::from(at % 3 == 0), n_attacks: u64::from(at % 7 < 3) }),
        );
        many.push(Tied { n_normal: 90_000, n_attacks: 5 });
        let thin = roc(&many);
        assert!(thin.len() < 1_100, "{}", thin.len());
        assert_eq!((thin[0], thin[thin.len() - 1]), ((0.0, 0.0), (1.0, 1.0)));
        assert!(precision_recall(&many).len() < 3_000);
    }

    #[test]
    fn the_best_threshold_flags_no_more_groups_than_it_must() {
        // F1 after each group: 2/4, 4/6, 4/7, 6/8.
        assert_eq!(best_f1(&groups(&[(0, 1), (1, 1), (1, 0), (0, 1)])), Some(4));
        // 4/4 after the first, then worse.
        assert_eq!(best_f1(&groups(&[(0, 2), (5, 0)])), Some(1));
        // 2/3 + ... equal values: 2 * 1 / (1 + 2) and 2 * 2 / (4 + 2).
        assert_eq!(best_f1(&groups(&[(0, 1), (2, 1)])), Some(1));
    }
}
