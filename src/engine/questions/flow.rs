//! Which names go together: protocol, service, flag and family as a flow from one to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Known;
use crate::data::label::{FAMILIES, FamilyCounts, N_FAMILIES};
use crate::engine::selection::Selection;

/// Names of one feature that are told apart; the others are one.
const MAX_NAMES: usize = 9;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlowQuestion {
    /// Which rows.
    pub selection: Selection,
    /// Features of names, from left to right.
    pub features: Vec<u32>,
}

/// A shard's part: samples per family of every combination of names that occurs.
pub type FlowPart = Vec<(Vec<String>, FamilyCounts)>;

/// A flow from one level to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Names of every level, most frequent first; the last level has families. `None` stands for all other names.
    pub levels: Vec<Vec<Option<String>>>,
    /// Samples that go from a name of a level to one of the next.
    pub links: Vec<Link>,
}

/// Samples that two names have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// Level on the left.
    pub level: u32,
    /// Position in it.
    pub from: u32,
    /// Position in the next level.
    pub to: u32,
    /// Samples.
    pub samples: u64,
}

/// Counts a shard's rows.
pub fn part(question: &FlowQuestion, known: &Known<'_>) -> FlowPart {
    let table = &known.owned.table;
    let columns: Vec<_> =
        question.features.iter().filter_map(|feature| table.columns.get(*feature as usize)).collect();
    let mut counts: BTreeMap<u64, (usize, FamilyCounts)> = BTreeMap::new();
    for row in question.selection.rows(known.owned, known.scores) {
        let row = row as usize;
        // Mixed radix: one integer a combination.
        let key = columns.iter().fold(0_u64, |key, column| {
            key * column.n_values().max(1) as u64 + u64::from(column.codes.at(row))
        });
        let (_, families) = counts.entry(key).or_insert((row, [0; N_FAMILIES]));
        families[known.owned.family(row).index()] += table.copies.get(row).copied().map_or(0, u64::from);
    }
    let names = |row: usize| columns.iter().map(|column| column.text(row)).collect();
    counts.into_values().map(|(row, families)| (names(row), families)).collect()
}

/// The answer from all parts.
pub fn merge(parts: Vec<FlowPart>, question: &FlowQuestion) -> Flow {
    let mut combinations: BTreeMap<Vec<String>, FamilyCounts> = BTreeMap::new();
    for (names, counts) in parts.into_iter().flatten() {
        let sums = combinations.entry(names).or_default();
        sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
    }
    let mut levels: Vec<Vec<Option<String>>> =
        (0..question.features.len()).map(|level| frequent(&combinations, level)).collect();
    levels.push(FAMILIES.iter().map(|family| Some(family.name().to_owned())).collect());
    let place = |level: usize, name: &String| {
        let names = levels.get(level)?;
        names.iter().position(|known| known.as_ref() == Some(name)).or(names.len().checked_sub(1))
    };
    let mut links: BTreeMap<(usize, usize, usize), u64> = BTreeMap::new();
    for (names, families) in &combinations {
        let places: Vec<usize> =
            names.iter().enumerate().filter_map(|(level, name)| place(level, name)).collect();
        for (level, pair) in places.windows(2).enumerate() {
            if let [from, to] = pair {
                *links.entry((level, *from, *to)).or_default() += families.iter().sum::<u64>();
            }
        }
        if let Some(last) = places.last() {
            for (family, samples) in families.iter().enumerate().filter(|(_, samples)| **samples > 0) {
                *links.entry((places.len() - 1, *last, family)).or_default() += samples;
            }
        }
    }
    let link = |((level, from, to), samples): ((usize, usize, usize), u64)| Link {
        level: level as u32,
        from: from as u32,
        to: to as u32,
        samples,
    };
    Flow { links: links.into_iter().map(link).collect(), levels }
}

/// The most frequent names of a level; with more than can be told apart the last one is `None`.
fn frequent(combinations: &BTreeMap<Vec<String>, FamilyCounts>, level: usize) -> Vec<Option<String>> {
    let mut totals: BTreeMap<&String, u64> = BTreeMap::new();
    for (names, counts) in combinations {
        if let Some(name) = names.get(level) {
            *totals.entry(name).or_default() += counts.iter().sum::<u64>();
        }
    }
    let mut totals: Vec<(&String, u64)> = totals.into_iter().collect();
    totals.sort_by_key(|(_, samples)| std::cmp::Reverse(*samples));
    let has_more = totals.len() > MAX_NAMES;
    let kept = totals.into_iter().take(MAX_NAMES).map(|(name, _)| Some(name.clone()));
    kept.chain(has_more.then_some(None)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_flows_in_flows_out_and_rare_names_become_one() {
        let combination = |service: usize, samples| {
            let mut families = [0; N_FAMILIES];
            families[service % 2] = samples;
            (vec!["tcp".to_owned(), format!("service {service:02}")], families)
        };
        let part: FlowPart = (0..20).map(|service| combination(service, 20 - service as u64)).collect();
        let question = FlowQuestion { selection: Selection::default(), features: vec![1, 2] };
        let flow = merge(vec![part.clone(), part], &question);
        assert_eq!(flow.levels[1].len(), MAX_NAMES + 1);
        assert_eq!(flow.levels[1].last(), Some(&None));
        let of_level = |level| flow.links.iter().filter(|l| l.level == level).map(|l| l.samples).sum::<u64>();
        assert_eq!((of_level(0), of_level(1)), (2 * 210, 2 * 210));
    }
}
