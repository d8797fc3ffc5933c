# What the command line says: help, mistakes, and what commands print.

# Headings and marks of the help
cli-about = Crisis coordination between customs and the private sector, from a terminal.
cli-long =
    Crisis coordination between customs and the private sector, from a terminal.

    Officers share a room: its incidents, flows, continuity plans, roster, guidance and log. Every line is signed, nothing is overwritten, and everything can be read and written without a link. A room is actual or an exercise from its birth, and every line says which.

    To see it work, with partners played from a real event:  liaison demo
    To take part, you need an invitation from a coordinator:  liaison join INVITATION
    Then "liaison" alone opens the console; each command below does one thing and ends.
cli-examples =
    liaison demo
    liaison join relay.example.org/7K2M-…
    liaison status
    liaison incident declare --title "Terminal system down" --severity Severe
    liaison flow report --facility JPNGO --regime import --status closed
    liaison post --precedence flash --ack "Gates close at 07:00Z"
    liaison log --since 06:00
    Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no link, 4 damaged data
cli-heading-usage = Usage
cli-heading-options = Options
cli-heading-arguments = Arguments
cli-heading-globals = Everywhere
cli-heading-commands = Commands
cli-heading-examples = Examples
cli-default = (if not given: { $value })
cli-group-begin = To begin
cli-group-read = To read
cli-group-say = To say something
cli-group-link = Link and record
cli-group-program = The program

# Names of values
cli-value-command = COMMAND
cli-value-dir = DIR
cli-value-name = NAME
cli-value-lang = en|fr
cli-value-link = auto|wide|narrow
cli-value-seconds = SECONDS
cli-value-invitation = INVITATION
cli-value-org = ORG
cli-value-role = ROLE
cli-value-duration = DURATION
cli-value-id = ID
cli-value-seat = SEAT
cli-value-text = TEXT
cli-value-mode = MODE
cli-value-label = LABEL
cli-value-key = KEY
cli-value-permit = PERMIT
cli-value-urgency = URGENCY
cli-value-certainty = CERTAINTY
cli-value-category = CATEGORY
cli-value-severity = SEVERITY
cli-value-locode = LOCODE
cli-value-time = TIME
cli-value-phase = PHASE
cli-value-version = VERSION
cli-value-confidence = CONFIDENCE
cli-value-flow = FLOW
cli-value-regime = REGIME
cli-value-direction = DIRECTION
cli-value-status = STATUS
cli-value-clearance = MODE
cli-value-acceptance = ANSWER
cli-value-percent = PCT
cli-value-facility-kind = KIND
cli-value-file = FILE
cli-value-plan = PLAN
cli-value-activation = ACTIVATION
cli-value-level = LEVEL
cli-value-step = STEP
cli-value-number = N
cli-value-contact = CONTACT
cli-value-reach = REACH
cli-value-precedence = PRECEDENCE
cli-value-address = SEAT|ROLE|ORG
cli-value-bulletin = N
cli-value-document = DOCUMENT
cli-value-scenario = SCENARIO
cli-value-history = HISTORY
cli-value-keymap = KEYMAP
cli-value-shell = SHELL

# Arguments that mean the same everywhere
cli-arg-home = Folder of identity, journal and settings; also LIAISON_HOME
cli-arg-room = The room, by name or beginning of its id; needed only where this home has several
cli-arg-lang = Language; else that of the environment
cli-arg-json = Print JSON for scripts (fields in docs/json.md)
cli-arg-ascii = Print no sign outside ASCII
cli-arg-wait = How long to try the link after saving
cli-arg-link = How connections are made: by the measured rate (auto), wide (post-quantum) or narrow (few bytes)
cli-arg-help = This help
cli-arg-version = The version
cli-arg-resolve = Set this value in place of all that stand in conflict
cli-arg-title = What it is, in a few words
cli-arg-reason = Why
cli-arg-text = The text; - reads it from standard input
cli-arg-note = Anything else worth knowing
cli-arg-incident = The incident, by id or title
cli-arg-place = Where: UN/LOCODE or listed facility; may be given several times
cli-arg-next = When the next word is due: 18:00, +2h, H+2, J+1 09h00 or RFC 3339, in UTC
cli-arg-severity = CAP severity
cli-arg-urgency = CAP urgency
cli-arg-certainty = CAP certainty
cli-arg-seat = The seat, by id or officer's name
cli-arg-plan = The plan, by id or title
cli-arg-activation = The activation, by id or its plan's title
cli-arg-flow = The flow, as FACILITY/REGIME or FACILITY/REGIME/DIRECTION, such as JPNGO/import
cli-arg-fallback = The fallback, by id; may be left out where only one is open
cli-arg-authority = On whose authority
cli-arg-regime = For which regime; may be given several times
cli-arg-site = For which facility; may be given several times
cli-arg-level = How far
cli-arg-function = Which duty or function
cli-arg-contact = The contact, by id or name
cli-arg-document = The document, by id, name or beginning of its hash
cli-arg-file = The file
cli-arg-name = Name
cli-arg-org = Organisation
cli-arg-role = What the seat may do

# Coming in
cli-demo = See it work, with partners played from a real event
cli-demo-examples =
    liaison demo
    liaison demo --scenario costa-rica --headless --speed 600
cli-demo--scenario = The story: nagoya (2023) or costa-rica (2022)
cli-demo--headless = Print the lines of the log instead of drawing, and end by itself
cli-demo--speed = How many times as fast as it happened
cli-join = Take a seat with an invitation
cli-join-long =
    Take a seat with an invitation, or keep a relay's permit to found a room.

    Relay, room and mode are shown before anything is signed. An invitation serves once.
cli-join-examples =
    liaison join relay.example.org/7K2M-…
