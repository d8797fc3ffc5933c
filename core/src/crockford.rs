//! Crockford's base32: the alphabet of everything that officers read aloud or type.
//!
//! Case does not matter when reading; `I`, `L` are read as 1 and `O` as 0; hyphens and spaces are
//! skipped. Written text is always upper case. Source: Douglas Crockford, *Base 32*, 2002.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The five-bit value of a character, or `None` if it is no base32 character.
pub fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let at = ALPHABET.iter().position(|&a| char::from(a) == c)?;
    u8::try_from(at).ok()
}

/// The character of a five-bit value; only the lowest five bits count.
pub fn symbol(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// Writes bytes as base32, most significant bit first, the last character padded with zero bits.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity((bytes.len() * 8).div_ceil(5));
    let (mut held, mut bits) = (0u32, 0u32);
    for &byte in bytes {
        held = (held << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol((held >> bits & 31) as u8));
        }
    }
    if bits > 0 {
        text.push(symbol((held << (5 - bits) & 31) as u8));
    }
    text
}

/// Reads the five-bit values of a text, skipping hyphens and spaces.
///
/// `None` if any other character is not of the alphabet.
pub fn values(text: &str) -> Option<Vec<u8>> {
    text.chars().filter(|c| !matches!(c, '-' | ' ')).map(value).collect()
}

/// Packs five-bit values into whole bytes; bits left over are dropped.
pub fn pack(values: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(values.len() * 5 / 8);
    let (mut held, mut bits) = (0u32, 0u32);
    for &value in values {
        held = (held << 5) | u32::from(value & 31);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 255) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_in_any_case() {
        let bytes = [0x12, 0x9f, 0x00, 0xff, 0x5a];
        let text = encode(&bytes);
        assert_eq!(text.len(), 8);
        let read = values(&text.to_lowercase()).map(|v| pack(&v));
        assert_eq!(read.as_deref(), Some(&bytes[..]));
    }

    #[test]
    fn look_alikes_are_read_and_strangers_are_not() {
        assert_eq!(values("oO-iIlL"), Some(vec![0, 0, 1, 1, 1, 1]));
        assert_eq!(values("U"), None);
    }
}
