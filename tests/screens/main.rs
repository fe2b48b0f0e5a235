//! The whole dashboard in this process: the real loop over the real SDK over the embedded Cognito, on a
//! terminal in memory, driven until idle. Snapshots are what a person would see.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so and stop")]

mod audit;
mod bad_days;
mod browse;
mod bulk;
mod compare;
mod contexts;
mod copy;
mod drift;
mod edit;
mod export;
mod external;
mod filter;
mod finder;
mod finder_marks;
mod finder_places;
mod honest;
mod hostile;
mod leaving;
mod meeting;
mod reveal;
mod secrets;
mod session;
mod sizes;
mod trial;
