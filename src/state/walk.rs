//! Where an officer stands on a screen: pane, row, scroll, filter.
//!
//! The row is remembered by what it stands for, so that the marker stays on it when other rows
//! come and go.

use super::pane::{Pane, Target};
use super::text_field::TextField;
use crate::action::Action;

/// A place among the rows of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The pane with the marker.
    pub pane: usize,
    /// What the marker is on; none: the first row, whatever it is.
    pub target: Option<Target>,
    /// Where that row was last, for when it goes.
    row: usize,
    /// The first row shown of each pane.
    tops: Vec<usize>,
    /// What rows must have.
    pub filter: TextField,
    /// Whether the filter is being typed.
    pub filtering: bool,
}

impl Walk {
    /// On the first row, nothing filtered.
    pub const START: Self = Self {
        pane: 0,
        target: None,
        row: 0,
        tops: Vec::new(),
        filter: TextField::EMPTY,
        filtering: false,
    };

    /// Panes as this place shows them: filtered.
    pub fn filtered(&self, mut panes: Vec<Pane>) -> Vec<Pane> {
        if !self.filter.is_empty() {
            panes.iter_mut().for_each(|pane| pane.filter(self.filter.text()));
        }
        panes
    }

    /// The pane and the row with the marker; none where there are no rows at all.
    pub fn selected(&self, panes: &[Pane]) -> Option<(usize, usize)> {
        let in_pane = |pane: usize| {
            let rows = &panes.get(pane)?.rows;
            let at = match &self.target {
                Some(target) => rows.iter().position(|row| row.target == *target),
                None => Some(0),
            };
            let last = rows.len().checked_sub(1)?;
            Some((pane, at.unwrap_or(self.row).min(last)))
        };
        let first_with_rows = || panes.iter().position(|pane| !pane.rows.is_empty());
        in_pane(self.pane).or_else(|| Some((first_with_rows()?, 0)))
    }

    /// Puts the marker on what was opened from another screen, if it is in a pane here.
    pub fn mark(&mut self, pane: usize, target: Target) {
        self.pane = pane;
        self.target = Some(target);
    }

    /// Where the marker was last, for when its row has gone.
    pub fn row(&self) -> usize {
        self.row
    }

    /// What the marker is on.
    pub fn target(&self, panes: &[Pane]) -> Option<Target> {
        let (pane, row) = self.selected(panes)?;
        Some(panes[pane].rows[row].target.clone())
    }

    /// Moves the marker. Whether the action was a movement. `heights` are the rows that each pane
    /// shows.
    pub fn go(&mut self, action: Action, panes: &[Pane], heights: &[usize]) -> bool {
        let Some((pane, row)) = self.selected(panes) else { return false };
        let last = panes[pane].rows.len() - 1;
        let page = heights.get(pane).copied().unwrap_or(1).saturating_sub(1).max(1);
        let (pane, row) = match action {
            Action::Up if row == 0 => match self.other_pane(pane, panes, Action::PreviousPane) {
                above if above < pane => (above, panes[above].rows.len() - 1),
                _ => (pane, row),
            },
            Action::Up => (pane, row - 1),
            Action::Down if row == last => match self.other_pane(pane, panes, Action::NextPane) {
                below if below > pane => (below, 0),
                _ => (pane, row),
            },
            Action::Down => (pane, row + 1),
            Action::PageUp => (pane, row.saturating_sub(page)),
            Action::PageDown => (pane, (row + page).min(last)),
            Action::First => (pane, 0),
            Action::Last => (pane, last),
            Action::NextPane | Action::PreviousPane => (self.other_pane(pane, panes, action), 0),
            _ => return false,
        };
        self.put(panes, heights, pane, row);
        true
    }

    fn other_pane(&self, from: usize, panes: &[Pane], action: Action) -> usize {
        let count = panes.len();
        let step = if action == Action::NextPane { 1 } else { count - 1 };
        let order = (1..=count).map(|n| (from + n * step) % count);
        order.into_iter().find(|pane| !panes[*pane].rows.is_empty()).unwrap_or(from)
    }

    /// Puts the marker on a row, and scrolls as little as shows it.
    pub fn put(&mut self, panes: &[Pane], heights: &[usize], pane: usize, row: usize) {
        self.pane = pane;
        self.row = row;
        self.target = panes[pane].rows.get(row).map(|row| row.target.clone());
        self.tops.resize(panes.len(), 0);
        let height = heights.get(pane).copied().unwrap_or(1);
        self.tops[pane] = first_shown(self.tops[pane], Some(row), height, panes[pane].rows.len());
        // On the very first row the marker stays on what comes in there.
        if row == 0 {
            self.target = None;
        }
    }

    /// The first row to show of a pane with room for `height` of them.
    pub fn top(&self, pane: usize, selected: Option<usize>, height: usize, rows: usize) -> usize {
        first_shown(self.tops.get(pane).copied().unwrap_or(0), selected, height, rows)
    }
}

fn first_shown(top: usize, selected: Option<usize>, height: usize, rows: usize) -> usize {
    let top = top.min(rows.saturating_sub(height));
    match selected {
        Some(row) if row < top => row,
        Some(row) if row >= top + height.max(1) => row + 1 - height.max(1),
        _ => top,
    }
}

#[cfg(test)]
mod tests {
    use super::super::pane::Cell;
    use super::*;

    fn panes(counts: &[usize]) -> Vec<Pane> {
        let lines = |n: usize| (0..n).map(|i| Cell::plain(format!("line {i}"))).collect();
        counts.iter().map(|n| Pane::text("", lines(*n), 1)).collect()
    }

    #[test]
    fn walks_through_rows_and_on_into_the_next_pane() {
        let panes = panes(&[2, 0, 3]);
        let heights = [2, 1, 2];
        let mut walk = Walk::default();
        let mut go = |action| {
            walk.go(action, &panes, &heights);
            walk.selected(&panes).expect("rows")
        };
        assert_eq!(go(Action::Down), (0, 1));
        assert_eq!(go(Action::Down), (2, 0));
        assert_eq!(go(Action::Last), (2, 2));
        assert_eq!(go(Action::Down), (2, 2));
        assert_eq!(go(Action::NextPane), (0, 0));
        assert_eq!(go(Action::Up), (0, 0));
        assert_eq!(go(Action::PreviousPane), (2, 0));
        assert_eq!(go(Action::Up), (0, 1));
    }

    #[test]
    fn the_marker_stays_on_its_row_when_others_come() {
        let mut panes = panes(&[3]);
        let mut walk = Walk::default();
        walk.go(Action::Down, &panes, &[3]);
        let target = walk.target(&panes);
        let first = panes[0].rows[0].clone();
        panes[0].rows.insert(0, crate::state::pane::Row { target: Target::Text(99), ..first });
        assert_eq!(walk.target(&panes), target);
        assert_eq!(walk.selected(&panes), Some((0, 2)));
    }

    #[test]
    fn scrolls_as_little_as_shows_the_row() {
        assert_eq!(first_shown(0, Some(4), 3, 10), 2);
        assert_eq!(first_shown(5, Some(4), 3, 10), 4);
        assert_eq!(first_shown(9, None, 3, 10), 7);
        assert_eq!(first_shown(0, None, 20, 10), 0);
    }
}
