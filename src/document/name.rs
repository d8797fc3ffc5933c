//! Names of files from somebody else: never a path, nothing that a terminal or a shell would take
//! for something else.

use crate::clean::Signs;

/// The longest name that is written, in bytes.
const NAME_BYTES: usize = 120;
/// What a name without anything in it becomes.
const NAMELESS: &str = "document";

/// A name under which a document can be written into any folder.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = Signs::ASCII.line(last);
    let plain: String = clean.chars().map(plain).collect();
    // What begins with a dot is hidden, what begins with a dash is taken for an option.
    let visible = plain.trim_matches(['.', ' ', '_']).trim_start_matches(['-', '.', ' ', '_']);
    let (stem, extension) = match visible.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 8 && !stem.is_empty() => {
            (stem, format!(".{extension}"))
        }
        _ => (visible, String::new()),
    };
    let mut room = NAME_BYTES.saturating_sub(extension.len());
    let stem: String = stem
        .chars()
        .take_while(|c| {
            let fits = c.len_utf8() <= room;
            room = room.saturating_sub(c.len_utf8());
            fits
        })
        .collect();
    let name = format!("{stem}{extension}");
    if name.is_empty() { NAMELESS.to_owned() } else { name }
}

fn plain(c: char) -> char {
    match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '$' | '`' | '\'' | '&' | ';' => '_',
        c if c.is_control() => '_',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_no_path_no_option_and_not_hidden() {
        for (given, written) in [
            ("consigne 12.pdf", "consigne 12.pdf"),
            ("Relevé n° 3 – été.pdf", "Relevé n° 3 – été.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system.ini", "system.ini"),
            ("/", "document"),
            ("..", "document"),
            (".bashrc", "bashrc"),
            ("-rf", "rf"),
            ("$(reboot).pdf", "(reboot).pdf"),
            ("a\u{1b}[31m.pdf\n", "a_.pdf"),
            ("invoice\u{202e}fdp.exe", "invoice_fdp.exe"),
        ] {
            assert_eq!(safe_name(given), written, "{given:?}");
        }
        let long = safe_name(&format!("{}.pdf", "é".repeat(500)));
        assert!(long.len() <= NAME_BYTES && long.ends_with("é.pdf"));
    }

    proptest! {
        #[test]
        fn whatever_it_is_called_it_stays_in_its_folder(name: String) {
            let safe = safe_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= NAME_BYTES);
            prop_assert!(!safe.contains(['/', '\\', '\0']) && !safe.starts_with(['.', '-']));
            let path = std::path::Path::new("folder").join(&safe);
            prop_assert_eq!(path.parent(), Some(std::path::Path::new("folder")));
        }
    }
}
