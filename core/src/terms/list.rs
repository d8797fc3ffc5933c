//! How a vocabulary is written down: a word a line, with its code on the wire and its text.

macro_rules! terms {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All words, in the order of the vocabulary.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word as commands take it and JSON gives it.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            const fn code(self) -> u8 {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.text())
            }
        }

        impl FromStr for $name {
            type Err = UnknownTerm;

            /// Case does not matter.
            fn from_str(word: &str) -> Result<Self, UnknownTerm> {
                let found = Self::ALL.iter().find(|t| t.text().eq_ignore_ascii_case(word));
                found.copied().ok_or_else(|| UnknownTerm {
                    word: word.to_owned(),
                    expected: Self::ALL.iter().map(|t| t.text()).collect::<Vec<_>>().join(", "),
                })
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C)
                -> Result<(), encode::Error<W::Error>> {
                e.u8(self.code())?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                match d.u8()? {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(decode::Error::message(concat!("unknown ", stringify!($name)))),
                }
            }
        }
    };
}
