//! One file under reading: its text, and the mistakes found so far.
//!
//! Readers take a value out of a [`Table`] field by field. What is wrong is put down with its
//! place and reading goes on, so that one reading finds all mistakes.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use liaison_core::body::plan::Bilingual;
use liaison_core::entry::TEXT_BYTES_MAX;
use liaison_core::terms::UnknownTerm;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::mistake::{Mistake, MistakeKind, Mistakes, nearest};
use super::shape::Shape;
use super::slug::Slug;

/// The largest file that is read.
pub(super) const FILE_BYTES_MAX: usize = 256 * 1024;

/// The most mistakes that are told at once; who made more has another kind of file.
const MISTAKES_MAX: usize = 1000;

/// One file under reading.
pub(super) struct Sheet<'a> {
    file: &'a str,
    text: &'a str,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Sheet<'a> {
    /// Reads a file: `read` takes the values out of its table and says what is wrong with them.
    pub(super) fn read<T>(
        file: &str,
        text: &str,
        name: &str,
        read: impl FnOnce(&Table<'_>) -> Option<T>,
    ) -> Result<T, Mistakes> {
        let sheet = Sheet { file, text, mistakes: RefCell::default() };
        if text.len() > FILE_BYTES_MAX {
            let kind = MistakeKind::TooLong { bytes: text.len(), bytes_max: FILE_BYTES_MAX };
            return Err(sheet.mistake(&(0..0), kind).found());
        }
        let (root, errors) = DeTable::parse_recoverable(text);
        let table = Table::new(&sheet, name.to_owned(), root.get_ref(), 0..0);
        let value = read(&table);
        if !errors.is_empty() {
            sheet.mistakes.borrow_mut().retain(|mistake| !mistake.kind.may_follow());
        }
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            sheet.mistake(&span, MistakeKind::Syntax { message: error.message().to_owned() });
        }
        match value {
            Some(value) if sheet.mistakes.borrow().is_empty() => Ok(value),
            _ => Err(sheet.found()),
        }
    }

    /// Puts down a mistake.
    pub(super) fn mistake(&self, span: &Range<usize>, kind: MistakeKind) -> &Self {
        if self.mistakes.borrow().len() < MISTAKES_MAX {
            let (line, column) = self.place(span.start);
            self.mistakes.borrow_mut().push(Mistake { line, column, kind });
        }
        self
    }

    /// The line of a place, from 1.
    pub(super) fn line(&self, span: &Range<usize>) -> u32 {
        self.place(span.start).0
    }

    fn place(&self, at: usize) -> (u32, u32) {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
        // Counts the first bytes of characters: a span may end within none.
        let column = before[start..].iter().filter(|&&b| b & 0xC0 != 0x80).count() + 1;
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (small(line), small(column))
    }

    fn found(&self) -> Mistakes {
        let mut list = self.mistakes.borrow().clone();
        list.sort_by_key(|mistake| (mistake.line, mistake.column));
        Mistakes { file: self.file.to_owned(), list }
    }
}

/// A table under reading. It remembers which keys it was asked for, so that it knows the unknown.
pub(super) struct Table<'a> {
    sheet: &'a Sheet<'a>,
    name: String,
    fields: &'a DeTable<'a>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    fn new(
        sheet: &'a Sheet<'a>,
        name: String,
        fields: &'a DeTable<'a>,
        span: Range<usize>,
    ) -> Self {
        Self { sheet, name, fields, span, asked: RefCell::default() }
    }

    /// The value of a key that need not be there.
    pub(super) fn may(&self, key: &'static str) -> Option<Field<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.fields.get(key)?;
        Some(Field { sheet: self.sheet, key: key.to_owned(), value })
    }

    /// The value of a key that must be there.
    pub(super) fn want(&self, key: &'static str) -> Option<Field<'a>> {
        let field = self.may(key);
        if field.is_none() {
            self.mistake(MistakeKind::MissingKey { key, of: self.name.clone() });
        }
        field
    }

    /// Whether a key is there; it counts as asked for.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.may(key).is_some()
    }

    /// All keys with their values, in alphabetical order.
    pub(super) fn fields(&self) -> impl Iterator<Item = Field<'a>> {
        self.fields.iter().map(|(key, value)| Field {
            sheet: self.sheet,
            key: key.get_ref().to_string(),
            value,
        })
    }

    /// Says which keys nothing asked for.
    pub(super) fn close(&self) {
        let asked = self.asked.borrow();
        for key in self.fields.keys().filter(|key| !asked.contains(&key.get_ref().as_ref())) {
            let kind = MistakeKind::UnknownKey {
                key: key.get_ref().to_string(),
                expected: asked.join(", "),
                nearest: nearest(key.get_ref(), asked.iter().copied()),
            };
            self.sheet.mistake(&key.span(), kind);
        }
    }

    /// Puts down a mistake of the whole table.
    pub(super) fn mistake(&self, kind: MistakeKind) {
        self.sheet.mistake(&self.span, kind);
    }

    /// What the table is called in messages.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// A value under reading, with its key.
