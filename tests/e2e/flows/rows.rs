//! All connections: paged through, found by line, explained, selected, and taken along as CSV.

use serde_json::json;

use crate::fixtures::{Fixtures, Tail};
use crate::flows::real_file::find_real_file;
use crate::long_tasks::{self, Span};
use crate::page::{JOB_LIMIT, PAGE_LIMIT, hook, visit};
use crate::report::report;

#[test]
fn every_connection_can_be_reached_explained_and_taken_along() {
    let fixtures = Fixtures::new();
    let large = find_real_file().unwrap_or_else(|| fixtures.plain("large.csv", 400_000, Tail::Label));
    visit("rows", |page| {
        page.sign_in();
        assert_eq!(page.load(&large), "loaded");
        page.train();
        let grid = hook("results-table");
        let first = format!("document.querySelector('{grid} [role=row] [data-label=line]')");
        page.wait_for_condition(&format!("{first} !== null"), JOB_LIMIT);
        let all = page.figure(&hook("selection-count"), "data-value");
        assert!(all >= 400_000.0, "{all} connections");
        let top = page.browser.execute(&format!("return document.querySelector('{grid}').scrollTop"), &[]);
        assert_eq!(top, json!(0), "the strangest one stands on top");

        // Heads stand over their columns where these do not all find room, too.
        let lefts = format!(
            "const grid = document.querySelector('{grid}');
            grid.style.width = '900px';
            const lefts = (row) => [...grid.querySelector(row).children].map((cell) => cell.getBoundingClientRect().left);
            const found = [lefts('.rows-head .grid-row'), lefts('.rows-shown .grid-row')];
            grid.style.width = '';
            return found;"
        );
        let lefts = page.browser.execute(&lefts, &[]);
        assert!(lefts[0].as_array().is_some_and(|heads| heads.len() > 8) && lefts[0] == lefts[1], "{lefts}");

        // Scrolling through everything never holds the page up.
        let start = page.browser.execute("return performance.now()", &[]).as_f64().expect("a time");
        for part in 1..=20 {
            let scroll = format!(
                "const grid = document.querySelector('{grid}'); grid.scrollTop = grid.scrollHeight * {part} / 20"
            );
            page.browser.execute(&scroll, &[]);
            let last = format!(
                "[...document.querySelectorAll('{grid} .rows-shown [role=row]')].every(row => row.querySelector('[data-label=line]'))"
            );
            page.wait_for_condition(&last, JOB_LIMIT);
        }
        let tasks: Vec<_> = Span::list(&page.probed("probe.longTasks"));
        let tasks: Vec<_> = tasks.into_iter().filter(|task| task.start >= start).collect();
        report(&format!("measured: tasks over 50 ms while scrolling: {tasks:.0?}"));
        assert!(tasks.iter().all(|task| task.duration <= long_tasks::LIMIT), "{tasks:?}");

        // A line is found and explained.
        page.type_into("rows-line", "399999");
        page.browser.execute("document.querySelector('.line-finder').requestSubmit()", &[]);
        page.wait_for("explain-panel");
        page.wait_for("nearest-normal");

        // The selection is in the address and gone with Escape.
        page.click("family-probe");
        page.wait_for_condition("location.hash.includes('families=probe')", JOB_LIMIT);
        let count = format!("Number(document.querySelector('{}').dataset.value)", hook("selection-count"));
        page.wait_for_condition(&format!("{count} < {all}"), JOB_LIMIT);
        page.browser.execute(
            "document.activeElement.blur(); dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))",
            &[],
        );
        page.wait_for_condition(&format!("{count} === {all}"), JOB_LIMIT);
        page.browser.execute("dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }))", &[]);
        page.wait_for_condition(&format!("{count} < {all}"), JOB_LIMIT);
        page.click("select-all");
        page.wait_for_condition(&format!("{count} === {all}"), JOB_LIMIT);

        // A cell of the confusion matrix and a drag over the histogram select what they show.
        for cell in ["confusion-tp", "confusion-fn", "confusion-fp", "confusion-tn"] {
            let behind = page.figure(&hook(cell), "data-value");
            page.browser
                .execute(&format!("document.querySelector('{}').closest('button').click()", hook(cell)), &[]);
            page.wait_for_condition(&format!("{count} === {behind}"), JOB_LIMIT);
        }
        page.click("select-all");
        page.browser.execute(DRAG, &[json!(hook("histogram"))]);
        page.wait_for("score-band");
        page.wait_for_condition(&format!("{count} < {all} && location.hash.includes('score=')"), JOB_LIMIT);
        page.click("select-all");
        page.wait_for_condition(&format!("{count} === {all}"), JOB_LIMIT);

        // The CSV has one line a connection.
        page.browser.execute("const make = URL.createObjectURL; URL.createObjectURL = blob => { window.__csv = blob; return make.call(URL, blob) }", &[]);
        page.click("export-scored-csv");
        page.wait_for_condition("window.__csv !== undefined", JOB_LIMIT);
        page.browser.execute(
            "window.__csv.text().then(text => { window.__lines = text.split('\\n').length - 2 })",
            &[],
        );
        page.wait_for_condition("window.__lines !== undefined", JOB_LIMIT);
        assert_eq!(page.browser.execute("return window.__lines", &[]), json!(all as u64), "lines of the CSV");

        // A row can be judged as a connection: the form has its values.
        page.type_into("rows-line", "399999");
        page.browser.execute("document.querySelector('.line-finder').requestSubmit()", &[]);
        page.wait_for("explain-panel");
        page.click("send-to-predict");
        page.wait_for("predict-verdict-isolation-forest");
        let form = "return [...document.querySelectorAll('.predict-field input')].filter(field => field.value !== '').length";
        assert_eq!(page.browser.execute(form, &[]), json!(41), "fields with a value");
        page.wait_for_condition(
            &format!("document.querySelector('{}').value === ''", hook("predict-fill")),
            PAGE_LIMIT,
        );
        page.go("#/results");
        page.wait_for_condition(&format!("{first} !== null"), JOB_LIMIT);

        // On a phone no name, however long, cuts digits off.
        page.browser.set_viewport(360, 740);
        let first_card = format!("document.querySelector('{grid}.narrow .rows-shown [role=row]')");
        page.wait_for_condition(&format!("{first_card}?.querySelector('[data-label=line]')"), JOB_LIMIT);
        assert_eq!(page.browser.execute(VALUES_CUT_OFF, &[json!(grid)]), json!([]));
    });
}

/// Values of the first card that do not fit their cells when these have long names.
const VALUES_CUT_OFF: &str = "const cells = [...document.querySelector(arguments[0] + ' .rows-shown [role=row]').querySelectorAll(':scope > [data-label]:not(.tag)')];
    const cut = cells.filter((cell) => {
        cell.dataset.label = 'Forward Packet Length Standard Deviation';
        const value = document.createRange();
        value.selectNodeContents(cell);
        return value.getBoundingClientRect().right > cell.getBoundingClientRect().right + .5;
    });
    return cells.length > 8 ? cut.map((cell) => cell.innerText) : 'too few cells';";

/// Drags over the right half of a chart.
const DRAG: &str = "const frame = document.querySelector(arguments[0]).parentElement;
    frame.setPointerCapture = () => {};
    const { left, top, width } = frame.getBoundingClientRect();
    for (const [type, part, buttons] of [['pointerdown', .5, 1], ['pointermove', .7, 1], ['pointermove', .99, 1], ['pointerup', .99, 0]])
        frame.dispatchEvent(new PointerEvent(type, { clientX: left + part * width, clientY: top + 40, buttons, pointerId: 1, pointerType: 'mouse', bubbles: true }));";
