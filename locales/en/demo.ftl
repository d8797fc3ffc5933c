# The demo, and what the program says when it cannot begin.

out-desk-unreadable = Entries cannot be read: { $why }. Nothing was changed; "liaison doctor" says more.
out-desk-not-invited = What answers is not what this is for. Nothing was sent to it and nothing signed; ask again for the invitation or the key.
out-desk-already-seated = A seat in this room is held here already.
out-desk-not-stored = Saved here, but the relay has not stored it in time, so the invitation was withdrawn again. Try when the link is better.
out-no-terminal = The console needs a terminal. Use a command instead ("liaison status", "liaison follow"), or "liaison help".
out-terminal-gone = The terminal cannot be used: { $why }. Nothing is lost.
demo-unknown = There is no scenario "{ $name }". There is: { $names }
demo-failed = The demo cannot go on: { $why }
demo-summary = End of the story: { $events } events played, { $lines } lines, { $entries } entries of { $seats } seats in { $seconds } s. Incidents { $incidents }, of which open { $open }; flows { $flows }; bulletins { $bulletins }; conflicts open { $conflicts }.
demo-same = All copies hold the same entries and every signature holds (fingerprint { $fingerprint }…).
demo-differs = The copies differ (fingerprint here { $fingerprint }…).
