//! The tables: a line a system, the budgets of the design beside liaison's figures.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One figure, as the peers' clients write it too.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Figure {
    /// Which program, in which use.
    pub(crate) system: String,
    /// Whether with TLS.
    pub(crate) tls: bool,
    /// What was measured: the key of a column.
    pub(crate) what: String,
    /// Bytes or seconds.
    pub(crate) value: f64,
    /// What must be known to compare it.
    pub(crate) note: String,
}

/// What was measured, printed as it comes and once more as tables.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    systems: Vec<(String, bool)>,
    values: BTreeMap<(usize, String), f64>,
    notes: Vec<String>,
}

struct Column {
    what: &'static str,
    head: [&'static str; 2],
    budget: Option<f64>,
}

const fn column(what: &'static str, head: [&'static str; 2], budget: Option<f64>) -> Column {
    Column { what, head, budget }
}

const BYTES: &[Column] = &[
    column("live_subscriber", ["report,", "reader"], Some(150.0)),
    column("live_publisher", ["report,", "writer"], Some(150.0)),
    column("ack_sender", ["ack.,", "its sender"], Some(110.0)),
    column("ack_receiver", ["ack.,", "receiver"], Some(110.0)),
    column("catch_up", ["catch-up,", "a report"], Some(42.0)),
    column("catch_up_mixed", ["mixed,", "an entry"], Some(42.0)),
    column("nothing_new", ["back,", "no news"], Some(1_200.0)),
    column("first", ["first", "connection"], Some(1_500.0)),
];

const SECONDS: &[Column] = &[
    column("newcomer", ["newcomer:", "present"], Some(60.0)),
    column("newcomer_bytes", ["that in", "bytes"], None),
    column("away_present", ["away, 500:", "present"], None),
    column("away", ["away, 500:", "all"], None),
    column("away_bytes", ["that in", "bytes"], None),
    column("flash_up_9600", ["flash up,", "9,600"], Some(3.0)),
    column("flash_down_9600", ["flash down,", "9,600"], Some(3.0)),
    column("flash_up_2400", ["flash up,", "2,400"], Some(5.0)),
    column("flash_down_2400", ["flash down,", "2,400"], Some(5.0)),
];

/// How the names of liaison's own lines begin; it is measured first.
const OURS: &str = "liaison";
const NAME: usize = 42;
const CELL: usize = 12;

impl Figures {
    /// Takes a figure.
    pub(crate) fn add(&mut self, figure: Figure) {
        let Figure { system, tls, what, value, note } = figure;
        let name = name(&system, tls);
        eprintln!("  {name:<NAME$} {what:<18} {value:>12.2} {note}");
        let system = (system, tls);
        let at = self.systems.iter().position(|known| *known == system).unwrap_or_else(|| {
            self.systems.push(system);
            self.systems.len() - 1
        });
        self.values.insert((at, what.clone()), value);
        if !note.is_empty() {
            let note = format!("{name}, {}: {note}", what.replace('_', " "));
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.values.len()
    }

    /// Prints everything.
    pub(crate) fn print(&self) {
        self.table("Bytes on the TCP connection, both ways", BYTES);
        self.table(
            "Seconds, round trip 2 s, all with TLS; 2,400 bit/s where nothing else is said",
            SECONDS,
        );
        println!("\nTo be known when comparing (more in benches/link/README.md):");
        for note in &self.notes {
            println!("  {note}");
        }
    }

    fn table(&self, title: &str, columns: &[Column]) {
        println!("\n{title}\n");
        for line in 0..2 {
            print!("{:NAME$}", "");
            columns.iter().for_each(|column| print!("{:>CELL$}", column.head[line]));
            println!();
        }
        for (at, (system, tls)) in self.systems.iter().enumerate() {
            let value = |column: &Column| self.values.get(&(at, column.what.to_owned()));
            if !columns.iter().any(|column| value(column).is_some()) {
                continue;
            }
            print!("{:<NAME$}", name(system, *tls));
            for column in columns {
                print!("{:>CELL$}", value(column).map_or("-".to_owned(), |v| digits(*v)));
            }
            println!();
            if at == 0 && system.starts_with(OURS) {
                budgets(columns, |column| value(column).copied());
            }
        }
    }
}

/// The budgets under liaison's line, with a mark at those that are not met.
fn budgets(columns: &[Column], value: impl Fn(&Column) -> Option<f64>) {
    print!("{:<NAME$}", "  its budget (! where it is not met)");
    for column in columns {
        let said = column.budget.map_or(String::new(), |most| {
            let missed = value(column).is_some_and(|v| v > most);
            format!("≤ {}{}", digits(most), if missed { "!" } else { "" })
        });
        print!("{said:>CELL$}");
    }
    println!();
}

fn name(system: &str, tls: bool) -> String {
    format!("{system}{}", if tls { ", TLS" } else { "" })
}

/// One place after the point below a hundred, commas in large numbers.
fn digits(value: f64) -> String {
    if value < 100.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
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
