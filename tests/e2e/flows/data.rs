//! The page Data with the real 10 % file: its counts, what leads from one card to another, and how long a change takes.

use serde_json::json;

use crate::flows::real_file::find_real_file;
use crate::page::{PAGE_LIMIT, Page, hook, visit};
use crate::report::{report, skipped};

/// Counted with `cut -d, -f42 | sort | uniq -c` and the list of attack types that is published with the file.
const FAMILIES: [(&str, f64); 5] =
    [("dos", 391_458.0), ("normal", 97_278.0), ("probe", 4_107.0), ("r2l", 1_126.0), ("u2r", 52.0)];

#[test]
fn the_page_data_counts_right_and_leads_on() {
    let Some(file) = find_real_file() else {
        skipped("data", "kddcup.data_10_percent.gz is in neither ../shared/data nor the folder ODDFLOW_KDD");
        return;
    };
    visit("data", |page| {
        page.sign_in();
        assert_eq!(page.load(&file), "loaded");
        let opened = open_page(page);
        report(&format!(
            "measured: page Data, from opening to what is in sight drawn: {opened:.0} ms (bar 300)"
        ));
        page.wait_for("sample-table");
        check_families(page);
        check_order(page);
        measure_changes(page);
        check_correlations(page);
        check_pages(page);
    });
}

/// Opens the page; milliseconds until its counts stand there and every chart in sight is drawn.
fn open_page(page: &Page) -> f64 {
    let script = "const done = arguments[0], start = performance.now();
        location.hash = '#/data';
        const isSeen = chart => {
            const { top, bottom, width } = chart.getBoundingClientRect();
            return width > 0 && top < innerHeight && bottom > 0;
        };
        const look = () => {
            const charts = [...document.querySelectorAll('main .chart')];
            const isCounted = document.querySelector('[data-testid=families-table] tbody tr') !== null;
            const isDrawn = chart => chart.dataset.drawn === 'true' && chart.getAttribute('aria-label');
            if (isCounted && charts.filter(isSeen).every(isDrawn)) done(performance.now() - start);
            else requestAnimationFrame(look);
        };
        look();";
    page.browser.execute_async(script, &[]).as_f64().expect("a time")
}

fn check_families(page: &Page) {
    for (family, expected) in FAMILIES {
        let row = format!("{} tr[data-family={family}]", hook("families-table"));
        assert_eq!(page.figure(&row, "data-value"), expected, "{family}");
    }
}

/// A click on a head orders the rows by it.
fn check_order(page: &Page) {
    let script = "const table = document.querySelector(arguments[0]);
        const heads = [...table.querySelectorAll('thead th')];
        const place = heads.findIndex(head => head.innerText.trim().startsWith('max'));
        heads[place].querySelector('button').click();
        return place;";
    let place = page.browser.execute(script, &[json!(hook("describe-table"))]);
    let head = format!("{} thead th[aria-sort=descending]", hook("describe-table"));
    page.wait_for_condition(&format!("document.querySelector('{head}')"), PAGE_LIMIT);
    let script = "const rows = [...document.querySelectorAll(arguments[0])];
        return rows.map(row => Number(row.children[arguments[1]].dataset.value));";
    let rows = format!("{} tbody tr", hook("describe-table"));
    let values = page.browser.execute(script, &[json!(rows), place]);
    let values: Vec<f64> =
        values.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
    assert!(values.len() > 30 && values.is_sorted_by(|a, b| a >= b), "not in order: {values:?}");
}

/// Changes what the explorable chart shows and which rows are meant; how long until it is drawn anew.
fn measure_changes(page: &Page) {
    let select = |field: &str, value: &str| {
        format!(
            "const field = document.querySelector('{}'); field.value = '{value}';
             field.dispatchEvent(new Event('change', {{ bubbles: true }}));",
            hook(field)
        )
    };
    let chip = "document.querySelector('[data-testid=family-chip][data-family=probe]').click();";
    let changes = [
        ("kind: box plots", select("explorer-kind", "1")),
        ("kind: density", select("explorer-kind", "2")),
        ("kind: histogram", select("explorer-kind", "0")),
        ("feature", select("explorer-x", "22")),
        ("colour: label", select("explorer-colour", "1")),
        ("axis", "document.querySelector('[data-testid=explorer-log-x]').click();".to_owned()),
        ("only probe", chip.to_owned()),
        ("all rows again", chip.to_owned()),
    ];
    for (what, change) in changes {
        let took = until_drawn(page, "explorer", &change);
        report(&format!("measured: page Data, {what}: {took:.0} ms to a drawn chart (bar 100)"));
    }
}

