//! What the fuzz targets share: a small partnership with real keys, and bodies drawn from bytes.
//!
//! Bytes alone find what breaks a reader; what breaks the folds needs entries that nearly make
//! sense, by seats that are really admitted.

#![forbid(unsafe_code)]

pub mod disk;
pub mod documents;
pub mod hostile;
pub mod partnership;
pub mod relay;
pub mod shape;
pub mod story;
