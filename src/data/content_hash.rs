//! Hashes of values, of which a sample's hash is the sum: the same for any writing, order of reading or number of shards.
//!
//! Not for secrets: it tells rows apart, 128 bits wide, so that two of a billion rows collide with probability 1e-21.

/// Finalizer of SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
pub const fn mix64(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

const LANES: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03];

/// Hash of a few bits under a key, both halves mixed apart.
pub const fn hash_u64(key: u64, value: u64) -> u128 {
    let low = mix64(mix64(key ^ LANES[0]) ^ value);
    let high = mix64(mix64(key ^ LANES[1]).wrapping_add(value));
    (high as u128) << 64 | low as u128
}

/// Hash of a number as a value: 0 and -0 are equal, and so are all ways to write it.
pub fn hash_number(key: u64, value: f64) -> u128 {
    hash_u64(key, (value + 0.0).to_bits())
}

/// Hash of a name under the number of its column. The number is mixed first: the bits of a small one would only turn those of the first
/// letters, so that `b` in column 1 were `c` in column 0, and rows of both had one sum.
pub fn hash_name(key: u64, name: &[u8]) -> u128 {
    absorbed(LANES.map(|lane| mix64(key ^ lane)), name)
}

/// Hash of bytes under a key; two keys whose difference occurs between texts need [`hash_name`].
pub fn hash_bytes(key: u64, bytes: &[u8]) -> u128 {
    absorbed(LANES.map(|lane| key ^ lane), bytes)
}

fn absorbed([mut low, mut high]: [u64; 2], bytes: &[u8]) -> u128 {
    high ^= bytes.len() as u64;
    let mut absorb = |word: u64| {
        low = (low ^ word).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        low ^= low >> 32;
        high = (high ^ word).wrapping_mul(0x94D0_49BB_1331_11EB);
        high ^= high >> 29;
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        absorb(u64::from_le_bytes(*word));
    }
    let mut tail = [0; 8];
    for (to, from) in tail.iter_mut().zip(rest) {
        *to = *from;
    }
    absorb(u64::from_le_bytes(tail));
    u128::from(mix64(high)) << 64 | u128::from(mix64(low))
}

/// Hash of a line, for this session only: its even and its odd words go into states of their own, which need not wait for each
/// other. The last sixteen bytes go in once more.
pub fn hash_line(bytes: &[u8]) -> u128 {
    const FACTORS: [u64; 2] = [0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB];
    let length = mix64(bytes.len() as u64);
    let mut states = [[LANES[0], LANES[1] ^ length], [LANES[1], LANES[0] ^ length]];
    // Every word goes into two states in two ways, so that a difference of words that cancels in one is left in the other.
    let mut absorb = |words: &[u8; 16]| {
        for ([low, high], word) in states.iter_mut().zip(words.as_chunks::<8>().0) {
            let word = u64::from_le_bytes(*word);
            *low = (*low ^ word).wrapping_mul(FACTORS[0]);
            *low ^= *low >> 32;
            *high = (*high ^ word).wrapping_mul(FACTORS[1]);
            *high ^= *high >> 29;
        }
    };
    let (pairs, rest) = bytes.as_chunks::<16>();
    pairs.iter().for_each(&mut absorb);
    match bytes.last_chunk() {
        // Some bytes once more, which is quicker than to copy those that are left.
        Some(last) => absorb(last),
        None => {
            let mut tail = [0; 16];
            for (to, from) in tail.iter_mut().zip(rest) {
                *to = *from;
            }
            absorb(&tail);
        }
    }
    let [[a, b], [c, d]] = states;
    let low = a.wrapping_mul(FACTORS[1]).wrapping_add((c ^ (c >> 31)).wrapping_mul(FACTORS[0]));
    let high = b.wrapping_add(d.rotate_left(32).wrapping_mul(LANES[0]));
    u128::from(high) << 64 | u128::from(mix64(low))
}

/// A sample's place in a random order that depends on its content and a seed only.
pub const fn draw_key(seed: u64, content: u128) -> u128 {
    hash_u64(mix64(seed) ^ (content >> 64) as u64, content as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_hash_alike_and_others_do_not() {
        assert_eq!(hash_number(3, 0.0), hash_number(3, -0.0));
        assert_ne!(hash_number(3, 1.0), hash_number(4, 1.0));
        assert_ne!(hash_number(3, 1.0), hash_number(3, 1.000_000_000_000_000_2));
        assert_ne!(hash_bytes(1, b"abc"), hash_bytes(1, b"abc\0"));
        assert_ne!(hash_bytes(1, b""), hash_bytes(2, b""));
        assert_ne!(hash_name(0, b"c"), hash_name(1, b"b"));
        assert_ne!(hash_name(3, b"Rejected by the peer"), hash_name(2, b"Sejected by the peer"));
        assert_ne!(hash_bytes(1, b"12345678"), hash_bytes(1, b"12345678\0\0\0\0\0\0\0\0"));
    }

    fn all_apart(mut hashes: Vec<u128>) {
        let n_lines = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), n_lines);
    }

    #[test]
    fn lines_that_differ_in_any_byte_hash_apart() {
        let mut hashes: Vec<u128> = Vec::new();
        for length in 0..100 {
            let mut line = vec![b'0'; length];
            hashes.push(hash_line(&line));
            for position in 0..length {
                for byte in [0, b'1', b',', 0xFF] {
                    line[position] = byte;
                    hashes.push(hash_line(&line));
                }
                line[position] = b'0';
            }
        }
        all_apart(hashes);
    }

    #[test]
    fn differences_of_several_words_do_not_cancel() {
        let zeros = format!("10{}", ",0".repeat(47)).into_bytes();
        for distance in [[4, 8], [4, 12], [4, 16], [8, 16], [12, 16], [16, 32], [28, 32], [4, 32]] {
            for first in 0..zeros.len() - distance[1] {
                let places = [first, first + distance[0], first + distance[1]];
                let digits = (0..1000_u32).map(|number| [number / 100, number / 10 % 10, number % 10]);
                let line = |digits: [u32; 3]| {
                    let mut line = zeros.clone();
                    for (place, digit) in places.into_iter().zip(digits) {
                        line[place] = b'0' + digit as u8;
                    }
                    hash_line(&line)
                };
                all_apart(digits.map(line).collect());
            }
        }
    }

    #[test]
    fn sums_of_short_names_do_not_collide() {
        let letter = |row: u32, column: u32| [b'a' + (row >> (2 * column) & 3) as u8];
        let sum =
            |row| (0..6).fold(0_u128, |sum, key| sum.wrapping_add(hash_name(key.into(), &letter(row, key))));
        all_apart((0..4096).map(sum).collect());
        let answer = |row: u32, column: u32| if row >> column & 1 == 1 { b"Y" } else { b"N" };
        let sum = |row| {
            (0..16).fold(0_u128, |sum, key| {
                sum.wrapping_add(hash_name(u64::from(key) * 23 % 31, answer(row, key)))
            })
        };
        all_apart((0..1 << 16).map(sum).collect());
    }

    #[test]
    fn sums_of_similar_values_do_not_collide() {
        let mut sums: Vec<u128> = (0..200_u32)
            .flat_map(|a| (0..200_u32).map(move |b| (a, b)))
            .map(|(a, b)| hash_number(0, a.into()).wrapping_add(hash_number(1, b.into())))
            .collect();
        sums.sort_unstable();
        sums.dedup();
        assert_eq!(sums.len(), 40_000);
    }
}
