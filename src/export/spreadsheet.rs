//! Cells that a spreadsheet takes for what they are.

use std::borrow::Cow;

/// Characters that make spreadsheet programs read a cell as a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell of untrusted text; one that would become a formula gets a quote in front. Numbers, negative ones too, stay
/// as they are.
pub fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) && text.parse::<f64>().is_err() {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_would_become_a_formula_is_quoted() {
        let check = |text, expected| assert_eq!(cell(text), expected);
        check("http", "http");
        check("-1.5e3", "-1.5e3");
        check("+4", "+4");
        check("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
        check("-2+3", "'-2+3");
        check("@SUM(1)", "'@SUM(1)");
        check("\tx", "'\tx");
        check("\rx", "'\rx");
        check("", "");
    }
}
