//! Names of files in ZIP archives: bytes of unknown encoding become text that is safe to show.

/// Characters of a name that are kept; of a longer one the end is.
pub const MAX_NAME_CHARS: usize = 512;

/// Bytes from 128 on in the encoding that a name has when its flags say nothing else (APPNOTE.TXT, appendix D).
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";

/// A name as text. Many programs write UTF-8 without the flag for it, so what is valid UTF-8 is read as such.
pub fn decode_name(bytes: &[u8], is_utf8: bool) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_utf8 => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => bytes.iter().map(|byte| code_page_437(*byte)).collect(),
    };
    let excess = text.chars().count().saturating_sub(MAX_NAME_CHARS);
    let end = text.chars().skip(if excess > 0 { excess + 1 } else { 0 });
    let start = (excess > 0).then_some('…');
    start.into_iter().chain(end).map(|c| if is_deceiving(c) { '\u{FFFD}' } else { c }).collect()
}

/// Whether a name is a folder's or a file's that its owner does not see: `.DS_Store`, `__MACOSX/._data.csv`.
pub fn is_hidden(name: &str) -> bool {
    let is_separator = |c| c == '/' || c == '\\';
    name.is_empty()
        || name.ends_with(is_separator)
        || name
            .split(is_separator)
            .any(|part| part == "__MACOSX" || part.starts_with('.') && !part.chars().all(|c| c == '.'))
}

fn code_page_437(byte: u8) -> char {
    let upper = byte.checked_sub(128).and_then(|upper| CODE_PAGE_437.chars().nth(upper.into()));
    upper.unwrap_or(byte.into())
}

/// Characters that change how others are shown: a name may otherwise pass for another one.
fn is_deceiving(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_utf_8_or_as_what_dos_wrote() {
        let check = |bytes: &[u8], is_utf8, expected: &str| assert_eq!(decode_name(bytes, is_utf8), expected);
        check(b"data/KDDTrain+.txt", false, "data/KDDTrain+.txt");
        check("größe.csv".as_bytes(), true, "größe.csv");
        check("größe.csv".as_bytes(), false, "größe.csv");
        // Python: "größe ½.csv".encode("cp437")
        check(b"gr\x94\xE1e \xAB.csv", false, "größe ½.csv");
        check(b"gr\x94\xE1e.csv", true, "gr\u{FFFD}\u{FFFD}e.csv");
        check(b"\x80\xFF", false, "Ç\u{A0}");
        assert_eq!(CODE_PAGE_437.chars().count(), 128);
    }

    #[test]
    fn names_cannot_deceive_or_flood() {
        assert_eq!(decode_name("a\n\0b\u{202E}vsc".as_bytes(), true), "a\u{FFFD}\u{FFFD}b\u{FFFD}vsc");
        let long = decode_name(format!("{}end.csv", "x".repeat(60_000)).as_bytes(), true);
        assert_eq!(long.chars().count(), MAX_NAME_CHARS);
        assert!(long.starts_with("…x") && long.ends_with("xend.csv"));
        assert_eq!(decode_name("x".repeat(MAX_NAME_CHARS).as_bytes(), true).len(), MAX_NAME_CHARS);
    }

    #[test]
    fn what_is_no_file_of_the_visitors_is_hidden() {
        let check = |name: &str, expected| assert_eq!(is_hidden(name), expected, "{name}");
        check("a.csv", false);
        check("a b/c.d/e", false);
        check("../a.csv", false);
        check("./a.csv", false);
        check("", true);
        check("a/", true);
        check("a\\", true);
        check(".DS_Store", true);
        check("a/.DS_Store", true);
        check(".git/config", true);
        check("__MACOSX/a/._b.csv", true);
        check("a/__MACOSX/b.csv", true);
        check("MACOSX.csv", false);
    }
}