cli-join--invitation = The invitation as it was handed out; case and spaces do not matter
cli-join--name = Your name, if it is not as the invitation has it
cli-invite = Offer an officer a seat: prints the invitation to hand out
cli-invite-examples =
    liaison invite --name "Ana Solís" --org "Aduanas" --role duty-officer
cli-invite--name = Who is invited
cli-invite--org = Of which organisation
cli-invite--expires = How long it may be redeemed, such as 72h or 2d
cli-invite--posted = Where the officer is posted, if not with the own organisation
cli-invite-withdraw = Withdraw an invitation that nobody's seat was accepted on
cli-invite-withdraw--id = The invitation, by id or the name of who is invited
cli-seat = Who sits in the room, and what they may do
cli-seat-list = All seats and open invitations
cli-seat-accept = Accept one of several who redeemed an invitation
cli-seat-role = Give a seat another role
cli-seat-remove = Remove a seat: what it writes from now on has no effect
cli-room = Rooms: list, found, recover, move
cli-room-list = The rooms of this home
cli-room-found = Found a room at a relay whose permit was kept with "join"
cli-room-found-long =
    Found a room at a relay whose permit was kept with "join".

    The mode holds for ever. The recovery key is printed once: put it in the safe.
cli-room-found-examples =
    liaison room found --name "Port of Nagoya" --mode actual
cli-room-found--name = What the room is called and for
cli-room-found--mode = What it is for, for ever
cli-room-found--tlp = The least TLP label of everything in it
cli-room-found--as = Your name in the room, if it is not configured
cli-room-found--org = Your organisation, likewise
cli-room-recover = Take the founder's place with the recovery key from the safe
cli-room-recover--key = The recovery key; better left out: it is then read from standard input
cli-room-move = Move the room to another relay that has given a permit
cli-room-move--permit = The other relay's permit

# Reading
cli-status = The situation, printed
cli-follow = New lines of the log as they come
cli-log = The log, oldest line first
cli-log-examples =
    liaison log --since 06:00
    liaison log --incident "terminal system" --json
cli-log--since = Only what was written since; a time of day is the last one
cli-log--incident = Only what is about this incident

# Incidents
cli-incident = Incidents: declare, revise, report, close, show
cli-incident-examples =
    liaison incident declare --title "Terminal system down" --severity Severe --place JPNGO --next +1h
    liaison incident phase "terminal system" adapt
    liaison incident report "terminal system" --text "Five terminals stand" --next +2h
cli-incident-declare = Declare an incident
cli-incident-declare--kind = CAP category
cli-incident-declare--text = What is known
cli-incident-revise = Change what is said of an incident; what is not named stays
cli-incident-revise--kind = CAP category
cli-incident-revise--text = What is known
cli-incident-phase = Move an incident to another phase
cli-incident-phase--phase = The phase, by the six verbs of the resolution
cli-incident-report = Write a numbered situation report; it promises the next
cli-incident-report--text = The report
cli-incident-report--from = Start of the period covered; else the end of the last report
cli-incident-report--to = End of the period covered; else now
cli-incident-report--version = Version; else Initial for the first and Update for the others
cli-incident-report--confidence = EDXL confidence
cli-incident-close = Close an incident
cli-incident-reopen = Open a closed incident again
cli-incident-real-event = NO DUFF: say inside an exercise that something real has happened
cli-incident-real-event--text = What has really happened
cli-incident-real-event--actual-room = The name of the actual room where it is handled
cli-incident-list = All incidents
cli-incident-show = One incident, whole

# Flows
cli-flow = Flows: report, promise, restored, list
cli-flow-examples =
    liaison flow report --facility JPNGO --regime import --status closed --mode fallback --next +2h
    liaison flow promise JPNGO/import --by 18:00
    liaison flow restored JPNGO/import
cli-flow-report = Report whether a flow runs; what is not named stays
cli-flow-report--facility = UN/LOCODE, listed id or name of the facility
cli-flow-report--regime = The regime
cli-flow-report--direction = Which way, where the regime has two
cli-flow-report--status = Whether it runs
cli-flow-report--mode = How goods are cleared
cli-flow-report--counterpart = Whether the neighbour accepts the fallback
cli-flow-report--capacity = Per cent of the usual
cli-flow-report--queue = What waits, in words or a count
cli-flow-report--source = Who says so
cli-flow-report--as-of = When it was true; else now
cli-flow-promise = Promise by when a flow is restored; a later promise revises it
cli-flow-promise--by = By when: 18:00, +2h, H+2, J+1 09h00 or RFC 3339, in UTC
cli-flow-restored = Say that its system is restored; that goods flow again is said by "report"
cli-flow-restored--at = When; else now
cli-flow-list = All flows
cli-facility = Facilities: add, find by name, list
cli-facility-examples =
    liaison facility find nagoya
    liaison facility add JPNGO-NCB --name "NCB terminal" --kind terminal --parent JPNGO
cli-facility-add = List a facility under an id of the room's own, or name a UN/LOCODE
cli-facility-add--id = The id, in capitals
cli-facility-add--name = What officers call it
cli-facility-add--kind = What it is
cli-facility-add--parent = The facility that it is part of
cli-facility-find = Look places up in UN/LOCODE, by code or name without accents
cli-facility-find--text = The code, or part of the name
cli-facility-list = Facilities listed in the room

# Plans and fallbacks
cli-plan = Continuity plans: import, activate, steps, stand down
cli-plan-examples =
    liaison plan import customs-activities
    liaison plan activate customs-activities --level full --authority "Director" --reason "System down"
    liaison plan step customs-activities 1 --done
