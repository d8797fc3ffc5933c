//! The console without a terminal: keys in, effects and screens out.

#[path = "console/documents.rs"]
mod documents;
#[path = "console/nagoya.rs"]
mod nagoya;
#[path = "console/promises.rs"]
mod promises;
#[path = "console/screen.rs"]
mod screen;
#[path = "console/screens.rs"]
mod screens;
#[path = "console/seats.rs"]
mod seats;
#[path = "console/world.rs"]
mod world;
