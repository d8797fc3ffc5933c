//! The table of figures, each beside its budget.

/// What a figure may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Budget {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
}

impl Budget {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

/// Prints lines as they are measured, and counts.
#[derive(Debug, Default)]
pub(crate) struct Table {
    met: usize,
    missed: Vec<String>,
}

impl Table {
    /// A heading.
    pub(crate) fn title(&self, text: &str) {
        println!("\n{text}");
    }

    /// A sentence under the figures.
    pub(crate) fn say(&self, text: &str) {
        println!("    {text}");
    }

    /// A figure without a budget.
    pub(crate) fn figure(&self, what: &str, value: f64, unit: &str) {
        println!("  {what:<58} {:>16}", format!("{} {unit}", digits(value)));
    }

    /// A figure and its budget in the same unit.
    pub(crate) fn row(&mut self, what: &str, value: f64, unit: &str, budget: Budget) {
        let figure = format!("{} {unit}", digits(value));
        let (sign, bound) = match budget {
            Budget::AtMost(most) => ("≤", most),
            Budget::AtLeast(least) => ("≥", least),
        };
        let met = budget.is_met(value);
        let (bound, said) = (digits(bound), if met { "met" } else { "NOT MET" });
        println!("  {what:<58} {figure:>16}   {sign} {bound:<9} {said}");
        if met {
            self.met += 1;
        } else {
            self.missed.push(what.to_owned());
        }
    }

    /// How many budgets were met.
    pub(crate) fn end(&self) {
        println!("\nbudgets: {} met, {} not met", self.met, self.missed.len());
        for what in &self.missed {
            println!("  not met: {what}");
        }
    }
}

/// Three digits that count, with commas in large numbers.
fn digits(value: f64) -> String {
    match value.abs() {
        below if below < 10.0 => format!("{value:.2}"),
        below if below < 100.0 => format!("{value:.1}"),
        _ => {
            let whole = format!("{value:.0}");
            let mut text = String::new();
            for (at, digit) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at).is_multiple_of(3) {
                    text.push(',');
                }
                text.push(digit);
            }
            text
        }
    }
}