cli-plan-import = Publish a plan in the room, from a file or one that ships with the program
cli-plan-import--file = The TOML file, or the id of a plan that ships with the program
cli-plan-list = All plans and activations
cli-plan-show = One plan, or one activation with its steps and clocks
cli-plan-show--plan = The plan by id or title, or the activation by id
cli-plan-reviewed = Say that a plan was read through and holds
cli-plan-reviewed--note = What was found
cli-plan-activate = Put a plan into force; where two approvals are wanted, propose it
cli-plan-activate--incident = For which incident
cli-plan-approve = Approve an activation that another officer proposed
cli-plan-level = Escalate or ease an activation
cli-plan-step = Say what became of a step, or who does it
cli-plan-step--step = The step, by id or number
cli-plan-step--done = It is done
cli-plan-step--skip = It is not done, and why
cli-plan-step--assign = Who does it: a seat by id or name
cli-plan-step--note = What came of it
cli-plan-stand-down = End an activation
cli-fallback = Fallback procedures on paper or by e-mail, and their register
cli-fallback-open = Bring a fallback into force
cli-fallback-open--authority = Who authorised it
cli-fallback-open--start = From when; else now
cli-fallback-open--activation = Under which activation
cli-fallback-count = Say how many declarations its register holds
cli-fallback-count--declarations = Declarations so far
cli-fallback-close = End a fallback; what began under it ends under it
cli-fallback-close--at = When; else now
cli-fallback-close--reconciled = Declarations entered into the electronic system afterwards
cli-fallback-list = All fallbacks

# The log and guidance
cli-decide = Record a decision: what was asked, what was decided
cli-decide--question = What was asked
cli-decide--decision = What was decided
cli-decide--option = What else could have been; may be given several times
cli-decide--by = Who decided, if not you
cli-decide--review = When it is looked at again
cli-guidance = Numbered bulletins: issue, acknowledge, withdraw
cli-guidance-examples =
    liaison guidance issue --number DGA-012 --title "Paper export" --supersedes DGA-010 "Use form 7"
    liaison guidance ack DGA-012
cli-guidance-issue = Issue a bulletin
cli-guidance-issue--number = As officers quote it, such as DGA-012
cli-guidance-issue--supersedes = The bulletin that it replaces; may be given several times
cli-guidance-issue--from = In force from; else at once
cli-guidance-list = All bulletins, with what became of them
cli-guidance-ack = Acknowledge bulletins
cli-guidance-ack--numbers = Their numbers
cli-guidance-withdraw = Withdraw a bulletin
cli-guidance-withdraw--number = Its number

# Documents
cli-document = Documents: share, fetch, open, save, withdraw
cli-document-long =
    Share, fetch, open, save and withdraw documents.

    Name, size and hash go on the record at once; the bytes travel beside it, after everything else, in pieces that verify, and go on where they were cut. The text of a PDF travels first, marked as extracted. "documents" in config.toml says what is fetched without asking: never, ask (texts only), or a number of kB below which whole documents come by themselves.
cli-document-examples =
    liaison document share consigne-12.pdf --tlp amber+strict
    liaison document fetch consigne-12.pdf
    liaison document save consigne-12.pdf .
cli-document-share = Share a file with everybody in the room
cli-document-share--title = What it is to be called, where that is not the name of the file
cli-document-share--tlp = Label, where it is stricter than the room's
cli-document-share--no-text = Do not take the text out of a PDF
cli-document-list = All documents: here, partly here, at the relay, and what fetching them costs
cli-document-text = Print the text that was taken out of a document
cli-document-fetch = Fetch a document now, as long as something comes
cli-document-open = Open a document with what the platform has for it
cli-document-save = Write a document to a file that is not there yet
cli-document-save--file = The file, or a folder to put it in
cli-document-withdraw = Withdraw a document: relays and consoles drop its bytes
cli-post = Post a message
cli-post-examples =
    liaison post --precedence flash --ack "Gates close at 07:00Z"
    liaison post --to duty-officer --reply R7K2.17 "Understood, trucks held at P2"
cli-post--precedence = How urgent
cli-post--to = To whom; else to all. An address, not a lock: every seat can read it
cli-post--ack = Ask those addressed to acknowledge
cli-post--tlp = A TLP label stricter than the room's
cli-post--reply = The message that this one answers
cli-ack = Acknowledge entries: read and understood
cli-ack--ids = The entries, such as R7K2.17
cli-note = Take a note in the log
cli-correct = Correct an entry by a new one; the old one stays and is marked
cli-correct--id = The entry, such as R7K2.17
cli-correct--text = How it should read; - reads it from standard input

# The roster
cli-roster = The crisis roster: save, confirm, list, import, export
cli-roster-examples =
    liaison roster save --name "Ana Solís" --org "Aduanas" --primary "+506 2522 9000"
    liaison roster confirm "Ana Solís"
cli-roster-list = All contacts, with how long ago each was confirmed
cli-roster-save = Save a contact, new or over the one of that name and organisation
cli-roster-save--contact = The contact to change, where its name or organisation changes
cli-roster-save--function = What they do
cli-roster-save--primary = The usual way to reach them; "" clears it
cli-roster-save--alternate = The second way
cli-roster-save--contingency = The third way
cli-roster-save--emergency = The last way
cli-roster-save--deputy = Who stands in
cli-roster-save--languages = Languages spoken
cli-roster-save--seat = Their seat in the room
cli-roster-confirm = Say that a contact is right as it stands
cli-roster-confirm--contact = The contact; else your own
cli-roster-remove = Take a contact off the roster
cli-roster-import = Save the contacts of a CSV file with columns name, organisation, primary …
cli-roster-export = Write the roster to a CSV file; - is standard output
cli-duty = Duties: take, offer, accept
cli-duty-take = Take a duty
cli-duty-take--until = Until when
cli-duty-offer = Offer a duty to a successor, with what is open composed from the log
cli-duty-offer--to = To whom: a seat by id or name
cli-duty-offer--function = Which duty; may be left out if you have one
cli-duty-offer--words = Last words for the successor
cli-duty-accept = Accept a duty that is offered to you
cli-duty-accept--offer = The offer or the duty; may be left out where one is offered
cli-duty-list = Who has which duty

