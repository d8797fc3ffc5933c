//! The relay of liaison: takes, stores and passes on the entries of crisis rooms.
//!
//! | module | what it is for |
//! |---|---|
//! | [`config`], [`limits`] | what the operator decides |
//! | [`identity`], [`tls`] | the relay's own key, its certificate, TLS 1.3 |
//! | [`accept`], [`stream`], [`address`] | from a socket to a WebSocket that was let in, within bounds |
//! | [`command`] | the command line |
//! | [`health`], [`metrics`], [`log`] | what an operator sees of it |

#![forbid(unsafe_code)]

pub mod accept;
pub mod address;
pub mod command;
pub mod config;
pub mod health;
pub mod identity;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod stream;
pub mod tls;
