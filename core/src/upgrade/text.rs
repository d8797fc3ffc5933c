//! Bytes in a header: base64 for URLs without padding (RFC 4648 §5), one text for one value.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Writes bytes.
pub fn write(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let mut held = [0; 4];
        held[1..=three.len()].copy_from_slice(three);
        let held = u32::from_be_bytes(held);
        for at in 0..=three.len() {
            text.push(char::from(ALPHABET[(held >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

/// Reads bytes; `None` if this is not what [`write()`] would have written.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.as_bytes().chunks(4) {
        let mut held = 0u32;
        for (at, char) in four.iter().enumerate() {
            let value = ALPHABET.iter().position(|a| a == char)? as u32;
            held |= value << (18 - 6 * at);
        }
        let count = four.len().checked_sub(1).filter(|&count| count > 0)?;
        let held = held.to_be_bytes();
        if held[1 + count..].iter().any(|&spare| spare != 0) {
            return None;
        }
        bytes.extend_from_slice(&held[1..=count]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_read_back_and_have_one_text(bytes: Vec<u8>, text in "[A-Za-z0-9_-]{0,20}") {
            let written = write(&bytes);
            prop_assert_eq!(read(&written), Some(bytes));
            if let Some(read) = read(&text) {
                prop_assert_eq!(write(&read), text);
            }
        }
    }

    #[test]
    fn it_is_the_base64_that_everybody_knows() {
        assert_eq!(write(b"foobar"), "Zm9vYmFy");
        assert_eq!(write(b"fooba"), "Zm9vYmE");
        assert_eq!(write(&[0xfb, 0xff]), "-_8");
        assert_eq!(read("a b"), None);
    }
}
