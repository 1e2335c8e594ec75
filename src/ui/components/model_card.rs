//! The model that judges: where it comes from, keeping it, downloading it, opening another.

use leptos::prelude::*;

use crate::session::format::{count, counted};
use crate::ui::components::empty_state::{EmptyState, NothingTrained, UntilTrained};
use crate::ui::judge::{ModelNews, judge};
use crate::ui::page::Page;
use crate::ui::state::app_state;
use crate::ui::words::models::{news, origin};
use crate::web::{downloads, files};

/// Id of the field for model files.
const FIELD: &str = "model-field";

/// The card.
#[component]
pub fn ModelCard() -> impl IntoView {
    let (state, judge) = (app_state(), judge());
    let is_empty = Memo::new(move |_| judge.model.with(Option::is_none));
    view! {
        <Show when=move || is_empty.get()>
            {move || match state.loaded.get() {
                Some(file) => view! {
                    <NothingTrained
                        text=format!("There is no model yet: train on {} first, or open a model file that was downloaded here before.", file.name)
                        testid="predict-no-model"
                    />
                }
                .into_any(),
                None => view! {
                    <EmptyState text="There is no model yet. Train one, or open a model file that was downloaded here before." />
                }
                .into_any(),
            }}
        </Show>
        <section class="card model-card" aria-label="Model" data-testid="model-card">
            <About />
            <div class="row">
                <Show when=move || !is_empty.get()>
                    <button type="button" class="button" data-testid="model-save" on:click=move |_| judge.save()>
                        "Keep in this browser"
                    </button>
                    <button type="button" class="button" data-testid="model-download" on:click=move |_| download()>
                        "Download"
                    </button>
                </Show>
                <label class="button" for=FIELD>"Open a model file…"</label>
                <input
                    id=FIELD
                    class="visually-hidden"
                    type="file"
                    accept=".oddflow"
                    data-testid="model-input"
                    on:change=move |event| {
                        if let Some(file) = files::chosen(&event).into_iter().next() {
                            judge.take(file);
                        }
                    }
                />
                <Show when=move || !is_empty.get()>
                    <a class="button" href=Page::Train.hash()>"Train again"</a>
                </Show>
            </div>
            <p class="sub" role="status" data-testid="model-news" data-value=move || judge.news.with(|told| word(told.as_ref()))>
                {move || judge.news.with(|told| told.as_ref().map(news))}
            </p>
        </section>
    }
}

#[component]
fn About() -> impl IntoView {
    let judge = judge();
    move || {
        judge.model.get().map(|(model, from)| {
            let about = &model.about;
            let learnt = counted(about.n_training, "row", "rows");
            let trees = count(about.isolation_forest.params.n_estimators.into());
            view! {
                <div class="card-head">
                    <h2 class="file-name">{about.file.name.clone()}</h2>
                    <span class="chip" data-testid="model-version" data-value=model.version.clone()>{format!("model {}", model.version)}</span>
                </div>
                <p class="sub">
                    {format!("{trees} trees, learnt from {learnt}; {}. The model holds names and typical values of its file, no rows.", origin(from))}
                </p>
                <UntilTrained />
            }
        })
    }
}

const fn word(news: Option<&ModelNews>) -> &'static str {
    match news {
        None => "",
        Some(ModelNews::Saved) => "saved",
        Some(ModelNews::NotSaved(_)) => "not-saved",
        Some(ModelNews::Refused(_) | ModelNews::Unreadable) => "refused",
    }
}

fn download() {
    let judge = judge();
    let model = judge.model.get_untracked();
    if let (Some(file), Some((model, _))) = (judge.file(), model) {
        let name = format!("{}_{}.oddflow", model.about.file.name, model.version);
        downloads::save(&name, "application/octet-stream", &file);
    }
}
