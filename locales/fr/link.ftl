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

# L'écran de la liaison.
pane-link = LIAISON
pane-link-waiting = EN ATTENTE D'ENVOI
pane-link-waiting-none = rien en attente : le relais a tout
pane-link-settings = RÉGLÉ DANS config.toml
link-unknown = pas encore mesuré
link-field-state = état
link-field-profile = connexion
link-field-up = vers le relais
link-field-down = du relais
link-field-trip = aller-retour
link-field-picture = situation complète
link-field-today = aujourd'hui (UTC)
link-wide = large : post-quantique, 3,6 ko par connexion
link-narrow = étroite : 1,1 ko par connexion, non post-quantique
link-rate-page = { $rate } bit/s, 1 ko en { $seconds }
link-trip = { $seconds } s
link-today = { $sent } envoyés, { $received } reçus
link-seconds = { $seconds } s
link-size-b = { $n } octets
link-size-kb = { $n } ko
link-size-mb = { $n } Mo
link-rank-flash = flash
link-rank-immediate = immédiat
link-rank-priority = prioritaire
link-rank-routine = routine
link-rank-other = tout le reste
column-entries = entrées
column-bytes = taille
column-sent-in = parti dans
link-set-metered = facturée (metered)
link-set-profile = connexions (link)
link-set-history = historique (history)
link-set-documents = documents (documents)
link-set-ping = au repos (ping-s)
link-yes = oui : chaque octet ou minute se paie
link-no = non
link-choice-auto = selon le débit mesuré
link-choice-wide = toujours large
link-choice-narrow = toujours étroite
link-history-none = la situation seule
link-history-recent = la situation et la main courante récente
link-history-all = tout
link-documents-never = jamais reçus d'office
link-documents-ask = textes reçus d'office, le reste sur demande
link-documents-below = reçus d'office sous { $kb } ko, sinon sur demande
link-ping-every = un ping toutes les { $seconds } s
