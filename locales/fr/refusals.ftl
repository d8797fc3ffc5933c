# Pourquoi quelque chose n'a pas été écrit.
refused = Non enregistré : { $why }
