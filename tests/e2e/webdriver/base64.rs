//! Decodes base64, the form in which chromedriver hands over pictures.

/// Bytes of a base64 text; `None` when it holds anything but the standard alphabet and padding.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes() {
        bits = (bits << 6) | sextet(character)?;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
            bits &= (1 << n_bits) - 1;
        }
    }
    Some(bytes)
}

fn sextet(character: u8) -> Option<u32> {
    let value = match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[test]
fn base64_decodes_as_in_rfc_4648_section_10() {
    let check = |text, expected: &str| assert_eq!(decode(text).as_deref(), Some(expected.as_bytes()));
    check("", "");
    check("Zg==", "f");
    check("Zm8=", "fo");
    check("Zm9v", "foo");
    check("Zm9vYmFy", "foobar");
    assert_eq!(decode("Zm9v\n!"), None);
}
