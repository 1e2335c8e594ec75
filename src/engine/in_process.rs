//! The whole engine in one thread: for tests and for programs without a browser.

use std::collections::VecDeque;

use super::command::Command;
use super::coordinator::{Coordinator, Outgoing};
use super::event::Event;
use super::job::Turn;
use super::order::{Order, Reply};
use super::shard::Shard;
use crate::data::source::Source;

/// A coordinator and its shards, stepped in turn.
pub struct InProcess<S> {
    coordinator: Coordinator<S>,
    shards: Vec<Shard<S>>,
    orders: Vec<VecDeque<(Order, Option<S>)>>,
    replies: VecDeque<(u32, Reply)>,
}

impl<S: Source> InProcess<S> {
    /// An engine of so many shards, at least one.
    pub fn new(n_shards: u32) -> Self {
        let n_shards = n_shards.max(1);
        Self {
            coordinator: Coordinator::new(n_shards),
            shards: (0..n_shards).map(|_| Shard::default()).collect(),
            orders: (0..n_shards).map(|_| VecDeque::new()).collect(),
            replies: VecDeque::new(),
        }
    }

    /// Takes a command in; `source` is the file of a [`Command::Load`].
    pub fn send(&mut self, command: Command, source: Option<S>) {
        self.coordinator.command(command, source);
    }

    /// Gives every worker one turn; `false` when none has anything left to do.
    pub fn turn(&mut self, on_event: &mut dyn FnMut(Event)) -> bool {
        let mut busy = false;
        for (shard, reply) in self.replies.drain(..) {
            self.coordinator.reply(shard, reply);
            busy = true;
        }
        let orders = &mut self.orders;
        let turn = self.coordinator.step(&mut |outgoing| match outgoing {
            Outgoing::Event(event) => on_event(event),
            Outgoing::Order { shard, order, source } => {
                if let Some(queue) = orders.get_mut(shard as usize) {
                    queue.push_back((order, source));
                    busy = true;
                }
            }
        });
        busy |= turn == Turn::More;
        for (number, (shard, orders)) in self.shards.iter_mut().zip(&mut self.orders).enumerate() {
            for (order, source) in orders.drain(..) {
                shard.order(order, source);
            }
            let replies = &mut self.replies;
            busy |= shard.step(&mut |reply| replies.push_back((number as u32, reply))) == Turn::More;
        }
        busy || !self.replies.is_empty()
    }

    /// Takes a command in and works until it is done; gives all events.
    pub fn run(&mut self, command: Command, source: Option<S>) -> Vec<Event> {
        let mut events = Vec::new();
        self.send(command, source);
        while self.turn(&mut |event| events.push(event)) {}
        events
    }
}
