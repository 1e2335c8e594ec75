//! The query of a hash route, `#/results?family=dos&seed=7`: several parts of the page keep their own entries in it.
//!
//! What stands there may come from anybody: it is bounded here, and whoever reads an entry doubts what is in it.

/// Longer queries are not read.
const MAX_QUERY: usize = 4_096;

/// The entries of a hash route's query in their order, as they stand there; empty without a query or with one of absurd length.
pub fn entries(hash: &str) -> Vec<(&str, &str)> {
    let query = hash.split_once('?').map_or("", |(_, query)| query);
    if query.len() > MAX_QUERY {
        return Vec::new();
    }
    query.split('&').filter_map(|entry| entry.split_once('=')).collect()
}

/// A hash route with these entries instead of those whose key `is_ours`; entries of others stay.
pub fn with_entries(hash: &str, is_ours: impl Fn(&str) -> bool, ours: &[(String, String)]) -> String {
    let route = hash.split('?').next().unwrap_or_default();
    let others = entries(hash).into_iter().filter(|(key, _)| !is_ours(key));
    let others = others.map(|(key, value)| format!("{key}={value}"));
    let all: Vec<String> = others.chain(ours.iter().map(|(key, value)| format!("{key}={value}"))).collect();
    if all.is_empty() { route.to_owned() } else { format!("{route}?{}", all.join("&")) }
}

/// Text as it may stand in an entry: letters, digits, `-`, `_` and `.` as they are, other bytes as `%XX`.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// The text behind [`escaped`]; `None` when it is no text.
pub fn unescaped(escaped: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_others_stay() {
        let ours = [("family".to_owned(), "dos".to_owned())];
        let is_ours = |key: &str| key == "family";
        let check = |hash, expected| assert_eq!(with_entries(hash, is_ours, &ours), expected, "{hash}");
        check("#/results", "#/results?family=dos");
        check("#/results?family=r2l&seed=7", "#/results?seed=7&family=dos");
        assert_eq!(with_entries("#/data?family=r2l", is_ours, &[]), "#/data");
    }

    #[test]
    fn any_text_survives() {
        for text in ["guess_passwd", "a,b&c=d?e#f%", "Grüße \u{1f600}", ""] {
            let escaped = escaped(text);
            assert!(!escaped.contains(['&', '=', '#', ',', '?', ' ']), "{escaped}");
            assert_eq!(unescaped(&escaped).as_deref(), Some(text));
        }
        assert_eq!(unescaped("%F"), None);
        assert_eq!(unescaped("%FF"), None, "no text");
        assert_eq!(unescaped("%+1"), None);
    }

    #[test]
    fn absurd_queries_are_not_read() {
        assert_eq!(entries(&format!("#/data?a={}", "x".repeat(5_000))), []);
        assert_eq!(entries("#/data?a&b=1"), [("b", "1")]);
    }
}