# Link, record, program
cli-sync = Connect, exchange, say what it cost, hang up
cli-sync--history = How much of the past to fetch: the present alone, the recent log, or all
cli-sync--timeout = How long to try, in seconds
cli-bundle = Carry entries in a file or text, for when there is no link
cli-bundle-long =
    A bundle carries entries of this room to another copy of it: on a stick, by e-mail, read over
    the radio, as text messages. Whoever imports it verifies everything; importing twice is harmless.
    It is not encrypted: whoever carries it can read it. Documents do not travel in it.
cli-bundle-examples =
    liaison bundle export situation.bundle --since 06:00
    liaison bundle export mail.txt --text --for "Port of Nagoya"
    liaison bundle export sms.txt --text --for R7K2 --part-size 160
    liaison bundle import mail.txt sms-*.txt
cli-bundle-export = Write a bundle: the room whole, or what a partner may lack
cli-bundle-export--file = The file; - is standard output. Several parts: FILE-1-of-7 and so on
cli-bundle-export--text = As lines of text that e-mail, radio and text messages carry
cli-bundle-export--since = Only what was written since then: 06:00, 2026-07-04T06:00Z
cli-bundle-export--for = Only what this seat or organisation has not proved to hold by its own entries; rather too much than too little
cli-bundle-export--part-size = Cut into parts of at most so many bytes; 140 or 160 for text messages
cli-bundle-import = Take bundles or parts of them in, in any order; parts are kept until the rest comes
cli-bundle-import--files = The files, as they came: bytes, or e-mails with the text in them; - is standard input
cli-verify = Check signatures, chains and heads of everything held
cli-doctor = Check home, permissions, clock, journal, link and terminal
cli-doctor--repair = Put what verifies of a damaged journal in its place; the damaged file is kept beside it
cli-keys = Which key does what
cli-keys--preset = One of the keymaps that ship with the program
cli-keys--dump = Print its file, to start your own from
cli-keys--check = Tell every mistake of a keymap file
cli-completions = Print completions for a shell
cli-completions--shell = The shell
cli-man = Print the manual page
cli-man--dir = Write a page for every command into this folder instead
cli-help = Help on a command
cli-help--command = The command

# Wrong usage
cli-mistake-value = "{ $value }" cannot stand for { $arg }.
cli-mistake-value-missing = { $arg } wants a value.
cli-mistake-argument = There is no option or place for "{ $arg }" here.
cli-mistake-command = There is no command "{ $arg }".
cli-mistake-command-missing = A command is missing.
cli-mistake-missing = Missing: { $arg }
cli-mistake-conflict = { $arg } cannot stand here.
cli-mistake-too-many = { $arg } takes fewer values.
cli-mistake-other = These arguments cannot be read.
cli-mistake-expected = Expected one of: { $values }
cli-mistake-perhaps = Perhaps: { $values }
cli-mistake-beside = It does not go with: { $values }
cli-mistake-help = Nothing was done. --help says more.

# Lines of the log
line-newer = entry of a newer version of liaison: kept and passed on, not readable here
line-refused = refused by the relay, which keeps only its hash
line-correction = corrected by { $by }: { $text }
line-room-founded = founded the room "{ $purpose }" ({ $mode })
line-invitation-issued = invited { $name }, { $org }, as { $role }
line-invitation-withdrawn = withdrew the invitation of { $name }
line-seat-taken = took a seat ({ $seat })
line-seat-accepted = accepted the seat of { $name }
line-seat-continued = goes on from seat { $old } with a fresh key
line-role-changed = made { $name } { $role }
line-seat-removed = removed { $name }
line-organisation-listed = listed { $name }: { $kind }
line-relay-listed = listed the relay { $address }
line-relay-retired = retired the relay { $address }
line-heads-witnessed = witnessed the records of { $n } others
line-entry-given-up = gave up entries { $numbers }, which a relay refused
line-entries-reissued = issued { $n } entries again under a fresh key
line-incident-declared = declared { $title } ({ $severity })
line-incident-revised = revised { $title }
line-phase-changed = { $title }: phase { $phase }
line-situation-reported = situation report { $number } ({ $version }) on { $title }, { $from } to { $to }
line-incident-closed = closed { $title }
line-incident-reopened = opened { $title } again
line-real-event-declared = REAL EVENT – NOT EXERCISE: { $text } (handled in the actual room { $room })
line-facility-listed = listed { $id }: { $name }, { $kind }
line-flow-reported = { $flow }: { $status }
line-restoration-promised = { $flow }: restoration promised by { $by }
line-restoration-achieved = { $flow }: system restored at { $at }; resumption is reported apart
line-plan-published = published the plan "{ $plan }", version { $version } ({ $kind })
line-plan-reviewed = reviewed the plan "{ $plan }": it holds
line-activation-proposed = proposed to activate "{ $plan }", { $level }
line-activation-in-force = activated "{ $plan }", { $level }
line-activation-approved = approved the activation of "{ $plan }"
line-level-changed = "{ $plan }": level { $level }
line-step-assigned = step "{ $step }" given to { $seat }
line-step-done = step "{ $step }" done
line-step-skipped = step "{ $step }" skipped
line-stood-down = stood down "{ $plan }"
line-fallback-opened = fallback in force from { $start }
line-fallback-counted = fallback register: { $count } declarations
line-fallback-closed = fallback ended at { $at }
line-contact-saved = saved the contact { $name }
line-contact-confirmed = confirmed the contact { $name }
line-contact-removed = took { $name } off the roster
line-duty-taken = took the duty "{ $function }"
line-handover-offered = offered the duty "{ $function }" to { $to }
line-handover-accepted = accepted the duty "{ $function }"
line-message-posted = { $text }
line-acknowledged = acknowledged { $entries }
line-decision-recorded = decision: { $question } – { $decision }
line-note-taken = note: { $text }
line-corrected = corrects { $entry }: { $text }
line-guidance-issued = guidance { $number }: { $title }
line-guidance-withdrawn = withdrew guidance { $number }
line-guidance-acknowledged = acknowledged guidance { $numbers }
line-document-shared = shared the document { $name }
line-document-withdrawn = withdrew the document { $name }