/// Runs a script; milliseconds from its start until a chart is drawn anew.
fn until_drawn(page: &Page, chart: &str, change: &str) -> f64 {
    let script = format!(
        "const done = arguments[0], chart = document.querySelector('{}');
        chart.scrollIntoView({{ block: 'center' }});
        setTimeout(() => {{
            let start = 0;
            const watch = new MutationObserver(() => {{ watch.disconnect(); done(performance.now() - start); }});
            watch.observe(chart, {{ attributeFilter: ['data-draws'] }});
            start = performance.now();
            {change}
        }}, 500);",
        hook(chart)
    );
    page.browser.execute_async(&script, &[]).as_f64().expect("a time")
}

/// A pair in the table, and a cell of the matrix, open the explorable chart with their features.
fn check_correlations(page: &Page) {
    page.draw_all();
    let pair = hook("explore-pair");
    page.wait_for_condition(&format!("document.querySelector('{pair}')"), PAGE_LIMIT);
    let (x, y) = (page.attribute(&pair, "data-x"), page.attribute(&pair, "data-y"));
    page.browser.execute("document.querySelector(arguments[0]).click()", &[json!(pair)]);
    assert_eq!(explored(page), json!(["2", x, y, "explorer-card"]));

    let script = "const kind = document.querySelector('[data-testid=explorer-kind]');
        kind.value = '0'; kind.dispatchEvent(new Event('change', { bubbles: true }));
        document.querySelector('[data-testid=correlation]').scrollIntoView({ block: 'center' });
        setTimeout(arguments[0], 500);";
    page.browser.execute_async(script, &[]);
    // A cell on the lower left, beside and above the features' names: one of the first features and one of the last.
    let script = "const chart = document.querySelector('[data-testid=correlation]');
        const { left, bottom } = chart.getBoundingClientRect();
        for (const kind of ['mousemove', 'mousedown', 'mouseup', 'click']) {
            const at = { clientX: left + 250, clientY: bottom - 200, bubbles: true };
            chart.querySelector('canvas').dispatchEvent(new MouseEvent(kind, at));
        }";
    page.browser.execute(script, &[]);
    page.wait_for_condition(
        "document.querySelector('[data-testid=explorer-kind]').value === '2'",
        PAGE_LIMIT,
    );
    let opened = explored(page);
    assert_ne!(opened[1], opened[2], "a feature against itself");
    assert_eq!(opened[3], json!("explorer-card"));
}

/// Kind and features of the explorable chart, and what has the focus.
fn explored(page: &Page) -> serde_json::Value {
    page.wait_for("explorer-y");
    page.browser.execute(
        "const value = id => document.querySelector(`[data-testid=${id}]`).value;
        return [value('explorer-kind'), value('explorer-x'), value('explorer-y'), document.activeElement.id]",
        &[],
    )
}

/// Pages of rows follow each other.
fn check_pages(page: &Page) {
    let script = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
    page.browser.execute(script, &[json!(hook("data-sample"))]);
    let first = |row: u32| {
        let cell = format!("{} tbody tr th", hook("sample-table"));
        let condition = format!("document.querySelector('{cell}')?.innerText.trim() === '{row}'");
        page.wait_for_condition(&condition, PAGE_LIMIT);
    };
    first(1);
    page.click("next-rows");
    first(21);
    assert!(
        page.text_of("sample-place").starts_with("rows 21 to 40 of 494,021"),
        "{}",
        page.text_of("sample-place")
    );
    page.click("previous-rows");
    first(1);
    // From a step of the strip on; the file has 240 at most.
    page.draw_all();
    let script = "const look = document.querySelectorAll(arguments[0])[1]; look.click();
        return look.closest('tr').querySelector('th').textContent.trim();";
    let step = page.browser.execute(script, &[json!(hook("look-at-rows"))]);
    let step = step.as_str().and_then(|words| words.split(' ').next()).unwrap_or_default();
    let cell = format!("{} tbody tr th", hook("sample-table"));
    let condition = format!("document.querySelector('{cell}')?.innerText.trim() === '{step}'");
    page.wait_for_condition(&condition, PAGE_LIMIT);
}
