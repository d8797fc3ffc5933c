//! What a hostile end says: frames that are nearly right, drawn from bytes.

use arbitrary::{Result, Unstructured};
use liaison_core::entry::Link;
use liaison_core::id::{Hash, SeatId};
use liaison_core::ranges::Ranges;
use liaison_core::run::Run;
use liaison_core::stamp::Stamp;
use liaison_core::wire::{
    Anchor, Bye, Complete, Epoch, EpochId, Epochs, Farewell, Frame, FrameId, Have, History, Part,
    Piece, Refusal, RefusalReason, SeatRange, StoredRange, Stretch, Unfinished, Welcome,
};

use crate::documents::Papers;
use crate::partnership::Partnership;

/// Draws a message: some frame about some of these entries, or bytes that are none.
pub fn message(u: &mut Unstructured<'_>, links: &[Link]) -> Result<Vec<u8>> {
    let mut bytes = frame(u, links)?.encode();
    match u.int_in_range(0..=15)? {
        0 => {
            let at = u.choose_index(bytes.len())?;
            bytes[at] ^= u.arbitrary::<u8>()?;
        }
        1 => bytes.truncate(u.choose_index(bytes.len())?),
        2 => {
            let cut = u.choose_index(bytes.len())?;
            let piece = match u.int_in_range(0..=2)? {
                0 => Piece::First(FrameId::of(&bytes)),
                1 => Piece::Next,
                _ => Piece::Resumed,
            };
            let part = Part { last: u.arbitrary()?, piece, bytes: bytes[cut..].to_vec() };
            bytes = Frame::Part(part).encode();
        }
        3 => bytes = u.arbitrary()?,
        _ => {}
    }
    Ok(bytes)
}

/// Draws a frame about some of these entries.
pub fn frame(u: &mut Unstructured<'_>, links: &[Link]) -> Result<Frame> {
    let some = u.choose(links)?;
    let (seat, n, h) = (some.author.seat(), some.n, some.h);
    Ok(match u.int_in_range(0..=19)? {
        0..=3 => Frame::Run(run(u, links)?),
        4..=5 => {
            let mut stretches = Vec::new();
            for _ in 0..u.int_in_range(1..=4)? {
                let run = run(u, links)?;
                let after = u.arbitrary::<bool>()?.then_some(some.previous);
                stretches.push(Stretch { after: after.filter(|_| run.first > 1), run });
            }
            Frame::Batch(stretches)
        }
        6 => Frame::Anchor(Anchor { seat, n: n - 1, h: some.previous }),
        7 => Frame::Anchor(Anchor { seat, n: u.int_in_range(0..=9)?, h }),
        8 => Frame::Have(have(u, links)?),
        9 => Frame::History(history(u)?),
        10 => Frame::Received(u64::from(u.arbitrary::<u16>()?)),
        11 => Frame::Welcome(welcome(u, links)?),
        12 => Frame::Epochs(epochs(u)?),
        13 => {
            let mut positions: Vec<u64> = Vec::new();
            for _ in 0..u.int_in_range(0..=5)? {
                positions.push(u.int_in_range(0..=90)?);
            }
            positions.sort_unstable();
            positions.dedup();
            Frame::Standing(positions)
        }
        17 => Frame::Heads(vec![(seat, n)]),
        18 => Frame::Missing(u.int_in_range(0..=3)?),
        14 => Frame::Complete(Complete { history: history(u)?, end: u.int_in_range(0..=90)? }),
        15 => {
            let range = range(u, links)?;
            let first = u.int_in_range(0..=90)?;
            let positions = (first..).take(range.count() as usize).collect();
            Frame::Stored(vec![StoredRange { range, signatures: u.arbitrary()?, positions }])
        }
        16 => {
            let position = u.arbitrary::<Option<u8>>()?.map(u64::from);
            let reason = *u.choose(&[RefusalReason::Size, RefusalReason::Branches])?;
            Frame::Refused(vec![Refusal { seat, n, short: h.short(), reason, position }])
        }
        _ => short(u)?,
    })
}

