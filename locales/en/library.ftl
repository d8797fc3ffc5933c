# What can be wrong with a plan or a scenario file. The `-near` ones where `nearest` is not empty.
file-syntax = not TOML: { $message }
file-too-long = { $bytes } bytes; at most { $bytes-max } are allowed
file-unknown-key = unknown key "{ $key }"; expected { $expected }
file-unknown-key-near = unknown key "{ $key }" (perhaps "{ $nearest }"?); expected { $expected }
file-missing-key = { $of } has no "{ $key }"
file-missing-language = "{ $of }" has no "{ $language }"; every text is wanted in en and fr
file-empty = "{ $of }" is empty
file-wrong-type = "{ $key }" is of type { $found }; expected { $expected ->
   *[text] a text in quotes
    [bilingual] a text in two languages, { "{" } en = "…", fr = "…" { "}" }
    [table] a table
    [list] a list in square brackets
    [tables] tables, each under a heading in double square brackets
    [whole-number] a whole number
    [yes-no] true or false
    [true] true; leave the key out instead
    [date] a date such as 2026-05-12, without quotes
    [local-time] a date and time such as 2023-07-04T06:30:00, without quotes
    [event-time] a time such as 2023-07-04T06:30:00 without quotes, or an offset from the start such as "+1h30min"
    [act-time] a time such as 2023-07-04T06:30:00 without quotes, "18:30", or "+2h"
    [duration] a length of time such as "4h", "1h30min" or "2d"
    [offset] an offset such as "+30min" or "+1d2h"
    [utc-offset] a difference from UTC such as "+09:00"
    [slug] a short name of at most 40 lower-case letters, digits and hyphens
    [not-a-role] a short name of its own: it is the word for a role
    [facility-id] a UN/LOCODE or an id of at most 16 capital letters, digits and hyphens
    [address] an address that begins with https:// or http://
}
file-malformed = "{ $found }" is not { $expected ->
   *[text] a text in quotes
    [bilingual] a text in two languages, { "{" } en = "…", fr = "…" { "}" }
    [table] a table
    [list] a list in square brackets
    [tables] tables, each under a heading in double square brackets
    [whole-number] a whole number
    [yes-no] true or false
    [true] true; leave the key out instead
    [date] a date such as 2026-05-12, without quotes
    [local-time] a date and time such as 2023-07-04T06:30:00, without quotes
    [event-time] a time such as 2023-07-04T06:30:00 without quotes, or an offset from the start such as "+1h30min"
    [act-time] a time such as 2023-07-04T06:30:00 without quotes, "18:30", or "+2h"
    [duration] a length of time such as "4h", "1h30min" or "2d"
    [offset] an offset such as "+30min" or "+1d2h"
    [utc-offset] a difference from UTC such as "+09:00"
    [slug] a short name of at most 40 lower-case letters, digits and hyphens
    [not-a-role] a short name of its own: it is the word for a role
    [facility-id] a UN/LOCODE or an id of at most 16 capital letters, digits and hyphens
    [address] an address that begins with https:// or http://
}
file-unknown-term = unknown word "{ $found }"; expected one of { $expected }
file-unknown-term-near = unknown word "{ $found }" (perhaps "{ $nearest }"?); expected one of { $expected }
file-out-of-range = { $found } is out of range; expected { $least } to { $most }
file-duplicate = the { $what ->
    [officer] officer
    [organisation] organisation
    [addressee] officer, organisation or role
   *[label] label
    [facility] listed facility
    [plan] plan
    [published-plan] published plan
    [step] step
    [flow] reported flow
    [guidance] issued guidance
    [source] source
} "{ $name }" is already there, in line { $line }
file-unknown-name = there is no { $what ->
    [officer] officer
    [organisation] organisation
    [addressee] officer, organisation or role
   *[label] label
    [facility] listed facility
    [plan] plan
    [published-plan] published plan
    [step] step
    [flow] reported flow
    [guidance] issued guidance
    [source] source
} "{ $name }"
file-unknown-name-near = there is no { $what ->
    [officer] officer
    [organisation] organisation
    [addressee] officer, organisation or role
   *[label] label
    [facility] listed facility
    [plan] plan
    [published-plan] published plan
    [step] step
    [flow] reported flow
    [guidance] issued guidance
    [source] source
} "{ $name }" (perhaps "{ $nearest }"?)
file-not-yet = the { $what ->
    [officer] officer
    [organisation] organisation
    [addressee] officer, organisation or role
   *[label] label
    [facility] listed facility
    [plan] plan
    [published-plan] published plan
    [step] step
    [flow] reported flow
    [guidance] issued guidance
    [source] source
} "{ $name }" is not there yet: it comes in line { $line }
file-wrong-act = "{ $label }" is the label of "{ $act }"; expected the label of "{ $expected }"
file-one-of = { $of } has { $found } of the keys { $expected }; exactly one is wanted
file-out-of-order = this event is at { $at }, before the one above it at { $above }
file-before-start = this event is at { $at }, before the start of the story at { $start }
file-story-too-long = this event is at { $at }, more than { $days-max } days after the start of the story
file-no-source = the basis is "sourced", but no source is named
file-depends-on-desk = "{ $name }" comes from the desk; events of others must not depend on what the officer there does
file-not-allowed = a { $role } may not "{ $act }": it takes the role { $least }
file-own-unseen = "{ $label }" is by the same officer, who has seen it
file-no-coordinator = nobody in the cast has the role "coordinator": one must found the room
file-mtpd-below-rto = the MTPD is shorter than the RTO of { $rto }
