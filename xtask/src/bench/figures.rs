//! Medians, tables and words for the terminal.

use std::fs;
use std::thread::available_parallelism;

/// Highest load of a machine whose figures may be quoted.
const IDLE: f64 = 0.5;

/// The middle and the ends of some measurements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Half of them are below; of an even number the upper one of the middle two.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
}

impl Spread {
    /// Of at least one measurement.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (min, max) = (*values.first()?, *values.last()?);
        Some(Self { median: *values.get(values.len() / 2)?, min, max })
    }
}

/// What this machine is and how busy it was before we came.
pub fn machine() -> String {
    let model = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        line.split_once(": ").map(|(_, model)| model.to_owned())
    });
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<_> = load.split(' ').take(3).collect();
    let cores = available_parallelism().map_or(1, usize::from);
    let is_busy = load.first().and_then(|load| load.parse().ok()).is_some_and(|load: f64| load > IDLE);
    format!(
        "==> {cores} cores{}; load over 1, 5 and 15 minutes before the start: {}{}",
        model.map_or(String::new(), |model| format!(" ({model})")),
        if load.len() == 3 { load.join(", ") } else { "unknown".to_owned() },
        if is_busy {
            "\n    THIS MACHINE IS BUSY: seconds are too long, and ratios are only a hint"
        } else {
            ""
        }
    )
}

/// A table in Markdown whose columns line up; all but the first hold numbers.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    let rule: String = widths.iter().enumerate().map(|(column, width)| rule_cell(column, *width)).collect();
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!("{}{rule}|\n{body}", line(&head))
}

fn rule_cell(column: usize, width: usize) -> String {
    let dashes = "-".repeat(width + 1);
    if column == 0 { format!("|{dashes}-") } else { format!("|{dashes}:") }
}

/// A figure with so many decimals, or a dash.
pub fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.decimals$}"))
}

/// Bytes as whole megabytes (10^6), or a dash.
pub fn megabytes(bytes: Option<f64>) -> String {
    number(bytes.map(|bytes| bytes / 1e6), 0)
}

/// A ratio with the words for it, if both sides are known.
pub fn ratio(words: &str, above: Option<f64>, below: Option<f64>, bar: &str) {
    match (above, below) {
        (Some(above), Some(below)) if below > 0.0 => println!("    {words}: {:.2} ({bar})", above / below),
        _ => println!("    {words}: not measured ({bar})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_the_middle_and_the_ends() {
        let check = |values: &[f64], expected| assert_eq!(Spread::of(values.to_vec()), expected);
        check(&[3.0, 1.0, 2.0], Some(Spread { median: 2.0, min: 1.0, max: 3.0 }));
        check(&[4.0, 1.0], Some(Spread { median: 4.0, min: 1.0, max: 4.0 }));
        check(&[], None);
    }

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".to_owned(), "1.0".to_owned()], vec!["größer".to_owned(), "–".to_owned()]];
        let expected = "| who    |   s |\n|--------|----:|\n| a      | 1.0 |\n| größer |   – |\n";
        assert_eq!(table(&["who", "s"], &rows), expected);
    }
}
