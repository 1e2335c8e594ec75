//! Columns, labels, categories and a file that are named by an enemy: all of it is shown as text, and nothing of it runs.

use serde_json::json;

use crate::fixtures::Fixtures;
use crate::page::{PAGE_LIMIT, hook, visit};

#[test]
fn hostile_names_are_text_in_tables_charts_and_exports() {
    let fixtures = Fixtures::new();
    let file = fixtures.hostile("<img src=x onerror=window.pwned=1> {b}.csv");
    visit("hostile-names", |page| {
        page.sign_in();
        assert_eq!(page.load(&file), "loaded");
        page.go("#/data");
        for id in ["describe-table", "families-table", "sample-table"] {
            page.wait_for(id);
        }
        page.draw_all();
        let drawn = |id: &str| {
            page.wait_for_condition(
                &format!("document.querySelector('{}[data-drawn=true]')", hook(id)),
                PAGE_LIMIT,
            );
        };
        ["explorer", "flow", "names-by-family", "correlation", "names", "family-pie"]
            .into_iter()
            .for_each(drawn);
        // Every kind of the explorable chart, by label.
        for (field, choices) in [("explorer-colour", vec!["1"]), ("explorer-kind", vec!["1", "2", "0"])] {
            for choice in choices {
                let script = "const select = document.querySelector(arguments[0]);
                    select.scrollIntoView({ block: 'center' });
                    select.value = arguments[1]; select.dispatchEvent(new Event('change', { bubbles: true }));";
                page.browser.execute(script, &[json!(hook(field)), json!(choice)]);
                page.browser.execute_async("setTimeout(arguments[0], 400)", &[]);
            }
        }
        // The pointer over every chart, for what it is told; and every picture that can be taken along.
        let script = "const done = arguments[0];
            window.saved = [];
            const make = URL.createObjectURL.bind(URL);
            URL.createObjectURL = blob => { window.saved.push(blob); return make(blob); };
            for (const chart of document.querySelectorAll('.chart')) {
                const { left, top, width, height } = chart.getBoundingClientRect();
                for (let part = 0.1; part < 1; part += 0.1) {
                    const at = { clientX: left + width * part, clientY: top + height * part, bubbles: true };
                    chart.querySelector('canvas')?.dispatchEvent(new MouseEvent('mousemove', at));
                }
            }
            for (const button of document.querySelectorAll('.chart-card .actions button'))
                if (button.innerText.includes('SVG')) button.click();
            setTimeout(() => Promise.all(window.saved.map(blob => blob.text())).then(texts => done(texts.join(''))), 800);";
        let pictures = page.browser.execute_async(script, &[]);
        let pictures = pictures.as_str().expect("pictures are text");
        assert!(pictures.contains("<svg") && pictures.contains("&lt;img"), "no picture with a name in it");
        assert!(!pictures.contains("<img") && !pictures.contains("<script"), "markup in a picture");
        page.screenshot("hostile-names");
        let found = page.browser.execute(
            "return [window.pwned ?? null, document.querySelectorAll('main img, main script, main iframe').length,
                document.querySelector('main').innerText.includes('<img src=x onerror')]",
            &[],
        );
        assert_eq!(found, json!([null, 0, true]));
    });
}
