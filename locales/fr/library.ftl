# Ce qui peut être faux dans un fichier de plan ou de scénario.
file-syntax = n'est pas du TOML : { $message }
file-too-long = { $bytes } octets ; au plus { $bytes-max } sont admis
file-unknown-key = clé inconnue « { $key } » ; attendu : { $expected }
file-unknown-key-near = clé inconnue « { $key } » (peut-être « { $nearest } » ?) ; attendu : { $expected }
file-missing-key = { $of } : « { $key } » manque
file-missing-language = « { $of } » : « { $language } » manque ; chaque texte est attendu en en et en fr
file-empty = « { $of } » est vide
file-wrong-type = « { $key } » est de type { $found } ; attendu : { $expected ->
   *[text] un texte entre guillemets
    [bilingual] un texte en deux langues, { "{" } en = "…", fr = "…" { "}" }
    [table] une table
    [list] une liste entre crochets
    [tables] des tables, chacune sous un titre entre doubles crochets
    [whole-number] un nombre entier
    [yes-no] true ou false
    [true] true ; sinon, supprimer la clé
    [date] une date telle que 2026-05-12, sans guillemets
    [local-time] une date et une heure telles que 2023-07-04T06:30:00, sans guillemets
    [event-time] une heure telle que 2023-07-04T06:30:00 sans guillemets, ou un décalage depuis le début tel que "+1h30min"
    [act-time] une heure telle que 2023-07-04T06:30:00 sans guillemets, "18:30" ou "+2h"
    [duration] une durée telle que "4h", "1h30min" ou "2d"
    [offset] un décalage tel que "+30min" ou "+1d2h"
    [utc-offset] un écart avec le temps universel tel que "+09:00"
    [slug] un nom court d'au plus 40 minuscules, chiffres et traits d'union
    [not-a-role] un nom court à soi : c'est le mot d'un rôle
    [facility-id] un UN/LOCODE ou un identifiant d'au plus 16 majuscules, chiffres et traits d'union
    [address] une adresse commençant par https:// ou http://
}
file-malformed = « { $found } » n'est pas { $expected ->
   *[text] un texte entre guillemets
    [bilingual] un texte en deux langues, { "{" } en = "…", fr = "…" { "}" }
    [table] une table
    [list] une liste entre crochets
    [tables] des tables, chacune sous un titre entre doubles crochets
    [whole-number] un nombre entier
    [yes-no] true ou false
    [true] true ; sinon, supprimer la clé
    [date] une date telle que 2026-05-12, sans guillemets
    [local-time] une date et une heure telles que 2023-07-04T06:30:00, sans guillemets
    [event-time] une heure telle que 2023-07-04T06:30:00 sans guillemets, ou un décalage depuis le début tel que "+1h30min"
    [act-time] une heure telle que 2023-07-04T06:30:00 sans guillemets, "18:30" ou "+2h"
    [duration] une durée telle que "4h", "1h30min" ou "2d"
    [offset] un décalage tel que "+30min" ou "+1d2h"
    [utc-offset] un écart avec le temps universel tel que "+09:00"
    [slug] un nom court d'au plus 40 minuscules, chiffres et traits d'union
    [not-a-role] un nom court à soi : c'est le mot d'un rôle
    [facility-id] un UN/LOCODE ou un identifiant d'au plus 16 majuscules, chiffres et traits d'union
    [address] une adresse commençant par https:// ou http://
}
file-unknown-term = mot inconnu « { $found } » ; attendu, l'un de : { $expected }
file-unknown-term-near = mot inconnu « { $found } » (peut-être « { $nearest } » ?) ; attendu, l'un de : { $expected }
file-out-of-range = { $found } est hors limites ; attendu : de { $least } à { $most }
file-duplicate = existe déjà, à la ligne { $line } : { $what ->
    [officer] officier
    [organisation] organisation
    [addressee] officier, organisation ou rôle
   *[label] étiquette
    [facility] site répertorié
    [plan] plan
    [published-plan] plan publié
    [step] étape
    [flow] flux signalé
    [guidance] consigne diffusée
    [source] source
} « { $name } »
file-unknown-name = n'existe pas : { $what ->
    [officer] officier
    [organisation] organisation
    [addressee] officier, organisation ou rôle
   *[label] étiquette
    [facility] site répertorié
    [plan] plan
    [published-plan] plan publié
    [step] étape
    [flow] flux signalé
    [guidance] consigne diffusée
    [source] source
} « { $name } »
file-unknown-name-near = n'existe pas : { $what ->
    [officer] officier
    [organisation] organisation
    [addressee] officier, organisation ou rôle
   *[label] étiquette
    [facility] site répertorié
    [plan] plan
    [published-plan] plan publié
    [step] étape
    [flow] flux signalé
    [guidance] consigne diffusée
    [source] source
} « { $name } » (peut-être « { $nearest } » ?)
file-not-yet = n'existe pas encore, vient à la ligne { $line } : { $what ->
    [officer] officier
    [organisation] organisation
    [addressee] officier, organisation ou rôle
   *[label] étiquette
    [facility] site répertorié
    [plan] plan
    [published-plan] plan publié
    [step] étape
    [flow] flux signalé
    [guidance] consigne diffusée
    [source] source
} « { $name } »
file-wrong-act = « { $label } » est l'étiquette de « { $act } » ; attendu : celle de « { $expected } »
file-one-of = { $of } a { $found } des clés { $expected } ; exactement une est attendue
file-out-of-order = cet événement est à { $at }, avant le précédent, à { $above }
file-before-start = cet événement est à { $at }, avant le début du récit, à { $start }
file-story-too-long = cet événement est à { $at }, plus de { $days-max } jours après le début du récit
file-no-source = « basis » vaut « sourced », mais aucune source n'est nommée
file-depends-on-desk = « { $name } » vient du poste de l'utilisateur ; les événements des autres ne doivent pas dépendre de ce qu'il fait
file-not-allowed = le rôle { $role } ne permet pas « { $act } » : il faut { $least }
file-own-unseen = « { $label } » est du même officier, qui l'a donc vu
file-no-coordinator = personne n'a le rôle « coordinator » : il en faut un pour fonder la salle
file-mtpd-below-rto = la DMIA (MTPD) est plus courte que le RTO de { $rto }
