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
