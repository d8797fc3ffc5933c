//! Changes of the sound files, and what is told of each: what is replaced, by what, the message.

pub(super) type Table = [(&'static str, &'static str, &'static str)];

pub(super) const PLAN: &Table = &[
    ("version = 1", "version = 0", "2:11: 0 is out of range; expected 1 to 4294967295"),
    (
        "version = 1",
        "version = \"1\"",
        "2:11: \"version\" is of type string; expected a whole number",
    ),
    (
        "id = \"small\"",
        "id = \"Small\"",
        "1:6: \"Small\" is not a short name of at most 40 lower-case letters, digits and hyphens",
    ),
    (
        "\"activities\"",
        "\"activites\"",
        "3:8: unknown word \"activites\" (perhaps \"activities\"?); expected one of activities, \
      supply-chain, leadership",
    ),
    (
        "title = { en = \"Small\", fr = \"Petit\" }",
        "title = { en = \"Small\" }",
        "4:9: \"title\" has no \"fr\"; every text is wanted in en and fr",
    ),
    ("fr = \"Petit\"", "fr = \" \"", "4:30: \"title.fr\" is empty"),
    (
        "fr = \"Petit\"",
        "fr = \"Petit\", de = \"Klein\"",
        "4:39: unknown key \"de\"; expected en, fr",
    ),
    ("title = ", "titel = ", "1:1: plan has no \"title\""),
    (
        "triggers = [{ en = \"It burns.\", fr = \"Feu.\" }]",
        "triggers = []",
        "6:12: \"triggers\" is empty",
    ),
    ("mtpd = \"1d\"", "mtpd = \"1h\"", "11:8: the MTPD is shorter than the RTO of 4h"),
    (
        "mtpd = \"1d\"",
        "mtpd = \"1 day\"",
        "11:8: \"1 day\" is not a length of time such as \"4h\", \"1h30min\" or \"2d\"",
    ),
    (
        "sites = [\"JPNGO\"]",
        "sites = [\"JPNGO\", \"nagoya\"]",
        "13:19: \"nagoya\" is not a UN/LOCODE or an id of at most 16 capital letters, digits and \
      hyphens",
    ),
    (
        "2026-05-12",
        "2026-05-12T08:00:00",
        "14:12: \"2026-05-12T08:00:00\" is not a date such as 2026-05-12, without quotes",
    ),
    ("monitor = { en = \"Watch\", fr = \"Veille\" }", "", "16:1: [levels] has no \"monitor\""),
    (
        "\"+30min\"",
        "\"30min\"",
        "23:7: \"30min\" is not an offset such as \"+30min\" or \
     \"+1d2h\"",
    ),
    ("id = \"second\"", "id = \"first\"", "29:6: the step \"first\" is already there, in line 22"),
];

pub(super) const TOP: &Table = &[
    ("\"+09:00\"", "\"9\"", "4:14: \"9\" is not a difference from UTC such as \"+09:00\""),
    ("desk = \"desk\"", "desk = \"dask\"", "6:8: there is no officer \"dask\" (perhaps \"desk\"?)"),
    (
        "organisation = \"customs\"\nrole = \"duty-officer\"",
        "organisation = \"custom\"\nrole = \"duty-officer\"",
        "27:16: there is no organisation \"custom\" (perhaps \"customs\"?)",
    ),
    ("id = \"ship\"", "id = \"desk\"", "31:6: the officer \"desk\" is already there, in line 25"),
    (
        "id = \"ship\"",
        "id = \"liaison\"",
        "31:6: \"liaison\" is not a short name of its own: it is the word for a role",
    ),
    (
        "role = \"coordinator\"",
        "role = \"controller\"",
        "18:1: nobody in the cast has the role \"coordinator\": one must found the room",
    ),
    (
        "\"https://example.org/1\"",
        "\"example.org\"",
        "37:6: \"example.org\" is not an address that begins with https:// or http://",
    ),
];

pub(super) const EVENTS: &Table = &[
    (
        "by = \"ship\" # reports",
        "by = \"shop\"",
        "50:6: there is no officer \"shop\" (perhaps \"ship\"?)",
    ),
    (
        "2023-07-04T07:00:00",
        "2023-07-04T06:00:00",
        "49:6: this event is at 2023-07-04T06:00:00, before the start of the story at \
      2023-07-04T06:30:00",
    ),
    (
        "2023-07-04T07:00:00",
        "2023-07-04T06:35:00",
        "49:6: this event is at 2023-07-04T06:35:00, before the one above it at \
      2023-07-04T06:40:00",
    ),
    (
        "\"+1d\"",
        "\"+3d1s\"",
        "158:6: this event is at 2023-07-07T06:30:01, more than 3 days after \
     the start of the story",
    ),
    (
        "\"+1d\"",
        "\"tomorrow\"",
        "158:6: \"tomorrow\" is not a time such as 2023-07-04T06:30:00 \
     without quotes, or an offset from the start such as \"+1h30min\"",
    ),
    (
        "basis = \"sourced\"\nsources = [\"S1\"]",
        "basis = \"sourced\"",
        "48:1: the basis is \"sourced\", but no source is named",
    ),
    (
        "basis = \"sourced\"\nsources = [\"S1\"]",
        "basis = \"sourced\"\nsources = [\"S2\"]",
        "53:12: there is no source \"S2\" (perhaps \"S1\"?)",
    ),
    (
        "unseen = \"closed\"",
        "unseen = \"last\"",
        "62:10: the label \"last\" is not there yet: it comes in line 160",
    ),
    ("unseen = \"closed\"", "unseen = \"nothing\"", "62:10: there is no label \"nothing\""),
    (
        "by = \"desk\" # has not seen",
        "by = \"ship\"",
        "62:10: \"closed\" is by the same officer, who has seen it",
    ),
    (
        "facility = \"JPNGO\" # again",
        "facility = \"JPNGQ\"",
        "65:12: there is no listed facility \"JPNGQ\" (perhaps \"JPNGO\"?)",
    ),
    (
        "status = \"open\" # again",
        "statsu = \"open\"",
        "67:1: unknown key \"statsu\" (perhaps \"status\"?); expected facility, regime, direction, \
      status, as-of, mode, counterpart, capacity, queue, note, source, next, resolve",
    ),
    (
        "[events.note] # one act",
        "[events.nte]",
        "73:9: unknown key \"nte\" (perhaps \"note\"?); expected at, by, id, unseen, basis, sources, \
      incident, facility, flow, plan, fallback, roster, duty, guidance, post, ack, decide, note, \
      correct",
    ),
    (
        "[events.note] # one act",
        "[events.ack]\nentries = [\"closed\"]\n[events.note]",
        "69:1: [[events]] has 2 of the keys incident, facility, flow, plan, fallback, roster, duty, \
      guidance, post, ack, decide, note, correct; exactly one is wanted",
    ),
    (
        "[events.plan.publish]",
        "[events.plan]\n[events.x]",
        "106:1: plan has 0 of the keys publish, activate, approve, level, step, stand-down; exactly \
      one is wanted",
    ),
    (
        "incident = \"fire\" # phase",
        "incident = \"closed\"",
        "90:12: \"closed\" is the label of \"flow report\"; expected the label of \"incident \
      declare\"",
    ),
    (
        "by = \"ship\" # declares",
        "by = \"desk\"",
        "90:12: \"fire\" comes from the desk; events of others must not depend on what the officer \
      there does",
    ),
    (
        "by = \"+2h\"",
        "by = \"soon\"",
        "100:6: \"soon\" is not a time such as 2023-07-04T06:30:00 \
     without quotes, \"18:30\", or \"+2h\"",
    ),
    (
        "regime = \"import\" # promised",
        "regime = \"export\"",
        "98:12: there is no reported flow \"JPNGO export\"",
    ),
    (
        "plan = \"small\" # activated",
        "plan = \"smal\"",
        "115:8: there is no plan \"smal\" (perhaps \"small\"?)",
    ),
    (
        "by = \"control\" # activates",
        "by = \"ship\"",
        "114:1: a liaison may not \"plan activate\": it takes the role duty-officer",
    ),
    (
        "step = \"first\"",
        "step = \"frist\"",
        "126:8: there is no step \"frist\" (perhaps \"first\"?)",
    ),
    (
        "done = true",
        "done = true\nassign = \"ship\"",
        "124:1: plan step has 2 of the keys done, skip, assign; exactly one is wanted",
    ),
    ("done = true", "done = false", "127:8: \"false\" is not true; leave the key out instead"),
    (
        "supersedes = [\"G-1\"]",
        "supersedes = [\"G-2\"]",
        "146:15: there is no issued guidance \"G-2\" (perhaps \"G-1\"?)",
    ),
    (
        "number = \"G-2\"",
        "number = \"G-1\"",
        "143:10: the issued guidance \"G-1\" is already there, in line 134",
    ),
    (
        "to = [\"desk\", \"carrier\", \"duty-officer\"]",
        "to = [\"desk\", \"carier\"]",
        "154:15: there is no officer, organisation or role \"carier\" (perhaps \"carrier\"?)",
    ),
    ("ack = true", "ack = \"yes\"", "155:7: \"ack\" is of type string; expected true or false"),
    ("id = \"closed\"", "id = \"fire\"", "79:6: the label \"fire\" is already there, in line 51"),
];
