# Ce qui peut clocher dans un fichier écrit par un officier.
mistake-syntax = ce n'est pas du TOML : { $what }
mistake-too-large = le fichier est plus gros qu'aucun fichier de touches
mistake-scope = il n'y a pas de domaine « { $name } »
mistake-scope-near = il n'y a pas de domaine « { $name } » ; peut-être « { $near } »
mistake-action = il n'y a pas d'action « { $name } »
mistake-action-near = il n'y a pas d'action « { $name } » ; peut-être « { $near } »
mistake-base = il n'y a pas de jeu de touches « { $name } » : default, azerty, vim ou emacs
mistake-base-near = il n'y a pas de jeu de touches « { $name } » ; peut-être « { $near } »
mistake-key = il n'y a pas de touche « { $name } » ; un seul caractère ou un nom tel que Enter est attendu
mistake-key-near = il n'y a pas de touche « { $name } » ; peut-être « { $near } »
mistake-not-keys = une touche telle que "a" ou une liste telle que ["a", "g g"] est attendue ici
mistake-empty-key = il n'y a pas de touche entre les guillemets ; [] retire toutes les touches
mistake-shifted = « { $key } » : écrire le caractère obtenu avec Maj, tel que "A"
mistake-twice = « { $key } » a deux fois le même modificateur
mistake-elsewhere = « { $action } » n'a pas sa place dans [{ $scope }] ; elle va dans { $scopes }
mistake-taken = « { $key } » est déjà la touche de « { $action } » dans ce domaine
mistake-hides = « { $key } » et les touches de « { $action } » dans [{ $scope }] commencent de même : l'une des deux serait hors d'atteinte
