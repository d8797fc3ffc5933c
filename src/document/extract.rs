//! The text of a PDF, taken out where the PDF is shared, so that it can travel before it.
//!
//! A PDF is a program's worth of formats, and the one at hand may be made to break its reader: it
//! is read by this program once more, in a process of its own with little memory and little time,
//! which says the text on its standard output and nothing else. Whatever becomes of that process,
//! the worst is that there is no text.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use liaison_core::document::EXTRACT_BYTES_MAX;
use lopdf::LoadOptions;
use rustix::process::{Resource, Rlimit, setrlimit};

/// The argument by which this program is called to read a PDF; no command that people type.
pub const ARGUMENT: &str = "--extract-text-of-standard-input";

/// The largest PDF that is read, in bytes.
const PDF_BYTES: u64 = 64 << 20;
/// What the reading process may have of memory, in bytes, and of a processor, in seconds.
const MEMORY_BYTES: u64 = 1 << 30;
const CPU_SECONDS: u64 = 20;
/// How long it may take in all.
const PATIENCE: Duration = Duration::from_secs(30);
/// What one stream of a PDF may inflate to, in bytes.
const INFLATED_BYTES: usize = 32 << 20;
/// How many pages are read.
const PAGES: usize = 2_000;
/// Fewer letters than this are no text: the pages are pictures.
const LETTERS: usize = 20;
/// How the process ends that has read a PDF and found no text in it.
const EXIT_PICTURES: u8 = 3;

/// Why a PDF has no text that could travel before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// Its pages are pictures.
    Pictures,
    /// It is locked, damaged, too large or too slow to read.
    Unreadable,
}

impl NoText {
    /// The word as JSON gives it and the locales key it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The text of a PDF, by this program in a process of its own.
///
/// # Errors
///
/// Why there is none.
pub fn text_of_file(program: &Path, pdf: &Path) -> Result<String, NoText> {
    said_of_file(program, pdf).unwrap_or(Err(NoText::Unreadable))
}

fn said_of_file(program: &Path, pdf: &Path) -> Option<Result<String, NoText>> {
    let file = File::open(pdf).ok()?;
    if file.metadata().ok()?.len() > PDF_BYTES {
        return None;
    }
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .env_clear()
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let out = child.stdout.take()?;
    let (done, read) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let mut text = Vec::new();
        let read = out.take(EXTRACT_BYTES_MAX + 1).read_to_end(&mut text);
        // Nobody waits any more where it took too long.
        done.send(read.map(|_| text)).ok();
    });
    let text = read.recv_timeout(PATIENCE);
    let said_all = matches!(&text, Ok(Ok(text)) if text.len() as u64 <= EXTRACT_BYTES_MAX);
    if !said_all {
        // It takes too long, or what more it says is not wanted.
        child.kill().ok();
    }
    let ended = child.wait().ok()?;
    if ended.code() == Some(EXIT_PICTURES.into()) {
        return Some(Err(NoText::Pictures));
    }
    let text = String::from_utf8(text.ok()?.ok()?).ok()?;
    (said_all && ended.success() && !text.is_empty()).then_some(Ok(text))
}

/// What the process does that was called with [`ARGUMENT`].
pub fn run_in_own_process() -> ExitCode {
    for (resource, most) in [(Resource::As, MEMORY_BYTES), (Resource::Cpu, CPU_SECONDS)] {
        // Where the system knows no such limit the patience of who waits holds.
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).ok();
    }
    let mut pdf = Vec::new();
    if io::stdin().lock().take(PDF_BYTES).read_to_end(&mut pdf).is_err() {
        return ExitCode::FAILURE;
    }
    match text_of(&pdf).map(|text| io::stdout().lock().write_all(text.as_bytes())) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Err(NoText::Pictures) => ExitCode::from(EXIT_PICTURES),
        Ok(Err(_)) | Err(NoText::Unreadable) => ExitCode::FAILURE,
    }
}

