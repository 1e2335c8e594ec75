//! Long lists that grow while a file is read, in pieces: a list in one piece is copied and twice as long as it must be each time
//! it grows, and WebAssembly never gives memory back. For the same reason a table keeps the longest of them as they are: made one
//! piece, they would stand beside their pieces.

use crate::data::codes::Codes;

/// Entries of a piece.
const CHUNK: usize = 1 << 16;

/// Room that a new piece gets. A long list's is the whole of it: growing, it would leave holes of its former lengths.
const fn first_room(n_pieces: usize) -> usize {
    if n_pieces == 0 { 0 } else { CHUNK }
}

/// A growing list.
#[derive(Clone, Debug, PartialEq)]
pub struct Chunks<T> {
    chunks: Vec<Vec<T>>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T> Chunks<T> {
    /// How many entries there are.
    pub fn n_entries(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// Adds an entry.
    #[inline]
    pub fn push(&mut self, entry: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(entry),
            _ => {
                let mut piece = Vec::with_capacity(first_room(self.chunks.len()));
                piece.push(entry);
                self.chunks.push(piece);
            }
        }
    }

    /// An entry; `None` outside.
    #[inline]
    pub fn get(&self, idx: usize) -> Option<&T> {
        self.chunks.get(idx / CHUNK)?.get(idx % CHUNK)
    }

    /// An entry to be changed; `None` outside.
    #[inline]
    pub fn get_mut(&mut self, idx: usize) -> Option<&mut T> {
        self.chunks.get_mut(idx / CHUNK)?.get_mut(idx % CHUNK)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    /// Where an entry stands in an ascending list.
    pub fn binary_search(&self, entry: &T) -> Option<usize>
    where
        T: Ord,
    {
        let chunk_idx = self.chunks.partition_point(|chunk| chunk.last() < Some(entry));
        let within = self.chunks.get(chunk_idx)?.binary_search(entry).ok()?;
        Some(chunk_idx * CHUNK + within)
    }

    /// Drops the entries from the given one on.
    pub fn truncate(&mut self, n_entries: usize) {
        let n_chunks = n_entries.div_ceil(CHUNK);
        self.chunks.truncate(n_chunks);
        if self.chunks.len() == n_chunks
            && let Some(last) = self.chunks.last_mut()
        {
            last.truncate(n_entries - (n_chunks - 1) * CHUNK);
        }
    }

    /// The same in one piece, in no more memory than it needs.
    pub fn into_vec(self) -> Vec<T> {
        let mut entries = Vec::with_capacity(self.n_entries());
        self.chunks.into_iter().for_each(|chunk| entries.extend(chunk));
        entries
    }
}

/// A growing list of codes; each piece is as narrow as its largest code allows.
#[derive(Clone, Debug, Default)]
pub struct CodeChunks {
    chunks: Vec<Codes>,
}

/// Lists are equal when their codes are, however wide they are kept: a piece stays as wide as codes that were dropped.
impl PartialEq for CodeChunks {
    fn eq(&self, other: &Self) -> bool {
        self.chunks.iter().flat_map(Codes::iter).eq(other.chunks.iter().flat_map(Codes::iter))
    }
}

impl CodeChunks {
    /// How many codes there are.
    pub fn n_codes(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    /// Adds a code.
    #[inline]
    pub fn push(&mut self, code: u32) {
        self.extend_by(1, code);
    }

    /// Adds a code until there are so many.
    #[inline]
    pub fn extend_to(&mut self, n_codes: usize, code: u32) {
        self.extend_by(n_codes.saturating_sub(self.n_codes()), code);
    }

    #[inline]
    fn extend_by(&mut self, n_codes: usize, code: u32) {
        match self.chunks.last_mut() {
            // Most often it is one.
            Some(last) if n_codes == 1 && last.len() < CHUNK => last.push(code),
            _ => self.extend_over_pieces(n_codes, code),
        }
    }

    fn extend_over_pieces(&mut self, mut n_missing: usize, code: u32) {
        while n_missing > 0 {
            if self.chunks.last().is_none_or(|last| last.len() >= CHUNK) {
                self.chunks.push(Codes::with_capacity(first_room(self.chunks.len())));
            }
            if let Some(last) = self.chunks.last_mut() {
                let n_before = last.len();
                last.extend_to((n_before + n_missing).min(CHUNK), code);
                n_missing -= last.len() - n_before;
            }
        }
    }

    /// The code of a sample; 0 outside.
    #[inline]
    pub fn at(&self, sample_idx: usize) -> u32 {
        self.chunks.get(sample_idx / CHUNK).map_or(0, |chunk| chunk.at(sample_idx % CHUNK))
    }

    /// Calls `visit` with every code in order.
    pub fn for_each(&self, mut visit: impl FnMut(usize)) {
        self.chunks.iter().for_each(|chunk| chunk.for_each_in(0..chunk.len(), |_, code| visit(code)));
    }

    /// Bytes that the codes take.
    pub fn n_bytes(&self) -> u64 {
        self.chunks.iter().map(Codes::n_bytes).sum()
    }

    /// Drops the codes from the given one on.
    pub fn truncate(&mut self, n_codes: usize) {
        let n_chunks = n_codes.div_ceil(CHUNK);
        self.chunks.truncate(n_chunks);
        if self.chunks.len() == n_chunks
            && let Some(last) = self.chunks.last_mut()
        {
            last.truncate(n_codes - (n_chunks - 1) * CHUNK);
        }
    }

    /// The codes in one piece, each changed, in no more memory than they need; no changed one is larger than `largest`.
    pub fn into_codes(self, largest: u32, change: impl Fn(usize) -> u32) -> Codes {
        if u8::try_from(largest).is_ok() {
            Codes::U8(self.into_vec(|code| change(code) as u8))
        } else if u16::try_from(largest).is_ok() {
            Codes::U16(self.into_vec(|code| change(code) as u16))
        } else {
            Codes::U32(self.into_vec(change))
        }
    }

    fn into_vec<T>(self, change: impl Fn(usize) -> T) -> Vec<T> {
        let mut codes = Vec::with_capacity(self.n_codes());
        for chunk in self.chunks {
            chunk.append_to(&mut codes, &change);
        }
        codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_and_shrink_over_the_borders_of_pieces() {
        let (mut list, mut codes, mut expected) = (Chunks::default(), CodeChunks::default(), Vec::new());
        for (code, n_times) in [(1, CHUNK - 1), (300, 2), (70_000, CHUNK + 5), (2, 1)] {
            (0..n_times).for_each(|_| list.push(code));
            expected.extend(std::iter::repeat_n(code, n_times));
            codes.extend_to(expected.len() - 1, code);
            codes.push(code);
        }
        let check = |list: &Chunks<u32>, codes: &CodeChunks, expected: &[u32]| {
            assert_eq!((list.n_entries(), codes.n_codes()), (expected.len(), expected.len()));
            assert!(list.iter().eq(expected) && (0..expected.len()).all(|at| codes.at(at) == expected[at]));
            assert_eq!((list.get(expected.len()), codes.at(expected.len())), (None, 0));
        };
        check(&list, &codes, &expected);
        let mut narrow = CodeChunks::default();
        narrow.extend_to(CHUNK - 1, 1);
        let mut cut = codes.clone();
        cut.truncate(CHUNK - 1);
        assert!(cut == narrow && cut.n_bytes() != narrow.n_bytes() && codes != narrow);
        for n_kept in [expected.len() - 2, 2 * CHUNK, CHUNK + 1, CHUNK, CHUNK - 3, 0] {
            list.truncate(n_kept);
            codes.truncate(n_kept);
            check(&list, &codes, &expected[..n_kept]);
            assert_eq!(list.clone().into_vec(), expected[..n_kept]);
        }
    }

    #[test]
    fn entries_of_an_ascending_list_are_found() {
        let mut list = Chunks::default();
        (0..2 * CHUNK as u64 + 3).for_each(|idx| list.push(3 * idx));
        for idx in [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 2] {
            assert_eq!(list.binary_search(&(3 * idx as u64)), Some(idx));
            assert_eq!(list.binary_search(&(3 * idx as u64 + 1)), None);
        }
        assert_eq!(Chunks::default().binary_search(&0_u64), None);
    }

    #[test]
    fn codes_in_one_piece_are_as_narrow_as_they_can_be() {
        let mut codes = CodeChunks::default();
        codes.extend_to(CHUNK, 700);
        codes.extend_to(CHUNK + 1, 3);
        let whole = codes.into_codes(255, |code| if code == 700 { 9 } else { 255 });
        assert!(
            matches!(&whole, Codes::U8(all) if all.len() == CHUNK + 1 && all[CHUNK] == 255 && all[0] == 9)
        );
    }
}
