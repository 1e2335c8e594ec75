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
    /// Where each field ends.
    ends: Vec<u32>,
}

impl Fields {
    /// Finds the fields of a line and gives their number.
    pub fn split(&mut self, line: &[u8], delimiter: u8) -> usize {
        self.line.clear();
        self.line.extend_from_slice(line);
        self.line.push(delimiter);
        // None of these bytes may count as a delimiter.
        self.line.resize(self.line.len() + 2 * WORD, !delimiter);
        self.ends.clear();
        for (idx, word) in self.line.as_chunks::<WORD>().0.iter().enumerate() {
            let differences = u64::from_le_bytes(*word) ^ (ONES * u64::from(delimiter));
            // The upper bit of every byte that equals the delimiter, and of no other (Warren, "Hacker's Delight", section 6-1).
            let mut found = !(((differences & LOW_BITS) + LOW_BITS) | differences | LOW_BITS);
            while found != 0 {
                self.ends.push((idx * WORD) as u32 + found.trailing_zeros() / 8);
                found &= found - 1;
            }
        }
        self.ends.len()
    }

    /// The fields of the line that was split last.
    pub fn iter(&self) -> impl Iterator<Item = FieldText<'_>> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let text = self.line.get(start..end).unwrap_or_default();
            let word = self.line.get(start..).and_then(|rest| rest.first_chunk::<WORD>());
            let packed = match word.filter(|_| text.len() <= WORD) {
                Some(word) => Some(lowest_bytes(u64::from_le_bytes(*word), text.len())),
                None => FieldText::new(text).packed,
            };
            start = end + 1;
            FieldText { text, packed }
        })
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
        fields.split(b"something, that was, before", delimiter);
        let expected: Vec<_> = line.split(|byte| *byte == delimiter).map(FieldText::new).collect();
        assert_eq!(fields.split(line, delimiter), expected.len());
        assert_eq!(fields.iter().collect::<Vec<_>>(), expected);
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

    proptest! {
        #[test]
        fn words_find_what_bytes_find(line in prop::collection::vec(prop_oneof![Just(b','), Just(b'-'), any::<u8>()], 0..200), delimiter: u8) {
            check(&line, delimiter);
            check(&line, b',');
        }
    }
}
