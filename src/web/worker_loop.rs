//! A worker's loop: steps the engine in slices of about 10 ms, so that messages (a cancel above all) get through.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Performance};

use crate::engine::command::Command;
use crate::engine::coordinator::{Coordinator, Outgoing};
use crate::engine::job::Turn;
use crate::engine::order::{Order, Reply};
use crate::engine::scored_csv::ScoredCsvOrder;
use crate::engine::shard::Shard;
use crate::web::export_sink::ExportSink;
use crate::web::file_source::FileSource;
use crate::web::kept_file::sweep;
use crate::web::wire;

/// How long a slice lasts before messages are looked at.
const SLICE_MS: f64 = 10.0;
/// How often the page is told of progress: each time it computes for a millisecond on a core that the shards want.
const PROGRESS_MS: f64 = 100.0;
/// Where the bootstrap leaves what the page sent: `{ port, shardPorts }`.
const ROLE: &str = "oddflowRole";

/// Takes up the role that the page sent: a coordinator when there are ports to shards, else a shard.
///
/// # Errors
/// When this is no worker or the page sent no role.
pub fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let performance = scope.performance().ok_or("no clock")?;
    let role = js_sys::Reflect::get(&scope, &ROLE.into())?;
    let port: MessagePort = js_sys::Reflect::get(&role, &"port".into())?.dyn_into()?;
    let shard_ports = js_sys::Array::from(&js_sys::Reflect::get(&role, &"shardPorts".into())?);
    let shard_ports: Vec<MessagePort> = shard_ports.iter().filter_map(|port| port.dyn_into().ok()).collect();
    if shard_ports.is_empty() {
        run_shard(port, performance)
    } else {
        run_coordinator(port, shard_ports, performance)
    }
}

fn run_shard(port: MessagePort, performance: Performance) -> Result<(), JsValue> {
    let shard = Rc::new(RefCell::new(Shard::<FileSource>::default()));
    let (stepped, to) = (shard.clone(), port.clone());
    let step = move || stepped.borrow_mut().step(&mut |reply| wire::post(&to, &reply, None));
    let slices = Slices::new(performance, step)?;
    listen(&port, move |data| {
        let (order, blob) = understood(wire::read(data));
        if matches!(order, Order::Block { .. } | Order::ScoredCsv(ScoredCsvOrder::Block { .. })) {
            wire::release_bytes(data);
        }
        shard.borrow_mut().order(order, slices.source(blob));
        slices.wake();
    });
    Ok(())
}

fn run_coordinator(
    port: MessagePort,
    shard_ports: Vec<MessagePort>,
    performance: Performance,
) -> Result<(), JsValue> {
    let coordinator = Rc::new(RefCell::new(Coordinator::<FileSource>::new(shard_ports.len() as u32)));
    let sink = ExportSink::new(port.clone());
    let (stepped, page, shards) = (coordinator.clone(), sink.clone(), shard_ports.clone());
    let (clock, last_told) = (performance.clone(), Rc::new(Cell::new(0.0)));
    let told = last_told.clone();
    let step = move || {
        stepped.borrow_mut().step(&mut |outgoing| match outgoing {
            Outgoing::Event(event) => {
                let now = clock.now();
                if !event.is_passing() || now - told.get() >= PROGRESS_MS {
                    told.set(now);
                    page.post(event);
                }
            }
            Outgoing::Order { shard, order, source } => {
                if let Some(port) = shards.get(shard as usize) {
                    wire::post(port, &order, source.as_ref().map(FileSource::blob));
                }
            }
        })
    };
    wasm_bindgen_futures::spawn_local(async {
        // Where there is no such storage there is nothing to sweep.
        let _ = sweep().await;
    });
    let slices = Slices::new(performance.clone(), step)?;
    for (number, shard_port) in shard_ports.iter().enumerate() {
        let (coordinator, slices) = (coordinator.clone(), slices.clone());
        listen(shard_port, move |data| {
            let (reply, _) = understood(wire::read(data));
            if matches!(reply, Reply::ScoredCsv(_)) {
                wire::release_bytes(data);
            }
            coordinator.borrow_mut().reply(number as u32, reply);
            slices.wake();
        });
    }
    listen(&port, move |data| {
        let (command, blob) = understood(wire::read(data));
        sink.hear(&command);
        // What is over before there is progress to be told needs none.
        if matches!(command, Command::Load { .. } | Command::Fit { .. }) {
            last_told.set(performance.now());
        }
        coordinator.borrow_mut().command(command, slices.source(blob));
        slices.wake();
    });
    Ok(())
}

/// A message that was read; throwing otherwise ends the worker with a word, where waiting for an answer would never end.
fn understood<M>(message: Option<M>) -> M {
    message.unwrap_or_else(|| wasm_bindgen::throw_str("a message could not be read"))
}

/// Hears a port for as long as the worker lives.
fn listen(port: &MessagePort, mut on_message: impl FnMut(&JsValue) + 'static) {
    let listener =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| on_message(&event.data()));
    // Setting `onmessage` also starts the port.
    port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Repeats a step until it rests, yielding to messages between slices.
#[derive(Clone)]
struct Slices {
    bell: MessagePort,
    awake: Rc<Cell<bool>>,
}

impl Slices {
    fn new(performance: Performance, mut step: impl FnMut() -> Turn + 'static) -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let slices = Self { bell: channel.port1(), awake: Rc::new(Cell::new(false)) };
        let again = slices.clone();
        listen(&channel.port2(), move |_| {
            again.awake.set(false);
            let start = performance.now();
            while step() == Turn::More {
                if performance.now() - start >= SLICE_MS {
                    again.wake();
                    return;
                }
            }
        });
        Ok(slices)
    }

    /// A file that has a slice run when bytes of it come.
    fn source(&self, blob: Option<Blob>) -> Option<FileSource> {
        let slices = self.clone();
        FileSource::new(blob?, Rc::new(move || slices.wake()))
    }

    /// Has a slice run soon.
    fn wake(&self) {
        if !self.awake.replace(true) {
            let _ = self.bell.post_message(&JsValue::NULL);
        }
    }
}
