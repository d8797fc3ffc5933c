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
age-now = à l'instant
age-seconds = { $n } s
age-minutes = { $n } min
age-hours = { $h } h { $m }
age-days = { $n } j
due-in = dans { $age }
due-late = RETARD { $age }
