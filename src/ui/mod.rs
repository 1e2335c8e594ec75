//! The page: components read signals and send commands.
