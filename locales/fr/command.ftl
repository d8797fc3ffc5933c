# Ce que dit la ligne de commande : aide, erreurs, et ce qu'affichent les commandes.

# Titres et signes de l'aide
cli-about = La coordination de crise entre la douane et le secteur privé, dans un terminal.
cli-long =
    La coordination de crise entre la douane et le secteur privé, dans un terminal.

    Les officiers partagent une salle de crise : ses incidents, flux, plans de continuité, annuaire, consignes et main courante. Chaque ligne est signée, rien n'est écrasé, et tout peut être lu et écrit sans liaison. Une salle est réelle ou d'exercice dès sa naissance, et chaque ligne le dit.

    Pour voir, avec des partenaires joués d'après un événement réel :  liaison demo
    Pour participer, il faut l'invitation d'un coordonnateur :  liaison join INVITATION
    Ensuite « liaison » seul ouvre la console, et chaque commande ci-dessous fait une chose puis finit.
cli-examples =
    liaison demo
    liaison join relay.example.org/7K2M-…
    liaison status
    liaison incident declare --title "Système arrêté" --severity Severe
    liaison flow report --facility JPNGO --regime import --status closed
    liaison post --precedence flash --ack "Portes fermées à 07h00Z"
    liaison log --since 06h00
    Sortie : 0 fait, 1 refusé, 2 usage, 3 pas de liaison, 4 données endommagées
cli-heading-usage = Usage
cli-heading-options = Options
cli-heading-arguments = Arguments
cli-heading-globals = Partout
cli-heading-commands = Commandes
cli-heading-examples = Exemples
cli-default = (à défaut : { $value })
cli-group-begin = Pour commencer
cli-group-read = Pour lire
cli-group-say = Pour dire quelque chose
cli-group-link = Liaison et main courante
cli-group-program = Le programme

# Noms des valeurs
cli-value-command = COMMANDE
cli-value-dir = DOSSIER
cli-value-name = NOM
cli-value-lang = en|fr
cli-value-link = auto|wide|narrow
cli-value-seconds = SECONDES
cli-value-invitation = INVITATION
cli-value-org = ORGANISATION
cli-value-role = RÔLE
cli-value-duration = DURÉE
cli-value-id = ID
cli-value-seat = SIÈGE
cli-value-text = TEXTE
cli-value-mode = MODE
cli-value-label = ÉTIQUETTE
cli-value-key = CLÉ
cli-value-permit = PERMIS
cli-value-urgency = URGENCE
cli-value-certainty = CERTITUDE
cli-value-category = CATÉGORIE
cli-value-severity = GRAVITÉ
cli-value-locode = LOCODE
cli-value-time = HEURE
cli-value-phase = PHASE
cli-value-version = VERSION
cli-value-confidence = FIABILITÉ
cli-value-flow = FLUX
cli-value-regime = RÉGIME
cli-value-direction = SENS
cli-value-status = ÉTAT
cli-value-clearance = MODE
cli-value-acceptance = RÉPONSE
cli-value-percent = POURCENT
cli-value-facility-kind = NATURE
cli-value-file = FICHIER
cli-value-plan = PLAN
cli-value-activation = DÉCLENCHEMENT
cli-value-level = NIVEAU
cli-value-step = ÉTAPE
cli-value-number = N
cli-value-contact = CONTACT
cli-value-reach = MOYEN
cli-value-precedence = PRIORITÉ
cli-value-address = SIÈGE|RÔLE|ORGANISATION
cli-value-bulletin = N
cli-value-document = DOCUMENT
cli-value-scenario = SCÉNARIO
cli-value-history = PASSÉ
cli-value-keymap = TOUCHES
cli-value-shell = SHELL

