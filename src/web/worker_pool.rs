//! Workers started from a blob, so that they inherit the page's policy: a coordinator and its shards, joined by ports.
//!
//! The blob is the text of wasm-bindgen's shim and a few lines of ours; the compiled module is posted to it. Nothing is
//! loaded from the network when a worker starts, so it works offline and after a crash.

use js_sys::{Array, JsString, Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageChannel, MessagePort, Url, Worker};

/// Keeps the role for `worker_loop` and starts the module that comes with it.
const BOOTSTRAP: &str = "
self.onmessage = (event) => {
  self.onmessage = null;
  self.oddflowRole = event.data;
  wasm_bindgen({ module_or_path: event.data.module }).catch((error) => { setTimeout(() => { throw error; }); });
};";

/// Running workers. Dropping the pool ends them.
pub struct WorkerPool {
    workers: Vec<Worker>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.workers.iter().for_each(Worker::terminate);
    }
}

impl WorkerPool {
    /// Starts a coordinator that hears `port`, and `n_shards` shards that hear the coordinator. `on_lost` is called with the
    /// number of a worker that died (0 is the coordinator) and what the browser said.
    ///
    /// # Errors
    /// When the module could not be loaded or a worker not be started.
    pub async fn start(
        n_shards: u32,
        port: MessagePort,
        on_lost: impl Fn(u32, String) + 'static,
    ) -> Result<Self, JsValue> {
        let boot = Reflect::get(&js_sys::global(), &"oddflow".into())?;
        let shim: JsString = awaited(&boot, "workerShim").await?.dyn_into()?;
        let module: WebAssembly::Module = awaited(&boot, "workerModule").await?.dyn_into()?;
        let kind = BlobPropertyBag::new();
        kind.set_type("text/javascript");
        let parts = Array::of2(&shim, &BOOTSTRAP.into());
        let blob = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            let number =
                event.target().and_then(|worker| Reflect::get(&worker, &"oddflowNumber".into()).ok());
            on_lost(number.and_then(|number| number.as_f64()).unwrap_or(0.0) as u32, event.message());
        });
        let mut pool = Self { workers: Vec::new(), _on_error: on_error };
        let shard_ports = Array::new();
        for _ in 0..n_shards {
            let channel = MessageChannel::new()?;
            shard_ports.push(&channel.port1());
            pool.spawn(&url, &module, &channel.port2(), &Array::new())?;
        }
        pool.spawn(&url, &module, &port, &shard_ports)?;
        Ok(pool)
    }

    fn spawn(
        &mut self,
        url: &str,
        module: &WebAssembly::Module,
        port: &MessagePort,
        shard_ports: &Array,
    ) -> Result<(), JsValue> {
        let worker = Worker::new(url)?;
        let number = if shard_ports.length() > 0 { 0 } else { self.workers.len() as u32 + 1 };
        Reflect::set(&worker, &"oddflowNumber".into(), &number.into())?;
        worker.set_onerror(Some(self._on_error.as_ref().unchecked_ref()));
        let role = Object::new();
        Reflect::set(&role, &"module".into(), module)?;
        Reflect::set(&role, &"port".into(), port)?;
        Reflect::set(&role, &"shardPorts".into(), shard_ports)?;
        let transferred = shard_ports.concat(&Array::of1(port));
        worker.post_message_with_transfer(&role, &transferred)?;
        self.workers.push(worker);
        Ok(())
    }
}

/// A promise that `boot.js` left.
async fn awaited(boot: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&Reflect::get(boot, &name.into())?)).await
}