# What may follow in a line
line-said-acknowledge = acknowledgement wanted
line-said-alternate = alternate { $value }
line-said-as-of = as of { $value }
line-said-authority = authority { $value }
line-said-capacity = { $value } % of the usual
line-said-category = category { $value }
line-said-certainty = certainty { $value }
line-said-clearance = clearance { $value }
line-said-confidence = { $value }
line-said-contingency = contingency { $value }
line-said-counterpart = fallback by the counterpart: { $value }
line-said-decider = decided by { $value }
line-said-deputy = deputy { $value }
line-said-emergency = emergency { $value }
line-said-from = in force from { $value }
line-said-function = { $value }
line-said-incident = for { $value }
line-said-languages = languages { $value }
line-said-next-report = next report at { $value }
line-said-next-update = next update { $value }
line-said-note = { $value }
line-said-options = other options { $value }
line-said-parent = part of { $value }
line-said-places = { $value }
line-said-primary = primary { $value }
line-said-queue = waiting { $value }
line-said-reason = reason { $value }
line-said-reconciled = { $value } declarations reconciled
line-said-regimes = { $value }
line-said-reply-to = in reply to { $value }
line-said-review = to be reviewed { $value }
line-said-severity = severity { $value }
line-said-source = source { $value }
line-said-supersedes = supersedes { $value }
line-said-title = title "{ $value }"
line-said-tlp = { $value }
line-said-to = to { $value }
line-said-until = until { $value }
line-said-urgency = urgency { $value }

# Marks of a line besides those of standing.ftl
out-mark-newer = newer version

# Words of output
out-none = none
out-nothing = nothing yet
out-day = d
out-state-open = open
out-state-closed = closed
out-step-done = done
out-step-skipped = skipped
out-status-counts = { $waiting } for you to acknowledge, { $overdue } overdue, { $conflicts } in conflict, { $roster } contacts
out-status-link = { $link }, { $queue } waiting
out-status-conflicts = CONFLICTS
out-status-incidents = INCIDENTS
out-status-flows = FLOWS
out-status-activations = ACTIVATIONS
out-status-guidance = GUIDANCE
out-status-documents = DOCUMENTS { $n } (liaison document list)
out-status-proposed = proposed
out-status-clocks = RTO { $rto }, MTPD { $mtpd }, steps { $done }/{ $steps }
out-conflict-value = { $value } – { $by }, { $org } [{ $id }]
out-subject-activation = activation { $name }
out-subject-contact = contact { $name }
out-subject-duty = duty { $name }
out-subject-facility = facility { $name }
out-subject-fallback = fallback { $name }
out-subject-flow = flow { $name }
out-subject-incident = incident { $name }
out-subject-organisation = organisation { $name }
out-subject-plan = plan { $name }
out-subject-step = step { $name }
out-written-saved = on this machine; it goes out by itself when there is a link
out-written-sent = on its way; the relay has not answered yet
out-verify-counts = { $entries } entries of { $seats } seats; refused { $refused }, not fetched { $missing }, withheld { $withheld }
out-verify-fingerprint = fingerprint { $value }
out-verify-fork = FORK: { $id } was written more than once
out-verify-bad = DOES NOT VERIFY: { $id }
out-verify-ok = Everything held here verifies.
out-verify-not-ok = Something does not verify. What does stays readable; fetch the rest again with "liaison sync".
out-sync-entries = Entries: { $sent } sent, { $received } received
out-sync-cost = { $out } bytes out, { $in } bytes in, { $trips } round trips, { $seconds } s
out-sync-complete = Complete: everything asked for is here, everything written is stored.
out-sync-current = The present situation is here; the rest was not finished in this time.
out-sync-incomplete = Not finished in this time. Nothing is lost; the next sync goes on from here.
out-bundle-exported = { $entries } entries of { $seats } seats written to { $file }
out-bundle-cost = { $bytes } bytes in { $parts } parts; { $minutes } minutes at { $rate } bit/s. Not encrypted: whoever carries it can read it.
out-bundle-uncovered = { $uncovered } entries were left out: no signature held here proves them yet.
out-bundle-binary-parts = Several parts of bytes cannot go to standard output: name a file, or use --text.
out-bundle-nobody = Nobody but you sits here as "{ $partner }". Leave --for out to export the room whole.
out-bundle-small = Parts of this size hold nothing: 60 bytes at least.
out-bundle-many = These would be { $parts } parts, more than anybody can carry. Choose larger parts, or less with --since or --for.
out-bundle-imported = Bundle { $bundle } for "{ $room }": { $new } new, { $here } here already
out-bundle-waiting = Bundle { $bundle }: { $have } of { $parts } parts are here; missing: { $missing }. They are kept; bring the rest whenever it comes.
out-bundle-again = Bundle { $bundle } was imported before; nothing new.
out-bundle-refused = Bundle { $bundle } was NOT imported. { $why }
out-bundle-by = { $name }, { $organisation }: { $new }
out-bundle-unknown = { $waiting } entries wait: their seats are not known here yet. They have no effect until their admission comes.
out-bundle-idle = { $idle } of the new entries have no effect: their seats had no authority when they wrote them.
out-bundle-bad-signature = REFUSED: { $entries } do not verify: altered, or not by that seat. The rest was kept.
out-bundle-bad-gap = REFUSED: { $entries } continue entries that are not here. Ask for a bundle that begins earlier.
out-bundle-bad-too-much = REFUSED: { $entries }: too many entries of unknown seats wait already.
out-bundle-bad-form = REFUSED: something in it does not belong in a bundle. The rest was kept.
out-bundle-damaged-lines = DAMAGED: { $file }, part { $part } of { $parts }: lines altered { $altered }; missing { $missing }. Ask for this part, or add these lines below it. The rest was kept.
out-bundle-damaged-cut = DAMAGED: { $file }, part { $part } of { $parts } ends too early; lines altered { $altered }; missing { $missing }. Ask for this part again. The rest was kept.
out-bundle-damaged-bytes = DAMAGED: { $file }, part { $part } of { $parts }. Ask for this part again. The rest was kept.
out-bundle-damaged-version = { $file }, part { $part } of { $parts } is of a newer version of liaison. Import it with that version.
out-bundle-damaged-foreign = Part { $part } of { $parts } does not belong to the others of its bundle; it was not kept.
out-bundle-damaged-none = { $file }: there is no bundle in it.
out-bundle-forgotten = Too many bundles are incomplete: the parts of { $bundle } are no longer kept. Bring them all again.
out-invite-what-now = Hand it to this officer alone; it serves once, until { $expires }. They type: liaison join INVITATION
out-found-done = Room "{ $room }" founded.
out-found-recovery = The recovery key stands above all seats and is printed only now. Put it in the safe:
out-found-what-now = Next: liaison invite --name NAME --org ORG --role ROLE
out-join-done = You have seat { $seat } in "{ $room }" at { $relay }. Next: liaison status, or liaison alone for the console.
out-join-permit = The permit of { $relay } is kept here. Next: liaison room found --name NAME --mode actual|exercise|test
out-join-offered = Relay { $relay }, room "{ $room }", mode { $mode }
out-join-offered-permit = Relay { $relay } offers to hold a room that you found
out-join-ask = Take it? [y/N]
out-recover-ask = Type the recovery key from the safe:
out-seat-me = (you)
out-seat-seated = seated
out-seat-taken = not accepted
out-seat-removed = removed
out-seat-invited = invited
out-seat-contested = contested
out-roster-confirmed = confirmed { $age } ago
out-roster-imported = { $written } contacts saved, { $unchanged } as they were
out-roster-exported = { $n } contacts written to { $file }
out-duty-offered = offered to { $to } [{ $id }]
out-fallback-count = { $count } declarations
out-plan-trigger = Trigger: { $value }
out-show-report = Situation report { $number } ({ $version }) up to { $to }, { $by } [{ $id }]
out-guidance-standing-word = stands
out-guidance-superseded-word = superseded by { $by }
out-guidance-withdrawn-word = withdrawn
out-keys-check-ok = No mistake in this keymap.
out-file-mistakes = The file has mistakes; nothing was written:
out-file-unreadable = { $file } cannot be read: { $why }. Nothing was written.
out-file-unwritable = { $file } cannot be written: { $why }.
out-csv-too-large = larger than any file of this kind
out-csv-no-column = the first line has no column "{ $what }"
out-csv-empty = "{ $what }" is empty
out-csv-open-quote = a quotation mark is not closed
out-csv-twice = the same name and organisation as in line { $what }

