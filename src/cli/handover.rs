//! What a successor must know, composed from the room: it goes into the offer of a hand-over.
//!
//! By exception (field.md §3): only what is open. Last words come after it.

use super::draft::Context;
use super::name::flow_text;
use crate::when;
use crate::words::{Words, arg};

/// The most bytes of what is composed: the entry's text field has twice as many.
const BRIEF_BYTES_MAX: usize = 4 * 1024;

/// The brief: open incidents, flows that do not run, activations, messages that wait for
/// acknowledgement, decisions to be reviewed; then the outgoing officer's last words.
pub fn brief(at: &Context<'_>, last_words: Option<&str>) -> String {
    let mut lines = Vec::new();
    incidents(at, &mut lines);
    flows(at, &mut lines);
    activations(at, &mut lines);
    waiting(at, &mut lines);
    let mut text = String::new();
    for line in lines {
        if text.len() + line.len() > BRIEF_BYTES_MAX {
            text.push_str("…\n");
            break;
        }
        text.push_str(&line);
        text.push('\n');
    }
    if let Some(last_words) = last_words {
        text.push_str(last_words);
    }
    if text.trim().is_empty() {
        at.words.say("out-handover-nothing")
    } else {
        text.trim().to_owned()
    }
}

fn due(words: &Words, moment: Option<liaison_core::stamp::Moment>) -> String {
    moment.map_or_else(|| words.say("out-none"), |moment| when::date_clock(moment.stamp()))
}

fn incidents(at: &Context<'_>, lines: &mut Vec<String>) {
    for incident in at.room.incidents().values().filter(|i| i.declared.is_some() && i.is_open()) {
        let title = incident.title.newest().map_or("", |s| &s.value).to_owned();
        let severity = incident.severity.newest().map_or("Unknown", |s| s.value.text());
        let next = due(at.words, incident.next_update());
        let severity = at.words.say(&format!("severity-{severity}"));
        let args = [("title", arg(title)), ("severity", arg(severity)), ("next", arg(next))];
        lines.push(at.words.with("out-handover-incident", &args));
    }
}

fn flows(at: &Context<'_>, lines: &mut Vec<String>) {
    for (name, flow) in at.room.flows().iter().filter(|(_, f)| !f.is_open()) {
        let status = flow.status.newest().map_or("unknown", |s| s.value.text());
        let status = at.words.say(&format!("flow-status-{status}"));
        let promised = due(at.words, flow.promised());
        let flow = flow_text(name);
        let args = [("flow", arg(flow)), ("status", arg(status)), ("promised", arg(promised))];
        lines.push(at.words.with("out-handover-flow", &args));
    }
}

fn activations(at: &Context<'_>, lines: &mut Vec<String>) {
    let all = at.room.activations().values();
    for activation in all.filter(|a| a.proposed.is_some() && a.is_open()) {
        let plan = activation.plan(at.room);
        let title = plan.map_or("", |p| p.title.in_language(at.words.language().code()));
        let level = activation.level.newest().map_or("full", |s| s.value.text());
        let (done, steps) = activation.progress(at.room);
        let args = [
            ("plan", arg(title.to_owned())),
            ("level", arg(at.words.say(&format!("level-{level}")))),
            ("done", arg(done)),
            ("steps", arg(steps)),
        ];
        lines.push(at.words.with("out-handover-activation", &args));
    }
}

fn waiting(at: &Context<'_>, lines: &mut Vec<String>) {
    for (name, message) in at.room.messages() {
        let (have, all) = at.room.acknowledged_of(name, message);
        if message.acknowledge && have < all {
            let args = [("text", arg(message.text.clone())), ("n", arg(have)), ("m", arg(all))];
            lines.push(at.words.with("out-handover-message", &args));
        }
    }
    for decision in at.room.decisions().values().filter(|d| d.is_open(at.now)) {
        let review = due(at.words, decision.review);
        let args = [("question", arg(decision.question.clone())), ("review", arg(review))];
        lines.push(at.words.with("out-handover-decision", &args));
    }
}
