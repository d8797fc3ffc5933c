# Mode
mode-actual = actual
mode-exercise = exercise
mode-test = test

# Role
role-observer = observer
role-evaluator = evaluator
role-liaison = liaison officer
role-duty-officer = duty officer
role-controller = controller
role-coordinator = coordinator

# Kinds of organisation
organisation-kind-customs = customs administration
organisation-kind-aeo = authorised economic operator
organisation-kind-msme = small or medium-sized enterprise
organisation-kind-port = port or airport operator
organisation-kind-carrier = carrier
organisation-kind-broker = customs broker
organisation-kind-association = trade association
organisation-kind-secretariat = secretariat

# CAP category
incident-kind-Geo = geophysical
incident-kind-Met = meteorological
incident-kind-Safety = public safety
incident-kind-Security = security
incident-kind-Rescue = rescue
incident-kind-Fire = fire
incident-kind-Health = health
incident-kind-Env = environment
incident-kind-Transport = transport
incident-kind-Infra = infrastructure and IT
incident-kind-CBRNE = CBRNE
incident-kind-Other = other

# CAP severity
severity-Extreme = Extreme
severity-Severe = Severe
severity-Moderate = Moderate
severity-Minor = Minor
severity-Unknown = Unknown

# CAP urgency
urgency-Immediate = Immediate
urgency-Expected = within the hour
urgency-Future = in the near future
urgency-Past = past
urgency-Unknown = unknown

# CAP certainty
certainty-Observed = observed
certainty-Likely = likely
certainty-Possible = possible
certainty-Unlikely = unlikely
certainty-Unknown = unknown

# The resolution's six verbs
phase-anticipate = anticipate
phase-prevent = prevent
phase-absorb = absorb
phase-adapt = adapt
phase-recover = recover
phase-evolve = evolve

# Situation reports
report-version-Initial = initial
report-version-Update = update
report-version-Final = final
confidence-HighlyConfident = highly confident
confidence-SomewhatConfident = somewhat confident
confidence-Unsure = unsure
confidence-NoConfidence = no confidence

# Facilities
facility-kind-port = port
facility-kind-terminal = terminal
facility-kind-airport = airport
facility-kind-border-post = border post
facility-kind-inland-depot = inland depot
facility-kind-customs-system = customs IT system

# Flows
regime-import = import
regime-export = export
regime-transit = transit
regime-passengers = passengers
regime-short-import = import
regime-short-export = export
regime-short-transit = transit
regime-short-passengers = passengers
direction-in = inbound
direction-out = outbound
flow-status-open = open
flow-status-restricted = restricted
flow-status-closed = closed
flow-status-unknown = unknown
clearance-mode-electronic = electronic
clearance-mode-fallback = fallback
clearance-mode-suspended = suspended
acceptance-yes = accepted
acceptance-no = refused
acceptance-unknown = not known

# Plans
plan-kind-activities = continuity of activities
plan-kind-supply-chain = continuity of the supply chain
plan-kind-leadership = continuity of leadership
level-full = FULL (L1)
level-partial = PARTIAL (L2)
level-monitor = MONITOR (L3)

# Messages
precedence-flash = FLASH
precedence-immediate = IMMEDIATE
precedence-priority = priority
precedence-routine = routine
tier-primary = primary
tier-alternate = alternate
tier-contingency = contingency
tier-emergency = emergency

# TLP 2.0: the labels are never translated, what they allow is.
tlp-help-CLEAR = free to spread
tlp-help-GREEN = community, not on the Internet
tlp-help-AMBER = organisation and its clients
tlp-help-AMBER-STRICT = organisation only
tlp-help-RED = named recipients only

# Open or closed, done or skipped, in conflicts: state-* and step-* are in screens.ftl.
