//! Connections to be drawn from: `GET data?sample=500&seed=42`.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::MAX_CONNECTIONS;
use super::problem::{Problem, Refusal};

/// Connections that are given when nobody says how many.
const DEFAULT_SAMPLE: usize = 500;
const DEFAULT_SEED: u64 = 42;

/// A file's connections.
pub trait Rows {
    /// How many there are.
    fn n_samples(&self) -> usize;
    /// JSON of one of them with its label, if it has one: so that it can be sent to be judged.
    fn connection(&self, sample: usize) -> Vec<u8>;
}

/// JSON of some connections in the order of the file.
pub(super) fn answer(rows: &dyn Rows, query: &str) -> Result<Vec<u8>, Refusal> {
    let (n_wanted, seed) = wishes(query).map_err(Refusal::of_fields)?;
    let drawn = draw(rows.n_samples(), n_wanted, seed);
    let connections: Vec<_> = drawn.into_iter().map(|sample| rows.connection(sample)).collect();
    Ok([b"[", connections.join(&b',').as_slice(), b"]"].concat())
}

/// Positions of `n_wanted` of `n` samples, ascending; all when there are fewer.
fn draw(n: usize, n_wanted: usize, seed: u64) -> Vec<usize> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut drawn = std::collections::BTreeSet::new();
    // Floyd's algorithm (Bentley & Floyd, "A sample of brilliance", CACM 1987).
    for last in n.saturating_sub(n_wanted)..n {
        let position = random.gen_range(0..=last as u64) as usize;
        if !drawn.insert(position) {
            drawn.insert(last);
        }
    }
    drawn.into_iter().collect()
}

fn wishes(query: &str) -> Result<(usize, u64), Vec<Problem>> {
    let (mut n_wanted, mut seed, mut problems) = (DEFAULT_SAMPLE, DEFAULT_SEED, Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let digits = Some(value).filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        match name {
            "sample" => match digits.and_then(|value| value.parse().ok()) {
                Some(number) if (1..=MAX_CONNECTIONS).contains(&number) => n_wanted = number,
                _ => problems.push(Problem::new(
                    0,
                    name,
                    format!("it must be a number from 1 to {MAX_CONNECTIONS}"),
                )),
            },
            "seed" => match digits.and_then(|value| value.parse().ok()) {
                Some(number) => seed = number,
                None => {
                    problems.push(Problem::new(0, name, "it must be a whole number below 2^64".to_owned()))
                }
            },
            _ => problems.push(Problem::new(0, name, "there is no such parameter".to_owned())),
        }
    }
    if problems.is_empty() { Ok((n_wanted, seed)) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_as_many_as_wished_and_never_twice_the_same() {
        let check = |n, n_wanted, expected: usize| {
            let drawn = draw(n, n_wanted, 7);
            assert_eq!(drawn.len(), expected);
            assert!(
                drawn.windows(2).all(|pair| pair[0] < pair[1]) && drawn.iter().all(|position| *position < n)
            );
        };
        check(0, 5, 0);
        check(3, 5, 3);
        check(1_000, 500, 500);
        assert_ne!(draw(1_000, 5, 1), draw(1_000, 5, 2));
    }

    #[test]
    fn queries_are_read_strictly() {
        assert_eq!(wishes(""), Ok((500, 42)));
        assert_eq!(wishes("sample=3&seed=18446744073709551615"), Ok((3, u64::MAX)));
        for query in ["sample=0", "sample=10001", "sample=", "seed=-1", "seed=1.5", "simple=3", "sample"] {
            assert_eq!(wishes(query).map_err(|problems| problems.len()), Err(1), "{query}");
        }
    }
}
