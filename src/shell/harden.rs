//! Keeping this process's memory to itself: it holds secrets for moments, and a dump would keep them.

/// Asks the system for no core file and, where it can be asked, for no reading of this process's memory by
/// others of the same user. Where it refuses, everything works as before.
pub fn no_dumps() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // What this process starts may want to raise its own again, so the limit of the limit stays.
    let none = Rlimit { current: Some(0), ..getrlimit(Resource::Core) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core files could not be forbidden");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        tracing::warn!(%error, "the memory could not be closed to others");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    #[test]
    fn the_system_dumps_nothing_of_this_process() {
        let before = getrlimit(Resource::Core).maximum;
        super::no_dumps();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(getrlimit(Resource::Core).maximum, before, "others may still raise theirs");
    }
}
