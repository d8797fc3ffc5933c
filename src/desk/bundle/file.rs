//! Bundles as files: written part by part, read whatever they have become.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use liaison_core::bundle::{Damage, Heading, Part, SplitError, find, in_text, split, split_text};
use liaison_core::room::Room;
use liaison_core::terms::{Mode, Tlp};

/// The largest file that is read, in bytes: the largest bundle as text.
const FILE_BYTES_MAX: u64 = 160 * 1024 * 1024;

/// How a bundle is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// As lines of text.
    pub text: bool,
    /// In parts of at most so many bytes.
    pub part_size: Option<usize>,
}

/// What a bundle says over its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The room's mode; of a room whose founding entry is missing nothing is exported as actual.
    pub mode: Mode,
    /// The least label of everything in the room.
    pub tlp: Tlp,
}

impl Label {
    /// The label of a room.
    pub fn of(room: &Room) -> Self {
        Self { mode: room.mode().unwrap_or(Mode::Test), tlp: room.tlp() }
    }
}

/// What came of reading a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Parts that are whole.
    pub parts: Vec<Part>,
    /// Parts that are not, and in which file.
    pub damaged: Vec<(PathBuf, Damage)>,
    /// Files in which there is no bundle at all.
    pub empty: Vec<PathBuf>,
}

impl Brought {
    /// Looks for parts in a file's bytes.
    pub fn take(&mut self, name: &Path, bytes: &[u8]) {
        let found = find(bytes);
        if found.parts.is_empty() && found.damaged.is_empty() {
            self.empty.push(name.to_owned());
        }
        self.parts.extend(found.parts);
        self.damaged.extend(found.damaged.into_iter().map(|damage| (name.to_owned(), damage)));
    }

    /// Likewise, from the file itself.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is larger than any bundle.
    pub fn read(&mut self, path: &Path) -> io::Result<()> {
        let bytes = bounded(File::open(path)?)?;
        self.take(path, &bytes);
        Ok(())
    }
}

/// Everything that can be read, unless it is larger than any bundle.
///
/// # Errors
///
/// Where it cannot be read.
pub fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// The bytes of each part of a bundle.
///
/// # Errors
///
/// Where the size makes no sense for it.
pub fn render(body: &[u8], form: Form, label: Label) -> Result<Vec<Vec<u8>>, SplitError> {
    let parts = if form.text { split_text } else { split }(body, form.part_size)?;
    let rendered = parts.iter().map(|part| {
        let bytes = part.encode();
        if !form.text {
            return bytes;
        }
        let (number, count) = (part.number, part.count);
        let heading = Heading { mode: label.mode, tlp: label.tlp, number, count };
        in_text(&bytes, &heading, form.part_size).into_bytes()
    });
    Ok(rendered.collect())
}

/// Writes the parts, each into a file of its own; the files.
///
/// # Errors
///
/// The file that cannot be written, and why; those before it are written.
pub fn write(file: &Path, parts: &[Vec<u8>]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut files = Vec::with_capacity(parts.len());
    for (number, bytes) in (1..).zip(parts) {
        let file =
            if parts.len() == 1 { file.to_owned() } else { named(file, number, parts.len()) };
        fs::write(&file, bytes).map_err(|error| (file.clone(), error))?;
        files.push(file);
    }
    Ok(files)
}

/// `situation.txt` becomes `situation-03-of-17.txt`.
fn named(file: &Path, number: usize, count: usize) -> PathBuf {
    let digits = count.to_string().len();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut name = format!("{stem}-{number:0digits$}-of-{count}");
    if let Some(extension) = file.extension() {
        name.push('.');
        name.push_str(&extension.to_string_lossy());
    }
    file.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_files_that_sort_by_number() {
        let file = Path::new("/tmp/situation.txt");
        assert_eq!(named(file, 3, 17), Path::new("/tmp/situation-03-of-17.txt"));
        assert_eq!(named(Path::new("out"), 3, 4), Path::new("out-3-of-4"));
    }

    #[test]
    fn what_is_written_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let body = vec![9; 700];
        let label = Label { mode: Mode::Exercise, tlp: Tlp::Green };
        for (text, part_size) in
            [(false, None), (true, None), (false, Some(140)), (true, Some(160))]
        {
            let parts = render(&body, Form { text, part_size }, label).unwrap();
            let files = write(&dir.path().join("bundle"), &parts).unwrap();
            assert_eq!(files.len() > 1, part_size.is_some());
            let mut brought = Brought::default();
            files.iter().for_each(|file| brought.read(file).unwrap());
            let found: Vec<u8> = brought.parts.into_iter().flat_map(|part| part.bytes).collect();
            assert_eq!((found, brought.damaged.len(), brought.empty.len()), (body.clone(), 0, 0));
        }
        let mut brought = Brought::default();
        brought.take(Path::new("letter.txt"), b"Dear colleagues,\n");
        assert_eq!(brought.empty.len(), 1);
    }
}
