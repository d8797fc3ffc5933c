# Jusqu'où une entrée est parvenue.
standing-draft = brouillon
standing-saved = enregistré
standing-sent = envoyé
standing-stored = stocké
standing-acknowledged = AR { $n } sur { $m }
standing-refused = refusé
standing-conflict = conflit
standing-pending = en attente
standing-clock-wrong = horloge fausse
standing-no-authority = sans qualité
standing-corrected = rectifié
standing-incomplete = incomplet
standing-ambiguous = ambigu
standing-given-up = abandonné
standing-relay-value = { $value } (selon le relais)