#[derive(Clone)]
pub(super) struct Field<'a> {
    sheet: &'a Sheet<'a>,
    key: String,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Field<'a> {
    /// Puts down a mistake of this value.
    pub(super) fn mistake(&self, kind: MistakeKind) {
        self.sheet.mistake(&self.value.span(), kind);
    }

    /// Puts down that the value is not of a shape that its type could have had.
    pub(super) fn malformed<T>(&self, found: &str, expected: Shape) -> Option<T> {
        self.mistake(MistakeKind::Malformed { found: found.to_owned(), expected });
        None
    }

    /// Puts down that the value is of another type.
    pub(super) fn wrong_type<T>(&self, expected: Shape) -> Option<T> {
        let found = self.value.get_ref().type_str();
        self.mistake(MistakeKind::WrongType { key: self.key.clone(), found, expected });
        None
    }

    /// The key.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The line that the value begins in.
    pub(super) fn line(&self) -> u32 {
        self.sheet.line(&self.value.span())
    }

    /// The value as it was parsed.
    pub(super) fn value(&self) -> &'a DeValue<'a> {
        self.value.get_ref()
    }

    /// A text that is the same in both languages.
    pub(super) fn text(&self) -> Option<String> {
        let Some(text) = self.value().as_str() else { return self.wrong_type(Shape::Text) };
        if text.trim().is_empty() {
            self.mistake(MistakeKind::Empty { of: self.key.clone() });
            return None;
        }
        if text.len() > TEXT_BYTES_MAX {
            let kind = MistakeKind::TooLong { bytes: text.len(), bytes_max: TEXT_BYTES_MAX };
            self.mistake(kind);
            return None;
        }
        Some(text.to_owned())
    }

    /// A text in both languages.
    pub(super) fn bilingual(&self) -> Option<Bilingual> {
        let DeValue::Table(fields) = self.value() else {
            return self.wrong_type(Shape::Bilingual);
        };
        let table = Table::new(self.sheet, self.key.clone(), fields, self.value.span());
        let [en, fr] = ["en", "fr"].map(|language| {
            let field = table.may(language);
            if field.is_none() {
                let of = self.key.clone();
                table.mistake(MistakeKind::MissingLanguage { language, of });
            }
            Field { key: format!("{}.{language}", self.key), ..field? }.text()
        });
        table.close();
        Some(Bilingual { en: en?, fr: fr? })
    }

    /// A word of a vocabulary.
    pub(super) fn term<T: FromStr<Err = UnknownTerm>>(&self) -> Option<T> {
        let word = self.text()?;
        let UnknownTerm { expected, .. } = match word.parse() {
            Ok(term) => return Some(term),
            Err(unknown) => unknown,
        };
        let nearest = nearest(&word, expected.split(", "));
        self.mistake(MistakeKind::UnknownTerm { found: word, expected, nearest });
        None
    }

    /// A short name.
    pub(super) fn slug(&self) -> Option<Slug> {
        let text = self.text()?;
        Slug::parse(&text).or_else(|| self.malformed(&text, Shape::Slug))
    }

    /// A UN/LOCODE or an id of the room's own.
    pub(super) fn facility_id(&self) -> Option<String> {
        let text = self.text()?;
        let known = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        if text.len() > 16 || !text.chars().all(known) {
            return self.malformed(&text, Shape::FacilityId);
        }
        Some(text)
    }

    /// A whole number within bounds.
    pub(super) fn number<T>(&self, bounds: RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let DeValue::Integer(found) = self.value() else {
            return self.wrong_type(Shape::WholeNumber);
        };
        let number = i64::from_str_radix(found.as_str(), found.radix()).ok();
        let number = number.and_then(|n| T::try_from(n).ok()).filter(|n| bounds.contains(n));
        if number.is_none() {
            self.mistake(MistakeKind::OutOfRange {
                found: found.to_string(),
                least: bounds.start().to_string(),
                most: bounds.end().to_string(),
            });
        }
        number
    }

    /// True or false.
    pub(super) fn yes_no(&self) -> Option<bool> {
        self.value().as_bool().or_else(|| self.wrong_type(Shape::YesNo))
    }

    /// A list of values, each read by `read`.
    pub(super) fn list<T>(&self, read: impl FnMut(Field<'a>) -> Option<T>) -> Option<Vec<T>> {
        let DeValue::Array(items) = self.value() else { return self.wrong_type(Shape::List) };
        self.items(items, read)
    }

    /// A list of tables, each read by `read`; `name` says in messages what one is.
    pub(super) fn tables<T>(
        &self,
        name: &str,
        mut read: impl FnMut(Table<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let DeValue::Array(items) = self.value() else { return self.wrong_type(Shape::Tables) };
        self.items(items, |item| item.table(name).and_then(&mut read))
    }

    /// A table; `name` says in messages what it is.
    pub(super) fn table(&self, name: &str) -> Option<Table<'a>> {
        let DeValue::Table(fields) = self.value() else { return self.wrong_type(Shape::Table) };
        Some(Table::new(self.sheet, name.to_owned(), fields, self.value.span()))
    }

    /// Reads all items, so that all mistakes are found, before one that is missing counts.
    fn items<T>(
        &self,
        items: &'a DeArray<'a>,
        mut read: impl FnMut(Field<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let field = |value| Field { sheet: self.sheet, key: self.key.clone(), value };
        let read: Vec<_> = items.iter().map(|value| read(field(value))).collect();
        read.into_iter().collect()
    }
}
