//! The table tests itself.
