//! A part of a file that comes in its order, through a pipe that the browser fills while this thread works.
//!
//! Cheaper than slices as whole buffers, each of which the browser makes anew: here two threads copy through the same few bytes.
//! Browsers whose files are no streams of bytes might put all of a part into memory; there blocks are read one by one instead.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

use crate::data::source::Incoming;

/// Bytes that are taken out of the pipe at once.
const PIECE_BYTES: u32 = 1024 * 1024;

/// Bytes on their way.
pub struct FileStream(Rc<Shared>);

struct Shared {
    /// Held here, and thus by this program: Chromium collects a stream that is only waited for, and the wait never ends.
    reader: ReadableStreamByobReader,
    state: RefCell<State>,
    /// Runs the job again when bytes have come.
    wake: Rc<dyn Fn()>,
}

enum State {
    /// A piece was asked for.
    OnTheWay,
    /// A piece of which so many bytes were taken.
    Here(Uint8Array, u32),
    /// Nothing more comes.
    Over,
}

impl FileStream {
    /// Has the bytes of a slice come.
    ///
    /// # Errors
    /// Where files are no streams of bytes.
    pub fn open(slice: &Blob, wake: Rc<dyn Fn()>) -> Result<Self, JsValue> {
        let stream = slice.stream();
        let reader = match ReadableStreamByobReader::new(&stream) {
            Ok(reader) => reader,
            Err(error) => {
                leave(stream.cancel());
                return Err(error);
            }
        };
        let shared = Rc::new(Shared { reader, state: RefCell::new(State::OnTheWay), wake });
        shared.ask(&ArrayBuffer::new(PIECE_BYTES));
        Ok(Self(shared))
    }
}

impl Shared {
    /// Asks for the next piece, in memory of one that is done with.
    fn ask(self: &Rc<Self>, memory: &ArrayBuffer) {
        let read = self.reader.read_with_array_buffer_view(&Uint8Array::new(memory));
        let shared = Rc::clone(self);
        spawn_local(async move {
            let result = JsFuture::from(read).await.map(JsCast::unchecked_into::<ReadableStreamReadResult>);
            let more = result.ok().filter(|result| result.get_done() != Some(true));
            let piece = more.and_then(|result| result.get_value().dyn_into::<Uint8Array>().ok());
            let state = piece.map_or(State::Over, |piece| State::Here(piece, 0));
            *shared.state.borrow_mut() = state;
            (shared.wake)();
        });
    }
}

impl Incoming for FileStream {
    fn take(&mut self, buffer: &mut [u8]) -> Option<usize> {
        let mut state = self.0.state.borrow_mut();
        match &mut *state {
            State::OnTheWay => None,
            State::Over => Some(0),
            State::Here(piece, used) => {
                let n_taken = (piece.length() - *used).min(buffer.len() as u32);
                let part = piece.subarray(*used, *used + n_taken);
                part.copy_to(buffer.get_mut(..n_taken as usize).unwrap_or_default());
                *used += n_taken;
                if *used == piece.length() {
                    let memory = piece.buffer();
                    *state = State::OnTheWay;
                    self.0.ask(&memory);
                }
                Some(n_taken as usize)
            }
        }
    }
}

impl Drop for FileStream {
    fn drop(&mut self) {
        // Whatever is still in the pipe is not wanted; a read under way ends by this.
        leave(self.0.reader.cancel());
    }
}

/// Lets a promise end as it will: of a stream that failed, cancelling fails, too.
fn leave(promise: Promise) {
    spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}
