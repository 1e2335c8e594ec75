//! The page's end of the engine: sends commands to the coordinator's worker and hands its events on.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, MessageChannel, MessageEvent, MessagePort};

use crate::engine::command::Command;
use crate::engine::error::EngineError;
use crate::engine::event::Event;
use crate::web::wire;
use crate::web::worker_pool::WorkerPool;

/// A running coordinator with its shards. Clones speak to the same one.
#[derive(Clone)]
pub struct EngineClient {
    inner: Rc<Inner>,
}

struct Inner {
    n_shards: u32,
    on_event: Box<dyn Fn(Event, Option<Blob>)>,
    /// Events that wait for the next task, in their order.
    waiting: RefCell<VecDeque<(Event, Option<Blob>)>>,
    connection: RefCell<Option<Connection>>,
    /// Number of the latest job: a worker's death ends it.
    latest_job: Cell<u32>,
}

/// One generation of workers; a new one is started after a death.
struct Connection {
    port: MessagePort,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    pool: Option<WorkerPool>,
}

impl Inner {
    /// Tells of an event, in the next task if to read it was work enough for one: a page must never be held up for long.
    fn take(self: &Rc<Self>, event: Event, file: Option<Blob>) {
        let is_large =
            matches!(event, Event::Loaded { .. } | Event::Provisional { .. } | Event::Scored { .. });
        let n_waiting = self.waiting.borrow().len();
        if !is_large && n_waiting == 0 {
            (self.on_event)(event, file);
            return;
        }
        self.waiting.borrow_mut().push_back((event, file));
        if n_waiting == 0 {
            let inner = Rc::clone(self);
            Timeout::new(0, move || {
                for (event, file) in inner.waiting.take() {
                    (inner.on_event)(event, file);
                }
            })
            .forget();
        }
    }
}

impl EngineClient {
    /// Starts the workers: one coordinator and `n_shards` shards. Commands may be sent at once; they wait in the port.
    /// `on_event` is told what is new, and given the file that belongs to it.
    ///
    /// # Errors
    /// When the browser has no message channels.
    pub fn start(n_shards: u32, on_event: impl Fn(Event, Option<Blob>) + 'static) -> Result<Self, String> {
        let client = Self {
            inner: Rc::new(Inner {
                n_shards,
                on_event: Box::new(on_event),
                waiting: RefCell::default(),
                connection: RefCell::new(None),
                latest_job: Cell::new(0),
            }),
        };
        client.connect()?;
        Ok(client)
    }

    /// Sends a command; `source` is the file of a [`Command::Load`].
    pub fn send(&self, command: &Command, source: Option<&Blob>) {
        if let Command::Load { job, .. } | Command::Fit { job, .. } = command {
            self.inner.latest_job.set(*job);
        }
        if self.inner.connection.borrow().is_none() && self.connect().is_err() {
            return;
        }
        if let Some(connection) = &*self.inner.connection.borrow() {
            wire::post(&connection.port, command, source);
        }
    }

    fn connect(&self) -> Result<(), String> {
        let channel = MessageChannel::new().map_err(|error| format!("{error:?}"))?;
        let port = channel.port1();
        let inner = self.inner.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            if let Some((event, file)) = wire::read(&message.data()) {
                inner.take(event, file);
            }
        });
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        *self.inner.connection.borrow_mut() = Some(Connection { port, _on_message: on_message, pool: None });
        let client = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let lost = client.clone();
            let started = WorkerPool::start(client.inner.n_shards, channel.port2(), move |worker, reason| {
                lost.lose(worker, reason);
            });
            match started.await {
                Ok(pool) => {
                    if let Some(connection) = &mut *client.inner.connection.borrow_mut() {
                        connection.pool = Some(pool);
                    }
                }
                Err(error) => client.lose(0, format!("{error:?}")),
            }
        });
        Ok(())
    }

    /// Ends this generation of workers, and with it the table and the job that they held.
    fn lose(&self, worker: u32, reason: String) {
        let Some(connection) = self.inner.connection.borrow_mut().take() else {
            return;
        };
        connection.port.close();
        // The pool's own error listener may be running right now: it must not be freed under its feet.
        Timeout::new(0, move || drop(connection)).forget();
        let error = EngineError::WorkerLost { worker, reason };
        self.inner.take(Event::Failed { job: self.inner.latest_job.get(), error }, None);
    }
}
