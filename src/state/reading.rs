//! A form's fields read into values, with what is wrong with each.

use liaison_core::body::Body;
use liaison_core::stamp::{Moment, Stamp};

use super::form::{Form, FormField};
use crate::when;
use crate::words::{Words, arg};

/// Reads a form's fields into values, and says of each what is wrong with it.
#[derive(Debug)]
pub struct Reading<'a> {
    form: &'a Form,
    words: &'a Words,
    now: Stamp,
    problems: Vec<(&'static str, String)>,
}

impl<'a> Reading<'a> {
    /// Begins to read.
    pub fn new(form: &'a Form, words: &'a Words, now: Stamp) -> Self {
        Self { form, words, now, problems: Vec::new() }
    }

    fn field(&self, id: &str) -> Option<&'a FormField> {
        self.form.fields.iter().find(|field| field.id == id)
    }

    /// Notes a problem with a field.
    pub fn problem(&mut self, id: &'static str, what: String) {
        self.problems.push((id, what));
    }

    /// Words, without space around them; none if there are none. A wanted field must have some.
    pub fn text(&mut self, id: &'static str) -> Option<String> {
        let field = self.field(id)?;
        let text = field.text().trim().to_owned();
        if text.is_empty() && field.wanted {
            self.problem(id, self.words.say("form-wanted"));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Words that are wanted; a problem is noted where there are none.
    pub fn said(&mut self, id: &'static str) -> String {
        self.text(id).unwrap_or_default()
    }

    /// Words, if they have changed since the form was opened.
    pub fn changed(&mut self, id: &'static str) -> Option<Option<String>> {
        let changed = self.field(id)?.is_changed();
        let text = self.text(id);
        changed.then_some(text)
    }

    /// Whether a field has changed since the form was opened.
    pub fn is_changed(&self, id: &str) -> bool {
        self.field(id).is_some_and(FormField::is_changed)
    }

    /// A value of a vocabulary.
    pub fn term<T: std::str::FromStr>(&mut self, id: &'static str) -> Option<T> {
        let text = self.text(id)?;
        let term = text.parse().ok();
        if term.is_none() {
            self.problem(id, self.words.say("form-not-one-of"));
        }
        term
    }

    /// Yes or no.
    pub fn yes(&mut self, id: &'static str) -> bool {
        self.text(id).as_deref() == Some("yes")
    }

    /// A time to come.
    pub fn moment(&mut self, id: &'static str) -> Option<Moment> {
        let text = self.text(id)?;
        let read = when::parse(&text, self.now);
        self.read_moment(id, read)
    }

    /// A time past.
    pub fn past(&mut self, id: &'static str) -> Option<Moment> {
        let text = self.text(id)?;
        let read = when::parse_past(&text, self.now);
        self.read_moment(id, read)
    }

    fn read_moment(
        &mut self,
        id: &'static str,
        read: Result<Moment, when::WhenError>,
    ) -> Option<Moment> {
        if read.is_err() {
            self.problem(id, self.words.say("form-not-a-moment"));
        }
        read.ok()
    }

    /// A whole number within bounds.
    pub fn number(&mut self, id: &'static str, min: u32, max: u32) -> Option<u32> {
        let text = self.text(id)?;
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        if number.is_none() {
            let args = [("min", arg(min)), ("max", arg(max))];
            self.problem(id, self.words.with("form-not-a-number", &args));
        }
        number
    }

    /// Several words separated by commas.
    pub fn list(&mut self, id: &'static str) -> Vec<String> {
        let text = self.text(id).unwrap_or_default();
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// A value, if nothing is wrong.
    ///
    /// # Errors
    ///
    /// What is wrong, by field.
    pub fn done<T>(self, value: T) -> Result<T, Vec<(&'static str, String)>> {
        if self.problems.is_empty() { Ok(value) } else { Err(self.problems) }
    }

    /// The body, if nothing is wrong.
    ///
    /// # Errors
    ///
    /// With every problem and its field.
    pub fn finish(self, body: impl Into<Body>) -> Result<Body, Vec<(&'static str, String)>> {
        if self.problems.is_empty() { Ok(body.into()) } else { Err(self.problems) }
    }

    /// The problems alone, where a value is missing for the body.
    pub fn give_up(self) -> Vec<(&'static str, String)> {
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use super::super::purpose::Purpose;
    use super::*;
    use crate::words::Language;

    #[test]
    fn every_problem_is_told_with_its_field() {
        let fields = vec![
            FormField::line("title", "").wanted(),
            FormField::lines("text", "as it was"),
            FormField::line("capacity", "lots"),
        ];
        let form = Form {
            purpose: Purpose::Note,
            fields,
            focus: 0,
            seen: Vec::new(),
            remarks: Vec::new(),
            handed_in: false,
        };
        let words = Words::new(Language::English);
        let mut reading = Reading::new(&form, &words, Stamp(0));
        reading.said("title");
        assert_eq!(reading.changed("text"), None);
        reading.number("capacity", 0, 100);
        let problems = reading.give_up();
        assert_eq!(problems[0], ("title", "wanted".to_owned()));
        assert_eq!(problems[1].0, "capacity");
    }
}
