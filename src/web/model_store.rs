//! The model that the browser keeps, by way of `public/models.js`, which the service worker uses, too.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The kept model's file; `None` when there is none or the browser keeps nothing.
pub async fn read() -> Option<Vec<u8>> {
    let kept = call("read", None).await.ok()?;
    kept.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}

/// Keeps a model's file in place of the one before.
///
/// # Errors
/// What the browser said; the one before still stands.
pub async fn write(file: &[u8]) -> Result<(), String> {
    let bytes = Uint8Array::from(file);
    call("write", Some(&bytes)).await.map(drop).map_err(|error| {
        let told = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
        told.filter(|text| !text.is_empty()).unwrap_or_else(|| "the browser gave no reason".to_owned())
    })
}

async fn call(name: &str, argument: Option<&JsValue>) -> Result<JsValue, JsValue> {
    let store = Reflect::get(&js_sys::global(), &"oddflowModels".into())?;
    let function: Function = Reflect::get(&store, &name.into())?.dyn_into()?;
    let promise: Promise = match argument {
        Some(argument) => function.call1(&store, argument)?,
        None => function.call0(&store)?,
    }
    .dyn_into()?;
    JsFuture::from(promise).await
}
