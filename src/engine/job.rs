//! Long work in slices: the worker owns the loop, tests own another.

/// Whether something is left to do right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Call again.
    More,
    /// Nothing until the next message.
    Rest,
}

/// Work too long for one turn of the event loop. Dropping it cancels it.
pub trait Job<M> {
    /// Does one fixed quantum (a block, a tree, some samples) and reports what others should know.
    fn step(&mut self, emit: &mut dyn FnMut(M)) -> Turn;
}
