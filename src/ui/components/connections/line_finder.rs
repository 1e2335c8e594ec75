//! Finding the row of a line of the file.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::session::format::count;
use crate::ui::rows_view::RowsView;

/// The field and what it found.
#[component]
pub fn LineFinder(
    /// The rows.
    view: RowsView,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let find = move |event: SubmitEvent| {
        event.prevent_default();
        let Ok(line) = typed.get_untracked().trim().replace([',', '\u{a0}'], "").parse::<u64>() else {
            said.set("Type the number of a line.".to_owned());
            return;
        };
        view.find_line(line, move |found| {
            let words = match found {
                None => format!("Line {} is no sample of the file.", count(line)),
                Some(first_line) => match view.position(first_line) {
                    Some(position) => {
                        view.explain(position);
                        String::new()
                    }
                    None => {
                        view.why.explained.try_set(Some(first_line));
                        format!("Line {} is not among the selected rows.", count(line))
                    }
                },
            };
            said.try_set(words);
        });
    };
    view! {
        <form class="line-finder" on:submit=find>
            <label>
                <span>"Line"</span>
                <input type="text" inputmode="numeric" maxlength="20" data-testid="rows-line" prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event)) />
            </label>
            <button type="submit" class="button small">"Go"</button>
            <span class="said" role="status" data-testid="rows-line-said">{move || said.get()}</span>
        </form>
    }
}
