# Fields and what can be wrong with them.
form-submit = Save
form-draft-kept = Draft kept: the same key takes it up again
form-draft-restored = Taken up from the draft
form-discarded = Emptied
form-yes = yes
form-no = no
form-any = not said
form-wanted = wanted
form-too-long = { $n } bytes of { $max } at most
form-not-a-moment = a time is expected: 18:00, +2h, H+2, J+1 09h00 or 2026-09-30T18:00Z
form-not-a-number = a whole number from { $min } to { $max } is expected
form-not-one-of = choose one of the values
form-mistakes = { $n ->
        [one] One field wants looking at
       *[other] { $n } fields want looking at
     }