# Arguments qui ont partout le même sens
cli-arg-home = Dossier de l'identité, du journal et des réglages ; aussi LIAISON_HOME
cli-arg-room = La salle, par son nom ou le début de son id ; utile seulement s'il y en a plusieurs ici
cli-arg-lang = Langue ; sinon celle de l'environnement
cli-arg-json = Afficher du JSON pour les scripts (champs dans docs/json.md)
cli-arg-ascii = N'afficher aucun signe hors de l'ASCII
cli-arg-wait = Combien de temps essayer la liaison après l'enregistrement
cli-arg-link = Comment les connexions sont établies : selon le débit mesuré (auto), large (post-quantique) ou étroite (peu d'octets)
cli-arg-help = Cette aide
cli-arg-version = La version
cli-arg-resolve = Poser cette valeur à la place de toutes celles qui sont en conflit
cli-arg-title = Ce que c'est, en quelques mots
cli-arg-reason = Pourquoi
cli-arg-text = Le texte ; - le lit sur l'entrée standard
cli-arg-note = Ce qu'il faut encore savoir
cli-arg-incident = L'incident, par id ou titre
cli-arg-place = Où : UN/LOCODE ou site inscrit ; peut être répété
cli-arg-next = Heure du prochain point : 18:00, +2h, H+2, J+1 09h00 ou RFC 3339, en UTC
cli-arg-severity = Gravité (CAP)
cli-arg-urgency = Urgence (CAP)
cli-arg-certainty = Certitude (CAP)
cli-arg-seat = Le siège, par id ou nom de l'officier
cli-arg-plan = Le plan, par id ou titre
cli-arg-activation = Le déclenchement, par id ou titre de son plan
cli-arg-flow = Le flux, SITE/RÉGIME ou SITE/RÉGIME/SENS, tel que JPNGO/import
cli-arg-fallback = La procédure de secours, par id ; inutile s'il n'y en a qu'une en vigueur
cli-arg-authority = Sur quelle autorité
cli-arg-regime = Pour quel régime ; peut être répété
cli-arg-site = Pour quel site ; peut être répété
cli-arg-level = À quel niveau
cli-arg-function = Quelle fonction
cli-arg-contact = Le contact, par id ou nom
cli-arg-document = Le document, par identifiant, nom ou début de son empreinte
cli-arg-file = Le fichier
cli-arg-name = Nom
cli-arg-org = Organisation
cli-arg-role = Ce que le siège peut faire

# Entrer
cli-demo = Voir, avec des partenaires joués d'après un événement réel
cli-demo-examples =
    liaison demo --lang fr
    liaison demo --scenario costa-rica --headless --speed 600
cli-demo--scenario = L'histoire : nagoya (2023) ou costa-rica (2022)
cli-demo--headless = Afficher les lignes de la main courante au lieu de dessiner, et finir seul
cli-demo--speed = Combien de fois plus vite que dans la réalité
cli-join = Prendre un siège avec une invitation
cli-join-long =
    Prendre un siège avec une invitation, ou garder le permis d'un relais pour fonder une salle.

    Relais, salle et mode sont montrés avant toute signature. Une invitation ne sert qu'une fois.
cli-join-examples =
    liaison join relay.example.org/7K2M-…
cli-join--invitation = L'invitation telle qu'elle a été remise ; majuscules et espaces sont indifférents
cli-join--name = Votre nom, s'il n'est pas comme dans l'invitation
cli-invite = Offrir un siège à un officier : affiche l'invitation à remettre
cli-invite-examples =
    liaison invite --name "Ana Solís" --org "Aduanas" --role duty-officer
cli-invite--name = Qui est invité
cli-invite--org = De quelle organisation
cli-invite--expires = Combien de temps elle peut servir, par exemple 72h ou 2j
cli-invite--posted = Où l'officier est affecté, si ce n'est pas dans son organisation
cli-invite-withdraw = Retirer une invitation sur laquelle aucun siège n'a été accepté
cli-invite-withdraw--id = L'invitation, par id ou nom de l'invité
cli-seat = Qui siège dans la salle, et ce que chacun peut faire
cli-seat-list = Tous les sièges et les invitations ouvertes
cli-seat-accept = Accepter un de ceux qui ont utilisé une même invitation
cli-seat-role = Donner un autre rôle à un siège
cli-seat-remove = Retirer un siège : ce qu'il écrit désormais est sans effet
cli-room = Salles de crise : liste, fondation, reprise, déménagement
cli-room-list = Les salles de ce dossier
cli-room-found = Fonder une salle chez un relais dont le permis a été gardé par « join »
cli-room-found-long =
    Fonder une salle chez un relais dont le permis a été gardé par « join ».

    Le mode vaut pour toujours. La clé de reprise n'est affichée qu'une fois : au coffre.
cli-room-found-examples =
    liaison room found --name "Port de Nagoya" --mode actual
cli-room-found--name = Comment la salle s'appelle et à quoi elle sert
cli-room-found--mode = Pour quoi elle est, pour toujours
cli-room-found--tlp = L'étiquette TLP minimale de tout ce qu'elle contient
cli-room-found--as = Votre nom dans la salle, s'il n'est pas dans les réglages
cli-room-found--org = Votre organisation, de même
cli-room-recover = Prendre la place du fondateur avec la clé de reprise du coffre
cli-room-recover--key = La clé de reprise ; mieux vaut l'omettre : elle est alors lue sur l'entrée standard
cli-room-move = Déménager la salle chez un autre relais qui a donné un permis
cli-room-move--permit = Le permis de l'autre relais

# Lire
cli-status = La situation, affichée
cli-follow = Les nouvelles lignes de la main courante, à mesure
cli-log = La main courante, la plus ancienne ligne d'abord
cli-log-examples =
    liaison log --since 06h00
    liaison log --incident "système du terminal" --json
cli-log--since = Seulement depuis ; une heure seule est la dernière passée
cli-log--incident = Seulement ce qui concerne cet incident

# Incidents
cli-incident = Incidents : déclarer, réviser, rendre compte, clore, montrer
cli-incident-examples =
    liaison incident declare --title "Système du terminal arrêté" --severity Severe --place JPNGO --next H+1
    liaison incident phase "système du terminal" adapt
    liaison incident report "système du terminal" --text "Cinq terminaux à l'arrêt" --next H+2
cli-incident-declare = Déclarer un incident
cli-incident-declare--kind = Catégorie (CAP)
cli-incident-declare--text = Ce que l'on sait
cli-incident-revise = Changer ce qui est dit d'un incident ; ce qui n'est pas nommé demeure
cli-incident-revise--kind = Catégorie (CAP)
cli-incident-revise--text = Ce que l'on sait
cli-incident-phase = Faire passer un incident à une autre phase
cli-incident-phase--phase = La phase, selon les six verbes de la résolution
cli-incident-report = Rédiger un point de situation numéroté ; il promet le suivant
cli-incident-report--text = Le point de situation
cli-incident-report--from = Début de la période couverte ; sinon la fin du dernier point
cli-incident-report--to = Fin de la période couverte ; sinon maintenant
cli-incident-report--version = Version ; sinon Initial pour le premier, Update pour les suivants
cli-incident-report--confidence = Fiabilité (EDXL)
cli-incident-close = Clore un incident
cli-incident-reopen = Rouvrir un incident clos
cli-incident-real-event = NO DUFF : dire pendant un exercice que quelque chose de réel est arrivé
cli-incident-real-event--text = Ce qui est réellement arrivé
cli-incident-real-event--actual-room = Le nom de la salle réelle où c'est traité
cli-incident-list = Tous les incidents
cli-incident-show = Un incident en entier

# Flux
cli-flow = Flux : signaler, promettre, rétabli, liste
cli-flow-examples =
    liaison flow report --facility JPNGO --regime import --status closed --mode fallback --next H+2
    liaison flow promise JPNGO/import --by 18h00
    liaison flow restored JPNGO/import
cli-flow-report = Signaler l'état d'un flux ; ce qui n'est pas nommé demeure
cli-flow-report--facility = UN/LOCODE, id inscrit ou nom du site
cli-flow-report--regime = Le régime
cli-flow-report--direction = Dans quel sens, si le régime en a deux
cli-flow-report--status = S'il s'écoule
cli-flow-report--mode = Comment les marchandises sont dédouanées
cli-flow-report--counterpart = Si l'administration voisine accepte la procédure de secours
cli-flow-report--capacity = Pour cent de l'ordinaire
cli-flow-report--queue = Ce qui attend, en mots ou en nombre
cli-flow-report--source = Qui le dit
cli-flow-report--as-of = Quand c'était vrai ; sinon maintenant
cli-flow-promise = Promettre quand un flux sera rétabli ; une promesse ultérieure la révise
cli-flow-promise--by = Pour quand : 18:00, +2h, H+2, J+1 09h00 ou RFC 3339, en UTC
cli-flow-restored = Dire que son système est rétabli ; la reprise du flux se signale par « report »
cli-flow-restored--at = Quand ; sinon maintenant
cli-flow-list = Tous les flux
cli-facility = Sites : inscrire, chercher par nom, liste
cli-facility-examples =
    liaison facility find nagoya
    liaison facility add JPNGO-NCB --name "Terminal NCB" --kind terminal --parent JPNGO
cli-facility-add = Inscrire un site sous un id propre à la salle, ou nommer un UN/LOCODE
cli-facility-add--id = L'id, en majuscules
cli-facility-add--name = Comment les officiers l'appellent
cli-facility-add--kind = Ce que c'est
cli-facility-add--parent = Le site dont il fait partie
cli-facility-find = Chercher des lieux dans UN/LOCODE, par code ou par nom sans accents
cli-facility-find--text = Le code, ou une partie du nom
cli-facility-list = Les sites inscrits dans la salle

# Plans et procédures de secours
cli-plan = Plans de continuité : importer, déclencher, étapes, lever
cli-plan-examples =
    liaison plan import customs-activities
    liaison plan activate customs-activities --level full --authority "Directeur" --reason "Système arrêté"
    liaison plan step customs-activities 1 --done
cli-plan-import = Publier un plan dans la salle, d'un fichier ou parmi ceux du programme
cli-plan-import--file = Le fichier TOML, ou l'id d'un plan fourni avec le programme
cli-plan-list = Tous les plans et déclenchements
cli-plan-show = Un plan, ou un déclenchement avec ses étapes et ses délais
cli-plan-show--plan = Le plan par id ou titre, ou le déclenchement par id
cli-plan-reviewed = Dire qu'un plan a été relu et qu'il tient
cli-plan-reviewed--note = Ce qui a été constaté
cli-plan-activate = Déclencher un plan ; si deux approbations sont requises, le proposer
cli-plan-activate--incident = Pour quel incident
cli-plan-approve = Approuver un déclenchement proposé par un autre officier
cli-plan-level = Monter ou baisser le niveau d'un déclenchement
cli-plan-step = Dire ce qu'il en est d'une étape, ou qui la fait
cli-plan-step--step = L'étape, par id ou numéro
cli-plan-step--done = Elle est faite
cli-plan-step--skip = Elle n'est pas faite, et pourquoi
cli-plan-step--assign = Qui la fait : un siège, par id ou nom
cli-plan-step--note = Ce qui en est résulté
cli-plan-stand-down = Lever le dispositif
cli-fallback = Procédures de secours (papier, courriel) et leur registre
cli-fallback-open = Mettre une procédure de secours en vigueur
cli-fallback-open--authority = Qui l'a autorisée
cli-fallback-open--start = Depuis quand ; sinon maintenant
cli-fallback-open--activation = Au titre de quel déclenchement
cli-fallback-count = Dire combien de déclarations compte son registre
cli-fallback-count--declarations = Déclarations jusqu'ici
cli-fallback-close = Mettre fin à une procédure de secours ; ce qui y a commencé s'y achève
cli-fallback-close--at = Quand ; sinon maintenant
cli-fallback-close--reconciled = Déclarations saisies ensuite dans le système électronique
cli-fallback-list = Toutes les procédures de secours

# Main courante et consignes
cli-decide = Consigner une décision : la question, ce qui a été décidé
cli-decide--question = La question
cli-decide--decision = Ce qui a été décidé
cli-decide--option = Autre option envisagée ; peut être répété
cli-decide--by = Qui a décidé, si ce n'est vous
cli-decide--review = Quand la revoir
cli-guidance = Consignes numérotées : diffuser, accuser réception, retirer
cli-guidance-examples =
    liaison guidance issue --number DGA-012 --title "Exportation papier" --supersedes DGA-010 "Formulaire 7"
    liaison guidance ack DGA-012
cli-guidance-issue = Diffuser une consigne
cli-guidance-issue--number = Comme les officiers la citent, par exemple DGA-012
cli-guidance-issue--supersedes = La consigne qu'elle remplace ; peut être répété
cli-guidance-issue--from = En vigueur à partir de ; sinon tout de suite
cli-guidance-list = Toutes les consignes, et ce qu'elles sont devenues
cli-guidance-ack = Accuser réception de consignes
cli-guidance-ack--numbers = Leurs numéros
cli-guidance-withdraw = Retirer une consigne
cli-guidance-withdraw--number = Son numéro

# Documents
cli-document = Documents : partager, récupérer, ouvrir, enregistrer, retirer
cli-document-long =
    Partager, récupérer, ouvrir, enregistrer et retirer des documents.

    Nom, taille et empreinte sont inscrits aussitôt ; les octets voyagent à côté, après tout le reste, par morceaux vérifiés, et reprennent là où ils ont été coupés. Le texte d'un PDF part d'abord, signalé comme extrait. « documents » dans config.toml dit ce qui est récupéré sans demander : never (rien), ask (les textes seulement), ou un nombre de ko en dessous duquel les documents entiers viennent d'eux-mêmes.
cli-document-examples =
    liaison document share consigne-12.pdf --tlp amber+strict
    liaison document fetch consigne-12.pdf
    liaison document save consigne-12.pdf .
cli-document-share = Partager un fichier avec toute la salle
cli-document-share--title = Comment l'appeler, si ce n'est pas le nom du fichier
cli-document-share--tlp = Étiquette, si elle est plus stricte que celle de la salle
cli-document-share--no-text = Ne pas extraire le texte d'un PDF
cli-document-list = Tous les documents : ici, en partie, au relais, et ce que coûte leur récupération
cli-document-text = Afficher le texte extrait d'un document
cli-document-fetch = Récupérer un document maintenant, tant que quelque chose arrive
cli-document-open = Ouvrir un document avec ce que la plate-forme a pour cela
cli-document-save = Écrire un document dans un fichier qui n'existe pas encore
cli-document-save--file = Le fichier, ou un dossier où le mettre
cli-document-withdraw = Retirer un document : relais et consoles en effacent les octets
cli-post = Envoyer un message
cli-post-examples =
    liaison post --precedence flash --ack "Portes fermées à 07h00Z"
    liaison post --to duty-officer --reply R7K2.17 "Compris, camions retenus à P2"
cli-post--precedence = Degré d'urgence
cli-post--to = À qui ; sinon à tous. Une adresse, pas un verrou : tous les sièges peuvent lire
cli-post--ack = Demander un accusé de réception aux destinataires
cli-post--tlp = Une étiquette TLP plus stricte que celle de la salle
cli-post--reply = Le message auquel celui-ci répond
cli-ack = Accuser réception d'entrées : lu et compris
cli-ack--ids = Les entrées, telles que R7K2.17
cli-note = Prendre une note dans la main courante
cli-correct = Rectifier une entrée par une nouvelle ; l'ancienne reste
cli-correct--id = L'entrée, telle que R7K2.17
cli-correct--text = Comment la lire ; - le lit sur l'entrée standard

# L'annuaire
cli-roster = L'annuaire de crise : enregistrer, confirmer, importer
cli-roster-examples =
    liaison roster save --name "Ana Solís" --org "Aduanas" --primary "+506 2522 9000"
    liaison roster confirm "Ana Solís"
cli-roster-list = Tous les contacts, avec l'âge de leur confirmation
cli-roster-save = Enregistrer un contact, nouveau ou par-dessus celui de ces nom et organisation
cli-roster-save--contact = Le contact à changer, si son nom ou son organisation change
cli-roster-save--function = Ce qu'il fait
cli-roster-save--primary = Le moyen principal de le joindre ; "" l'efface
cli-roster-save--alternate = Le moyen secondaire
cli-roster-save--contingency = Le moyen de repli
cli-roster-save--emergency = Le moyen ultime
cli-roster-save--deputy = Qui le supplée
cli-roster-save--languages = Langues parlées
cli-roster-save--seat = Son siège dans la salle
cli-roster-confirm = Dire qu'un contact est juste tel quel
cli-roster-confirm--contact = Le contact ; sinon le vôtre
cli-roster-remove = Retirer un contact de l'annuaire
cli-roster-import = Enregistrer les contacts d'un fichier CSV à colonnes name, organisation, primary …
cli-roster-export = Écrire l'annuaire dans un fichier CSV ; - est la sortie standard
cli-duty = Permanences : prendre, passer, accepter
cli-duty-take = Prendre une permanence
cli-duty-take--until = Jusqu'à quand
cli-duty-offer = Offrir une permanence à la relève, avec ce qui est en cours tiré de la main courante
cli-duty-offer--to = À qui : un siège, par id ou nom
cli-duty-offer--function = Laquelle ; inutile si vous n'en avez qu'une
cli-duty-offer--words = Derniers mots pour la relève
cli-duty-accept = Accepter une permanence qui vous est offerte
cli-duty-accept--offer = L'offre ou la permanence ; inutile s'il n'y en a qu'une
cli-duty-list = Qui assure quelle permanence

# Liaison, vérification, programme
cli-sync = Se connecter, échanger, dire le coût, raccrocher
cli-sync--history = Quelle part du passé : le présent seul, la main courante récente, ou tout
cli-sync--timeout = Combien de temps essayer, en secondes
cli-bundle = Porter des entrées par fichier ou texte, sans liaison
cli-bundle-long =
    Un paquet porte des entrées de cette salle vers une autre copie : sur une clé, par courriel, lu
    à la radio, par SMS. Qui l'importe vérifie tout ; l'importer deux fois ne nuit pas. Il n'est pas
    chiffré : qui le porte peut le lire. Les documents n'y voyagent pas.
cli-bundle-examples =
    liaison bundle export situation.bundle --since 06:00
    liaison bundle export courriel.txt --text --for "Port de Nagoya"
    liaison bundle export sms.txt --text --for R7K2 --part-size 160
    liaison bundle import courriel.txt sms-*.txt
cli-bundle-export = Écrire un paquet : la salle entière, ou ce qui peut manquer à un partenaire
cli-bundle-export--file = Le fichier ; - est la sortie standard. Plusieurs parties : FICHIER-1-of-7, etc.
cli-bundle-export--text = En lignes de texte que portent courriel, radio et SMS
cli-bundle-export--since = Seulement ce qui est écrit depuis : 06:00, 2026-07-04T06:00Z
cli-bundle-export--for = Seulement ce que ce siège ou cette organisation n'a pas prouvé détenir par ses propres entrées ; plutôt trop que trop peu
cli-bundle-export--part-size = Couper en parties d'au plus tant d'octets ; 140 ou 160 pour des SMS
cli-bundle-import = Importer des paquets ou leurs parties, dans n'importe quel ordre ; les parties sont gardées jusqu'au reste
cli-bundle-import--files = Les fichiers, tels que reçus : octets, ou courriels contenant le texte ; - est l'entrée standard
cli-verify = Vérifier signatures, chaînes et têtes de ce qui est ici
cli-doctor = Vérifier dossier, droits, horloge, journal, liaison et terminal
cli-doctor--repair = Remettre en place ce qui se vérifie d'un journal endommagé ; le fichier endommagé est gardé à côté
cli-keys = Quelle touche fait quoi
cli-keys--preset = Un des jeux de touches fournis avec le programme
cli-keys--dump = Afficher son fichier, pour en partir
cli-keys--check = Dire toutes les erreurs d'un fichier de touches
cli-completions = Afficher les compléments pour un shell
cli-completions--shell = Le shell
cli-man = Afficher la page de manuel
cli-man--dir = Écrire plutôt une page par commande dans ce dossier
cli-help = L'aide d'une commande
cli-help--command = La commande

# Mauvais usage
cli-mistake-value = « { $value } » ne convient pas à { $arg }.
cli-mistake-value-missing = { $arg } attend une valeur.
cli-mistake-argument = Il n'y a ni option ni place pour « { $arg } » ici.
cli-mistake-command = Il n'y a pas de commande « { $arg } ».
cli-mistake-command-missing = Il manque une commande.
cli-mistake-missing = Il manque : { $arg }
cli-mistake-conflict = { $arg } ne va pas ici.
cli-mistake-too-many = { $arg } prend moins de valeurs.
cli-mistake-other = Ces arguments ne se lisent pas.
cli-mistake-expected = Au choix : { $values }
cli-mistake-perhaps = Peut-être : { $values }
cli-mistake-beside = Cela ne va pas avec : { $values }
cli-mistake-help = Rien n'a été fait. --help en dit plus.

# Lignes de la main courante
line-newer = entrée d'une version plus récente de liaison : gardée et transmise, illisible ici
line-refused = refusée par le relais, qui n'en garde que l'empreinte
line-correction = rectifié par { $by } : { $text }
line-room-founded = a fondé la salle « { $purpose } » ({ $mode })
line-invitation-issued = a invité { $name }, { $org }, comme { $role }
line-invitation-withdrawn = a retiré l'invitation de { $name }
line-seat-taken = a pris un siège ({ $seat })
line-seat-accepted = a accepté le siège de { $name }
line-seat-continued = continue le siège { $old } avec une clé neuve
line-role-changed = a donné à { $name } le rôle { $role }
line-seat-removed = a retiré { $name }
line-organisation-listed = a inscrit { $name } : { $kind }
line-relay-listed = a inscrit le relais { $address }
line-relay-retired = a retiré le relais { $address }
line-heads-witnessed = a attesté l'état de { $n } autres
line-entry-given-up = a abandonné les entrées { $numbers }, refusées par un relais
line-entries-reissued = a réémis { $n } entrées sous une clé neuve
line-incident-declared = a déclaré { $title } ({ $severity })
line-incident-revised = a révisé { $title }
line-phase-changed = { $title } : phase { $phase }
line-situation-reported = point de situation { $number } ({ $version }), { $title }, de { $from } à { $to }
line-incident-closed = a clos { $title }
line-incident-reopened = a rouvert { $title }
line-real-event-declared = ÉVÉNEMENT RÉEL – PAS UN EXERCICE : { $text } (traité dans la salle réelle { $room })
line-facility-listed = a inscrit { $id } : { $name }, { $kind }
line-flow-reported = { $flow } : { $status }
line-restoration-promised = { $flow } : rétablissement promis pour { $by }
line-restoration-achieved = { $flow } : système rétabli à { $at } ; la reprise est signalée à part
line-plan-published = a publié le plan « { $plan } », version { $version } ({ $kind })
line-plan-reviewed = a relu le plan « { $plan } » : il tient
line-activation-proposed = a proposé de déclencher « { $plan } », { $level }
line-activation-in-force = a déclenché « { $plan } », { $level }
line-activation-approved = a approuvé le déclenchement de « { $plan } »
line-level-changed = « { $plan } » : niveau { $level }
line-step-assigned = étape « { $step } » confiée à { $seat }
line-step-done = étape « { $step } » faite
line-step-skipped = étape « { $step } » non faite
line-stood-down = a levé le dispositif « { $plan } »
line-fallback-opened = procédure de secours en vigueur depuis { $start }
line-fallback-counted = registre de secours : { $count } déclarations
line-fallback-closed = fin de la procédure de secours à { $at }
line-contact-saved = a enregistré le contact { $name }
line-contact-confirmed = a confirmé le contact { $name }
line-contact-removed = a retiré { $name } de l'annuaire
line-duty-taken = a pris la permanence « { $function } »
line-handover-offered = a offert la permanence « { $function } » à { $to }
line-handover-accepted = a accepté la permanence « { $function } »
line-message-posted = { $text }
line-acknowledged = accuse réception de { $entries }
line-decision-recorded = décision : { $question } – { $decision }
line-note-taken = note : { $text }
line-corrected = rectifie { $entry } : { $text }
line-guidance-issued = consigne { $number } : { $title }
line-guidance-withdrawn = a retiré la consigne { $number }
line-guidance-acknowledged = accuse réception de la consigne { $numbers }
line-document-shared = partage le document { $name }
line-document-withdrawn = retire le document { $name }

# Ce qui peut suivre dans une ligne
line-said-acknowledge = AR demandé
line-said-alternate = secondaire { $value }
line-said-as-of = à { $value }
line-said-authority = autorité { $value }
line-said-capacity = { $value } % de l'ordinaire
line-said-category = catégorie { $value }
line-said-certainty = certitude { $value }
line-said-clearance = dédouanement { $value }
line-said-confidence = { $value }
line-said-contingency = repli { $value }
line-said-counterpart = secours chez le voisin : { $value }
line-said-decider = décidé par { $value }
line-said-deputy = suppléant { $value }
line-said-emergency = ultime { $value }
line-said-from = en vigueur à partir de { $value }
line-said-function = { $value }
line-said-incident = pour { $value }
line-said-languages = langues { $value }
line-said-next-report = prochain point à { $value }
line-said-next-update = prochaine nouvelle { $value }
line-said-note = { $value }
line-said-options = autres options { $value }
line-said-parent = partie de { $value }
line-said-places = { $value }
line-said-primary = principal { $value }
line-said-queue = en attente { $value }
line-said-reason = motif { $value }
line-said-reconciled = { $value } déclarations régularisées
line-said-regimes = { $value }
line-said-reply-to = en réponse à { $value }
line-said-review = à revoir { $value }
line-said-severity = gravité { $value }
line-said-source = source { $value }
line-said-supersedes = remplace { $value }
line-said-title = titre « { $value } »
line-said-tlp = { $value }
line-said-to = à { $value }
line-said-until = jusqu'à { $value }
line-said-urgency = urgence { $value }

# Marques d'une ligne en plus de celles de standing.ftl
out-mark-newer = version plus récente

# Mots de ce qui est affiché
out-none = aucun
out-nothing = rien pour l'instant
out-day = j
out-state-open = ouvert
out-state-closed = clos
out-step-done = faite
out-step-skipped = non faite
out-status-counts = { $waiting } AR à donner, { $overdue } en retard, { $conflicts } en conflit, { $roster } contacts
out-status-link = { $link }, { $queue } en attente
out-status-conflicts = CONFLITS
out-status-incidents = INCIDENTS
out-status-flows = FLUX
out-status-activations = DÉCLENCHEMENTS
out-status-guidance = CONSIGNES
out-status-documents = DOCUMENTS { $n } (liaison document list)
out-status-proposed = proposé
out-status-clocks = RTO { $rto }, MTPD { $mtpd }, étapes { $done }/{ $steps }
out-conflict-value = { $value } – { $by }, { $org } [{ $id }]
out-subject-activation = déclenchement { $name }
out-subject-contact = contact { $name }
out-subject-duty = permanence { $name }
out-subject-facility = site { $name }
out-subject-fallback = procédure de secours { $name }
out-subject-flow = flux { $name }
out-subject-incident = incident { $name }
out-subject-organisation = organisation { $name }
out-subject-plan = plan { $name }
out-subject-step = étape { $name }
out-written-saved = sur cette machine ; l'envoi se fera de lui-même dès qu'il y aura une liaison
out-written-sent = en route ; le relais n'a pas encore répondu
out-verify-counts = { $entries } entrées de { $seats } sièges ; refusées { $refused }, non reçues { $missing }, retenues { $withheld }
out-verify-fingerprint = empreinte { $value }
out-verify-fork = BIFURCATION : { $id } a été écrit plus d'une fois
out-verify-bad = NE SE VÉRIFIE PAS : { $id }
out-verify-ok = Tout ce qui est ici se vérifie.
out-verify-not-ok = Quelque chose ne se vérifie pas. Le reste demeure lisible ; reprendre avec « liaison sync ».
out-sync-entries = Entrées : envoyées { $sent }, reçues { $received }
out-sync-cost = { $out } octets sortis, { $in } octets entrés, { $trips } allers-retours, { $seconds } s
out-sync-complete = Complet : tout ce qui était demandé est ici, tout ce qui est écrit est stocké.
out-sync-current = La situation présente est ici ; le reste n'a pas été fini dans ce temps.
out-sync-incomplete = Pas fini dans ce temps. Rien n'est perdu ; le prochain échange reprend ici.
out-bundle-exported = Entrées écrites dans { $file } : { $entries }, de { $seats } sièges
out-bundle-cost = { $bytes } octets en { $parts } parties ; { $minutes } minutes à { $rate } bit/s. Non chiffré : qui le porte peut le lire.
out-bundle-uncovered = Entrées laissées de côté, qu'aucune signature détenue ici ne prouve encore : { $uncovered }.
out-bundle-binary-parts = Plusieurs parties en octets ne vont pas à la sortie standard : nommer un fichier, ou --text.
out-bundle-nobody = Personne d'autre que vous ne siège ici comme « { $partner } ». Sans --for, la salle entière est exportée.
out-bundle-small = Des parties de cette taille ne contiennent rien : 60 octets au moins.
out-bundle-many = Ce seraient { $parts } parties, plus que personne ne peut porter. Prendre des parties plus grandes, ou moins avec --since ou --for.
out-bundle-imported = Paquet { $bundle } pour « { $room } » : nouvelles { $new }, déjà ici { $here }
out-bundle-waiting = Paquet { $bundle } : { $have } parties sur { $parts } sont ici ; manquent : { $missing }. Elles sont gardées ; apporter le reste quand il vient.
out-bundle-again = Paquet { $bundle } déjà importé ; rien de nouveau.
out-bundle-refused = Paquet { $bundle } NON importé. { $why }
out-bundle-by = { $name }, { $organisation } : { $new }
out-bundle-unknown = Entrées en attente : { $waiting }. Leurs sièges ne sont pas encore connus ici ; elles sont sans effet jusqu'à leur admission.
out-bundle-idle = Entrées nouvelles sans effet : { $idle }. Leurs sièges n'avaient pas autorité en les écrivant.
out-bundle-bad-signature = REFUSÉ : { $entries } ne se vérifient pas : altérées, ou pas de ce siège. Le reste est gardé.
out-bundle-bad-gap = REFUSÉ : { $entries } suivent des entrées qui ne sont pas ici. Demander un paquet qui commence plus tôt.
out-bundle-bad-too-much = REFUSÉ : { $entries } : trop d'entrées de sièges inconnus attendent déjà.
out-bundle-bad-form = REFUSÉ : quelque chose n'a pas sa place dans un paquet. Le reste est gardé.
out-bundle-damaged-lines = ENDOMMAGÉ : { $file }, partie { $part } sur { $parts } : lignes altérées { $altered } ; manquantes { $missing }. Redemander cette partie, ou ajouter ces lignes dessous. Le reste est gardé.
out-bundle-damaged-cut = ENDOMMAGÉ : { $file }, partie { $part } sur { $parts } finit trop tôt ; lignes altérées { $altered } ; manquantes { $missing }. Redemander cette partie. Le reste est gardé.
out-bundle-damaged-bytes = ENDOMMAGÉ : { $file }, partie { $part } sur { $parts }. Redemander cette partie. Le reste est gardé.
out-bundle-damaged-version = { $file }, partie { $part } sur { $parts }, est d'une version plus récente de liaison. L'importer avec elle.
out-bundle-damaged-foreign = La partie { $part } sur { $parts } ne va pas avec les autres de son paquet ; elle n'est pas gardée.
out-bundle-damaged-none = { $file } : il n'y a pas de paquet dedans.
out-bundle-forgotten = Trop de paquets sont incomplets : les parties de { $bundle } ne sont plus gardées. Les apporter toutes à nouveau.
out-invite-what-now = À remettre à cet officier seul ; elle sert une fois, jusqu'à { $expires }. Il tape : liaison join INVITATION
out-found-done = Salle « { $room } » fondée.
out-found-recovery = La clé de reprise est au-dessus de tous les sièges et n'est affichée que maintenant. Au coffre :
out-found-what-now = Ensuite : liaison invite --name NOM --org ORGANISATION --role RÔLE
out-join-done = Vous avez le siège { $seat } dans « { $room } » chez { $relay }. Ensuite : liaison status, ou liaison seul pour la console.
out-join-permit = Le permis de { $relay } est gardé ici. Ensuite : liaison room found --name NOM --mode actual|exercise|test
out-join-offered = Relais { $relay }, salle « { $room } », mode { $mode }
out-join-offered-permit = Le relais { $relay } offre d'abriter une salle que vous fondez
out-join-ask = Accepter ? [o/N]
out-recover-ask = Taper la clé de reprise du coffre :
out-seat-me = (vous)
out-seat-seated = siège
out-seat-taken = non accepté
out-seat-removed = retiré
out-seat-invited = invité
out-seat-contested = contesté
out-roster-confirmed = confirmé il y a { $age }
out-roster-imported = { $written } contacts enregistrés, { $unchanged } inchangés
out-roster-exported = { $n } contacts écrits dans { $file }
out-duty-offered = offerte à { $to } [{ $id }]
out-fallback-count = { $count } déclarations
out-plan-trigger = Critère : { $value }
out-show-report = Point de situation { $number } ({ $version }) jusqu'à { $to }, { $by } [{ $id }]
out-guidance-standing-word = en vigueur
out-guidance-superseded-word = remplacée par { $by }
out-guidance-withdrawn-word = retirée
out-keys-check-ok = Aucune erreur dans ce fichier de touches.
out-file-mistakes = Le fichier a des erreurs ; rien n'a été écrit :
out-file-unreadable = { $file } ne peut être lu : { $why }. Rien n'a été écrit.
out-file-unwritable = { $file } ne peut être écrit : { $why }.
out-csv-too-large = plus gros qu'aucun fichier de cette sorte
out-csv-no-column = la première ligne n'a pas de colonne « { $what } »
out-csv-empty = « { $what } » est vide
out-csv-open-quote = un guillemet n'est pas fermé
out-csv-twice = mêmes nom et organisation qu'à la ligne { $what }

# Ce que la relève doit savoir
out-handover-incident = Incident : { $title } ({ $severity }), prochaine nouvelle { $next }
out-handover-flow = Flux : { $flow } { $status }, promis { $promised }
out-handover-activation = Plan en vigueur : { $plan }, { $level }, étapes { $done }/{ $steps }
out-handover-message = AR attendus ({ $n } sur { $m }) : { $text }
out-handover-decision = Décision à revoir { $review } : { $question }
out-handover-nothing = Rien n'est en cours.

# Ce que nomment les commandes
out-thing-activation = déclenchement
out-thing-contact = contact
out-thing-document = document
out-thing-entry = entrée
out-thing-fallback = procédure de secours
out-thing-flow = flux
out-thing-guidance = consigne
out-thing-handover = permanence ou relève
out-thing-incident = incident
out-thing-invitation = invitation
out-thing-plan = plan
out-thing-relay = relais
out-thing-seat = siège
out-thing-step = étape
out-name-unknown = Rien ici ne s'appelle « { $typed } » ({ $thing }). Rien n'a été écrit.
out-name-none = Rien qui puisse être visé ({ $thing }). Rien n'a été écrit.
out-name-ambiguous = « { $typed } » convient à plusieurs ({ $thing }). Rien n'a été écrit ; en nommer un :
out-name-which = Plusieurs sont possibles ({ $thing }). Rien n'a été écrit ; en nommer un :
out-name-known = Il y a :
out-name-candidates = Possibles :
out-name-facility = « { $typed } » n'est ni un UN/LOCODE ni un site inscrit dans cette salle. L'inscrire d'abord : liaison facility add ID --name NOM --kind NATURE
out-name-near = Lieux de ce nom :
out-time-form = « { $typed } » n'est pas une heure. L'écrire ainsi : { $forms }
out-time-duration = « { $typed } » n'est pas une durée. L'écrire ainsi : { $forms }
out-time-range = « { $typed } » est hors limites. L'écrire ainsi : { $forms }
out-draft-nothing = Rien n'est dit : nommer au moins une chose à changer.
out-draft-no-own-contact = Aucun contact de l'annuaire n'est le vôtre. L'enregistrer d'abord : liaison roster save --name NOM --org ORGANISATION --primary MOYEN

# Champs
out-field-address = adresse
out-field-aeo = OEA
out-field-approvals = approbations requises
out-field-approved = approuvé par
out-field-as-of = à la date de
out-field-assigned = qui la fait
out-field-authority = autorité
out-field-alternate = moyen secondaire
out-field-capacity = capacité
out-field-certainty = certitude
out-field-closed = fin
out-field-contingency = moyen de repli
out-field-count = nombre
out-field-counterpart = voisin
out-field-country = pays
out-field-decision = décision
out-field-declared = déclaré
out-field-deputies = suppléants
out-field-deputy = suppléant
out-field-document = document
out-field-emergency = moyen ultime
out-field-facility = site
out-field-function = fonction
out-field-holder = titulaire
out-field-id = id
out-field-kind = nature
out-field-languages = langues
out-field-level = niveau
out-field-mbco = MBCO
out-field-mode = dédouanement
out-field-mra = reconnaissance mutuelle
out-field-mtpd = MTPD
out-field-name = nom
out-field-next-update = prochaine nouvelle
out-field-note = note
out-field-number = numéro
out-field-open = ouvert ou clos
out-field-organisation = organisation
out-field-outcome = issue
out-field-parent = partie de
out-field-phase = phase
out-field-places = lieux
out-field-primary = moyen principal
out-field-promised = promis
out-field-proposed = proposé
out-field-question = question
out-field-queue = attente
out-field-reason = motif
out-field-removed = retiré
out-field-restored = rétabli
out-field-rto = RTO
out-field-seat = siège
out-field-severity = gravité
out-field-sites = sites
out-field-source = source
out-field-state = état
out-field-status = état
out-field-text = texte
out-field-title = titre
out-field-urgency = urgence
out-field-version = version

# Refus : ce qui s'est passé, ce qui est sauf, que faire
out-refusal-admission = On prend siège avec une invitation : liaison join INVITATION. Rien n'a été écrit.
out-refusal-already = C'est déjà le cas ({ $thing }). Rien n'a été écrit.
out-refusal-body-too-long = L'entrée aurait { $bytes } octets pour { $max } au plus. Rien n'a été écrit ; l'abréger.
out-refusal-conflict = Des officiers ont dit des choses différentes : { $what }. Rien n'a été écrit ; pour poser votre valeur à leur place, ajouter --resolve :
out-refusal-document-too-large = Le document a { $bytes } octets pour { $max } au plus. Rien n'a été écrit.
out-refusal-empty = Ceci ne peut être vide : { $field }. Rien n'a été écrit.
out-refusal-not-above = Seul le siège qui a invité, ou un siège au-dessus, peut faire cela. Rien n'a été écrit ; s'adresser à un coordonnateur au-dessus.
out-refusal-not-your-document = Ce document a été partagé par quelqu'un d'autre : il faut un cadre d'astreinte pour le retirer. Rien n'a été écrit.
out-refusal-not-independent = La seconde approbation doit venir d'une autre organisation, aucun des deux n'ayant invité l'autre. Rien n'a été écrit.
out-refusal-not-yours = Cette relève est offerte à un autre siège. Rien n'a été écrit.
out-refusal-only-in-exercise = Cette salle est réelle : déclarer un incident. Rien n'a été écrit.
out-refusal-over = C'est terminé ({ $thing }). Rien n'a été écrit.
out-refusal-red-not-for-all = TLP:RED est pour des destinataires nommés, or tous les sièges de cette salle peuvent tout y lire. Rien n'a été écrit ; s'adresser à tous les sièges ou prendre une autre étiquette.
out-refusal-removed = Votre siège a été retiré de cette salle. Rien n'a été écrit ; demander une nouvelle invitation à un coordonnateur.
out-refusal-role = Il y faut le rôle { $needed } ; le vôtre : { $have }. Rien n'a été écrit ; s'adresser à un coordonnateur.
out-refusal-room-not-here = L'entrée fondatrice de la salle n'est pas encore ici. Rien n'a été écrit ; la chercher par « liaison sync ».
out-refusal-text-too-long = Un texte a { $bytes } octets pour { $max } au plus. Rien n'a été écrit ; l'abréger.
out-refusal-tlp-too-wide = La salle est { $room } : une étiquette ne peut être que plus stricte. Rien n'a été écrit.
out-refusal-unknown = Il n'y a rien de ce nom ici ({ $thing }). Rien n'a été écrit.

# Ce qui peut clocher au pupitre
out-desk-no-room = Aucune salle n'est ici. Pour voir : « liaison demo » ; pour siéger : « liaison join INVITATION ».
out-desk-unknown-room = Aucune salle ici ne s'appelle « { $name } ». Il y a : { $rooms }
out-desk-which-room = Plusieurs salles sont ici : en nommer une avec --room. Il y a : { $rooms }
out-desk-no-seat = La clé de votre siège n'est pas dans ce dossier. La salle se lit là où est la clé ; demander une nouvelle invitation.
out-desk-no-folder = Aucun dossier de données n'est connu. En nommer un avec --home DOSSIER ou LIAISON_HOME.
out-desk-not-a-key = Un fichier de clé ne contient pas de clé ; il a été laissé tel quel : { $why }
out-desk-configuration = Les réglages ont des erreurs ; rien n'a été fait : { $why }
out-desk-home = Le dossier est inutilisable : { $why }. Rien n'a été écrit.
out-desk-invitation = Ce n'est pas une invitation valable : { $why }
out-desk-no-link = Pas de liaison avec { $relay } : { $why }. Rien n'est perdu ; réessayer quand il y en aura une.
out-desk-relay-refuses = Le relais refuse : { $reason }. Rien n'y a été écrit.
out-desk-no-relay = Aucun relais n'est connu pour cette salle. Demander une invitation à un coordonnateur.
out-desk-bundle = Ce n'est pas un paquet lisible : { $why }. Le redemander.
out-desk-bundle-version = Il est d'une version plus récente de liaison. L'importer avec elle.
out-desk-bundle-large = C'est plus qu'un paquet ne peut contenir. Utiliser --since ou --for.
out-desk-bundle-parts = Ses parties ne vont pas ensemble : l'une est d'un autre, ou fut altérée. Les apporter à nouveau.
out-desk-bundle-room = Vous n'avez pas de siège ici dans sa salle. En prendre un par « liaison join », puis l'importer à nouveau.
out-desk-bundle-other = Il est d'une autre salle, « { $room } ». Sans --room il y sera importé.
out-desk-no-permit = Aucun permis de fonder une salle n'est gardé ici. En demander un à qui tient le relais, puis : liaison join PERMIS
out-desk-file = { $file } : { $why }. Rien n'a été modifié.
out-desk-not-fetched = { $name } n'est pas ici. Le récupérer d'abord : liaison document fetch { $name }
out-desk-spoiled = { $name } était abîmé sur ce disque et a été effacé. Le récupérer à nouveau : liaison document fetch { $name }
out-desk-not-viewed = { $name } n'est pas ce que dit son nom, ou rien qui se consulte simplement. L'enregistrer, et l'ouvrir soi-même si l'on sait ce que c'est : liaison document save
out-desk-disk-full = NON ENREGISTRÉ : le disque est plein. Ce qui l'était déjà est sauf ; libérer de la place et réessayer.
out-desk-damaged = Le journal est endommagé : { $why }. Ce qui se vérifie reste lisible ; « liaison verify » dit ce qui est perdu.
out-desk-busy = Le journal est utilisé par un autre programme. Rien n'a été écrit ; réessayer.
out-desk-newer = Le journal est d'une version plus récente de liaison. Rien n'a été changé ; utiliser cette version.
out-desk-journal = Le journal est inutilisable : { $why }. Rien n'a été écrit.
out-desk-declined = Refusée. Rien n'a été signé ; l'invitation peut encore servir.
out-desk-removed = Votre siège a été retiré de cette salle par { $by } : { $reason }. Ce que vous aviez écrit est remis ; ce que vous avez écrit après le retrait est sans effet. Plus rien ne vous est envoyé ; demander une nouvelle invitation à un coordonnateur.
out-desk-not-seated = Le relais a ce que vous avez écrit et ne vous dit rien : votre siège n'est pas accepté, ou quelqu'un d'autre s'est servi de l'invitation. Rien n'est perdu ; s'adresser à qui vous a invité.
out-desk-turned-away = Le relais ne prend pas votre siège : l'invitation a expiré ou a été retirée. Rien n'est perdu ; en demander une autre à qui vous a invité.
out-desk-ended-stopping = Le relais s'arrête à l'instant. Rien n'est perdu ; réessayer dans une minute.
out-desk-ended-storage = Le relais ne peut rien conserver en ce moment. Rien n'est perdu ; réessayer plus tard, ou prévenir qui le tient.
out-desk-ended-protocol = Le relais a mis fin à la liaison : ce qui lui a été envoyé ne se vérifie pas. « liaison verify » dit si cette copie est endommagée.
out-desk-ended-limit = Le relais a mis fin à la liaison : trop a été envoyé trop vite. Rien n'est perdu ; réessayer dans une minute.
out-desk-ended = Le relais a mis fin à la liaison. Rien n'est perdu ; réessayer.
out-desk-not-a-journal = Le journal ne se lit plus : { $why }. Remettre une copie en place, ou écarter le fichier et demander une nouvelle invitation : ce que le relais a conservé revient avec la liaison.
out-desk-damage = ENDOMMAGÉ : les entrées { $entries } du journal ne sont plus ce qui a été écrit. Elles sont omises ici ; « liaison doctor --repair » remet en place ce qui se vérifie, et la liaison apporte le reste.

# Docteur
out-doctor-home = dossier : { $path }
out-doctor-home-none = dossier : { $path } n'existe pas encore ; il est créé quand on prend siège
out-doctor-permissions = droits : { $bits }, pour vous seul
out-doctor-permissions-open = droits : { $bits } : d'autres sur cette machine peuvent lire clés et annuaire. À corriger : chmod 700 { $path }
out-doctor-disk = disque : { $mib } Mio libres
out-doctor-disk-full = disque : { $mib } Mio libres seulement : libérer de la place, sinon rien ne pourra être enregistré
out-doctor-room-none = journal : pas encore de salle. Commencer par « liaison demo » ou « liaison join INVITATION »
out-doctor-journal = journal : { $n } entrées
out-doctor-journal-bad = journal : { $why }
out-doctor-clock = horloge : à { $off } près de celle du relais
out-doctor-clock-off = horloge : décalée de { $off } ; corrigée dans la salle, mais mettre cette machine à l'heure
out-doctor-clock-far = horloge : décalée de { $off } : trop pour être corrigée. Mettre cette machine à l'heure
out-doctor-link = liaison : { $relay } répond
out-doctor-link-none = liaison : { $relay }
out-doctor-terminal = terminal : { $columns } colonnes, { $rows } lignes ({ $term })
out-doctor-terminal-narrow = terminal : { $columns } colonnes, { $rows } lignes ({ $term }) ; les écrans sont faits pour 80
out-doctor-terminal-small = terminal : { $columns } colonnes, { $rows } lignes ({ $term }) ; agrandir la fenêtre à 40 sur 12 au moins
out-doctor-terminal-none = terminal : aucun ; l'affichage va dans un fichier ou un autre programme
out-doctor-locale = paramètres régionaux : UTF-8
out-doctor-locale-ascii = paramètres régionaux : sans UTF-8, d'où des signes ASCII ; avec UTF-8 : export LANG=C.UTF-8
out-doctor-colour = couleurs : oui
out-doctor-colour-none = couleurs : non (NO_COLOR)
out-refusal-ambiguous = Ce nom désigne deux entrées. Préciser la branche, par exemple R7K2M4T.51~3F0A. Rien n'a été écrit.
out-refusal-not-on-duty = Seul le titulaire de la permanence peut la proposer. Rien n'a été écrit ; prendre d'abord la permanence.
out-refusal-role-of-exercises = Ce rôle est réservé aux exercices, et cette salle n'en est pas un. Rien n'a été écrit.
out-sync-by-console = Fait par la liaison d'une console ouverte ici ; ses octets et ses allers-retours sont les siens
out-doctor-room = { $room } ({ $mode }) : { $said }
out-doctor-repaired = Réparé : { $kept } entrées se vérifient et sont gardées. Le journal endommagé est maintenant { $old }.
out-doctor-repaired-lost = Réparé : { $kept } entrées se vérifient et sont gardées ; sont perdues { $entries }. Le journal endommagé est maintenant { $old }. « liaison sync » redemande ce que d'autres détiennent.
out-refusal-red-while-incomplete = TLP:RED est refusé tant qu'une partie de la salle n'est pas ici : des sièges peuvent ne pas être connus ici. Rien n'a été écrit ; recevez le reste avec « liaison sync ».
out-refusal-not-own-contact = Seul l'officier dont c'est le contact peut le confirmer. Rien n'a été écrit.

# Documents
out-unit-b = { $n } o
out-unit-kb = { $n } ko
out-unit-mb = { $n } Mo
out-unit-gb = { $n } Go
out-cost = { $bytes }
out-cost-timed = { $bytes }, { $time } au débit actuel
out-document-cost = à récupérer : { $cost }
out-document-here = ici
out-document-partial = { $percent } % ici
out-document-at-relay = au relais
out-document-elsewhere = pas encore au relais
out-document-withdrawn = retiré
out-document-refused = refusé : { $reason }
out-document-refused-size = trop gros
out-document-refused-quota = plus de place là-bas
out-document-refused-unlisted = inconnu là-bas
out-document-refused-storage = son disque a fait défaut
out-document-refused-wrong = non vérifié
out-document-sharing = Partage de { $name }, { $size }. À envoyer : { $cost }. Chaque siège de la salle, et qui exploite son relais, peut le lire.
out-document-shared-at-relay = le document est au relais
out-document-shared-here = le document est gardé ici et part dès qu'il y a une liaison
out-document-shared-refused = le relais ne prend pas le document ; il est gardé ici
out-document-without-text-pictures = Aucun texte n'a pu être extrait de ce PDF : ses pages sont des images. Il est partagé quand même ; sur une liaison étroite, rien n'est lisible avant qu'il soit entier.
out-document-without-text-unreadable = Le texte de ce PDF n'a pas pu être extrait : il est verrouillé, abîmé ou trop gros. Il est partagé quand même ; sur une liaison étroite, rien n'est lisible avant qu'il soit entier.
out-document-space = { $here } ici. D'ici, { $most } au plus par document ; le relais en prend jusqu'à { $largest } chacun et a de la place pour { $left } ({ $at }).
out-document-space-unknown = { $here } ici. D'ici, { $most } au plus par document ; le relais n'a pas encore dit ce qu'il prend.
out-document-fetching = Récupération de { $name }, { $size }. À récupérer : { $cost }.
out-document-progress = { $percent } %
out-document-fetched-here = ici
out-document-fetched-partial = en partie ici ; le reste vient dès qu'il y a une liaison
out-document-fetched-elsewhere = le relais ne l'a pas encore ; il vient dès qu'il l'a
out-document-no-text = Aucun texte n'a été extrait de ce document.
out-document-text-not-here = Le texte de ce document n'est pas encore ici.
out-document-text-extracted = Texte extrait du document : mise en page, images et pages numérisées manquent.
out-document-saved = écrit dans { $file }
out-document-opened = ouvert avec { $program } : { $file }
out-document-open-asks = Ouvrir { $name } avec { $program } ? (o/n)
out-document-open-yes = o
out-document-not-opened = Pas ouvert.
out-document-no-opener = { $program } ne peut être lancé ({ $why }). Le document est ici : { $file }
