# Mode
mode-actual = réel
mode-exercise = exercice
mode-test = essai

# Role
role-observer = observateur
role-evaluator = évaluateur
role-liaison = officier de liaison
role-duty-officer = cadre d'astreinte
role-controller = animateur
role-coordinator = coordonnateur

# Kinds of organisation
organisation-kind-customs = administration des douanes
organisation-kind-aeo = opérateur économique agréé (OEA)
organisation-kind-msme = micro, petite ou moyenne entreprise
organisation-kind-port = exploitant de port ou d'aéroport
organisation-kind-carrier = transporteur
organisation-kind-broker = commissionnaire en douane
organisation-kind-association = organisation professionnelle
organisation-kind-secretariat = secrétariat

# CAP category
incident-kind-Geo = géophysique
incident-kind-Met = météorologique
incident-kind-Safety = sécurité civile
incident-kind-Security = sûreté
incident-kind-Rescue = sauvetage
incident-kind-Fire = incendie
incident-kind-Health = santé
incident-kind-Env = environnement
incident-kind-Transport = transports
incident-kind-Infra = infrastructures et informatique
incident-kind-CBRNE = NRBC-E
incident-kind-Other = autre

# CAP severity
severity-Extreme = Extrême
severity-Severe = Grave
severity-Moderate = Modérée
severity-Minor = Mineure
severity-Unknown = Inconnue

# CAP urgency
urgency-Immediate = Immédiate
urgency-Expected = dans l'heure
urgency-Future = à venir
urgency-Past = passée
urgency-Unknown = inconnue

# CAP certainty
certainty-Observed = observée
certainty-Likely = probable
certainty-Possible = possible
certainty-Unlikely = peu probable
certainty-Unknown = inconnue

# The resolution's six verbs
phase-anticipate = anticiper
phase-prevent = prévenir
phase-absorb = absorber
phase-adapt = s'adapter
phase-recover = se redresser
phase-evolve = évoluer

# Situation reports
report-version-Initial = initial
report-version-Update = mise à jour
report-version-Final = final
confidence-HighlyConfident = très fiable
confidence-SomewhatConfident = assez fiable
confidence-Unsure = incertain
confidence-NoConfidence = non fiable

# Facilities
facility-kind-port = port
facility-kind-terminal = terminal
facility-kind-airport = aéroport
facility-kind-border-post = poste frontière
facility-kind-inland-depot = dépôt intérieur
facility-kind-customs-system = système informatique douanier

# Flows
regime-import = importation
regime-export = exportation
regime-transit = transit
regime-passengers = voyageurs
regime-short-import = import
regime-short-export = export
regime-short-transit = transit
regime-short-passengers = voyageurs
direction-in = entrée
direction-out = sortie
flow-status-open = ouvert
flow-status-restricted = restreint
flow-status-closed = fermé
flow-status-unknown = inconnu
clearance-mode-electronic = électronique
clearance-mode-fallback = secours
clearance-mode-suspended = suspendu
acceptance-yes = acceptée
acceptance-no = refusée
acceptance-unknown = inconnue

# Plans
plan-kind-activities = continuité des activités
plan-kind-supply-chain = continuité de la chaîne logistique
plan-kind-leadership = continuité du commandement
level-full = COMPLET (L1)
level-partial = PARTIEL (L2)
level-monitor = VEILLE (L3)

# Messages
precedence-flash = FLASH
precedence-immediate = IMMÉDIAT
precedence-priority = prioritaire
precedence-routine = routine
tier-primary = principal
tier-alternate = secondaire
tier-contingency = repli
tier-emergency = ultime

# TLP 2.0 : les étiquettes ne se traduisent jamais, ce qu'elles permettent, si.
tlp-help-CLEAR = diffusion libre
tlp-help-GREEN = communauté, pas d'Internet
tlp-help-AMBER = organisation et clients concernés
tlp-help-AMBER-STRICT = organisation seulement
tlp-help-RED = destinataires nommés seulement

# Ouvert ou clos, fait ou sauté, dans les conflits : state-* et step-* sont dans screens.ftl.
