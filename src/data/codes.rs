//! Codes: one small integer a sample, as narrow as the largest one needs.

use std::ops::{BitOr, BitXor, Range};

/// A growing list of codes that widens itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Codes {
    /// All below 256.
    U8(Vec<u8>),
    /// All below 65,536.
    U16(Vec<u16>),
    /// The rest.
    U32(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::U8(Vec::new())
    }
}

impl Codes {
    /// None yet, with room for so many below 256.
    pub fn with_capacity(n_codes: usize) -> Self {
        Self::U8(Vec::with_capacity(n_codes))
    }

    /// Adds a code at the end.
    #[inline]
    pub fn push(&mut self, code: u32) {
        match self {
            Self::U8(codes) => match u8::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => self.widen_and_push(code),
            },
            Self::U16(codes) => match u16::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => self.widen_and_push(code),
            },
            Self::U32(codes) => codes.push(code),
        }
    }

    /// Adds a code at the end until there are so many.
    #[inline]
    pub fn extend_to(&mut self, n_codes: usize, code: u32) {
        let n_missing = n_codes.saturating_sub(self.len());
        if n_missing == 0 {
            return;
        }
        self.push(code);
        // The first one has made room for the others.
        match self {
            Self::U8(codes) => codes.resize(n_codes, code as u8),
            Self::U16(codes) => codes.resize(n_codes, code as u16),
            Self::U32(codes) => codes.resize(n_codes, code),
        }
    }

    #[cold]
    fn widen_and_push(&mut self, code: u32) {
        let codes: Vec<u32> = self.iter().chain([code]).collect();
        *self = match u16::try_from(code) {
            Ok(_) => Self::U16(codes.into_iter().map(|code| code as u16).collect()),
            Err(_) => Self::U32(codes),
        };
    }

    /// Drops the codes from the given position on.
    pub fn truncate(&mut self, n_codes: usize) {
        match self {
            Self::U8(codes) => codes.truncate(n_codes),
            Self::U16(codes) => codes.truncate(n_codes),
            Self::U32(codes) => codes.truncate(n_codes),
        }
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
            Self::U32(codes) => codes.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a sample; 0 outside.
    pub fn at(&self, sample_idx: usize) -> u32 {
        match self {
            Self::U8(codes) => codes.get(sample_idx).map_or(0, |code| (*code).into()),
            Self::U16(codes) => codes.get(sample_idx).map_or(0, |code| (*code).into()),
            Self::U32(codes) => codes.get(sample_idx).copied().unwrap_or(0),
        }
    }

    /// All codes in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> {
        (0..self.len()).map(|sample_idx| self.at(sample_idx))
    }

    /// Calls `visit` with the position and the code of every sample of a range.
    pub fn for_each_in(&self, range: Range<usize>, visit: impl FnMut(usize, usize)) {
        // The match stands outside the loop: this is the scorer's inner gather.
        match self {
            Self::U8(codes) => visit_all(codes.get(range), |code| code.into(), visit),
            Self::U16(codes) => visit_all(codes.get(range), |code| code.into(), visit),
            Self::U32(codes) => visit_all(codes.get(range), |code| code as usize, visit),
        }
    }

    /// Writes what the codes of a range are in a table of one entry a code; NaN for a code that it lacks.
    pub fn look_up_in(&self, range: Range<usize>, table: &[f32], to: &mut [f32]) {
        match self {
            Self::U8(codes) => look_up(codes.get(range), |code| code.into(), table, to),
            Self::U16(codes) => look_up(codes.get(range), |code| code.into(), table, to),
            Self::U32(codes) => look_up(codes.get(range), |code| code as usize, table, to),
        }
    }

    /// The one code of all samples of a range, if they have only one.
    pub fn constant_in(&self, range: Range<usize>) -> Option<u32> {
        match self {
            Self::U8(codes) => constant(codes.get(range)?).map(u32::from),
            Self::U16(codes) => constant(codes.get(range)?).map(u32::from),
            Self::U32(codes) => constant(codes.get(range)?),
        }
    }

    /// Appends what each code is changed to.
    pub fn append_to<T>(&self, list: &mut Vec<T>, change: impl Fn(usize) -> T) {
        match self {
            Self::U8(codes) => list.extend(codes.iter().map(|code| change((*code).into()))),
            Self::U16(codes) => list.extend(codes.iter().map(|code| change((*code).into()))),
            Self::U32(codes) => list.extend(codes.iter().map(|code| change(*code as usize))),
        }
    }

    /// Codes of which none is larger than `largest`, in no more memory than they need.
    pub fn of(codes: impl Iterator<Item = u32>, largest: u32) -> Self {
        if u8::try_from(largest).is_ok() {
            Self::U8(codes.map(|code| code as u8).collect())
        } else if u16::try_from(largest).is_ok() {
            Self::U16(codes.map(|code| code as u16).collect())
        } else {
            Self::U32(codes.collect())
        }
    }

    /// Bytes that the codes take.
    pub fn n_bytes(&self) -> u64 {
        match self {
            Self::U8(codes) => codes.len() as u64,
            Self::U16(codes) => codes.len() as u64 * 2,
            Self::U32(codes) => codes.len() as u64 * 4,
        }
    }
}

