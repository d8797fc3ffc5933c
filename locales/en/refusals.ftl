# Why something was not written.
refused = Not written: { $why }
