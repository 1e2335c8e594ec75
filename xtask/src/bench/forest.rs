//! `bench forest`: forests grown on the distinct normal rows of the 10 % file, and all its rows scored.

use std::fs;
use std::path::{Path, PathBuf};

use super::figures::{megabytes, number, ratio, table};
use super::inputs::{self, Input, MADE_ROWS};
use super::peers::{self, Peers, PythonPackage};
use super::race::{self, Contender, Standing};
use super::{Options, Stage};
use crate::process::{Outcome, run as run_to_end};
use crate::report;

const OURS: &str = "Oddflow";
const OURS_WITHOUT_COPIES: &str = "Oddflow, no row a copy,";
const SKLEARN: [&str; 2] = ["scikit-learn, n_jobs=1,", "scikit-learn, n_jobs=2,"];
const ISOTREE: [&str; 2] = ["isotree, 1 thread,", "isotree, 2 threads,"];
const IN_NODE: &str = "ml-isolation-forest";
/// Crates that have one; each runs on one thread or as many as it likes.
const IN_RUST: [&str; 3] = ["extended-isolation-forest", "rustyml", "scry-learn"];
const ON_ONE: &str = "Oddflow on one worker";
const ON_TWO: &str = "Oddflow on two workers";

/// Rows of the files that tell how time grows.
const SCALES: [usize; 5] = [10_000, 100_000, 494_021, 1_000_000, MADE_ROWS];
/// Medians of five are steady enough for a curve.
const SCALING_ROUNDS: usize = 5;

const PYTHON: [PythonPackage; 4] = [
    PythonPackage("numpy", "numpy"),
    PythonPackage("pandas", "pandas"),
    PythonPackage("scikit-learn", "sklearn"),
    PythonPackage("isotree", "isotree"),
];

/// Settings that all forests of a race share: a preset of the page, and the numbers that it stands for.
#[derive(Clone, Copy, Debug)]
struct Size {
    preset: &'static str,
    trees: &'static str,
    samples: &'static str,
}

/// scikit-learn's defaults.
const STANDARD: Size = Size { preset: "standard", trees: "100", samples: "256" };
/// What the page recommends.
const RECOMMENDED: Size = Size { preset: "recommended", trees: "200", samples: "8192" };

/// Everything that a race needs.
struct Course {
    stage: Stage,
    peers: Peers,
    plain: Input,
    /// The same file made so that nothing is gained by scoring copies once.
    without_copies: Input,
    /// Holds the matrix that the peers see.
    matrix: PathBuf,
    rounds: usize,
}

/// A race of all with scikit-learn's settings, and one against scikit-learn with ours.
pub fn run(options: Options) -> Outcome {
    let peers = Peers::install(&PYTHON, &["playwright-core", "ml-isolation-forest"])?;
    let stage = Stage::set()?;
    let plain = inputs::plain()?;
    let matrix = matrix(&peers, &plain.path)?;
    let without_copies = inputs::without_copies()?;
    let course = Course { stage, peers, plain, without_copies, matrix, rounds: options.rounds() };

    let mut contenders = course.ours_and(STANDARD, SKLEARN, "scikit-learn", "sklearn");
    contenders.push(course.our_forest(OURS_WITHOUT_COPIES, STANDARD, &course.without_copies));
    contenders.extend(course.threads(STANDARD, ISOTREE, "isotree", "isotree"));
    let command = course.peers.node("ml-isolation-forest", "ml-isolation-forest.mjs");
    contenders.push(Contender { name: IN_NODE, command });
    let in_rust = IN_RUST.into_iter().zip(Peers::rust(&IN_RUST));
    contenders.extend(in_rust.map(|(name, command)| Contender { name, command }));
    let standings = course.race(STANDARD, contenders);
    let ours = seconds(&standings, &[OURS]);
    ratio("ours / scikit-learn's best", ours, seconds(&standings, &SKLEARN), "bar: <= 0.33, aim 0.125");
    let without_copies = seconds(&standings, &[OURS_WITHOUT_COPIES]);
    let best = seconds(&standings, &SKLEARN);
    ratio("ours without reuse of distinct rows / scikit-learn's best", without_copies, best, "bar: <= 1.00");
    ratio("ours / isotree's best", ours, seconds(&standings, &ISOTREE), "no bar");
    ratio("ours / the fastest Rust crate", ours, seconds(&standings, &IN_RUST), "no bar");
    ratio("ml-isolation-forest / ours", seconds(&standings, &[IN_NODE]), ours, "bar: >= 25");

    let contenders = course.ours_and(RECOMMENDED, SKLEARN, "scikit-learn", "sklearn");
    let standings = course.race(RECOMMENDED, contenders);
    let best = seconds(&standings, &SKLEARN);
    ratio("ours / scikit-learn's best", seconds(&standings, &[OURS]), best, "bar: <= 1.00");
    if options.quick { Ok(()) } else { scaling(&course) }
}

