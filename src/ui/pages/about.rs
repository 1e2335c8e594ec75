//! About: what this is and what it promises, in short and true words.

use leptos::prelude::*;

/// The page.
#[component]
pub fn About() -> impl IntoView {
    view! {
        <h1 class="page-title">"About Oddflow"</h1>
        <div class="columns">
            <section class="card prose">
                <h2>"What it does"</h2>
                <p>
                    "It reads files of network connections in the form of the KDD Cup 1999 or NSL-KDD, trains an Isolation
                    Forest on them and shows which connections are unlike the rest. Everything is computed by your
                    processor, in this tab."
                </p>
                <h2>"What it does not"</h2>
                <p>
                    "It watches no live network and knows no attack by name. Both data sets are old and made in a
                    laboratory; a good figure on them promises little about today’s traffic. Strange is not the same as
                    malicious: look before you judge."
                </p>
                <h2>"The sample"</h2>
                <p>
                    "The sample is synthetic: a seeded generator made its connections to resemble the KDD data. No real
                    person or machine is in it, and figures on it say nothing about real files."
                </p>
            </section>
            <section class="card prose">
                <h2>"Where your file goes"</h2>
                <p>
                    "Nowhere. It is read by workers of this tab and kept in their memory until you close it; no part of it
                    is stored or sent. The page’s content security policy backs that up: it forbids scripts, pictures and
                    connections to any origin but the one this page came from. It does not forbid links, nor what browser
                    extensions do. To check: open the browser’s network panel and load a file."
                </p>
                <h2>"Demo logins"</h2>
                <p>
                    <code>"admin"</code>" / "<code>"admin123"</code>" and "<code>"user"</code>" / "<code>"user123"</code>
                    ". Demo only. This is no security. The login lasts until the browser is closed."
                </p>
                <h2>"Version and licences"</h2>
                <p>
                    {format!("Oddflow {}, ", env!("CARGO_PKG_VERSION"))}
                    "under the MIT or the Apache 2.0 licence, as you prefer. Charts are drawn by Apache ECharts (Apache
                    2.0); the page is made with Leptos (MIT). The Isolation Forest is the one of Liu, Ting and Zhou
                    (ICDM 2008)."
                </p>
            </section>
        </div>
    }
}
