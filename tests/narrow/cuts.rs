//! Cuts at any byte.
