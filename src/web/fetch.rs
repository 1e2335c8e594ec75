//! Files that lie beside the page, by relative address.

use gloo::utils::window;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

use crate::web::files::OpenedFile;

/// A data file that the site offers, as listed by the build.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OfferedFile {
    /// Its name in the folder `data/`.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// The files in `data/`; none when the list cannot be had.
pub async fn offered_files() -> Vec<OfferedFile> {
    let list = async {
        let json = get("data/index.json").await?.json()?;
        Ok::<_, JsValue>(serde_wasm_bindgen::from_value(JsFuture::from(json).await?)?)
    };
    list.await.unwrap_or_default()
}

/// A file in `data/`, by its name.
///
/// # Errors
/// What the browser or the server said.
pub async fn data_file(name: &str) -> Result<OpenedFile, String> {
    let address = format!("data/{}", String::from(js_sys::encode_uri_component(name)));
    let fetched = async {
        let blob = JsFuture::from(get(&address).await?.blob()?).await?;
        blob.dyn_into::<Blob>()
    };
    fetched.await.map(|blob| OpenedFile::new(name.to_owned(), blob)).map_err(|error| reason(&error))
}

/// A text that lies beside the page.
///
/// # Errors
/// What the browser or the server said.
pub async fn text(name: &str) -> Result<String, String> {
    let fetched = async {
        let text = JsFuture::from(get(name).await?.text()?).await?;
        Ok::<_, JsValue>(text.as_string().unwrap_or_default())
    };
    fetched.await.map_err(|error| reason(&error))
}

async fn get(address: &str) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(address)).await?.dyn_into()?;
    if response.ok() { Ok(response) } else { Err(format!("status {}", response.status()).into()) }
}

fn reason(error: &JsValue) -> String {
    let text =
        error.as_string().or_else(|| error.dyn_ref::<js_sys::Error>().map(|error| error.message().into()));
    text.unwrap_or_else(|| "the browser gave no reason".to_owned())
}
