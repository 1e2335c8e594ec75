//! Fields of a line without quotes: delimiters are found sixteen bytes at a time, and fields compared as words.

use wide::u8x16;

/// Bytes of a word.
const WORD: usize = size_of::<u64>();
/// Bytes whose delimiters are told by the bits of one word.
const STRETCH: usize = u64::BITS as usize;
/// Bytes of a vector.
const LANES: usize = 16;

/// Where a line's fields stand; used again for the next one.
#[derive(Default)]
pub struct Fields {
    /// Fields that were not seen before, in order, and room for more.
    changed: Vec<Field>,
    /// How many they are.
    n_changed: usize,
}

/// Where a field of the line stands.
#[derive(Clone, Copy, Default)]
struct Field {
    idx: u32,
    start: u32,
    end: u32,
}

impl Fields {
    /// Finds the fields of a line and gives their number. `seen` holds the keys of the fields that were read before: one that has
    /// the same key is passed over, as most are.
    pub fn split(&mut self, line: &[u8], delimiter: u8, seen: &[u64]) -> usize {
        self.changed.resize(seen.len(), Field::default());
        let (mut n_fields, mut n_changed, mut start) = (0, 0, 0);
        let mut note = |from: usize, end: usize, word: u64| {
            let length = end - from;
            // Shifted to and fro, the word loses what follows the field's delimiter.
            let n_behind = 56_u32.wrapping_sub(8 * length as u32);
            let key = word.wrapping_shl(n_behind).wrapping_shr(n_behind);
            let is_seen = (length < WORD) & (seen.get(n_fields) == Some(&key));
            // Written in any case and counted if it is new: a jump would be foreseen wrongly too often.
            if let Some(changed) = self.changed.get_mut(n_changed) {
                *changed = Field { idx: n_fields as u32, start: from as u32, end: end as u32 };
            }
            n_changed += usize::from(!is_seen);
            n_fields += 1;
        };
        for from in (0..line.len()).step_by(STRETCH) {
            let mut found = delimiters(line, from, delimiter);
            while found != 0 {
                let end = from + found.trailing_zeros() as usize;
                found &= found - 1;
                note(start, end, word_at(line, start));
                start = end + 1;
            }
        }
        let n_bits = 8 * (line.len() - start) as u32;
        let last = word_at(line, start) | u64::from(delimiter).checked_shl(n_bits).unwrap_or(0);
        note(start, line.len(), last);
        self.n_changed = n_changed;
        n_fields
    }

    /// Those fields of the line split last whose keys were not seen, with their numbers; none beyond as many as there were keys.
    pub fn changed<'a>(&self, line: &'a [u8]) -> impl Iterator<Item = (usize, FieldText<'a>)> {
        self.changed.iter().take(self.n_changed).map(|field| {
            let (start, end) = (field.start as usize, field.end as usize);
            let text = line.get(start..end).unwrap_or_default();
            let packed = (text.len() <= WORD).then(|| lowest_bytes(word_at(line, start), text.len()));
            (field.idx as usize, FieldText { text, packed })
        })
    }
}

/// A bit for every byte of the stretch of a line from a place on that is a delimiter.
#[inline]
fn delimiters(line: &[u8], from: usize, delimiter: u8) -> u64 {
    let is_delimiter =
        |bytes: &[u8; LANES]| u64::from(u8x16::new(*bytes).simd_eq(u8x16::splat(delimiter)).to_bitmask());
    let stretch = line.get(from..line.len().min(from + STRETCH)).unwrap_or_default();
    let (vectors, rest) = stretch.as_chunks::<LANES>();
    let found = vectors.iter().rev().fold(0, |found, bytes| found << LANES | is_delimiter(bytes));
    if rest.is_empty() {
        return found;
    }
    let last = match line.last_chunk() {
        Some(last) => is_delimiter(last) >> (LANES - rest.len()),
        None => rest.iter().rev().fold(0, |found, byte| found << 1 | u64::from(*byte == delimiter)),
    };
    found | last << (LANES * vectors.len())
}

