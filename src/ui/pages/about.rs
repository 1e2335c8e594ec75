//! About: what this is and what it promises, in short and true words.

use leptos::prelude::*;

use crate::ui::components::about::flaws_card::FlawsCard;
use crate::ui::components::about::licences_card::LicencesCard;
use crate::ui::components::about::local_data_card::LocalDataCard;

/// The page.
#[component]
pub fn About() -> impl IntoView {
    view! {
        <h1 class="page-title">"About Oddflow"</h1>
        <div class="columns">
            <div class="stack">
                <Purpose />
                <FlawsCard />
            </div>
            <div class="stack">
                <Whereabouts />
                <LocalDataCard />
                <LicencesCard />
            </div>
        </div>
    }
}

#[component]
fn Purpose() -> impl IntoView {
    view! {
        <section class="card prose">
            <h2>"What it does"</h2>
            <p>
                "It reads tables of network connections, above all those of the KDD Cup 1999 and NSL-KDD, learns from them what is
                usual, and shows which connections are unlike the rest and why. Everything is computed by your processor, in this
                tab."
            </p>
            <h2>"What it does not"</h2>
            <p>
                "It watches no live network, knows no attack by name and blocks nothing. A score is a rank, not a probability.
                Strange is not the same as malicious: look before you judge."
            </p>
            <h2>"The sample"</h2>
            <p>
                "The sample is synthetic: a seeded generator made its connections to resemble the KDD data. No real person or
                machine is in it, and figures on it say nothing about real files."
            </p>
            <h2>"Demo logins"</h2>
            <p>
                <code>"admin"</code>" / "<code>"admin123"</code>" and "<code>"user"</code>" / "<code>"user123"</code>
                ". Demo only. This is no security: it hides nothing from anybody, and nothing is worth hiding, since the page has no
                data but yours. The login lasts until the browser is closed."
            </p>
        </section>
    }
}

#[component]
fn Whereabouts() -> impl IntoView {
    view! {
        <section class="card prose">
            <h2>"What leaves this tab"</h2>
            <p>
                "Nothing. Your file is read by workers of this tab and kept in their memory until you close it; no row is
                sent. There is no server that could take it: the site is a folder of files."
            </p>
            <p>
                "No row is stored either, with one exception: when you save a scored file, its text waits on this machine’s disk, in the browser’s storage for this site, until your
                download has it: it is deleted a minute later, or when the page is next opened."
            </p>
            <p>
                "The page’s content security policy backs that up: it forbids scripts, pictures and connections to any origin but the
                one this page came from. It does not forbid links, nor what browser extensions do."
            </p>
            <h2>"How to check it yourself"</h2>
            <ol class="numbered">
                <li>"Open the browser’s developer tools (F12), panel Network, and load a file: no line with your data appears."</li>
                <li>"Or switch the network off once the page stands: loading, training and everything else go on."</li>
                <li>"Or read the policy at the top of this page’s source, in the line “Content-Security-Policy”."</li>
            </ol>
        </section>
    }
}
