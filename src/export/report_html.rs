//! A report as one HTML file that needs nothing else: no script, no address, every text from a file escaped.

use std::fmt::Write as _;

use crate::evaluation::measures::Measures;
use crate::export::report::{DetectorReport, FileFacts, Report};

const STYLE: &str = "body{margin:0 auto;max-width:1000px;padding:24px;color:#0f172a;background:#fff;font:15px/1.5 system-ui,sans-serif;\
font-variant-numeric:tabular-nums}h1{font-size:24px;overflow-wrap:anywhere}h2{font-size:18px;margin-top:32px}table{border-collapse:\
collapse;width:100%;font-size:14px}th,td{padding:6px 8px;border-bottom:1px solid #d8dfea;text-align:left}td.any{overflow-wrap:anywhere}\
@media(max-width:700px){body{padding:16px}table{display:block;overflow-x:auto}}\
td.n,th.n{text-align:right}p{color:#475569}svg{max-width:100%;height:auto}figure{margin:16px 0}figcaption{font-weight:600}";

/// The file's text. Every chart is a title and an SVG image, which must come from the program's own charts.
pub fn html(report: &Report, charts: &[(String, String)]) -> String {
    let mut text = String::with_capacity(64 * 1024);
    let name = escaped(&report.file.name);
    let _ = write!(
        text,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Oddflow: {name}</title>\
         <style>{STYLE}</style></head><body><h1>{name}</h1><p>Report of Oddflow {} of {}. It holds sums only, no connection of the \
         file.</p>",
        escaped(&report.version),
        escaped(&report.date),
    );
    text.push_str("<h2>How good is each detector?</h2>");
    measures_table(&mut text, "all rows", report, |detector| &detector.rows);
    measures_table(&mut text, "distinct rows", report, |detector| &detector.distinct_rows);
    family_table(&mut text, report);
    for (title, svg) in charts {
        let _ = write!(text, "<figure><figcaption>{}</figcaption>{svg}</figure>", escaped(title));
    }
    text.push_str("<h2>What was trained on what?</h2><table>");
    file_rows(&mut text, "Scored file", &report.file);
    if let Some(file) = &report.trained_file {
        file_rows(&mut text, "Training file", file);
    }
    let settings = serde_json::to_string(&report.settings).unwrap_or_default();
    for (what, value) in [
        ("Settings", settings),
        ("Seed", report.seed.to_string()),
        ("Workers", report.workers.to_string()),
        ("Loaded in", format!("{:.0} ms", report.load_ms)),
        ("Fingerprint of the scores", report.fingerprint.clone()),
    ] {
        row(&mut text, what, &value);
    }
    text.push_str("</table></body></html>\n");
    text
}

/// Text that is no markup.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn measures_table(text: &mut String, what: &str, report: &Report, of: impl Fn(&DetectorReport) -> &Measures) {
    let _ = write!(
        text,
        "<table><caption>Over {what}</caption><tr><th>detector</th><th class=n>ROC AUC</th><th class=n>average precision</th>\
         <th class=n>threshold</th><th class=n>precision</th><th class=n>recall</th><th class=n>F1</th>\
         <th class=n>false positive rate</th></tr>"
    );
    for (name, detector) in &report.detectors {
        let found = of(detector);
        let _ = write!(text, "<tr><th>{}</th>", escaped(&name.replace('_', " ")));
        let threshold = Some(found.threshold);
        for value in [
            found.auc,
            found.average_precision,
            threshold,
            found.precision,
            found.recall,
            found.f1,
            found.false_positive_rate,
        ] {
            cell(text, value);
        }
        text.push_str("</tr>");
    }
    text.push_str("</table>");
}

