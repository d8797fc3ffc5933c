//! The console of liaison: a desk in a crisis room, on one officer's machine.
//!
//! What happened is `liaison_core`'s, and what is kept is `liaison_journal`'s. Here is what an
//! officer meets: `cli` (commands), the screens, and between them and the record the [`desk`].

#![forbid(unsafe_code)]

pub mod action;
pub mod clean;
pub mod clock;
pub mod desk;
pub mod glyph;
pub mod home;
pub mod keymap;
pub mod library;
pub mod link;
pub mod nearest;
pub mod places;
pub mod theme;
pub mod when;
pub mod words;
