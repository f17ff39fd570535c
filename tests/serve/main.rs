//! The development server as its users meet it: the built program, a folder that changes, and a socket.
//!
//! Nothing here sleeps to let something happen. What must come about is waited for until a deadline; that something
//! does not happen is shown by what comes after it.

mod building;
mod faults;
mod harness;
mod hostile;
mod reload;
mod requests;
mod watching;
