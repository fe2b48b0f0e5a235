//! The background layer: takes tasks from a channel, runs them, sends outcomes back.