fn family_table(text: &mut String, report: &Report) {
    let families: std::collections::BTreeSet<&String> =
        report.detectors.values().flat_map(|detector| detector.rows.recall_by_family.keys()).collect();
    if families.is_empty() {
        text.push_str("<p>The file has no labels of both kinds, so the detectors could rank and nobody could grade.</p>");
        return;
    }
    text.push_str("<h2>What is caught?</h2><table><caption>Recall per attack family, all rows</caption><tr><th>detector</th>");
    for family in &families {
        let _ = write!(text, "<th class=n>{}</th>", escaped(family));
    }
    text.push_str("<th class=n>labels unseen in training</th></tr>");
    for (name, detector) in &report.detectors {
        let _ = write!(text, "<tr><th>{}</th>", escaped(&name.replace('_', " ")));
        for family in &families {
            cell(text, detector.rows.recall_by_family.get(*family).copied());
        }
        cell(text, detector.rows.recall_unseen);
        text.push_str("</tr>");
    }
    text.push_str("</table>");
}

fn file_rows(text: &mut String, what: &str, file: &FileFacts) {
    row(text, what, &file.name);
    let facts = format!(
        "{}; {} rows, {} distinct, {} features, {} lines skipped; {} bytes; fingerprint {}",
        file.format, file.samples, file.distinct, file.features, file.skipped, file.bytes, file.fingerprint
    );
    row(text, "", &facts);
}

fn row(text: &mut String, what: &str, value: &str) {
    let _ = write!(text, "<tr><th>{}</th><td class=any>{}</td></tr>", escaped(what), escaped(value));
}

fn cell(text: &mut String, value: Option<f64>) {
    let _ = match value {
        Some(value) => write!(text, "<td class=n>{value:.4}</td>"),
        None => write!(text, "<td class=n>–</td>"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::TrainOn;
    use crate::detectors::isolation_forest::IsolationForestParams;
    use crate::engine::event::FitSummary;
    use crate::features::encoder::Encoding;

    fn measures() -> Measures {
        Measures {
            n: 10,
            n_attacks: 4,
            auc: Some(0.9),
            average_precision: Some(0.8),
            threshold: 0.5,
            precision: None,
            recall: Some(0.75),
            f1: None,
            false_positive_rate: Some(0.125),
            recall_by_family: [("dos".to_owned(), 0.75)].into(),
            recall_unseen: None,
        }
    }

    fn report(name: &str) -> Report {
        let detector = DetectorReport {
            rows: measures(),
            distinct_rows: measures(),
            flagged: 3,
            threshold_from: "held-out".to_owned(),
            fit_ms: 10.0,
            score_ms: 5.0,
        };
        Report {
            version: "0.1.0".to_owned(),
            date: "2026-01-01".to_owned(),
            file: FileFacts { name: name.to_owned(), ..FileFacts::default() },
            trained_file: None,
            settings: FitSummary {
                train_on: TrainOn::Normal,
                encoding: Encoding::default(),
                isolation_forest: IsolationForestParams::default(),
                autoencoder: None,
                n_training: 8,
                n_held_out: 2,
            },
            seed: 42,
            workers: 2,
            load_ms: 1.5,
            fingerprint: "ab".to_owned(),
            detectors: [("isolation_forest".to_owned(), detector)].into(),
        }
    }

    #[test]
    fn a_file_name_is_no_markup() {
        let text = html(&report("<script>alert(1)</script>&\"'.csv"), &[]);
        assert!(!text.contains("<script"), "{text}");
        assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;.csv"));
        assert!(text.contains("<td class=n>0.7500</td>"));
    }

    #[test]
    fn as_json_the_figures_of_a_detector_stand_side_by_side() {
        let json = report("a.csv").json();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let detector = &value["detectors"]["isolation_forest"];
        let wanted = "auc average_precision threshold precision recall f1 false_positive_rate recall_by_family recall_unseen \
                      fit_ms score_ms";
        for key in wanted.split_whitespace() {
            assert!(detector.get(key).is_some(), "{key} is missing in {json}");
        }
        assert_eq!(detector["recall_by_family"]["dos"], 0.75);
        assert_eq!((&value["seed"], &value["load_ms"]), (&42.into(), &1.5.into()));
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report("a.csv"));
    }
}
