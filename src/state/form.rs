//! A form: fields to fill in, what is wrong with each, and the line that hands it in.
//!
//! Nothing typed is lost: going back, a dropped session and a full disk all leave the draft.

use liaison_core::id::EntryRef;
use liaison_core::stamp::Moment;

use super::pane::fold;
use super::several::Several;
use super::text_field::TextField;
use crate::action::Action;
use crate::when;

/// One of the values of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// As commands and drafts have it.
    pub name: String,
    /// As officers read it.
    pub words: String,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Words.
    Text(TextField),
    /// A place: words, with suggestions under them.
    Place {
        /// What is typed.
        text: TextField,
        /// The suggestion with the marker, if one has it.
        at: Option<usize>,
        /// Several, separated by commas.
        many: bool,
    },
    /// A time, in any form that [`when::parse`] takes.
    Moment(TextField),
    /// One of a few values, or none yet.
    Choice {
        /// The values.
        values: Vec<Value>,
        /// The one chosen.
        at: Option<usize>,
    },
    /// Several of a few values.
    Several(Several),
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Names the field in `field-ID` of the locales and in drafts.
    pub id: &'static str,
    /// What it takes.
    pub input: Input,
    /// Whether it must be filled in.
    pub wanted: bool,
    /// What is wrong with it, in the officer's language.
    pub problem: Option<String>,
    /// What it had when the form was opened.
    initial: String,
}

/// A form that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What it is for.
    pub purpose: super::purpose::Purpose,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// The field that is written in; one beyond the last is the line that hands it in.
    pub focus: usize,
    /// The settings that its author was shown when it was opened.
    pub seen: Vec<EntryRef>,
    /// Said above the line that hands it in: what it costs, who will read it, what is refused.
    pub remarks: Vec<String>,
    /// Handed in, and waiting for the word that it is saved.
    pub handed_in: bool,
}

impl FormField {
    fn new(id: &'static str, input: Input) -> Self {
        let mut field = Self { id, input, wanted: false, problem: None, initial: String::new() };
        field.initial = field.text();
        field
    }

    /// A line of words.
    pub fn line(id: &'static str, text: &str) -> Self {
        Self::new(id, Input::Text(TextField::line().with_text(text)))
    }

    /// Several lines of words.
    pub fn lines(id: &'static str, text: &str) -> Self {
        Self::new(id, Input::Text(TextField::lines().with_text(text)))
    }

    /// A place, looked up as it is typed.
    pub fn place(id: &'static str, text: &str) -> Self {
        let text = TextField::line().with_text(text);
        Self::new(id, Input::Place { text, at: None, many: false })
    }

    /// Places, separated by commas.
    pub fn places(id: &'static str, text: &str) -> Self {
        let text = TextField::line().with_text(text);
        Self::new(id, Input::Place { text, at: None, many: true })
    }

    /// A time; the present value is shown in full.
    pub fn moment(id: &'static str, moment: Option<Moment>) -> Self {
        let text = moment.map(|at| when::date_clock(at.stamp())).unwrap_or_default();
        Self::new(id, Input::Moment(TextField::line().with_text(&text)))
    }

    /// One of some values.
    pub fn choice(id: &'static str, values: Vec<Value>, chosen: Option<&str>) -> Self {
        let at = chosen.and_then(|name| values.iter().position(|value| value.name == name));
        Self::new(id, Input::Choice { values, at })
    }

    /// Several of some values, of which one is shown to begin with.
    pub fn several(id: &'static str, values: Vec<Value>, shown: &str) -> Self {
        Self::new(id, Input::Several(Several::new(values, shown)))
    }

    /// The field, to be filled in.
    #[must_use]
    pub fn wanted(mut self) -> Self {
        self.wanted = true;
        self
    }

