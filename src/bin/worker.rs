//! The worker's program: a coordinator or a shard, as the page tells it.

fn main() {
    console_error_panic_hook::set_once();
    if let Err(error) = oddflow::web::worker_loop::start() {
        // The page hears it as the worker's error event.
        wasm_bindgen::throw_val(error);
    }
}
