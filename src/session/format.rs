//! Numbers as a reader wants them. The unrounded value stands beside each in the page's `data-value`.

/// Keeps a number and its unit on one line.
const SPACE: char = '\u{a0}';

/// A whole number with commas: `494,021`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 line`, `3 lines`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{}{SPACE}{}", count(number), if number == 1 { one } else { many })
}

/// A share in [0, 1] as percent with one decimal; what is neither none nor all never looks like it.
pub fn percent(share: f64) -> String {
    let rounded = format!("{:.1}", share * 100.0);
    match rounded.as_str() {
        "0.0" if share > 0.0 => format!("<{SPACE}0.1{SPACE}%"),
        "100.0" if share < 1.0 => format!(">{SPACE}99.9{SPACE}%"),
        _ if share == 0.0 || share == 1.0 => format!("{:.0}{SPACE}%", share * 100.0),
        _ => format!("{rounded}{SPACE}%"),
    }
}

/// How far two shares in [0, 1] lie apart, in percentage points: `18.6 points`. A small difference is not none.
pub fn points(difference: f64) -> String {
    match difference * 100.0 {
        points if points > 0.0 && points < 0.05 => format!("<{SPACE}0.1{SPACE}points"),
        points => format!("{points:.1}{SPACE}points"),
    }
}

/// A score or an area under a curve, to four decimals.
pub fn decimal(value: f64) -> String {
    format!("{value:.4}")
}

/// A score of any detector, to four significant digits; forests' lie between 0 and 1, errors anywhere.
pub fn score(value: f64) -> String {
    let size = value.abs();
    match size {
        0.0 => "0".to_owned(),
        ..1e-4 => format!("{value:.2e}"),
        ..0.1 => format!("{value:.5}"),
        ..10.0 => format!("{value:.4}"),
        ..1_000.0 => format!("{value:.2}"),
        ..1e7 => format!("{value:.0}"),
        _ if value.is_finite() => format!("{value:.3e}"),
        _ => "beyond every score".to_owned(),
    }
}

/// A measured number with about four digits that matter: `693.38 M`, `1234.6`, `0.05`.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        return "–".to_owned();
    }
    let decimals = |value: f64, n: usize| {
        let text = format!("{value:.n$}");
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    match size {
        0.0 => "0".to_owned(),
        1e15.. => format!("{value:.2e}"),
        1e9.. => format!("{}{SPACE}G", decimals(value / 1e9, 2)),
        1e6.. => format!("{}{SPACE}M", decimals(value / 1e6, 2)),
        1e4.. => format!("{}{SPACE}k", decimals(value / 1e3, 1)),
        100.0.. => decimals(value, 1),
        0.001.. => decimals(value, 3),
        _ => format!("{value:.1e}"),
    }
}

/// A text of unknown origin, cut after so many characters.
pub fn shortened(text: &str, n_chars: usize) -> String {
    match text.char_indices().nth(n_chars) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A size in bytes with a decimal unit: `2.1 MB`.
pub fn bytes(number: u64) -> String {
    let (unit, size) = match number {
        0..1_000 => return format!("{number}{SPACE}bytes"),
        1_000..1_000_000 => ("kB", 1e3),
        1_000_000..1_000_000_000 => ("MB", 1e6),
        _ => ("GB", 1e9),
    };
    format!("{:.1}{SPACE}{unit}", number as f64 / size)
}

/// A time to wait, roughly: `about 12 s left`.
pub fn time_left(milliseconds: f64) -> String {
    let seconds = (milliseconds / 1000.0).ceil();
    match seconds {
        ..=1.0 => format!("about 1{SPACE}s left"),
        ..=90.0 => format!("about {seconds:.0}{SPACE}s left"),
        _ => format!("about {:.0}{SPACE}min left", seconds / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(SPACE, " ")
    }

    #[test]
    fn whole_numbers_get_commas() {
        let check = |number, expected| assert_eq!(count(number), expected);
        check(0, "0");
        check(999, "999");
        check(1_000, "1,000");
        check(4_898_431, "4,898,431");
        assert_eq!(plain(&counted(1, "line", "lines")), "1 line");
        assert_eq!(plain(&counted(1_200, "line", "lines")), "1,200 lines");
    }

    #[test]
    fn percents_never_round_to_none_or_all() {
        let check = |share, expected| assert_eq!(plain(&percent(share)), expected);
        check(0.0, "0 %");
        check(0.0001, "< 0.1 %");
        check(0.4312, "43.1 %");
        check(0.99999, "> 99.9 %");
        check(1.0, "100 %");
    }

    #[test]
    fn scores_of_any_size_keep_their_digits() {
        let check = |value, expected| assert_eq!(score(value), expected);
        check(0.0, "0");
        check(0.473_21, "0.4732");
        check(0.004_312_3, "0.00431");
        check(2.5e-7, "2.50e-7");
        check(41.237, "41.24");
        check(f64::INFINITY, "beyond every score");
    }

    #[test]
    fn measured_numbers_keep_what_matters() {
        let check = |value, expected| assert_eq!(plain(&number(value)), expected);
        check(0.0, "0");
        check(0.05, "0.05");
        check(-2.5, "-2.5");
        check(1234.56, "1234.6");
        check(693_375_640.0, "693.38 M");
        check(20_000.0, "20 k");
        check(0.000_012, "1.2e-5");
        check(f64::NAN, "–");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shortened("äöü", 2), "äö…");
        assert_eq!(shortened("äöü", 3), "äöü");
    }

    #[test]
    fn sizes_and_waits_are_rough() {
        let check = |number, expected| assert_eq!(plain(&bytes(number)), expected);
        check(999, "999 bytes");
        check(2_144_903, "2.1 MB");
        check(743_000_000, "743.0 MB");
        let check = |milliseconds, expected| assert_eq!(plain(&time_left(milliseconds)), expected);
        check(10.0, "about 1 s left");
        check(11_200.0, "about 12 s left");
        check(300_000.0, "about 5 min left");
    }
}
