//! Text of unknown origin in a chart: never a template, a style or a change of writing direction.

use crate::session::format::shortened;

/// Characters of a name in a chart.
const MAX_CHARS: usize = 28;

/// A name as charts show it. ECharts reads braces as templates (`{b}`) and styles (`{x|y}`): a character without width behind
/// them keeps both from being recognised; controls and marks of direction become spaces.
pub fn shown(name: &str) -> String {
    let mut text = String::new();
    for c in shortened(name, MAX_CHARS).chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        text.push(if c.is_control() || turns { ' ' } else { c });
        if c == '{' {
            text.push('\u{200b}');
        }
    }
    if text.trim().is_empty() { "(none)".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_styles_and_marks_are_taken_apart() {
        assert_eq!(shown("{b} {x|y}"), "{\u{200b}b} {\u{200b}x|y}");
        assert_eq!(shown("a\u{202e}b\nc"), "a b c");
        assert_eq!(shown(""), "(none)");
        assert_eq!(shown(&"x".repeat(10_000)).chars().count(), MAX_CHARS + 1);
        assert_eq!(shown("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>");
    }
}
