//! Long lists of numbers in messages: little-endian bytes that travel as one copy.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// A number of fixed width.
pub trait Number: Copy {
    /// Bytes of one.
    const WIDTH: usize;
    /// Appends its bytes.
    fn write(self, bytes: &mut Vec<u8>);
    /// Reads it from exactly `WIDTH` bytes; `None` for another number of bytes.
    fn read(bytes: &[u8]) -> Option<Self>;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Number for $number {
            const WIDTH: usize = size_of::<$number>();
            fn write(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn read(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(<$number>::from_le_bytes)
            }
        }
    )*};
}
numbers!(u8, u32, u64, u128, f32, f64);

/// A list that is serialised as bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed<T>(pub Vec<T>);

impl<T> FromIterator<T> for Packed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T: Number> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::with_capacity(self.0.len() * T::WIDTH);
        self.0.iter().for_each(|number| number.write(&mut bytes));
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de, T: Number> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: &[u8] = serde_bytes::deserialize(deserializer)?;
        if !bytes.len().is_multiple_of(T::WIDTH) {
            return Err(D::Error::custom("a list of numbers ends in the middle of one"));
        }
        // Millions of numbers come in one message: their place is made at once.
        let mut numbers = Vec::with_capacity(bytes.len() / T::WIDTH);
        numbers.extend(bytes.chunks_exact(T::WIDTH).filter_map(T::read));
        Ok(Self(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_bit_for_bit() {
        let numbers = Packed(vec![0.0, -0.0, f64::MIN_POSITIVE, f64::INFINITY, 0.1]);
        let bytes = postcard::to_stdvec(&numbers).expect("serialises");
        let back: Packed<f64> = postcard::from_bytes(&bytes).expect("deserialises");
        let bits = |list: &Packed<f64>| list.0.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&back), bits(&numbers));
        assert!(postcard::from_bytes::<Packed<u128>>(&bytes).is_err(), "40 bytes are no list of u128");
    }
}
