//! Documents: whatever befalls the link and both ends, all of it is there in the end, next to
//! nothing goes twice, nothing wrong is kept, and everything else goes first.

mod desks;
mod pieces;
mod rules;
mod travel;
mod trouble;