fn constant<T: Copy + BitXor<Output = T> + BitOr<Output = T> + Default + PartialEq>(
    codes: &[T],
) -> Option<T> {
    let first = *codes.first()?;
    // All are looked at, eight and more at a time, which is quicker than to end at the first that differs.
    let differences = codes.iter().fold(T::default(), |bits, code| bits | (*code ^ first));
    (differences == T::default()).then_some(first)
}

fn visit_all<T: Copy>(codes: Option<&[T]>, widen: fn(T) -> usize, mut visit: impl FnMut(usize, usize)) {
    for (position, code) in codes.unwrap_or_default().iter().enumerate() {
        visit(position, widen(*code));
    }
}

fn look_up<T: Copy>(codes: Option<&[T]>, widen: impl Fn(T) -> usize, table: &[f32], to: &mut [f32]) {
    for (to, code) in to.iter_mut().zip(codes.unwrap_or_default()) {
        *to = table.get(widen(*code)).copied().unwrap_or(f32::NAN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_widen_and_stay_what_they_were() {
        let wanted = [3, 255, 256, 7, 65_535, 65_536, 0, u32::MAX];
        let mut codes = Codes::default();
        for code in wanted {
            codes.push(code);
        }
        assert_eq!(codes.iter().collect::<Vec<_>>(), wanted);
        assert_eq!(codes.n_bytes(), 8 * 4);
        let mut narrow = Codes::default();
        [1, 0, 2].into_iter().for_each(|code| narrow.push(code));
        assert_eq!(narrow.n_bytes(), 3);
        narrow.extend_to(2, 9);
        narrow.extend_to(5, 9);
        assert_eq!(narrow, Codes::U8(vec![1, 0, 2, 9, 9]));
        narrow.extend_to(7, 300);
        assert_eq!(narrow, Codes::U16(vec![1, 0, 2, 9, 9, 300, 300]));
    }

    #[test]
    fn codes_of_any_width_are_looked_up() {
        for last in [2, 300, 70_000] {
            let mut codes = Codes::default();
            [9, 1, 0, 2, last, 9].into_iter().for_each(|code| codes.push(code));
            let mut found = [7.0; 5];
            codes.look_up_in(1..5, &[10.0, 11.0], &mut found);
            assert_eq!((found[0], found[1], found[4]), (11.0, 10.0, 7.0));
            assert!(found[2].is_nan() && found[3].is_nan(), "{found:?}");
        }
    }

    #[test]
    fn a_range_of_one_code_is_told_whatever_the_width() {
        for (one, other) in [(7, 5), (700, 5), (70_000, 5)] {
            let mut codes = Codes::default();
            [other].into_iter().chain([one; 40]).chain([other]).for_each(|code| codes.push(code));
            assert_eq!(codes.constant_in(1..41), Some(one));
            assert_eq!([0..41, 1..42, 3..3, 40..43].map(|range| codes.constant_in(range)), [None; 4]);
        }
    }
}
