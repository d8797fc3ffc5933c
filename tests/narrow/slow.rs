//! Slow and long lines, and such as fall silent.