    /// What is filled in, as drafts keep it.
    pub fn text(&self) -> String {
        match &self.input {
            Input::Text(text) | Input::Place { text, .. } | Input::Moment(text) => {
                text.text().to_owned()
            }
            Input::Choice { values, at } => {
                at.and_then(|at| values.get(at)).map(|v| v.name.clone()).unwrap_or_default()
            }
            Input::Several(several) => several.text(),
        }
    }

    /// Whether it says something else than when the form was opened.
    pub fn is_changed(&self) -> bool {
        self.text() != self.initial
    }

    /// Fills in what a draft has.
    pub fn restore(&mut self, said: &str) {
        match &mut self.input {
            Input::Text(text) | Input::Place { text, .. } | Input::Moment(text) => {
                *text = text.clone().with_text(said);
            }
            Input::Choice { values, at } => {
                *at = values.iter().position(|value| value.name == said);
            }
            Input::Several(several) => several.restore(said),
        }
    }

    fn text_field(&mut self) -> Option<&mut TextField> {
        match &mut self.input {
            Input::Text(text) | Input::Place { text, .. } | Input::Moment(text) => Some(text),
            Input::Choice { .. } | Input::Several(_) => None,
        }
    }

    /// The values of a choice, and the one shown.
    fn choice_field(&mut self) -> Option<(&[Value], &mut Option<usize>)> {
        match &mut self.input {
            Input::Choice { values, at } => Some((values, at)),
            Input::Several(several) => Some((&several.values, &mut several.at)),
            _ => None,
        }
    }

    /// What is typed since the last comma, to be looked up.
    pub fn looked_up(&self) -> Option<&str> {
        match &self.input {
            Input::Place { text, many: true, .. } => text.text().rsplit(',').next().map(str::trim),
            Input::Place { text, .. } => Some(text.text().trim()),
            _ => None,
        }
    }

    /// Puts a suggestion in place of what is typed since the last comma.
    pub fn take(&mut self, suggestion: &str) {
        let Input::Place { text, at, many } = &mut self.input else { return };
        let before = match text.text().rsplit_once(',') {
            Some((before, _)) if *many => format!("{before}, "),
            _ => String::new(),
        };
        *text = TextField::line().with_text(&format!("{before}{suggestion}"));
        *at = None;
    }
}

impl Form {
    /// The field that is written in; none on the line that hands in.
    pub fn focused(&self) -> Option<&FormField> {
        self.fields.get(self.focus)
    }

    /// Writes a typed character into the field in focus; in a choice it finds the next value that
    /// begins with it.
    pub fn insert(&mut self, char: char) {
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        field.problem = None;
        if let Input::Place { at, .. } = &mut field.input {
            *at = None;
        }
        if let Some(text) = field.text_field() {
            text.insert(char);
        } else if let (' ', Input::Several(several)) = (char, &mut field.input) {
            several.toggle();
        } else if let Some((values, at)) = field.choice_field() {
            if char == ' ' {
                *at = step(*at, values.len(), Action::ChoiceNext);
            } else {
                let begins =
                    |n: &usize| fold(&values[*n].words).starts_with(&fold(&char.to_string()));
                let from = at.map_or(0, |at| at + 1);
                let found = (from..values.len()).chain(0..from.min(values.len())).find(begins);
                *at = found.or(*at);
            }
        }
    }

    /// Writes pasted text into the field in focus. Whether all of it fitted.
    pub fn paste(&mut self, pasted: &str) -> bool {
        let field = self.fields.get_mut(self.focus);
        field.and_then(FormField::text_field).is_none_or(|text| text.paste(pasted))
    }

    /// Carries out an action inside the form; whether it was one.
    pub fn act(&mut self, action: Action) -> bool {
        if let Some(field) = self.fields.get_mut(self.focus) {
            if field.text_field().is_some_and(|text| text.edit(action)) {
                field.problem = None;
                return true;
            }
            if matches!(action, Action::ChoiceNext | Action::ChoicePrevious)
                && let Some((values, at)) = field.choice_field()
            {
                *at = step(*at, values.len(), action);
                field.problem = None;
                return true;
            }
        }
        match action {
            Action::NextField | Action::LineDown => {
                self.focus = (self.focus + 1).min(self.fields.len());
            }
            Action::PreviousField | Action::LineUp => self.focus = self.focus.saturating_sub(1),
            _ => return false,
        }
        true
    }

