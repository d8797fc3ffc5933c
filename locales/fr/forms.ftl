# Les champs et ce qui peut y clocher.
form-submit = Enregistrer
form-draft-kept = Brouillon gardé : la même touche le reprend
form-draft-restored = Repris du brouillon
form-discarded = Vidé
form-yes = oui
form-no = non
form-any = non précisé
form-wanted = obligatoire
form-too-long = { $n } octets pour { $max } au plus
form-not-a-moment = une heure est attendue : 18:00, +2h, H+2, J+1 09h00 ou 2026-09-30T18:00Z
form-not-a-number = un nombre entier de { $min } à { $max } est attendu
form-not-one-of = choisir une des valeurs
form-mistakes = { $n ->
        [one] Un champ est à revoir
       *[other] { $n } champs sont à revoir
     }
