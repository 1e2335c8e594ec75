//! Fields of a line without quotes, found eight bytes at a time.

/// Bytes of a word.
const WORD: usize = size_of::<u64>();
const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
const ONES: u64 = 0x0101_0101_0101_0101;

/// A line taken apart; used again for the next one.
#[derive(Default)]
pub struct Fields {
    /// The line, a delimiter, and room for whole words.
    line: Vec<u8>,
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
        self.line.clear();
        self.line.extend_from_slice(line);
        self.line.push(delimiter);
        // None of these bytes may count as a delimiter.
        self.line.resize(self.line.len() + 2 * WORD, !delimiter);
        self.changed.resize(seen.len(), Field::default());
        let (mut n_fields, mut n_changed, mut start) = (0, 0, 0);
        for (idx, word) in self.line.as_chunks::<WORD>().0.iter().enumerate() {
            let differences = u64::from_le_bytes(*word) ^ (ONES * u64::from(delimiter));
            // The upper bit of every byte that equals the delimiter, and of no other (Warren, "Hacker's Delight", section 6-1).
            let mut found = !(((differences & LOW_BITS) + LOW_BITS) | differences | LOW_BITS);
            while found != 0 {
                let end = idx * WORD + found.trailing_zeros() as usize / 8;
                found &= found - 1;
                let length = end - start;
                let key = lowest_bytes(self.word_at(start), length + 1);
                let is_seen = (length < WORD) & (seen.get(n_fields) == Some(&key));
                // Written in any case and counted if it is new: a jump would be foreseen wrongly too often.
                if let Some(changed) = self.changed.get_mut(n_changed) {
                    *changed = Field { idx: n_fields as u32, start: start as u32, end: end as u32 };
                }
                n_changed += usize::from(!is_seen);
                n_fields += 1;
                start = end + 1;
            }
        }
        self.n_changed = n_changed;
        n_fields
    }

    /// Those fields of the line split last whose keys were not seen, with their numbers; none beyond as many as there were keys.
    pub fn changed(&self) -> impl Iterator<Item = (usize, FieldText<'_>)> {
        self.changed.iter().take(self.n_changed).map(|field| {
            let (start, end) = (field.start as usize, field.end as usize);
            let text = self.line.get(start..end).unwrap_or_default();
            let packed = (text.len() <= WORD).then(|| lowest_bytes(self.word_at(start), text.len()));
            (field.idx as usize, FieldText { text, packed })
        })
    }

    #[inline]
    fn word_at(&self, start: usize) -> u64 {
        let word = self.line.get(start..).and_then(|rest| rest.first_chunk::<WORD>());
        word.map_or(0, |word| u64::from_le_bytes(*word))
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
        assert_eq!(fields.changed().collect::<Vec<_>>(), expected);
        for (key, (_, text)) in seen.iter_mut().zip(&expected).step_by(2) {
            *key = text.key(delimiter);
        }
        assert_eq!(fields.split(line, delimiter, &seen), expected.len());
        let is_new = |(idx, text): &(usize, FieldText<'_>)| idx % 2 == 1 || text.text.len() >= WORD;
        let expected: Vec<_> = expected.into_iter().filter(is_new).collect();
        assert_eq!(fields.changed().collect::<Vec<_>>(), expected);
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
        let mut fields = Fields::default();
        assert_eq!(fields.split(b"1,2,3,4", b',', &[0; 2]), 4);
        assert_eq!(fields.changed().map(|(_, text)| text.text).collect::<Vec<_>>(), [b"1", b"2"]);
    }

    proptest! {
        #[test]
        fn words_find_what_bytes_find(line in prop::collection::vec(prop_oneof![Just(b','), Just(b'-'), any::<u8>()], 0..200), delimiter in 1..=u8::MAX) {
            check(&line, delimiter);
            check(&line, b',');
        }
    }
}
