//! Where everything goes: computed once, for drawing and for scrolling alike.
//!
//! Panes are stacked at full width, because a terminal can scroll whole lines alone.

use ratatui::layout::Rect;

use crate::state::State;
use crate::state::pane::Pane;

/// The smallest screen on which the console can be used.
pub const SMALLEST: (u16, u16) = (30, 8);

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regions {
    /// The line above the banner, where a real event is not acknowledged.
    pub real_event: Option<Rect>,
    /// Mode, room, role, time, link.
    pub banner: Rect,
    /// The screen itself.
    pub body: Rect,
    /// The filter, while one is typed or in force.
    pub filter: Option<Rect>,
    /// What was last said to the officer, or what may follow a prefix.
    pub notice: Option<Rect>,
    /// The keys that work here.
    pub footer: Rect,
}

/// The parts of a screen; none where it is too small.
pub fn regions(state: &State, area: Rect) -> Option<Regions> {
    const STRIP_ROWS: u16 = 3;
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        return None;
    }
    let line = |y: u16, height: u16| Rect { y, height, ..area };
    let mut top = area.y;
    let real_event = has_real_event(state).then(|| line(top, 1));
    top += u16::from(real_event.is_some());
    let banner = line(top, 1);
    top += 1;
    let mut bottom = area.y + area.height - 1;
    let footer = line(bottom, 1);
    let mut notice = None;
    if !state.pending.is_empty() {
        bottom -= STRIP_ROWS;
        notice = Some(line(bottom, STRIP_ROWS));
    } else if state.notice.is_some() {
        bottom -= 1;
        notice = Some(line(bottom, 1));
    }
    let walk = &state.place().walk;
    let filtered = walk.filtering || !walk.filter.is_empty();
    let mut filter = None;
    if filtered && state.form.is_none() && state.overlay.is_none() {
        bottom -= 1;
        filter = Some(line(bottom, 1));
    }
    Some(Regions { real_event, banner, body: line(top, bottom - top), filter, notice, footer })
}

/// Whether a real event stands that the officer has not acknowledged.
fn has_real_event(state: &State) -> bool {
    state.desk.as_ref().is_some_and(|desk| desk.real_event().is_some())
}

/// How many rows each pane shows in `height` lines: all of them, if there is room; otherwise each
/// its least, the one with the marker first, and the rest in turn.
pub fn heights(panes: &[Pane], selected: usize, height: usize) -> Vec<usize> {
    let full: Vec<usize> = panes.iter().map(Pane::full_height).collect();
    let mut given = vec![0; panes.len()];
    let mut left = height;
    let order = (0..panes.len()).filter(|pane| *pane != selected);
    for pane in [selected].into_iter().chain(order) {
        let Some(wanted) = full.get(pane) else { continue };
        let least = (1 + panes[pane].least.max(1)).min(*wanted);
        if least <= left {
            given[pane] = least;
            left -= least;
        }
    }
    while left > 0 {
        let before = left;
        for pane in 0..panes.len() {
            if left > 0 && given[pane] > 0 && given[pane] < full[pane] {
                given[pane] += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    given.into_iter().map(|lines: usize| lines.saturating_sub(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::pane::Cell;

    fn pane(rows: usize, least: usize) -> Pane {
        Pane::text("", (0..rows).map(|n| Cell::plain(n.to_string())).collect(), least)
    }

    #[test]
    fn what_fits_is_shown_whole_and_the_rest_shares() {
        let panes = [pane(3, 2), pane(0, 1), pane(50, 3)];
        assert_eq!(heights(&panes, 0, 80), [3, 1, 50]);
        assert_eq!(heights(&panes, 0, 12), [3, 1, 5]);
        assert_eq!(heights(&panes, 2, 5), [0, 0, 4]);
        assert_eq!(heights(&[], 0, 5), [] as [usize; 0]);
    }
}
