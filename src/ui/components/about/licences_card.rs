//! Version, build and the licences of all that ships.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::session::format::counted;
use crate::web::{document, fetch};

/// The list that the build makes.
const LIST: &str = "licences.txt";

/// How far the list is.
#[derive(Clone)]
enum Licences {
    Unasked,
    Asked,
    There(Vec<[String; 3]>),
    Missing(String),
}

/// The card.
#[component]
pub fn LicencesCard() -> impl IntoView {
    let licences = RwSignal::new(Licences::Unasked);
    let build = document::root_attribute("data-build");
    let ask = move |_: ev::Event| {
        if !matches!(licences.get_untracked(), Licences::Unasked | Licences::Missing(_)) {
            return;
        }
        licences.set(Licences::Asked);
        spawn_local(async move {
            let found = fetch::text(LIST).await;
            // The page may have been left in between, and its signals with it.
            let _ = licences.try_set(match found {
                Ok(text) => Licences::There(parts(&text)),
                Err(reason) => Licences::Missing(reason),
            });
        });
    };
    view! {
        <section class="card prose">
            <h2>"Version and licences"</h2>
            <p>
                "Oddflow "
                <b data-testid="about-version" data-build=build.clone()>{env!("CARGO_PKG_VERSION")}</b>
                ", build "
                <code>{build.clone()}</code>
                ", under the MIT or the Apache 2.0 licence, as you prefer. The build’s name is a hash over every script, module and
                style of the site: equal names, equal programs."
            </p>
            <p>
                "The page is made with Leptos (MIT), charts are drawn by Apache ECharts (Apache 2.0). The Isolation Forest is the
                one of Liu, Ting and Zhou (ICDM 2008). The data’s form is that of the KDD Cup 1999; none of its rows ships."
            </p>
            <details on:toggle=ask>
                <summary>"Everything that ships"</summary>
                {move || match licences.get() {
                    Licences::Unasked | Licences::Asked => view! { <p>"The list is being fetched from beside this page."</p> }.into_any(),
                    Licences::Missing(reason) => {
                        view! { <p>{format!("The list could not be fetched ({reason}). Close and open this to try again.")}</p> }.into_any()
                    }
                    Licences::There(parts) => view! { <List parts /> }.into_any(),
                }}
            </details>
        </section>
    }
}

#[component]
fn List(parts: Vec<[String; 3]>) -> impl IntoView {
    let n_parts = counted(parts.len() as u64, "part", "parts");
    let rows = parts.into_iter().map(|[name, version, licence]| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{version}</td>
                <td>{licence}</td>
            </tr>
        }
    });
    view! {
        <p>
            {n_parts}
            ". Every text in full: "
            <a href=LIST target="_blank" rel="noopener">"licences.txt"</a>
        </p>
        <div class="scroll tall" tabindex="0" role="region" aria-label="Licences of everything that ships">
            <table data-testid="licences">
                <thead>
                    <tr>
                        <th scope="col">"part"</th>
                        <th scope="col">"version"</th>
                        <th scope="col">"licence"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Name, version and licence of every part: the lines before the first empty one.
fn parts(text: &str) -> Vec<[String; 3]> {
    let lines = text.lines().take_while(|line| !line.is_empty());
    let part = |line: &str| {
        let mut fields = line.splitn(3, '\t').map(str::to_owned);
        Some([fields.next()?, fields.next()?, fields.next()?])
    };
    lines.filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_ends_where_the_texts_begin() {
        let found = parts("a\t1.0\tMIT\nb\t0.2\tMIT OR Apache-2.0\nodd\n\nPermission\tis\thereby\n");
        assert_eq!(found, [["a", "1.0", "MIT"], ["b", "0.2", "MIT OR Apache-2.0"]]);
    }
}