    /// Goes to the first field that must be filled in and is not, else to what was written last:
    /// there an officer begins to type, and text must not fall on a choice, where letters choose.
    pub fn begin(&mut self) {
        let empty = |field: &FormField| field.wanted && field.text().trim().is_empty();
        let written = || self.fields.iter().rposition(FormField::is_changed);
        self.focus = self.fields.iter().position(empty).or_else(written).unwrap_or(0);
    }

    /// Whether something is filled in that was not there when it was opened.
    pub fn is_changed(&self) -> bool {
        self.fields.iter().any(FormField::is_changed)
    }

    /// What a draft of it keeps.
    pub fn draft(&self) -> Vec<(String, String)> {
        let changed = self.fields.iter().filter(|field| field.is_changed());
        changed.map(|field| (field.id.to_owned(), field.text())).collect()
    }

    /// Fills in what a draft has.
    pub fn restore(&mut self, draft: &[(String, String)]) {
        for (id, said) in draft {
            if let Some(field) = self.fields.iter_mut().find(|field| field.id == id) {
                field.restore(said);
            }
        }
    }
}

fn step(at: Option<usize>, count: usize, action: Action) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (at, action) {
        (None, Action::ChoicePrevious) => last,
        (None, _) => 0,
        (Some(0), Action::ChoicePrevious) => last,
        (Some(at), Action::ChoicePrevious) => at - 1,
        (Some(at), _) => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::purpose::Purpose;
    use super::*;

    fn form() -> Form {
        let values = ["open", "closed", "unknown"]
            .map(|name| Value { name: name.to_owned(), words: name.to_uppercase() });
        Form {
            purpose: Purpose::Note,
            fields: vec![
                FormField::line("title", "").wanted(),
                FormField::choice("status", values.to_vec(), None),
                FormField::lines("text", "as it was"),
                FormField::places("places", ""),
            ],
            focus: 0,
            seen: Vec::new(),
            remarks: Vec::new(),
            handed_in: false,
        }
    }

    #[test]
    fn typing_choosing_and_walking() {
        let mut form = form();
        "Gates".chars().for_each(|char| form.insert(char));
        form.act(Action::NextField);
        form.insert('c');
        assert_eq!(form.fields[1].text(), "closed");
        form.act(Action::ChoiceNext);
        form.act(Action::ChoiceNext);
        assert_eq!(form.fields[1].text(), "open");
        form.act(Action::NextField);
        form.act(Action::LineUp);
        assert_eq!(form.focus, 1, "above the first line is the field before");
        let kept = [("title", "Gates"), ("status", "open")];
        let kept: Vec<_> = kept.map(|(id, text)| (id.to_owned(), text.to_owned())).to_vec();
        assert_eq!(form.draft(), kept);
        let mut again = self::form();
        again.restore(&kept);
        assert_eq!(again.draft(), kept);
    }

    #[test]
    fn it_begins_where_something_is_wanted() {
        let mut form = form();
        form.fields.swap(0, 1);
        form.begin();
        assert_eq!(form.fields[form.focus].id, "title");
        form.insert('x');
        form.begin();
        assert_eq!(form.fields[form.focus].id, "title", "what was written last");
    }

    #[test]
    fn a_suggestion_takes_the_place_of_what_was_typed_for_it() {
        let mut form = form();
        form.focus = 3;
        assert!(form.paste("JPNGO, yok"));
        assert_eq!(form.fields[3].looked_up(), Some("yok"));
        form.fields[3].take("JPYKK");
        assert_eq!(form.fields[3].text(), "JPNGO, JPYKK");
    }
}
