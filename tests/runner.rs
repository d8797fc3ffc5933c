//! The console as a user meets it, and both programs together: real processes, real sockets.

mod support;

mod many_writers;
mod together;
mod tidy;
