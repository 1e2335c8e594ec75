//! Files that are no text, by how they begin.

/// What the bytes are, when they are no text.
pub fn not_text(head: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 7] = [
        (b"\x89PNG", "a PNG picture"),
        (b"\xFF\xD8\xFF", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
        (b"%PDF", "a PDF document"),
        (b"\xD4\xC3\xB2\xA1", "a packet capture (pcap)"),
        (b"\x0A\x0D\x0D\x0A", "a packet capture (pcapng)"),
    ];
    SIGNATURES
        .iter()
        .find_map(|(signature, what)| head.starts_with(signature).then_some(*what))
        .or_else(|| head.contains(&0).then_some("binary data"))
}
