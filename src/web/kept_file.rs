//! A file in the storage that a browser keeps for this site alone: on disk, so that what is written there takes no memory.
//!
//! It is a place to wait for the visitor's own download: deleted a minute after it was handed over, or when it is found later.

use gloo::timers::callback::Timeout;
use js_sys::{Date, IteratorNext, Math};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DedicatedWorkerGlobalScope, File, FileSystemDirectoryHandle, FileSystemFileHandle,
    FileSystemGetDirectoryOptions, FileSystemGetFileOptions, FileSystemSyncAccessHandle,
};

/// Folder of these files.
const FOLDER: &str = "exports";
/// After so long a download has begun, and holds what it needs.
const LIFE_MS: u32 = 60_000;
/// A file that is found after so long belongs to no tab any more.
const LEFT_OVER_MS: f64 = 600_000.0;

/// A file that is being written.
pub struct KeptFile {
    folder: FileSystemDirectoryHandle,
    name: String,
    handle: FileSystemFileHandle,
    access: FileSystemSyncAccessHandle,
    n_bytes: f64,
    is_handed_over: bool,
}

impl KeptFile {
    /// An empty file of its own.
    ///
    /// # Errors
    /// Where the browser has no such storage: in some private windows, in old browsers, outside of workers.
    pub async fn create() -> Result<Self, JsValue> {
        let folder = folder().await?;
        let name = format!("{:.0}-{:.0}", Date::now(), Math::random() * 1e9);
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            JsFuture::from(folder.get_file_handle_with_options(&name, &options)).await?.dyn_into()?;
        let access: FileSystemSyncAccessHandle =
            JsFuture::from(handle.create_sync_access_handle()).await?.dyn_into()?;
        Ok(Self { folder, name, handle, access, n_bytes: 0.0, is_handed_over: false })
    }

    /// Writes all of these bytes at the end, or none of them.
    ///
    /// # Errors
    /// When the disk or what the site may take of it is full.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let wanted = bytes.len() as f64;
        let written = self.access.write_with_u8_array(bytes);
        if written == Ok(wanted) {
            self.n_bytes += wanted;
            return Ok(());
        }
        let _ = self.access.truncate_with_f64(self.n_bytes);
        written.and(Err("no room".into()))
    }

    /// Ends the writing and gives the file, for a minute.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn finish(mut self) -> Result<File, JsValue> {
        self.access.close();
        let file = JsFuture::from(self.handle.get_file()).await?.dyn_into()?;
        self.is_handed_over = true;
        let (folder, name) = (self.folder.clone(), self.name.clone());
        Timeout::new(LIFE_MS, move || remove(folder, name)).forget();
        Ok(file)
    }
}

impl Drop for KeptFile {
    fn drop(&mut self) {
        if !self.is_handed_over {
            self.access.close();
            remove(self.folder.clone(), self.name.clone());
        }
    }
}

/// Deletes what tabs have left that ended too early.
pub async fn sweep() -> Result<(), JsValue> {
    let folder = folder().await?;
    let names = folder.keys();
    loop {
        let next: IteratorNext = JsFuture::from(names.next()?).await?.unchecked_into();
        if next.done() {
            return Ok(());
        }
        let name = next.value().as_string().unwrap_or_default();
        let time = name.split('-').next().and_then(|time| time.parse::<f64>().ok());
        if time.is_none_or(|time| Date::now() - time > LEFT_OVER_MS) {
            // One that is still written to stays: it is locked.
            remove(folder.clone(), name);
        }
    }
}

async fn folder() -> Result<FileSystemDirectoryHandle, JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let storage = js_sys::Reflect::get(&scope.navigator(), &"storage".into())?;
    let storage: web_sys::StorageManager = storage.dyn_into()?;
    let root: FileSystemDirectoryHandle = JsFuture::from(storage.get_directory()).await?.dyn_into()?;
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    JsFuture::from(root.get_directory_handle_with_options(FOLDER, &options)).await?.dyn_into()
}

fn remove(folder: FileSystemDirectoryHandle, name: String) {
    spawn_local(async move {
        let _ = JsFuture::from(folder.remove_entry(&name)).await;
    });
}
