//! What a file is, by how it begins: said when it is shared, and only ever shown.

/// The beginnings of what officers share most.
const BEGINNINGS: [(&[u8], &str); 7] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
];

/// The media type of a file that begins like this.
pub fn media_of(beginning: &[u8]) -> &'static str {
    let known = BEGINNINGS.iter().find(|(bytes, _)| beginning.starts_with(bytes));
    match known {
        Some((_, media)) => media,
        None if is_text(beginning) => "text/plain",
        None => "application/octet-stream",
    }
}

/// The beginning of a text may end within a character.
fn is_text(bytes: &[u8]) -> bool {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && !valid.chars().any(|c| c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_like() {
        assert_eq!(media_of(b"%PDF-1.7\n"), "application/pdf");
        assert_eq!(media_of("Consigne é".as_bytes()), "text/plain");
        assert_eq!(media_of(&"Consigne é".as_bytes()[..10]), "text/plain");
        assert_eq!(media_of(b"\0\x01\x02"), "application/octet-stream");
        assert_eq!(media_of(b""), "application/octet-stream");
    }
}
