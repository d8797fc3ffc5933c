# La liaison, en première ligne.
link-none = sans relais
link-down = hors ligne
link-connecting = connexion
link-up = liaison
link-catching-up = rattrapage
link-queue = f{ $n }
link-age = âge { $age }
link-rate = { $rate }

# Depuis combien de temps, ou dans combien de temps.
age-minutes = { $n } min
age-hours = { $h } h { $m }
age-days = { $n } j
due-in = dans { $age }
due-late = RETARD { $age }
age-short-minutes = { $n }m
age-short-hours = { $n }h
age-short-days = { $n }j