/// The text of a PDF, page by page.
fn text_of(pdf: &[u8]) -> Result<String, NoText> {
    let options =
        LoadOptions { max_decompressed_size: Some(INFLATED_BYTES), ..LoadOptions::default() };
    let document = lopdf::Document::load_mem_with_options(pdf, options);
    let document = document.map_err(|_| NoText::Unreadable)?;
    if document.is_encrypted() || document.get_pages().is_empty() {
        return Err(NoText::Unreadable);
    }
    let (mut text, mut unread) = (String::new(), false);
    for page in document.get_pages().into_keys().take(PAGES) {
        let Ok(said) = document.extract_text_with_limit(&[page], INFLATED_BYTES) else {
            unread = true;
            continue;
        };
        for line in said.lines().map(str::trim_end) {
            let printable = line.chars().filter(|c| !c.is_control() || *c == '\t');
            text.extend(printable.chain(['\n']));
        }
        text.push('\n');
        if text.len() as u64 > EXTRACT_BYTES_MAX {
            let mut end = EXTRACT_BYTES_MAX as usize;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            break;
        }
    }
    let letters = text.chars().filter(|c| c.is_alphanumeric()).take(LETTERS).count();
    match letters {
        LETTERS => Ok(text.trim().to_owned()),
        _ if unread => Err(NoText::Unreadable),
        _ => Err(NoText::Pictures),
    }
}

/// A text as it travels.
pub fn pack(text: &str) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    DeflateEncoder::new(text.as_bytes(), Compression::best()).read_to_end(&mut packed)?;
    Ok(packed)
}

/// A text that travelled; never more than its entry says, nor than any may have.
pub fn unpack(packed: &[u8], bytes: u64) -> Option<String> {
    let most = bytes.min(EXTRACT_BYTES_MAX);
    let mut text = Vec::new();
    DeflateDecoder::new(packed).take(most + 1).read_to_end(&mut text).ok()?;
    (text.len() as u64 <= most).then(|| String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use lopdf::content::{Content, Operation};
    use lopdf::{Object, Stream, dictionary};

    use super::*;

    /// A PDF of one page that says something.
    pub(crate) fn pdf(lines: &[&str]) -> Vec<u8> {
        let mut document = lopdf::Document::with_version("1.5");
        let pages = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier",
            "Encoding" => "WinAnsiEncoding",
        });
        let resources = document.add_object(dictionary! {
            "Font" => dictionary! { "F1" => font },
        });
        let mut operations =
            vec![Operation::new("BT", vec![]), Operation::new("Tf", vec!["F1".into(), 12.into()])];
        for line in lines {
            operations.push(Operation::new("Td", vec![0.into(), (-14).into()]));
            operations.push(Operation::new("Tj", vec![Object::string_literal(*line)]));
        }
        operations.push(Operation::new("ET", vec![]));
        let content = Content { operations }.encode().unwrap();
        let content = document.add_object(Stream::new(dictionary! {}, content));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content,
        });
        let all = dictionary! {
            "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1,
            "Resources" => resources, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        document.objects.insert(pages, Object::Dictionary(all));
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        document.trailer.set("Root", catalog);
        document.compress();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_pdf_says_its_text_and_a_picture_of_a_page_says_nothing() {
        let text = text_of(&pdf(&["Paper declarations at gate 3", "Use form 7"])).unwrap();
        assert!(text.contains("Paper declarations at gate 3"), "{text:?}");
        assert!(text.contains("Use form 7"), "{text:?}");
        assert_eq!(text_of(&pdf(&[])), Err(NoText::Pictures));
        assert_eq!(text_of(b"Dear colleague"), Err(NoText::Unreadable));
    }

    #[test]
    fn a_pdf_with_bytes_turned_or_cut_off_is_read_as_far_as_it_can_be() {
        let whole = pdf(&["Paper declarations at gate 3, from 14:00Z until further notice"]);
        for at in (0..whole.len()).step_by(7) {
            let mut turned = whole.clone();
            turned[at] ^= 0x55;
            drop(text_of(&turned));
            drop(text_of(&whole[..at]));
        }
    }

    #[test]
    fn a_text_travels_small_and_a_bomb_stays_packed() {
        let text = "Les bureaux passent en procédure de secours. ".repeat(200);
        let packed = pack(&text).unwrap();
        assert!(packed.len() * 20 < text.len());
        assert_eq!(unpack(&packed, text.len() as u64).as_deref(), Some(text.as_str()));
        assert_eq!(unpack(&packed, 100), None, "more than its entry says");
        let bomb = pack(&"0".repeat(3 << 20)).unwrap();
        assert_eq!(unpack(&bomb, u64::MAX), None);
        assert_eq!(unpack(b"\xff\xff\xff", 100), None);
    }
}
