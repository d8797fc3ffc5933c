//! Bad lines, with both programs as processes and a line between them that is slow, long, silent
//! or cut.

mod cost;
mod cuts;
mod documents;
mod line;
mod slow;