# What a successor must know
out-handover-incident = Incident: { $title } ({ $severity }), next update { $next }
out-handover-flow = Flow: { $flow } { $status }, promised { $promised }
out-handover-activation = Plan in force: { $plan }, { $level }, steps { $done }/{ $steps }
out-handover-message = Waiting for acknowledgement ({ $n } of { $m }): { $text }
out-handover-decision = Decision to review { $review }: { $question }
out-handover-nothing = Nothing is open.

# Things that commands name
out-thing-activation = activation
out-thing-contact = contact
out-thing-document = document
out-thing-entry = entry
out-thing-fallback = fallback
out-thing-flow = flow
out-thing-guidance = bulletin
out-thing-handover = duty or hand-over
out-thing-incident = incident
out-thing-invitation = invitation
out-thing-plan = plan
out-thing-relay = relay
out-thing-seat = seat
out-thing-step = step
out-name-unknown = Nothing here is called "{ $typed }" ({ $thing }). Nothing was written.
out-name-none = There is no { $thing } that could be meant. Nothing was written.
out-name-ambiguous = "{ $typed }" fits more than one ({ $thing }). Nothing was written; name one of:
out-name-which = More than one could be meant ({ $thing }). Nothing was written; name one of:
out-name-known = There is:
out-name-candidates = Candidates:
out-name-facility = "{ $typed }" is neither a UN/LOCODE nor listed in this room. List it first: liaison facility add ID --name NAME --kind KIND
out-name-near = Places with such a name:
out-time-form = "{ $typed }" is no time. Write it as one of: { $forms }
out-time-duration = "{ $typed }" is no duration. Write it as one of: { $forms }
out-time-range = "{ $typed }" is out of range. Write it as one of: { $forms }
out-draft-nothing = Nothing is said: name at least one thing to change.
out-draft-no-own-contact = No contact on the roster is yours. Save it first: liaison roster save --name NAME --org ORG --primary REACH

# Fields
out-field-address = address
out-field-aeo = AEO
out-field-approvals = approvals wanted
out-field-approved = approved by
out-field-as-of = as of
out-field-assigned = who does it
out-field-authority = authority
out-field-alternate = alternate
out-field-capacity = capacity
out-field-certainty = certainty
out-field-closed = end
out-field-contingency = contingency
out-field-count = count
out-field-counterpart = counterpart
out-field-country = country
out-field-decision = decision
out-field-declared = declared
out-field-deputies = deputies
out-field-deputy = deputy
out-field-document = document
out-field-emergency = emergency
out-field-facility = facility
out-field-function = function
out-field-holder = holder
out-field-id = id
out-field-kind = kind
out-field-languages = languages
out-field-level = level
out-field-mbco = MBCO
out-field-mode = clearance
out-field-mra = mutual recognition
out-field-mtpd = MTPD
out-field-name = name
out-field-next-update = next update
out-field-note = note
out-field-number = number
out-field-open = open or closed
out-field-organisation = organisation
out-field-outcome = outcome
out-field-parent = part of
out-field-phase = phase
out-field-places = places
out-field-primary = primary
out-field-promised = promised
out-field-proposed = proposed
out-field-question = question
out-field-queue = queue
out-field-reason = reason
out-field-removed = removed
out-field-restored = restored
out-field-rto = RTO
out-field-seat = seat
out-field-severity = severity
out-field-sites = facilities
out-field-source = source
out-field-state = state
out-field-status = status
out-field-text = text
out-field-title = title
out-field-urgency = urgency
out-field-version = version

