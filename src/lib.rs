//! The console of liaison: a desk in a crisis room, on one officer's machine.
//!
//! What happened is `liaison_core`'s, and what is kept is `liaison_journal`'s. Here is what an
//! officer meets: [`cli`] (commands), the screens, and between them and the record the [`desk`].

#![forbid(unsafe_code)]

pub mod action;
pub mod clean;
pub mod clerk;
pub mod cli;
pub mod clock;
pub mod console;
pub mod demo;
pub mod desk;
pub mod document;
pub mod effect;
pub mod glyph;
pub mod home;
pub mod keymap;
pub mod layout;
pub mod library;
pub mod link;
pub mod msg;
pub mod nearest;
pub mod output;
pub mod places;
pub mod program;
pub mod runtime;
pub mod state;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod when;
pub mod words;
