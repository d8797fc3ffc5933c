//! Drafts for the log: messages, acknowledgements, decisions, notes, corrections, guidance.

use liaison_core::body::document::DocumentWithdrawn;
use liaison_core::body::guidance::{GuidanceAcknowledged, GuidanceIssued, GuidanceWithdrawn};
use liaison_core::body::log::{
    Acknowledged, Corrected, DecisionRecorded, MessagePosted, NoteTaken,
};
use liaison_core::id::EntryRef;

use super::{Context, Draft, DraftError};
use crate::cli::document::Document;
use crate::cli::log::{Ack, Correct, Decide, Guidance, Note, Post};
use crate::cli::name;

fn about(incident: Option<&String>, at: &Context<'_>) -> Result<Option<EntryRef>, DraftError> {
    Ok(incident.map(|typed| name::incident(at.room, typed)).transpose()?)
}

pub(super) fn post(post: &Post, at: &Context<'_>) -> Result<Draft, DraftError> {
    let to = post.to.iter().map(|typed| name::address(at.room, typed));
    Ok(Draft::now(MessagePosted {
        precedence: post.precedence,
        text: post.text.clone(),
        to: to.collect::<Result<_, _>>()?,
        acknowledge: post.ack,
        reply_to: post.reply.as_ref().map(|typed| name::entry(at.room, typed)).transpose()?,
        tlp: post.tlp,
        language: None,
        incident: about(post.incident.as_ref(), at)?,
    }))
}

pub(super) fn ack(ack: &Ack, at: &Context<'_>) -> Result<Draft, DraftError> {
    let entries = ack.ids.iter().map(|typed| name::entry(at.room, typed));
    Ok(Draft::now(Acknowledged { entries: distinct(entries)? }))
}

pub(super) fn note(note: &Note, at: &Context<'_>) -> Result<Draft, DraftError> {
    let incident = about(note.incident.as_ref(), at)?;
    Ok(Draft::now(NoteTaken { text: note.text.clone(), incident }))
}

pub(super) fn correct(correct: &Correct, at: &Context<'_>) -> Result<Draft, DraftError> {
    let entry = name::entry(at.room, &correct.id)?;
    Ok(Draft::now(Corrected { entry, text: correct.text.clone() }))
}

pub(super) fn decide(decide: &Decide, at: &Context<'_>) -> Result<Draft, DraftError> {
    Ok(Draft::now(DecisionRecorded {
        question: decide.question.clone(),
        decision: decide.decision.clone(),
        options: decide.options.clone(),
        decider: decide.decider.clone(),
        review: at.due_if(decide.review.as_ref())?,
        incident: about(decide.incident.as_ref(), at)?,
    }))
}

pub(super) fn guidance(command: &Guidance, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    Ok(Some(match command {
        Guidance::Issue { number, title, supersedes, from, text } => {
            let supersedes = supersedes.iter().map(|typed| name::bulletin(at.room, typed));
            Draft::now(GuidanceIssued {
                number: number.clone(),
                title: title.clone(),
                text: text.clone(),
                supersedes: distinct(supersedes)?,
                from: at.due_if(from.as_ref())?,
            })
        }
        Guidance::Ack { numbers } => {
            let entries = numbers.iter().map(|typed| name::bulletin(at.room, typed));
            Draft::now(GuidanceAcknowledged { entries: distinct(entries)? })
        }
        Guidance::Withdraw { number, reason } => {
            let guidance = name::bulletin(at.room, number)?;
            Draft::now(GuidanceWithdrawn { guidance, reason: reason.clone() })
        }
        Guidance::List => return Ok(None),
    }))
}

pub(super) fn document(command: &Document, at: &Context<'_>) -> Result<Option<Draft>, DraftError> {
    let Document::Withdraw { document, reason } = command else { return Ok(None) };
    let document = name::document(at.room, document)?;
    Ok(Some(Draft::now(DocumentWithdrawn { document, reason: reason.clone() })))
}

/// Each once, in the order in which they were typed.
fn distinct(
    names: impl Iterator<Item = Result<EntryRef, name::NameError>>,
) -> Result<Vec<EntryRef>, DraftError> {
    let mut distinct = Vec::new();
    for name in names {
        let name = name?;
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    Ok(distinct)
}
