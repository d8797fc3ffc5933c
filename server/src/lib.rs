//! The relay of liaison: takes, stores and passes on the entries of crisis rooms.
//!
//! | module | what it is for |
//! |---|---|
//! | [`relay`] | a whole relay: made, started, stopped, also inside another process |
//! | [`command`] | the command line |
//! | [`config`], [`limits`] | what the operator decides |
//! | [`identity`], [`tls`] | the relay's own key, shown bare or in a certificate, TLS 1.3 |
//! | [`accept`], `answer`, [`stream`], [`address`] | from a socket to a WebSocket, within bounds |
//! | [`gate`], [`permit`] | who is let in |
//! | `peer`, `founding` | one connection |
//! | [`registry`], [`room`] | the rooms and the one owner of each |
//! | [`store`], [`lock`], [`verdict`] | where entries are kept, and proving them again |
//! | [`clock`], [`health`], [`metrics`], [`log`] | time, and what an operator sees |

#![forbid(unsafe_code)]

pub mod accept;
pub mod address;
mod answer;
pub mod clock;
pub mod command;
pub mod config;
mod dock;
mod founding;
pub mod gate;
pub mod health;
pub mod identity;
pub mod limits;
pub mod lock;
pub mod log;
pub mod metrics;
mod peer;
pub mod permit;
pub mod registry;
pub mod relay;
pub mod room;
pub mod store;
pub mod stream;
pub mod tls;
pub mod verdict;

pub use relay::{Relay, RunningRelay};