# Refusals: what happened, what is safe, what to do
out-refusal-admission = Seats are taken with an invitation: liaison join INVITATION. Nothing was written.
out-refusal-already = It is already so ({ $thing }). Nothing was written.
out-refusal-body-too-long = The entry would have { $bytes } bytes; { $max } is the most. Nothing was written; shorten it.
out-refusal-conflict = Officers have set this differently: { $what }. Nothing was written; to set your value in place of these, add --resolve:
out-refusal-document-too-large = The document has { $bytes } bytes; { $max } is the most. Nothing was written.
out-refusal-empty = This must not be empty: { $field }. Nothing was written.
out-refusal-not-above = Only the seat that invited, or one above it, may do this. Nothing was written; ask a coordinator above.
out-refusal-not-your-document = Somebody else shared this document: withdrawing it takes a duty officer. Nothing was written.
out-refusal-not-independent = The second approval must come from another organisation, neither officer having invited the other. Nothing was written.
out-refusal-not-yours = This hand-over is offered to another seat. Nothing was written.
out-refusal-only-in-exercise = This room is actual: declare an incident instead. Nothing was written.
out-refusal-over = It is over ({ $thing }). Nothing was written.
out-refusal-red-not-for-all = TLP:RED is for named recipients, and every seat of this room can read everything in it. Nothing was written; address all seats or choose another label.
out-refusal-removed = Your seat was removed from this room. Nothing was written; ask a coordinator for a new invitation.
out-refusal-role = This takes the role { $needed }; yours is: { $have }. Nothing was written; ask a coordinator.
out-refusal-room-not-here = The room's founding entry is not here yet. Nothing was written; fetch it with "liaison sync".
out-refusal-text-too-long = A text has { $bytes } bytes; { $max } is the most. Nothing was written; shorten it.
out-refusal-tlp-too-wide = The room is { $room }: a label may only be stricter. Nothing was written.
out-refusal-unknown = There is none of that name here ({ $thing }). Nothing was written.

# What can go wrong at a desk
out-desk-no-room = No room is held here. See it work with "liaison demo", or take a seat with "liaison join INVITATION".
out-desk-unknown-room = No room here is called "{ $name }". There is: { $rooms }
out-desk-which-room = Several rooms are held here: name one with --room. There is: { $rooms }
out-desk-no-seat = The key of your seat is not in this home. The room can be read where the key is; ask for a new invitation.
out-desk-no-folder = No folder for data is known. Name one with --home DIR or LIAISON_HOME.
out-desk-not-a-key = A key file does not hold a key; it was left as it is: { $why }
out-desk-configuration = The configuration has mistakes; nothing was done: { $why }
out-desk-home = The home cannot be used: { $why }. Nothing was written.
out-desk-invitation = This is no valid invitation: { $why }
out-desk-no-link = No link to { $relay }: { $why }. Nothing is lost; try again when there is one.
out-desk-relay-refuses = The relay refuses: { $reason }. Nothing was written there.
out-desk-no-relay = No relay is known for this room. Ask a coordinator for an invitation.
out-desk-bundle = This is no bundle that can be read: { $why }. Ask for it again.
out-desk-bundle-version = It is of a newer version of liaison. Import it with that version.
out-desk-bundle-large = This is more than one bundle may have. Use --since or --for.
out-desk-bundle-parts = Its parts do not fit together: one of them is another's, or was altered. Bring them again.
out-desk-bundle-room = You have no seat in its room here. Take one with "liaison join", then import it again.
out-desk-bundle-other = It is of another room, "{ $room }". Leave --room out to import it there.
out-desk-no-permit = No permit to found a room is kept here. Get one from whoever runs the relay, then: liaison join PERMIT
out-desk-file = { $file }: { $why }. Nothing was changed.
out-desk-not-fetched = { $name } is not here. Fetch it first: liaison document fetch { $name }
out-desk-spoiled = { $name } was damaged on this disk and is dropped. Fetch it again: liaison document fetch { $name }
out-desk-not-viewed = { $name } is not what its name says, or nothing that is only looked at. Save it, and open it yourself if you know what it is: liaison document save
out-desk-disk-full = NOT SAVED: the disk is full. What was saved before is safe; free some space and try again.
out-desk-damaged = The journal is damaged: { $why }. What verifies stays readable; "liaison verify" says what is lost.
out-desk-busy = The journal is in use by another program. Nothing was written; try again.
out-desk-newer = The journal is of a newer version of liaison. Nothing was changed; use that version.
out-desk-journal = The journal cannot be used: { $why }. Nothing was written.
out-desk-declined = Not taken. Nothing was signed; the invitation can still be used.
out-desk-removed = Your seat was removed from this room by { $by }: { $reason }. What you had written is handed in; what you wrote after your removal has no effect. Nothing more is sent to you; ask a coordinator for a new invitation.
out-desk-not-seated = The relay has what you wrote and tells you nothing: your seat is not accepted, or somebody else has used the invitation. Nothing is lost; ask whoever invited you.
out-desk-turned-away = The relay does not take your seat: the invitation has expired or was withdrawn. Nothing is lost; ask whoever invited you for another one.
out-desk-ended-stopping = The relay stops just now. Nothing is lost; try again in a minute.
out-desk-ended-storage = The relay cannot store just now. Nothing is lost; try again later, or tell whoever runs it.
out-desk-ended-protocol = The relay has ended the link: what was sent to it does not verify. "liaison verify" says whether this copy is damaged.
out-desk-ended-limit = The relay has ended the link: too much was sent too fast. Nothing is lost; try again in a minute.
out-desk-ended = The relay has ended the link. Nothing is lost; try again.
out-desk-not-a-journal = The journal cannot be read any more: { $why }. Put a copy back, or move the file away and ask for a new invitation: what the relay has stored comes back with the link.
out-desk-damage = DAMAGED: the journal's entries { $entries } are not what was written. They are left out here; "liaison doctor --repair" puts what verifies in its place, and the link brings the rest.

