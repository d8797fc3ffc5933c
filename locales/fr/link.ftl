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

# Ce que le relais ne prend pas, et pourquoi.
notice-turned-away = Le relais n'a pas pris votre entrée { $entry } : { $why }. Elle est enregistrée ici et sera proposée de nouveau à la prochaine liaison
notice-refused-by-relay = Le relais a refusé votre entrée { $entry } : { $why }. Son texte est gardé : écrivez-la de nouveau, corrigée
relay-reason-size = elle est trop longue
relay-reason-text = un texte y est trop long
relay-reason-authority = ce siège ne peut pas le dire
relay-reason-room = elle n'est pas de cette salle
relay-reason-invitation = l'invitation ne vaut pas
relay-reason-branches = trop d'entrées portent son numéro
relay-reason-limit = la limite de ce siège est atteinte ; réessayez plus tard
