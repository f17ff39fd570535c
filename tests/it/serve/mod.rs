//! The development server from its users' point of view: the built program, a changing folder, and a socket.
//!
//! Tests do not sleep. They wait for an expected event until a deadline; the absence of an event is proved by a later
//! one.

mod building;
mod faults;
pub(crate) mod harness;
mod hostile;
mod reload;
mod requests;
mod watching;
