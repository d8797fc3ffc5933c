//! The shapes that a value in a file can be asked to have, and the things that a name can name.

use std::fmt;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $key:literal $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word by which the locales choose.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)+ }
            }
        }

        /// In English.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)+ })
            }
        }
    };
}

words! {
    /// What a value is asked to be.
    Shape {
        /// A string.
        Text = "text" "a text in quotes",
        /// A table with `en` and `fr`.
        Bilingual = "bilingual" "a text in two languages, { en = \"…\", fr = \"…\" }",
        /// A table.
        Table = "table" "a table",
        /// An array.
        List = "list" "a list in square brackets",
        /// An array of tables.
        Tables = "tables" "tables, each under a heading in double square brackets",
        /// An integer.
        WholeNumber = "whole-number" "a whole number",
        /// A boolean.
        YesNo = "yes-no" "true or false",
        /// The boolean that is no "no".
        True = "true" "true; leave the key out instead",
        /// A date.
        Date = "date" "a date such as 2026-05-12, without quotes",
        /// A local date and time.
        LocalTime = "local-time" "a date and time such as 2023-07-04T06:30:00, without quotes",
        /// When an event happens.
        EventTime = "event-time"
            "a time such as 2023-07-04T06:30:00 without quotes, or an offset from the start such \
             as \"+1h30min\"",
        /// A time that an officer gives.
        ActTime = "act-time"
            "a time such as 2023-07-04T06:30:00 without quotes, \"18:30\", or \"+2h\"",
        /// A length of time.
        Duration = "duration" "a length of time such as \"4h\", \"1h30min\" or \"2d\"",
        /// A length of time after an activation.
        Offset = "offset" "an offset such as \"+30min\" or \"+1d2h\"",
        /// A difference from UTC.
        UtcOffset = "utc-offset" "a difference from UTC such as \"+09:00\"",
        /// A short name.
        Slug = "slug"
            "a short name of at most 40 lower-case letters, digits and hyphens",
        /// A short name that no role has.
        NotARole = "not-a-role" "a short name of its own: it is the word for a role",
        /// A UN/LOCODE or an id of the room's own.
        FacilityId = "facility-id"
            "a UN/LOCODE or an id of at most 16 capital letters, digits and hyphens",
        /// A web address.
        Address = "address" "an address that begins with https:// or http://",
    }
}

words! {
    /// What a name names.
    Thing {
        /// Somebody in the cast.
        Officer = "officer" "officer",
        /// One of the organisations.
        Organisation = "organisation" "organisation",
        /// To whom a message can go.
        Addressee = "addressee" "officer, organisation or role",
        /// A label of an event.
        Label = "label" "label",
        /// A facility that an earlier event lists.
        Facility = "facility" "listed facility",
        /// A plan of the library.
        Plan = "plan" "plan",
        /// A plan that an earlier event publishes.
        PublishedPlan = "published-plan" "published plan",
        /// A step of a plan.
        Step = "step" "step",
        /// A flow that an earlier event reports on.
        Flow = "flow" "reported flow",
        /// A bulletin that an earlier event issues.
        Guidance = "guidance" "issued guidance",
        /// A source of facts.
        Source = "source" "source",
    }
}
