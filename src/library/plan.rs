//! Continuity plans as files: `docs/plans.md` is their format.

use std::collections::BTreeMap;
use std::time::Duration;

use liaison_core::body::plan::{Bilingual, PlanPublished, Step};
use liaison_core::body::{Body, Over};
use liaison_core::entry::BODY_BYTES_MAX;
use liaison_core::stamp::Moment;
use liaison_core::terms::{Level, PlanKind, Regime};

use super::clock;
use super::mistake::{MistakeKind, Mistakes};
use super::shape::Thing;
use super::sheet::{Field, Sheet, Table};
use super::slug::Slug;

/// The most steps that a plan can have.
pub const STEPS_MAX: usize = 64;

/// The largest plan in bytes once written: an entry's body less room for what it is published
/// over.
pub const PLAN_BYTES_MAX: usize = BODY_BYTES_MAX - 1024;

/// A continuity plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Stays the same over all versions.
    pub id: Slug,
    /// Counted from 1.
    pub version: u32,
    /// Activities, supply chain or leadership.
    pub kind: PlanKind,
    /// What it is called.
    pub title: Bilingual,
    /// What it is for.
    pub purpose: Bilingual,
    /// When it is to be activated.
    pub triggers: Vec<Bilingual>,
    /// What each level means: full, partial, monitor.
    pub levels: Vec<(Level, Bilingual)>,
    /// Who may activate.
    pub authority: Bilingual,
    /// Who stands in for the authority, in order.
    pub deputies: Vec<Bilingual>,
    /// Approvals wanted: 1, or 2 by officers of different organisations.
    pub approvals: u8,
    /// Recovery time objective. ISO 22301.
    pub rto: Duration,
    /// Maximum tolerable period of disruption, at least the RTO. ISO 22301.
    pub mtpd: Duration,
    /// Minimum business continuity objective, as a sentence. ISO 22301.
    pub mbco: Bilingual,
    /// Facilities it is for; empty: any.
    pub sites: Vec<String>,
    /// Regimes it is for; empty: any.
    pub regimes: Vec<Regime>,
    /// When it was last read through and found to hold: midnight UTC of that day.
    pub reviewed: Moment,
    /// What to do, in the order of the file.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Reads a plan; `file` is its name in messages.
    ///
    /// # Errors
    ///
    /// All mistakes of the file at once.
    pub fn parse(file: &str, text: &str) -> Result<Self, Mistakes> {
        Sheet::read(file, text, "plan", read)
    }

    /// The plan as a room's record takes it; `over` are the settings that the author was shown.
    pub fn publish(&self, over: Over) -> PlanPublished {
        PlanPublished {
            id: self.id.to_string(),
            version: self.version,
            kind: self.kind,
            title: self.title.clone(),
            purpose: self.purpose.clone(),
            triggers: self.triggers.clone(),
            levels: self.levels.clone(),
            authority: self.authority.clone(),
            deputies: self.deputies.clone(),
            rto: seconds(self.rto),
            mtpd: seconds(self.mtpd),
            mbco: self.mbco.clone(),
            approvals: self.approvals,
            steps: self.steps.clone(),
            over,
            sites: self.sites.clone(),
            regimes: self.regimes.clone(),
            reviewed: Some(self.reviewed),
        }
    }

    /// The step of that id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}

