//! One value of a sample outside of any table.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// A feature's value. In JSON it is the bare number or name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum Value {
    /// A number; NaN when it is missing.
    Number(f64),
    /// A name; empty when it is missing.
    Name(String),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self, serializer.is_human_readable()) {
            (Self::Number(number), true) => serializer.serialize_f64(*number),
            (Self::Name(name), true) => serializer.serialize_str(name),
            (Self::Number(number), false) => {
                serializer.serialize_newtype_variant("Value", 0, "Number", number)
            }
            (Self::Name(name), false) => serializer.serialize_newtype_variant("Value", 1, "Name", name),
        }
    }
}

/// As it would be written in a file.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) if number.is_nan() => Ok(()),
            Self::Number(number) => number.fmt(formatter),
            Self::Name(name) => name.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_from_compact_bytes_and_are_bare_in_json() {
        for (value, json) in [(Value::Number(0.5), "0.5"), (Value::Name("http".into()), "\"http\"")] {
            let bytes = postcard::to_stdvec(&value).expect("serialises");
            assert_eq!(postcard::from_bytes::<Value>(&bytes), Ok(value.clone()));
            assert_eq!(serde_json::to_string(&value).expect("serialises"), json);
        }
        assert_eq!(Value::Number(f64::NAN).to_string() + &Value::Number(181.0).to_string(), "181");
    }
}