/// How time grows with the rows, and shrinks with a second worker: files of the made one's rows.
fn scaling(course: &Course) -> Outcome {
    let (whole, _) = inputs::made()?;
    let mut rows = Vec::new();
    for n_lines in SCALES {
        let file = if n_lines == MADE_ROWS { whole.clone() } else { inputs::thinned(&whole, n_lines)? };
        println!("==> {}", file.path.display());
        let on = |name, n_workers| {
            let mut contender = course.our_forest(name, STANDARD, &file);
            contender.command = contender.command.map(|mut command| {
                command.env("ODDFLOW_WORKERS", n_workers);
                command
            });
            contender
        };
        let standings = race::run(vec![on(ON_ONE, "1"), on(ON_TWO, "2")], &file.path, SCALING_ROUNDS);
        let (one, two) = (seconds(&standings, &[ON_ONE]), seconds(&standings, &[ON_TWO]));
        rows.push(vec![
            n_lines.to_string(),
            number(one, 3),
            number(two, 3),
            number(one.zip(two).map(|(one, two)| one / two), 2),
            number(two.map(|two| n_lines as f64 / two / 1e6), 2),
        ]);
    }
    println!("\n{} trees of {} samples, rows with their copies\n", STANDARD.trees, STANDARD.samples);
    println!("{}", table(&["rows", "1 worker s", "2 workers s", "faster", "M samples/s on 2"], &rows));
    Ok(())
}

impl Course {
    fn ours_and(&self, size: Size, names: [&'static str; 2], package: &str, module: &str) -> Vec<Contender> {
        let mut contenders = vec![self.our_forest(OURS, size, &self.plain)];
        contenders.extend(self.threads(size, names, package, module));
        contenders
    }

    fn our_forest(&self, name: &'static str, size: Size, file: &Input) -> Contender {
        let command = self.stage.our_page(&self.peers, "oddflow-forest").map(|mut command| {
            command.env("ODDFLOW_FILE", &file.path).env("ODDFLOW_PRESET", size.preset);
            command
        });
        Contender { name, command }
    }

    /// A peer in Python on one thread, and on two.
    fn threads(
        &self,
        size: Size,
        names: [&'static str; 2],
        package: &str,
        module: &str,
    ) -> impl Iterator<Item = Contender> {
        names.into_iter().zip(["1", "2"]).map(move |(name, n_threads)| {
            let arguments = [module, n_threads, size.trees, size.samples];
            Contender { name, command: self.peers.python(package, "forest.py", &arguments) }
        })
    }

    fn race(&self, size: Size, contenders: Vec<Contender>) -> Vec<Standing> {
        println!("==> {} trees of {} samples", size.trees, size.samples);
        let standings = race::run(contenders, &self.matrix, self.rounds);
        show(&standings, size, self.rounds);
        standings
    }
}

/// The folder with the matrix that the peers see, made if it is not there.
fn matrix(peers: &Peers, plain: &Path) -> Outcome<PathBuf> {
    let folder = peers::folder().join("matrix");
    let Some(mut make) = peers.python("pandas", "matrix.py", &[]) else { return Ok(folder) };
    // The last file that it writes.
    if !folder.join("y.npy").exists() {
        fs::create_dir_all(&folder)
            .map_err(|error| format!("cannot create {}: {error}.", folder.display()))?;
        report::step("Encoding the 10 % file for the peers", "about 5 seconds", || {
            run_to_end(make.arg(plain).arg(&folder))
        })?;
    }
    Ok(folder)
}

fn show(standings: &[Standing], size: Size, rounds: usize) {
    println!(
        "\n{} trees of {} samples, fit and score, median of {rounds} rounds; memory of all its processes in a first run\n",
        size.trees, size.samples
    );
    let row = |standing: &Standing| {
        let wall = standing.spread("wall");
        let samples = standing.first("rows").zip(wall).map(|(rows, wall)| rows / wall.median / 1e6);
        let chromium = if standing.name.starts_with(OURS) { "in Chromium " } else { "" };
        vec![
            format!("{} {chromium}{}", standing.name, standing.version),
            number(wall.map(|wall| wall.median), 3),
            number(wall.map(|wall| wall.min), 3),
            number(wall.map(|wall| wall.max), 3),
            number(standing.spread("fit").map(|fit| fit.median), 3),
            number(samples, 2),
            number(standing.first("auc").filter(|auc| *auc > 0.0), 4),
            number(standing.first("rows"), 0),
            megabytes(standing.memory.map(|memory| memory.peak as f64)),
        ]
    };
    let rows: Vec<_> = standings.iter().map(row).collect();
    let head = ["", "median s", "min", "max", "of it fit", "M samples/s", "AUC", "rows", "peak MB"];
    println!("{}", table(&head, &rows));
    println!(
        "    41 features; AUC over all rows; ours holds a fifth of the rows to fit back for its threshold"
    );
    for standing in standings {
        let says =
            |figure, wanted: &str| standing.first(figure).is_none_or(|number| number.to_string() == wanted);
        if !says("trees", size.trees) || !says("samples", size.samples) {
            println!(
                "    NOT COMPARABLE: the page's preset `{}` stands for other numbers by now",
                size.preset
            );
        }
    }
}

/// The shortest median of those with these names.
fn seconds(standings: &[Standing], names: &[&str]) -> Option<f64> {
    let named = standings.iter().filter(|standing| names.contains(&standing.name));
    named.filter_map(|standing| Some(standing.spread("wall")?.median)).min_by(f64::total_cmp)
}
