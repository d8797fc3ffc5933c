//! The packed form of UN/LOCODE: a fifth of the list as CSV, readable in place.
//!
//! ```text
//! file      magic, edition, number of countries: u16, header of each country, body of each country
//! edition   length: u8, text
//! header    code: 2 letters, number of places: u32, length of the names: u32
//! body      the last three characters of each code: u16 each; traits: u16 each; names
//! name      shared × 16 + length: u8, if length is 15 the length beyond 15: u8, text
//! ```
//!
//! Numbers are little-endian. The places of a country are sorted by name; of a name are written
//! only the bytes that follow those shared with the name before it (at most 15). The three
//! characters are a number in base 36; traits are a bit for each function and, in the highest four
//! bits, the status.

use std::collections::BTreeMap;

use super::Place;
use super::function::Functions;

const MAGIC: &[u8] = b"liaison places 1\n";
const HEADER_BYTES: usize = 10;
const SHARED_MAX: usize = 15;
const SHORT_MAX: usize = 15;
const STATUS_SHIFT: u32 = 12;
/// The statuses of UN/LOCODE in the order of their numbers here; the first is *none given*.
const STATUSES: [&str; 15] =
    ["", "AA", "AC", "AF", "AI", "AM", "AQ", "AS", "QQ", "RL", "RN", "RQ", "RR", "UR", "XX"];
/// *Approved by customs authority*.
const STATUS_CUSTOMS: &str = "AC";
/// With it begin the statuses by which a government, a customs authority, a standards body or an
/// international organisation stands behind the place.
const STATUS_APPROVED: char = 'A';

/// A place as it goes into the packed form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Five characters.
    pub code: String,
    /// With its accents.
    pub name: String,
    /// What passes through it.
    pub functions: Functions,
    /// Two letters, or empty.
    pub status: String,
}

/// Why a row cannot be packed, or a file not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The code is not two letters and three of A–Z, 0–9.
    #[error("{0:?} is no UN/LOCODE")]
    Code(String),
    /// The status is none of the list's.
    #[error("{0:?} is no status of UN/LOCODE")]
    Status(String),
    /// The name or the edition is longer than the packed form can hold.
    #[error("{0:?} is too long to be packed")]
    Long(String),
    /// The file ends early, has bytes left over, or is something else.
    #[error("not a packed list of places, or a damaged one")]
    Damaged,
}

/// Packs places; the same places give the same bytes in whatever order they come.
///
/// # Errors
///
/// [`PackError`] with the first code, status or name that does not fit.
pub fn pack(edition: &str, rows: &[Row]) -> Result<Vec<u8>, PackError> {
    let mut countries: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let is_code = row.code.len() == 5
            && row.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !is_code {
            return Err(PackError::Code(row.code.clone()));
        }
        countries.entry(&row.code[..2]).or_default().push(row);
    }
    let edition_bytes = u8::try_from(edition.len()).map_err(|_| PackError::Long(edition.into()))?;
    let (mut file, mut bodies) = (MAGIC.to_vec(), vec![]);
    file.push(edition_bytes);
    file.extend(edition.bytes());
    file.extend((countries.len() as u16).to_le_bytes());
    for (code, mut rows) in countries {
        rows.sort_by_key(|row| (&row.name, &row.code));
        let names = pack_names(&rows)?;
        file.extend(code.bytes());
        file.extend((rows.len() as u32).to_le_bytes());
        file.extend((names.len() as u32).to_le_bytes());
        for row in &rows {
            bodies.extend(pack_code(&row.code[2..]).to_le_bytes());
        }
        for row in &rows {
            bodies.extend(pack_traits(row)?.to_le_bytes());
        }
        bodies.extend(names);
    }
    file.extend(bodies);
    Ok(file)
}

fn pack_names(rows: &[&Row]) -> Result<Vec<u8>, PackError> {
    let (mut names, mut previous) = (vec![], "");
    for Row { name, .. } in rows {
        let same = name.bytes().zip(previous.bytes()).take(SHARED_MAX).take_while(|(a, b)| a == b);
        let shared = name.floor_char_boundary(same.count());
        let rest = &name.as_bytes()[shared..];
        let (short, beyond) = (rest.len().min(SHORT_MAX), rest.len().checked_sub(SHORT_MAX));
        names.push((shared << 4 | short) as u8);
        if let Some(beyond) = beyond {
            names.push(u8::try_from(beyond).map_err(|_| PackError::Long(name.clone()))?);
        }
        names.extend(rest);
        previous = name;
    }
    Ok(names)
}

/// Three characters as a number; below 36³, which 16 bits hold.
fn pack_code(code: &str) -> u16 {
    let digits = code.chars().filter_map(|c| c.to_digit(36));
    digits.fold(0, |number, digit| number * 36 + digit as u16)
}

fn pack_traits(row: &Row) -> Result<u16, PackError> {
    let status = STATUSES.iter().position(|status| *status == row.status);
    let status = status.ok_or_else(|| PackError::Status(row.status.clone()))?;
    Ok(row.functions.bits() | (status as u16) << STATUS_SHIFT)
}

/// A packed list, read in place. A place is called by its position in the list.
#[derive(Debug)]
pub struct Packed<'a> {
    edition: &'a str,
    countries: Vec<Country<'a>>,
    places: usize,
}

#[derive(Debug)]
struct Country<'a> {
    code: &'a str,
    /// The position of its first place.
    first: usize,
    codes: &'a [[u8; 2]],
    traits: &'a [[u8; 2]],
    names: &'a [u8],
}

