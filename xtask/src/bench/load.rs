//! `bench load`: from a file to a table of 42 columns, in the page and elsewhere.

use super::figures::{megabytes, number, ratio, table};
use super::inputs::{self, Input};
use super::peers::{Peers, PythonPackage};
use super::race::{self, Contender, Standing};
use super::{Options, Stage};
use crate::process::Outcome;

const OURS: &str = "Oddflow";
const PAPAPARSE: &str = "PapaParse, worker";
const DUCKDB_WASM: &str = "DuckDB-Wasm";
const NATIVES: [&str; 4] = ["pandas", "polars", "pyarrow", "duckdb"];

/// Enough for a median: reading 740 MB with PapaParse takes most of a minute.
const MADE_ROUNDS: usize = 3;

/// Races over the real file, plain and packed, and the made one.
pub fn run(options: Options) -> Outcome {
    let python = NATIVES.map(|name| PythonPackage(name, name));
    let peers = Peers::install(&python, &["playwright-core", "papaparse", "@duckdb/duckdb-wasm"])?;
    let stage = Stage::set()?;
    let plain = inputs::plain()?;
    let packed = Input { path: inputs::packed()?, bytes: plain.bytes };

    let rounds = options.rounds();
    let of_plain = show("10 % file", &plain, race(&stage, &peers, &plain, true, rounds), rounds);
    ratios(&of_plain, Bars::PLAIN);
    let of_packed = show("10 % file as .gz", &packed, race(&stage, &peers, &packed, false, rounds), rounds);
    ratios(&of_packed, Bars::PACKED);
    if !options.quick {
        let (made, n_distinct) = inputs::made()?;
        println!("    the made file has {n_distinct} distinct rows by its maker's count");
        let of_made = show("made file", &made, race(&stage, &peers, &made, true, MADE_ROUNDS), MADE_ROUNDS);
        ratios(&of_made, Bars::NONE);
        let rate =
            |standings: &[Standing], input: &Input| Some(input.bytes as f64 / seconds(standings, OURS)?);
        ratio(
            "our MB/s on it / on the 10 % file",
            rate(&of_made, &made),
            rate(&of_plain, &plain),
            "bar: >= 0.90",
        );
    }
    Ok(())
}

fn race(stage: &Stage, peers: &Peers, input: &Input, with_browser: bool, rounds: usize) -> Vec<Standing> {
    println!("==> {}", input.path.display());
    let mut contenders = vec![Contender { name: OURS, command: stage.our_page(peers, "oddflow-load") }];
    contenders
        .extend(NATIVES.map(|name| Contender { name, command: peers.python(name, "load.py", &[name]) }));
    if with_browser {
        for (name, package, script) in
            [(PAPAPARSE, "papaparse", "papaparse"), (DUCKDB_WASM, "@duckdb/duckdb-wasm", "duckdb-wasm")]
        {
            let command = stage.page(peers, script).filter(|_| peers.has(package));
            contenders.push(Contender { name, command });
        }
    }
    race::run(contenders, &input.path, rounds)
}

/// Prints what was measured, ours first, then the fastest.
fn show(what: &str, input: &Input, mut standings: Vec<Standing>, rounds: usize) -> Vec<Standing> {
    let median = |standing: &Standing| standing.spread("wall").map_or(f64::INFINITY, |wall| wall.median);
    standings.sort_by(|a, b| median(a).total_cmp(&median(b)));
    standings.sort_by_key(|standing| standing.name != OURS);
    println!(
        "\n{what}, {:.1} MB of text, median of {rounds} rounds; memory of all its processes in a first run\n",
        input.bytes as f64 / 1e6
    );
    let mut rows = Vec::new();
    for standing in &standings {
        rows.push(row(standing, input, "wall", &format!("{} {}", standing.name, version(standing))));
        if standing.spread("again").is_some() {
            rows.push(row(standing, input, "again", "  once more in the same page"));
        }
    }
    let head = ["", "median s", "min", "max", "MB/s", "peak MB", "over start", "rows", "distinct"];
    println!("{}", table(&head, &rows));
    if let Some(ours) = standings.iter().find(|standing| standing.name == OURS) {
        println!(
            "    ours is in a fresh page each round, a second after it can be used; the other pages are opened once\n    \
             our WebAssembly memories: {} MB; our table as the page counts it: {} MB",
            megabytes(ours.first("wasm")),
            megabytes(ours.first("table").filter(|bytes| *bytes > 0.0)) // 0: the page keeps it to itself.
        );
    }
    standings
}

fn version(standing: &Standing) -> String {
    if standing.name == OURS { format!("in Chromium {}", standing.version) } else { standing.version.clone() }
}

fn row(standing: &Standing, input: &Input, figure: &str, name: &str) -> Vec<String> {
    let wall = standing.spread(figure);
    let memory = standing.memory.filter(|_| figure == "wall");
    vec![
        name.to_owned(),
        number(wall.map(|wall| wall.median), 3),
        number(wall.map(|wall| wall.min), 3),
        number(wall.map(|wall| wall.max), 3),
        megabytes(wall.map(|wall| input.bytes as f64 / wall.median)),
        megabytes(memory.map(|memory| memory.peak as f64)),
        megabytes(memory.map(|memory| (memory.peak - memory.before) as f64)),
        number(standing.first("rows"), 0),
        number(standing.first("distinct"), 0),
    ]
}

/// What the project asks of a race.
#[derive(Clone, Copy)]
struct Bars {
    native: &'static str,
    browser: Option<[&'static str; 2]>,
}

impl Bars {
    const PLAIN: Self = Self { native: "bar: <= 1.00, aim 0.50", browser: Some(["bar: >= 10", "bar: >= 5"]) };
    const PACKED: Self = Self { native: "bar: <= 1.50", browser: None };
    const NONE: Self = Self { native: "no bar", browser: Some(["no bar"; 2]) };
}

fn ratios(standings: &[Standing], bars: Bars) {
    let ours = seconds(standings, OURS);
    let natives = NATIVES.iter().filter_map(|name| seconds(standings, name));
    ratio("ours / fastest native", ours, natives.min_by(f64::total_cmp), bars.native);
    if let Some([papaparse, duckdb_wasm]) = bars.browser {
        ratio("PapaParse / ours", seconds(standings, PAPAPARSE), ours, papaparse);
        ratio("DuckDB-Wasm / ours", seconds(standings, DUCKDB_WASM), ours, duckdb_wasm);
    }
}

fn seconds(standings: &[Standing], name: &str) -> Option<f64> {
    standings.iter().find(|standing| standing.name == name)?.spread("wall").map(|wall| wall.median)
}