fn short(u: &mut Unstructured<'_>) -> Result<Frame> {
    Ok(match u.int_in_range(0..=4)? {
        4 => Papers::shared().frame(u, 1)?,
        0 => Frame::Current(u.int_in_range(0..=90)?),
        1 => Frame::Time(Stamp(u.arbitrary()?)),
        2 => Frame::Bye(Bye { reason: Farewell::Done, retry_after: std::time::Duration::ZERO }),
        _ => Frame::Received(u.int_in_range(0..=u64::MAX >> 2)?),
    })
}

/// Entries of one author that follow each other, with some or all of their signatures, most of
/// them true.
fn run(u: &mut Unstructured<'_>, links: &[Link]) -> Result<Run> {
    let mut chosen = vec![u.choose(links)?];
    while chosen.len() < 8 && u.ratio(3, 4)? {
        let last = chosen[chosen.len() - 1];
        let next = |link: &&Link| link.author == last.author && link.previous == last.h;
        let Some(next) = links.iter().find(next) else { break };
        chosen.push(next);
    }
    let officers = &Partnership::shared().officers;
    let secret = officers.iter().find(|officer| officer.key() == chosen[0].author);
    let mut signatures = Vec::new();
    for (at, link) in chosen.iter().enumerate() {
        let signed = at + 1 == chosen.len() || u.ratio(1, 4)?;
        let signature = link.signature.or_else(|| secret.map(|secret| secret.sign(&link.h)));
        signatures.push(signature.filter(|_| signed));
    }
    let placed = u.ratio(1, 2)?;
    let first = u.int_in_range(0..=90)?;
    Ok(Run {
        seat: chosen[0].author.seat(),
        first: chosen[0].n,
        positions: placed.then(|| (first..).take(chosen.len()).collect()),
        contents: chosen.iter().map(|link| link.content.clone()).collect(),
        signatures,
    })
}

fn have(u: &mut Unstructured<'_>, links: &[Link]) -> Result<Have> {
    let mut positions = Ranges::default();
    for _ in 0..u.int_in_range(0..=3)? {
        let first = u.int_in_range(0..=90)?;
        positions.insert_range(first, first + u.int_in_range(0..=9)?);
    }
    let mut unplaced = Vec::new();
    for _ in 0..u.int_in_range(0..=3)? {
        unplaced.push(range(u, links)?);
    }
    let epoch = u.arbitrary::<Option<u8>>()?.map(|id| EpochId([id % 4; 8]));
    let epoch = if positions.is_empty() { None } else { epoch };
    let frame = FrameId(u.arbitrary()?);
    let unfinished =
        if u.ratio(1, 4)? { Some(Unfinished { frame, bytes: u.arbitrary()? }) } else { None };
    Ok(Have { history: history(u)?, more: u.ratio(1, 4)?, epoch, positions, unplaced, unfinished })
}

fn welcome(u: &mut Unstructured<'_>, links: &[Link]) -> Result<Welcome> {
    let mut disputes = Vec::new();
    for _ in 0..u.int_in_range(0..=2)? {
        disputes.push(range(u, links)?);
    }
    let epochs = vec![(EpochId([u.int_in_range(0..=3)?; 8]), u.int_in_range(0..=90)?)];
    let (time, end) = (Stamp(u.arbitrary()?), u.int_in_range(0..=90)?);
    Ok(Welcome { time, end, epochs, disputes, ..Welcome::default() })
}

fn epochs(u: &mut Unstructured<'_>) -> Result<Epochs> {
    let first = u.int_in_range(0..=90)?;
    let epoch = Epoch {
        id: EpochId([u.int_in_range(0..=3)?; 8]),
        first,
        end: first + u.int_in_range(0..=9)?,
    };
    Ok(Epochs { complete: u.arbitrary()?, epochs: vec![epoch] })
}

fn range(u: &mut Unstructured<'_>, links: &[Link]) -> Result<SeatRange> {
    let last = u.choose(links)?;
    let seat = if u.ratio(7, 8)? { last.author.seat() } else { SeatId(u.arbitrary()?) };
    let first = u.int_in_range(1..=last.n)?;
    let h = if u.ratio(3, 4)? { last.h } else { Hash(u.arbitrary()?) };
    Ok(SeatRange { seat, first, last: last.n, short: h.short() })
}

fn history(u: &mut Unstructured<'_>) -> Result<History> {
    Ok(*u.choose(&[History::None, History::Recent, History::All])?)
}
