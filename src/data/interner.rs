//! Interners: every distinct value of a column gets a code; its text is parsed and its hash computed once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::data::content_hash::{hash_bytes, hash_number, mix64};
use crate::data::load_report::{SHOWN_CHARS, SkipReason};
use crate::data::number::parse_number;
use crate::data::schema::FeatureKind;

/// Slots of the text cache in front of the maps: 256 x 16 bytes a column stay in the processor's cache.
const N_SLOTS: usize = 256;

/// What a column's values are, by code.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers.
    Numeric(Vec<f64>),
    /// Names.
    Categorical(Vec<String>),
}

/// Gives codes to the values of one column.
pub struct Interner {
    key: u64,
    slots: Vec<Slot>,
    numbers: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    names: HashMap<Box<[u8]>, u32>,
    values: Values,
    hashes: Vec<u128>,
}

/// A short text seen lately and its code.
#[derive(Clone, Copy)]
struct Slot {
    text: u64,
    /// 255: nothing here yet.
    length: u8,
    code: u32,
}

#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_bytes(self.0, bytes) as u64;
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = mix64(value);
    }
}

impl Interner {
    /// An interner for one column, whose `key` is mixed into every hash.
    pub fn new(key: u64, kind: FeatureKind) -> Self {
        let values = match kind {
            FeatureKind::Numeric { .. } => Values::Numeric(Vec::new()),
            FeatureKind::Categorical => Values::Categorical(Vec::new()),
        };
        Self {
            key,
            slots: vec![Slot { text: 0, length: u8::MAX, code: 0 }; N_SLOTS],
            numbers: HashMap::default(),
            names: HashMap::new(),
            values,
            hashes: Vec::new(),
        }
    }

    /// The code of a value. `column` names the column in a refusal.
    ///
    /// # Errors
    /// When the text is no number where one is expected, or empty or not UTF-8 where a name is.
    pub fn code(&mut self, text: &[u8], column: &str) -> Result<u32, SkipReason> {
        let Some(packed) = pack(text) else {
            return self.slow_code(text, column);
        };
        let slot_idx = (mix64(packed) as usize) % N_SLOTS;
        let length = text.len() as u8;
        if let Some(slot) =
            self.slots.get(slot_idx).filter(|slot| slot.text == packed && slot.length == length)
        {
            return Ok(slot.code);
        }
        let code = self.slow_code(text, column)?;
        if let Some(slot) = self.slots.get_mut(slot_idx) {
            *slot = Slot { text: packed, length, code };
        }
        Ok(code)
    }

    /// Hash of the value behind a code.
    pub fn hash(&self, code: u32) -> u128 {
        self.hashes.get(code as usize).copied().unwrap_or(0)
    }

    /// All values, by code.
    pub fn into_values(self) -> Values {
        self.values
    }

    fn slow_code(&mut self, text: &[u8], column: &str) -> Result<u32, SkipReason> {
        let next = self.hashes.len() as u32;
        match &mut self.values {
            Values::Numeric(values) => {
                let number = parse_number(text).ok_or_else(|| SkipReason::NotANumber {
                    column: column.to_owned(),
                    text: String::from_utf8_lossy(text).chars().take(SHOWN_CHARS).collect(),
                })? + 0.0;
                Ok(*self.numbers.entry(number.to_bits()).or_insert_with(|| {
                    values.push(number);
                    self.hashes.push(hash_number(self.key, number));
                    next
                }))
            }
            Values::Categorical(values) => {
                let name = text.trim_ascii();
                if let Some(code) = self.names.get(name) {
                    return Ok(*code);
                }
                values.push(checked_name(name, column)?);
                self.hashes.push(hash_bytes(self.key, name));
                self.names.insert(name.into(), next);
                Ok(next)
            }
        }
    }
}

fn checked_name(name: &[u8], column: &str) -> Result<String, SkipReason> {
    if name.is_empty() {
        return Err(SkipReason::EmptyCategory { column: column.to_owned() });
    }
    let text = std::str::from_utf8(name).map_err(|_| SkipReason::NotUtf8 { column: column.to_owned() })?;
    Ok(text.to_owned())
}

/// Up to eight bytes as one word.
fn pack(text: &[u8]) -> Option<u64> {
    if let Some(word) = text.first_chunk::<8>() {
        return (text.len() == 8).then(|| u64::from_le_bytes(*word));
    }
    Some(text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_code_however_they_are_written() {
        let mut column = Interner::new(4, FeatureKind::Numeric { heavy_tail: false });
        let mut code = |text: &str| column.code(text.as_bytes(), "x").expect("a number");
        let zero = code("0");
        assert!(["0.00", "-0", "0e5", "0"].iter().all(|text| code(text) == zero));
        assert_eq!([code("1"), code("1.0"), code("0.5"), code("123456789.25")], [1, 1, 2, 3]);
    }

    #[test]
    fn refusals_name_the_column_and_the_text() {
        let mut numbers = Interner::new(0, FeatureKind::Numeric { heavy_tail: false });
        let not_a_number = SkipReason::NotANumber { column: "count".into(), text: "many".into() };
        assert_eq!(numbers.code(b"many", "count"), Err(not_a_number));
        let mut names = Interner::new(1, FeatureKind::Categorical);
        assert_eq!(names.code(b" ", "flag"), Err(SkipReason::EmptyCategory { column: "flag".into() }));
        assert_eq!(names.code(b"\xFF", "flag"), Err(SkipReason::NotUtf8 { column: "flag".into() }));
        assert_eq!(names.code(b"S0", "flag"), Ok(0));
    }

    #[test]
    fn texts_that_end_in_nul_bytes_are_not_mixed_up() {
        let mut names = Interner::new(1, FeatureKind::Categorical);
        let codes: Vec<_> = [&b"a"[..], b"a\0", b"a\0\0"].iter().map(|text| names.code(text, "x")).collect();
        assert_eq!(codes, [Ok(0), Ok(1), Ok(2)]);
    }
}
