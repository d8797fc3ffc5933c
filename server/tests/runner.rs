//! The relay as its consoles, its attackers and its operator meet it: one binary, real sockets.

#![forbid(unsafe_code)]

mod command_line;
mod documentation;
mod documents;
mod door;
mod rooms;
mod support;