impl<'a> Packed<'a> {
    /// Finds the parts of a file, without looking at each place.
    ///
    /// # Errors
    ///
    /// [`PackError::Damaged`].
    pub fn read(file: &'a [u8]) -> Result<Self, PackError> {
        Self::parts(file).ok_or(PackError::Damaged)
    }

    fn parts(file: &'a [u8]) -> Option<Self> {
        let file = file.strip_prefix(MAGIC)?;
        let (&edition, file) = file.split_first()?;
        let (edition, file) = file.split_at_checked(usize::from(edition))?;
        let (count, file) = file.split_first_chunk::<2>()?;
        let headers = usize::from(u16::from_le_bytes(*count)) * HEADER_BYTES;
        let (headers, mut bodies) = file.split_at_checked(headers)?;
        let (mut countries, mut first) = (vec![], 0usize);
        for header in headers.as_chunks::<HEADER_BYTES>().0 {
            let number = |at: usize| {
                let bytes = [header[at], header[at + 1], header[at + 2], header[at + 3]];
                u32::from_le_bytes(bytes) as usize
            };
            let (places, names) = (number(2), number(6));
            let (codes, rest) = bodies.split_at_checked(places.checked_mul(2)?)?;
            let (traits, rest) = rest.split_at_checked(places * 2)?;
            let (names, rest) = rest.split_at_checked(names)?;
            countries.push(Country {
                code: std::str::from_utf8(&header[..2]).ok()?,
                first,
                codes: codes.as_chunks().0,
                traits: traits.as_chunks().0,
                names,
            });
            bodies = rest;
            first += places;
        }
        let edition = std::str::from_utf8(edition).ok()?;
        bodies.is_empty().then_some(Self { edition, countries, places: first })
    }

    /// The edition of UN/LOCODE.
    pub fn edition(&self) -> &'a str {
        self.edition
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.places
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// Where the place with this code stands; the code in upper case.
    pub fn position(&self, code: &str) -> Option<usize> {
        let (country, rest) = code.split_at_checked(2)?;
        if rest.len() != 3 || !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let country = self.countries.iter().find(|c| c.code == country)?;
        let wanted = pack_code(rest).to_le_bytes();
        Some(country.first + country.codes.iter().position(|code| *code == wanted)?)
    }

    /// The place at a position.
    pub fn place(&self, position: usize) -> Option<Place> {
        let (country, at) = self.country(position)?;
        let traits = u16::from_le_bytes(*country.traits.get(at)?);
        let mut name = None;
        let mut names = Names::of(country);
        for _ in 0..=at {
            name = Some(names.advance()?);
        }
        Some(Place {
            code: self.code(position)?,
            name: name?.to_owned(),
            country: country.code.to_owned(),
            functions: Functions::from_bits(traits),
            customs_approved: status(traits) == STATUS_CUSTOMS,
        })
    }

    /// The code at a position.
    pub(super) fn code(&self, position: usize) -> Option<String> {
        let (country, at) = self.country(position)?;
        let mut code = country.code.to_owned();
        push_code(&mut code, u16::from_le_bytes(*country.codes.get(at)?));
        Some(code)
    }

    /// The functions at a position, and whether any authority approved the place.
    pub(super) fn traits(&self, position: usize) -> (Functions, bool) {
        let traits = self.country(position).and_then(|(country, at)| country.traits.get(at));
        let traits = traits.map_or(0, |traits| u16::from_le_bytes(*traits));
        let approved = status(traits).starts_with(STATUS_APPROVED);
        (Functions::from_bits(traits), approved)
    }

    /// Visits code and name of every place in the order of positions.
    pub(super) fn each(&self, mut visit: impl FnMut(&str, &str)) {
        let mut code = String::new();
        for country in &self.countries {
            let mut names = Names::of(country);
            for number in country.codes {
                code.clear();
                code.push_str(country.code);
                push_code(&mut code, u16::from_le_bytes(*number));
                visit(&code, names.advance().unwrap_or_default());
            }
        }
    }

    /// The country of a position, and its place in there.
    fn country(&self, position: usize) -> Option<(&Country<'a>, usize)> {
        let after = self.countries.partition_point(|country| country.first <= position);
        let country = &self.countries[after.checked_sub(1)?];
        let at = position - country.first;
        (at < country.codes.len()).then_some((country, at))
    }
}

fn status(traits: u16) -> &'static str {
    STATUSES.get(usize::from(traits >> STATUS_SHIFT)).copied().unwrap_or_default()
}

fn push_code(code: &mut String, number: u16) {
    for digit in [number / (36 * 36), number / 36 % 36, number % 36] {
        let sign = char::from_digit(u32::from(digit % 36), 36).unwrap_or('?');
        code.push(sign.to_ascii_uppercase());
    }
}

/// Reads the names of a country one after the other.
struct Names<'a> {
    rest: &'a [u8],
    name: String,
}

impl<'a> Names<'a> {
    fn of(country: &Country<'a>) -> Self {
        Self { rest: country.names, name: String::new() }
    }

    fn advance(&mut self) -> Option<&str> {
        let (&sizes, rest) = self.rest.split_first()?;
        let (shared, short) = (usize::from(sizes >> 4), usize::from(sizes & 15));
        let (length, rest) = if short == SHORT_MAX {
            let (&beyond, rest) = rest.split_first()?;
            (short + usize::from(beyond), rest)
        } else {
            (short, rest)
        };
        let (text, rest) = rest.split_at_checked(length)?;
        if !self.name.is_char_boundary(shared) {
            return None;
        }
        self.name.truncate(shared);
        self.name.push_str(std::str::from_utf8(text).ok()?);
        self.rest = rest;
        Some(&self.name)
    }
}
