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
