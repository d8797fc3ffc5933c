//! Reading what is done with the roster and the duties.

use liaison_core::body::roster::Reach;

use super::Reading;
use crate::library::act::Act;

pub(super) fn act(reading: &Reading<'_, '_, '_>, group: &str, word: &str) -> Option<Act> {
    match (group, word) {
        ("roster", "save") => save(reading),
        ("roster", word) => {
            let contact = reading.label("contact", Some("roster save"))?;
            Some(match word {
                "confirm" => Act::RosterConfirm { contact },
                _ => Act::RosterRemove { contact },
            })
        }
        (_, "take") => {
            let (function, until) = (reading.text("function"), reading.moment("until"));
            Some(Act::DutyTake { function: function?, until })
        }
        (_, "offer") => offer(reading),
        (_, _) => {
            let offer = reading.labelled(reading.table.want("offer"), Some("duty offer"));
            let (offer, labelled) = offer?;
            Some(Act::DutyAccept { offer, function: labelled.duty.clone()? })
        }
    }
}

fn save(reading: &Reading<'_, '_, '_>) -> Option<Act> {
    let table = reading.table;
    let old = table.has("contact");
    let contact = reading.label_if_any("contact", Some("roster save"));
    let (name, organisation) = if old {
        (reading.text_if_any("name"), table.may("organisation"))
    } else {
        (reading.text("name"), table.want("organisation"))
    };
    let organisation = organisation.and_then(|f| reading.stage.organisation(&f));
    let function = reading.text_if_any("function");
    let way = |key| table.may(key).and_then(|f| f.text());
    let reach = Reach {
        primary: way("primary"),
        alternate: way("alternate"),
        contingency: way("contingency"),
        emergency: way("emergency"),
    };
    let deputy = reading.text_if_any("deputy");
    let languages = way("languages");
    let officer = table.may("officer").and_then(|f| reading.stage.officer(&f));
    Some(Act::RosterSave {
        contact,
        name,
        organisation,
        function,
        reach,
        deputy,
        languages,
        officer,
    })
}

fn offer(reading: &Reading<'_, '_, '_>) -> Option<Act> {
    let duty = reading.labelled(reading.table.want("duty"), Some("duty take"));
    let duty = duty.map(|(_, labelled)| labelled.duty.clone());
    let to = reading.table.want("to").and_then(|f| reading.stage.officer(&f));
    let brief = reading.text("brief");
    Some(Act::DutyOffer { function: duty??, to: to?, brief: brief? })
}
