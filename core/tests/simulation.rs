//! A seeded network of consoles and a relay: the machines of this crate with memory for disks,
//! chance for a link, and one seed for all of it.

pub(crate) mod chance;
pub(crate) mod disk;
pub(crate) mod dock;
pub(crate) mod network;
pub(crate) mod officer;
pub(crate) mod relay;
pub(crate) mod world;
