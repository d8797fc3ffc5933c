# La démonstration, et ce que dit le programme quand il ne peut pas commencer.

out-desk-unreadable = Des entrées ne peuvent pas être lues : { $why }. Rien n'a été modifié ; « liaison doctor » en dit plus.
out-desk-not-invited = Ce qui répond n'est pas ce que vous attendez. Rien n'a été envoyé ni signé ; redemandez l'invitation ou la clé.
out-desk-already-seated = Un siège de cette salle est déjà tenu ici.
out-desk-not-stored = Enregistré ici, mais le relais ne l'a pas stocké à temps : l'invitation a été retirée. Réessayez quand la liaison sera meilleure.
out-no-terminal = La console demande un terminal. Utilisez plutôt une commande (« liaison status », « liaison follow ») ou « liaison help ».
out-terminal-gone = Le terminal est inutilisable : { $why }. Rien n'est perdu.
demo-unknown = Aucun scénario « { $name } ». Il y a : { $names }
demo-failed = La démonstration ne peut pas continuer : { $why }
demo-summary = Fin du récit : { $events } événements joués, { $lines } lignes, { $entries } entrées de { $seats } sièges en { $seconds } s. Incidents { $incidents }, dont ouverts { $open } ; flux { $flows } ; consignes { $bulletins } ; conflits ouverts { $conflicts }.
demo-same = Toutes les copies contiennent les mêmes entrées et chaque signature est valable (empreinte { $fingerprint }…).
demo-differs = Les copies diffèrent (empreinte ici { $fingerprint }…).
