# How far an entry has come.
standing-draft = draft
standing-saved = saved
standing-sent = sent
standing-stored = stored
standing-acknowledged = ack { $n } of { $m }
standing-refused = refused
standing-conflict = conflict
standing-pending = pending
standing-clock-wrong = clock wrong
standing-no-authority = no authority
standing-corrected = corrected
standing-incomplete = incomplete
standing-ambiguous = ambiguous
standing-given-up = given up
standing-relay-value = { $value } (relay's word)
