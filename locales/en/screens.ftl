# What every screen has.
banner-actual = ACTUAL
banner-exercise = EXERCISE
banner-test = TEST
banner-real-event = REAL EVENT – NOT EXERCISE
banner-real-event-room = handled in the actual room: { $room }
banner-clock-off = CLOCK OFF BY { $age }
too-small = enlarge the window
hints-more = …
filter-label = find
filter-count = { $n } of { $all }
list-empty = nothing here yet
list-no-match = nothing has "{ $text }"
help-title = KEYS
help-yielded = lost its key to your keymap
help-no-key = no key
palette-title = COMMAND
palette-none = no action has that
notice-leave = To leave the console: { $keys }
notice-nothing-for = Not possible here: { $action }
notice-keys-read = Keymap read
notice-keys-mistakes = { $n ->
        [one] One mistake in the keymap; the last good one stays in force
       *[other] { $n } mistakes in the keymap; the last good one stays in force
     }
