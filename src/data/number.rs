//! Reading numbers: exactly what the standard library's parser gives, faster for the short decimals of traffic records;
//! and what stands where a number is missing.

/// What stands in a column of numbers where there is none: NaN, whose bits say why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing, or a word for nothing.
    Missing,
    /// Something else than a number.
    NotANumber,
    /// Infinity, or a number too large to be held.
    Infinite,
}

impl Gap {
    /// NaN with this reason.
    pub const fn number(self) -> f64 {
        f64::from_bits(0x7FF8_0000_0000_0001 + self as u64)
    }

    /// Why a text is no finite number.
    pub fn of_text(text: &[u8]) -> Self {
        let text = text.trim_ascii();
        let is_any = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()));
        let number: Option<f64> = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
        if text == b"-" || is_missing_name(text) {
            Self::Missing
        } else if number.is_some_and(f64::is_infinite) || is_any(&["infinite", "+infinite", "-infinite"]) {
            Self::Infinite
        } else {
            Self::NotANumber
        }
    }
}

/// Whether a trimmed text says that a name is missing.
pub fn is_missing_name(text: &[u8]) -> bool {
    const WORDS: [&str; 7] = ["?", "na", "n/a", "nan", "null", "none", "nil"];
    text.is_empty() || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
}

/// A finite number with a decimal comma; `None` for anything else.
pub fn parse_with_comma(text: &[u8]) -> Option<f64> {
    let mut with_point = text.to_vec();
    for byte in &mut with_point {
        match byte {
            b',' => *byte = b'.',
            b'.' => return None,
            _ => {}
        }
    }
    parse_number(&with_point)
}

/// A finite number; `None` for anything else, infinities and NaN included.
pub fn parse_number(text: &[u8]) -> Option<f64> {
    short_decimal(text).or_else(|| {
        let number: f64 = std::str::from_utf8(text.trim_ascii()).ok()?.parse().ok()?;
        number.is_finite().then_some(number)
    })
}

/// Up to 15 digits with at most one point: both the digits and the power of ten are exact in f64, so one division rounds
/// correctly (Clinger, "How to read floating point numbers accurately", PLDI 1990).
fn short_decimal(text: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    if text.is_empty() || text.len() > 16 {
        return None;
    }
    let (mut digits, mut n_digits, mut point) = (0_u64, 0_usize, None);
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                n_digits += 1;
            }
            b'.' if point.is_none() => point = Some(n_digits),
            _ => return None,
        }
    }
    if n_digits == 0 || n_digits > 15 {
        return None;
    }
    let n_decimals = point.map_or(0, |whole| n_digits - whole);
    Some(digits as f64 / POWERS.get(n_decimals)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_finite_numbers_are_numbers() {
        let check = |text: &str, expected| assert_eq!(parse_number(text.as_bytes()), expected, "{text}");
        check("0", Some(0.0));
        check("693375640", Some(693_375_640.0));
        check("0.05", Some(0.05));
        check("1.", Some(1.0));
        check(" -2.5e3 ", Some(-2500.0));
        check("9007199254740993", Some(9_007_199_254_740_992.0));
        for text in ["", ".", "-", "1,5", "NaN", "inf", "1e999", "0x10", "1 2", "tcp"] {
            check(text, None);
        }
    }

    #[test]
    fn gaps_are_told_apart() {
        let check = |text: &str, expected| assert_eq!(Gap::of_text(text.as_bytes()), expected, "{text}");
        ["", " ", "?", "-", "NaN", "NULL", "n/a"].into_iter().for_each(|text| check(text, Gap::Missing));
        ["inf", "-Infinity", "1e999"].into_iter().for_each(|text| check(text, Gap::Infinite));
        ["tcp", "1,5", "--", "0x10"].into_iter().for_each(|text| check(text, Gap::NotANumber));
        let gaps = [Gap::Missing, Gap::NotANumber, Gap::Infinite];
        assert!(gaps.iter().all(|gap| gap.number().is_nan()));
        assert_ne!(Gap::Missing.number().to_bits(), Gap::Infinite.number().to_bits());
    }

    #[test]
    fn a_comma_may_stand_for_the_point() {
        assert_eq!(parse_with_comma(b"-1,5"), Some(-1.5));
        assert_eq!(parse_with_comma(b"12"), Some(12.0));
        assert_eq!(parse_with_comma(b"1.234,5"), None);
    }

    proptest! {
        #[test]
        fn the_fast_way_equals_the_standard_library(whole in 0_u64..2_000_000_000, decimals in "[0-9]{0,7}") {
            let text = format!("{whole}.{decimals}");
            let expected: f64 = text.parse().expect("a number");
            prop_assert_eq!(parse_number(text.as_bytes()).map(f64::to_bits), Some(expected.to_bits()));
        }
    }
}