/// The eight bytes from a place on; zeros behind the line's end.
#[inline]
fn word_at(line: &[u8], start: usize) -> u64 {
    match line.get(start..).and_then(|rest| rest.first_chunk::<WORD>()) {
        Some(word) => u64::from_le_bytes(*word),
        None => last_word(line, start),
    }
}

/// Apart, for it is seldom wanted: within the loop it would cost every field.
#[inline(never)]
fn last_word(line: &[u8], start: usize) -> u64 {
    let rest = line.get(start..).unwrap_or_default();
    match line.last_chunk::<WORD>() {
        Some(last) => u64::from_le_bytes(*last).checked_shr(8 * (WORD - rest.len()) as u32).unwrap_or(0),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// A field's text, and the same as one word when it has at most eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldText<'a> {
    /// The bytes.
    pub text: &'a [u8],
    /// The first byte lowest; zeros above the last one.
    pub packed: Option<u64>,
}

impl<'a> FieldText<'a> {
    /// Packs a text.
    pub fn new(text: &'a [u8]) -> Self {
        let is_short = text.len() <= 8;
        let word = || text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        Self { text, packed: is_short.then(word) }
    }

    /// A word that only this text has: it and a delimiter behind it, which is not 0. A text as long as a word or longer has 0.
    pub fn key(self, delimiter: u8) -> u64 {
        match self.packed {
            Some(packed) if self.text.len() < WORD => packed | u64::from(delimiter) << (8 * self.text.len()),
            _ => 0,
        }
    }
}

const fn lowest_bytes(word: u64, n: usize) -> u64 {
    if n >= WORD { word } else { word & ((1 << (8 * n)) - 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(line: &[u8], delimiter: u8) {
        let mut fields = Fields::default();
        fields.split(b"something, that was, before", delimiter, &[0; 3]);
        let expected: Vec<_> =
            line.split(|byte| *byte == delimiter).map(FieldText::new).enumerate().collect();
        let mut seen = vec![0; expected.len()];
        assert_eq!(fields.split(line, delimiter, &seen), expected.len());
        assert_eq!(fields.changed(line).collect::<Vec<_>>(), expected);
        for (key, (_, text)) in seen.iter_mut().zip(&expected).step_by(2) {
            *key = text.key(delimiter);
        }
        assert_eq!(fields.split(line, delimiter, &seen), expected.len());
        let is_new = |(idx, text): &(usize, FieldText<'_>)| idx % 2 == 1 || text.text.len() >= WORD;
        let changed: Vec<_> = expected.iter().copied().filter(is_new).collect();
        assert_eq!(fields.changed(line).collect::<Vec<_>>(), changed);
        // Keys of other texts that begin alike; those with a delimiter within were quoted.
        let ends: [&[u8]; 4] = [b"x", &[delimiter], &[delimiter, b'x'], b"\0"];
        for end in ends {
            for (key, (_, text)) in seen.iter_mut().zip(&expected) {
                *key = FieldText::new(&[text.text, end].concat()).key(delimiter);
            }
            assert_eq!(fields.split(line, delimiter, &seen), expected.len());
            assert_eq!(fields.changed(line).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn empty_fields_and_fields_of_every_length_are_found() {
        for line in [
            "",
            ",",
            ",,",
            "a",
            "0,tcp,http,SF,181,5450,0.00,normal.",
            "12345678,123456789,1234567,",
            "\0,\u{1},\u{ff}",
        ] {
            check(line.as_bytes(), b',');
        }
    }

    #[test]
    fn fields_beyond_the_expected_ones_are_counted_only() {
        let (line, mut fields) = (b"1,2,3,4", Fields::default());
        assert_eq!(fields.split(line, b',', &[0; 2]), 4);
        assert_eq!(fields.changed(line).map(|(_, text)| text.text).collect::<Vec<_>>(), [b"1", b"2"]);
    }

    proptest! {
        #[test]
        fn words_find_what_bytes_find(line in prop::collection::vec(prop_oneof![Just(b','), Just(b'-'), any::<u8>()], 0..200), delimiter in 1..=u8::MAX) {
            check(&line, delimiter);
            check(&line, b',');
        }
    }
}
