//! The worker's program: a coordinator or a shard, as the page tells it.

fn main() {
    console_error_panic_hook::set_once();
    if let Err(error) = oddflow::web::worker_loop::start() {
        web_sys::console::error_1(&error);
    }
}
