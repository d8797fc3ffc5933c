# What can be wrong with a file that an officer writes.
mistake-syntax = this is not TOML: { $what }
mistake-too-large = the file is larger than any keymap
mistake-scope = there is no scope "{ $name }"
mistake-scope-near = there is no scope "{ $name }"; perhaps "{ $near }"
mistake-action = there is no action "{ $name }"
mistake-action-near = there is no action "{ $name }"; perhaps "{ $near }"
mistake-base = there is no keymap "{ $name }": default, azerty, vim or emacs
mistake-base-near = there is no keymap "{ $name }"; perhaps "{ $near }"
mistake-key = there is no key "{ $name }"; a single character or a name such as Enter is expected
mistake-key-near = there is no key "{ $name }"; perhaps "{ $near }"
mistake-not-keys = a key such as "a" or a list such as ["a", "g g"] is expected here
mistake-empty-key = there is no key between the quotes; [] takes all keys away
mistake-shifted = "{ $key }": write the character that Shift gives, such as "A"
mistake-twice = "{ $key }" has a modifier twice
mistake-elsewhere = "{ $action }" has no place in [{ $scope }]; it belongs in { $scopes }
mistake-taken = "{ $key }" is already the key of "{ $action }" in this scope
mistake-hides = "{ $key }" and the keys of "{ $action }" in [{ $scope }] begin alike, so that one of them could not be reached
