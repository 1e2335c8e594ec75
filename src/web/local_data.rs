//! What this site has put into the browser's storage: how much it is, and its deletion.
//!
//! Pages of one host share their storage, so only what bears our prefix is counted by name and deleted.

use gloo::utils::window;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

/// Every name that this site gives begins so.
const PREFIX: &str = "oddflow";

/// What is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Names in the browser's storages, each with what holds it.
    pub entries: Vec<(&'static str, String)>,
    /// Bytes that the browser reckons for all pages of this host together; `None` where it does not say.
    pub host_bytes: Option<u64>,
}

/// Finds what is stored.
pub async fn stored() -> Stored {
    let mut entries = Vec::new();
    for (kind, storage) in storages() {
        entries.extend(keys(&storage).into_iter().map(|key| (kind, key)));
    }
    entries.extend(databases().await.into_iter().map(|name| ("database", name)));
    entries.extend(caches().await.into_iter().map(|name| ("cache", name)));
    Stored { entries, host_bytes: host_bytes().await }
}

/// Deletes all of it, the copy of the site for offline use and its service worker included. What other tabs hold open goes
/// when they close.
pub async fn delete() {
    for (_, storage) in storages() {
        for key in keys(&storage) {
            let _ = storage.remove_item(&key);
        }
    }
    let factory = property(&window(), "indexedDB");
    for name in databases().await {
        if let Some(request) = call(&factory, "deleteDatabase", &[&name.into()]) {
            let _ = JsFuture::from(ended(&request)).await;
        }
    }
    let storage = property(&window(), "caches");
    for name in caches().await {
        settled(call(&storage, "delete", &[&name.into()])).await;
    }
    let workers = property(&window().navigator(), "serviceWorker");
    let registration = settled(call(&workers, "getRegistration", &[])).await;
    settled(call(&registration, "unregister", &[])).await;
}

fn storages() -> Vec<(&'static str, Storage)> {
    let found = [("kept setting", window().local_storage()), ("this visit", window().session_storage())];
    found.into_iter().filter_map(|(kind, storage)| Some((kind, storage.ok().flatten()?))).collect()
}

fn keys(storage: &Storage) -> Vec<String> {
    let n_keys = storage.length().unwrap_or(0);
    (0..n_keys).filter_map(|index| storage.key(index).ok().flatten()).filter(|key| is_ours(key)).collect()
}

async fn databases() -> Vec<String> {
    let factory = property(&window(), "indexedDB");
    let list = settled(call(&factory, "databases", &[])).await;
    let names = array(&list).into_iter().filter_map(|database| property(&database, "name").as_string());
    names.filter(|name| is_ours(name)).collect()
}

async fn caches() -> Vec<String> {
    let storage = property(&window(), "caches");
    let list = settled(call(&storage, "keys", &[])).await;
    array(&list).into_iter().filter_map(|name| name.as_string()).filter(|name| is_ours(name)).collect()
}

async fn host_bytes() -> Option<u64> {
    let manager = property(&window().navigator(), "storage");
    let estimate = settled(call(&manager, "estimate", &[])).await;
    property(&estimate, "usage").as_f64().map(|bytes| bytes as u64)
}

fn is_ours(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// A property, `undefined` where there is none: not every browser has every storage, and private windows have fewer.
fn property(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn call(target: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let function: Function = property(target, name).dyn_into().ok()?;
    let arguments: Array = arguments.iter().copied().collect();
    function.apply(target, &arguments).ok()
}

async fn settled(promise: Option<JsValue>) -> JsValue {
    match promise.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        Some(promise) => JsFuture::from(promise).await.unwrap_or(JsValue::UNDEFINED),
        None => JsValue::UNDEFINED,
    }
}

fn array(list: &JsValue) -> Vec<JsValue> {
    list.dyn_ref::<Array>().map(|list| list.to_vec()).unwrap_or_default()
}

/// A database's request as a promise. `blocked` ends it too: the deletion goes on when another tab lets go.
fn ended(request: &JsValue) -> Promise {
    Promise::new(&mut |resolve, _| {
        for event in ["onsuccess", "onerror", "onblocked"] {
            let resolve = resolve.clone();
            let handler = Closure::once_into_js(move || {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            });
            let _ = Reflect::set(request, &event.into(), &handler);
        }
    })
}
