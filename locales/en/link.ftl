# The link, in the first line.
link-none = no relay
link-down = no link
link-connecting = connecting
link-up = link
link-catching-up = catching up
link-queue = q{ $n }
link-age = age { $age }
link-rate = { $rate }

# How long ago, or how long still.
age-minutes = { $n } min
age-hours = { $h } h { $m }
age-days = { $n } d
due-in = in { $age }
due-late = LATE { $age }
age-short-minutes = { $n }m
age-short-hours = { $n }h
age-short-days = { $n }d

# What the relay does not take, and why.
notice-turned-away = The relay did not take your entry { $entry }: { $why }. It is saved here and offered again with the next link
notice-refused-by-relay = The relay refused your entry { $entry }: { $why }. Its text is kept: write it again, corrected
relay-reason-size = it is too long
relay-reason-text = a text in it is too long
relay-reason-authority = this seat may not say it
relay-reason-room = it is not of this room
relay-reason-invitation = the invitation does not hold
relay-reason-branches = too many entries stand at its number
relay-reason-limit = the limit of this seat is reached; try later

# The screen of the link.
pane-link = LINK
pane-link-waiting = WAITING TO BE SENT
pane-link-waiting-none = nothing waits: the relay has everything
pane-link-settings = SET IN config.toml
link-unknown = not measured yet
link-field-state = state
link-field-profile = connection
link-field-up = to the relay
link-field-down = from the relay
link-field-trip = round trip
link-field-picture = picture complete
link-field-today = today (UTC)
link-wide = wide: post-quantum, 3.6 kB to connect
link-narrow = narrow: 1.1 kB to connect, not post-quantum
link-rate-page = { $rate } bit/s, 1 kB in { $seconds }
link-trip = { $seconds } s
link-today = { $sent } sent, { $received } received
link-seconds = { $seconds } s
link-size-b = { $n } bytes
link-size-kb = { $n } kB
link-size-mb = { $n } MB
link-rank-flash = flash
link-rank-immediate = immediate
link-rank-priority = priority
link-rank-routine = routine
link-rank-other = everything else
column-entries = entries
column-bytes = size
column-sent-in = sent in
link-set-metered = metered (metered)
link-set-profile = connections (link)
link-set-history = history (history)
link-set-documents = documents (documents)
link-set-ping = when idle (ping-s)
link-yes = yes: every byte or minute is paid for
link-no = no
link-choice-auto = by the measured rate
link-choice-wide = always wide
link-choice-narrow = always narrow
link-history-none = the present alone
link-history-recent = the present and the recent log
link-history-all = everything
link-documents-never = never fetched by themselves
link-documents-ask = texts come by themselves, the rest when asked for
link-documents-below = fetched below { $kb } kB, else when asked for
link-ping-every = one ping every { $seconds } s