fn read(table: &Table<'_>) -> Option<Plan> {
    let id = table.want("id").and_then(|f| f.slug());
    let version = table.want("version").and_then(|f| f.number(1..=u32::MAX));
    let kind = table.want("kind").and_then(|f| f.term());
    let title = table.want("title").and_then(|f| f.bilingual());
    let purpose = table.want("purpose").and_then(|f| f.bilingual());
    let triggers = table.want("triggers").and_then(some_bilingual);
    let authority = table.want("authority").and_then(|f| f.bilingual());
    let deputies = table.want("deputies").and_then(some_bilingual);
    let approvals = table.want("approvals").and_then(|f| f.number(1..=2));
    let clocks = clocks(table);
    let mbco = table.want("mbco").and_then(|f| f.bilingual());
    let sites = match table.may("sites") {
        Some(sites) => sites.list(|f| f.facility_id()),
        None => Some(Vec::new()),
    };
    let regimes = match table.may("regimes") {
        Some(regimes) => regimes.list(|f| f.term()),
        None => Some(Vec::new()),
    };
    let reviewed = table.want("reviewed").and_then(|f| clock::date(&f));
    let levels = table.want("levels").and_then(|f| read_levels(&f));
    let steps = table.want("steps").and_then(|f| read_steps(&f));
    table.close();
    let (rto, mtpd) = clocks?;
    let plan = Plan {
        id: id?,
        version: version?,
        kind: kind?,
        title: title?,
        purpose: purpose?,
        triggers: triggers?,
        levels: levels?,
        authority: authority?,
        deputies: deputies?,
        approvals: approvals?,
        rto,
        mtpd,
        mbco: mbco?,
        sites: sites?,
        regimes: regimes?,
        reviewed: reviewed?,
        steps: steps?,
    };
    let bytes = Body::from(plan.publish(Over::default())).write().len();
    if bytes > PLAN_BYTES_MAX {
        table.mistake(MistakeKind::TooLong { bytes, bytes_max: PLAN_BYTES_MAX });
    }
    Some(plan)
}

/// RTO and MTPD: the second is never the shorter.
fn clocks(table: &Table<'_>) -> Option<(Duration, Duration)> {
    let rto_field = table.want("rto");
    let rto = rto_field.as_ref().and_then(clock::length);
    let mtpd_field = table.want("mtpd");
    let mtpd = mtpd_field.as_ref().and_then(clock::length);
    let (rto, mtpd) = (rto?, mtpd?);
    if mtpd < rto {
        mtpd_field?.mistake(MistakeKind::MtpdBelowRto { rto: rto_field?.text()? });
    }
    Some((rto, mtpd))
}

/// A list of texts with at least one in it.
fn some_bilingual(field: Field<'_>) -> Option<Vec<Bilingual>> {
    let list = field.list(|item| item.bilingual())?;
    not_empty(&field, list)
}

fn not_empty<T>(field: &Field<'_>, list: Vec<T>) -> Option<Vec<T>> {
    if list.is_empty() {
        field.mistake(MistakeKind::Empty { of: field.key().to_owned() });
        return None;
    }
    Some(list)
}

/// What each of the three levels means.
fn read_levels(field: &Field<'_>) -> Option<Vec<(Level, Bilingual)>> {
    let table = field.table("[levels]")?;
    let read = |&level: &Level| {
        let meaning = table.want(level.text()).and_then(|f| f.bilingual());
        meaning.map(|meaning| (level, meaning))
    };
    let levels: Vec<_> = Level::ALL.iter().map(read).collect();
    table.close();
    levels.into_iter().collect()
}

fn read_steps(field: &Field<'_>) -> Option<Vec<Step>> {
    let mut lines = BTreeMap::new();
    let steps = field.tables("[[steps]]", |table| read_step(&table, &mut lines))?;
    if steps.len() > STEPS_MAX {
        let [least, most] = [1, STEPS_MAX].map(|n| n.to_string());
        field.mistake(MistakeKind::OutOfRange { found: steps.len().to_string(), least, most });
    }
    not_empty(field, steps)
}

fn read_step(table: &Table<'_>, lines: &mut BTreeMap<Slug, u32>) -> Option<Step> {
    let id_field = table.want("id");
    let id = id_field.as_ref().and_then(|f| f.slug());
    if let (Some(field), Some(id)) = (&id_field, &id) {
        if let Some(&line) = lines.get(id) {
            let name = id.to_string();
            field.mistake(MistakeKind::Duplicate { what: Thing::Step, name, line });
        } else {
            lines.insert(id.clone(), field.line());
        }
    }
    let due = table.want("due").and_then(|f| clock::after(&f));
    let level = table.want("level").and_then(|f| f.term());
    let owner = table.want("owner").and_then(|f| f.bilingual());
    let text = table.want("text").and_then(|f| f.bilingual());
    table.close();
    Some(Step {
        id: id?.to_string(),
        text: text?,
        owner: owner?,
        due: seconds(due?),
        level: level?,
    })
}

fn seconds(length: Duration) -> u32 {
    u32::try_from(length.as_secs()).expect("lengths of time in files are at most 366 days")
}