# Doctor
out-doctor-home = home: { $path }
out-doctor-home-none = home: { $path } is not there yet; it is made when a seat is taken
out-doctor-permissions = permissions: { $bits }, for you alone
out-doctor-permissions-open = permissions: { $bits }: others on this machine can read keys and roster. Put right: chmod 700 { $path }
out-doctor-disk = disk: { $mib } MiB free
out-doctor-disk-full = disk: only { $mib } MiB free: free some space, or entries cannot be saved
out-doctor-room-none = journal: no room yet. Begin with "liaison demo" or "liaison join INVITATION"
out-doctor-journal = journal: { $n } entries
out-doctor-journal-bad = journal: { $why }
out-doctor-clock = clock: within { $off } of the relay's
out-doctor-clock-off = clock: off by { $off }; corrected in the room, but set this machine's clock
out-doctor-clock-far = clock: off by { $off }: too far to be corrected. Set this machine's clock
out-doctor-link = link: { $relay } answers
out-doctor-link-none = link: { $relay }
out-doctor-terminal = terminal: { $columns } columns, { $rows } rows ({ $term })
out-doctor-terminal-narrow = terminal: { $columns } columns, { $rows } rows ({ $term }); the screens are made for 80
out-doctor-terminal-small = terminal: { $columns } columns, { $rows } rows ({ $term }); enlarge the window to at least 40 by 12
out-doctor-terminal-none = terminal: none; output goes to a file or another program
out-doctor-locale = locale: UTF-8
out-doctor-locale-ascii = locale: no UTF-8, so signs are shown in ASCII; with UTF-8: export LANG=C.UTF-8
out-doctor-colour = colour: on
out-doctor-colour-none = colour: off (NO_COLOR)
out-refusal-ambiguous = This name fits two entries. Name the branch, such as R7K2M4T.51~3F0A. Nothing was written.
out-refusal-not-on-duty = Only who has the duty may offer it. Nothing was written; take the duty first.
out-refusal-role-of-exercises = This role is for exercises only, and this room is not one. Nothing was written.
out-sync-by-console = Done over the link of a console that is open here; its bytes and round trips are that console's
out-doctor-room = { $room } ({ $mode }): { $said }
out-doctor-repaired = Repaired: { $kept } entries verify and are kept. The damaged journal is now { $old }.
out-doctor-repaired-lost = Repaired: { $kept } entries verify and are kept; lost are { $entries }. The damaged journal is now { $old }. "liaison sync" fetches again what others hold.
out-refusal-red-while-incomplete = TLP:RED is refused while part of the room is not here: there may be seats that are not known here. Nothing was written; fetch the rest with "liaison sync".
out-refusal-not-own-contact = Only the officer whose contact this is may confirm it. Nothing was written.

# Documents
out-unit-b = { $n } B
out-unit-kb = { $n } kB
out-unit-mb = { $n } MB
out-unit-gb = { $n } GB
out-cost = { $bytes }
out-cost-timed = { $bytes }, { $time } at the present rate
out-document-cost = to fetch: { $cost }
out-document-here = here
out-document-partial = { $percent } % here
out-document-at-relay = at the relay
out-document-elsewhere = not at the relay yet
out-document-withdrawn = withdrawn
out-document-refused = refused: { $reason }
out-document-refused-size = too large
out-document-refused-quota = no space there
out-document-refused-unlisted = not known there
out-document-refused-storage = its disk failed
out-document-refused-wrong = does not verify
out-document-sharing = Sharing { $name }, { $size }. To send: { $cost }. Every seat of the room, and whoever runs its relay, can read it.
out-document-shared-at-relay = the document is at the relay
out-document-shared-here = the document is kept here and goes when there is a link
out-document-shared-refused = the relay does not take the document; it is kept here
out-document-without-text-pictures = No text could be taken out of this PDF: its pages are pictures. It is shared all the same; partners on thin lines have nothing to read before all of it is there.
out-document-without-text-unreadable = The text of this PDF could not be taken out: it is locked, damaged or too large. It is shared all the same; partners on thin lines have nothing to read before all of it is there.
out-document-space = { $here } here. Up to { $most } are shared from here; the relay takes up to { $largest } each and has room for { $left } ({ $at }).
out-document-space-unknown = { $here } here. Up to { $most } are shared from here; the relay has not said yet what it takes.
out-document-fetching = Fetching { $name }, { $size }. To fetch: { $cost }.
out-document-progress = { $percent } %
out-document-fetched-here = here
out-document-fetched-partial = partly here; the rest comes when there is a link
out-document-fetched-elsewhere = the relay does not have it yet; it comes when it does
out-document-no-text = No text was taken out of this document.
out-document-text-not-here = The text of this document is not here yet.
out-document-text-extracted = Text taken out of the document: layout, pictures and what was scanned are missing.
out-document-saved = written to { $file }
out-document-opened = opened with { $program }: { $file }
out-document-open-asks = Open { $name } with { $program }? (y/n)
out-document-open-yes = y
out-document-not-opened = Not opened.
out-document-no-opener = { $program } cannot be started ({ $why }). The document is here: { $file }
