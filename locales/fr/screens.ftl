# Ce que chaque écran a.
banner-actual = RÉEL
banner-exercise = EXERCICE
banner-test = ESSAI
banner-real-event = ÉVÉNEMENT RÉEL – PAS UN EXERCICE
banner-real-event-room = traité dans la salle réelle : { $room }
banner-clock-off = HORLOGE DÉCALÉE DE { $age }
too-small = agrandir la fenêtre
hints-more = …
filter-label = chercher
filter-count = { $n } sur { $all }
list-empty = rien pour l'instant
list-no-match = rien ne contient « { $text } »
help-title = TOUCHES
help-yielded = a perdu sa touche au profit de votre fichier
help-no-key = sans touche
palette-title = COMMANDE
palette-none = aucune action ne correspond
notice-leave = Pour quitter la console : { $keys }
notice-nothing-for = Impossible ici : { $action }
notice-keys-read = Touches relues
notice-keys-mistakes = { $n ->
        [one] Une erreur dans le fichier de touches ; le dernier valable reste en vigueur
       *[other] { $n } erreurs dans le fichier de touches ; le dernier valable reste en vigueur
     }
