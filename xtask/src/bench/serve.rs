//! `bench serve`: single predictions over HTTP, by `oddflow serve` and in the original's way.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::figures::{Spread, number, ratio, table};
use super::peers::{self, Peers, PythonPackage};
use super::{Options, inputs};
use crate::process::{Outcome, all_on_path, cannot_start, command, output, run as run_to_end, write};
use crate::{layout, report};

const OURS: &str = "oddflow serve";
const FLASK: &str = "Flask, scikit-learn, PyTorch";
const FLASK_PORT: u16 = 18_743;

const PYTHON: [PythonPackage; 5] = [
    PythonPackage("numpy", "numpy"),
    PythonPackage("pandas", "pandas"),
    PythonPackage("scikit-learn", "sklearn"),
    PythonPackage("torch", "torch"),
    PythonPackage("flask", "flask"),
];

/// How long a server may take to train and to answer.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long each of them is asked in a round.
const ROUND: &str = "3s";

/// A server that answers, killed with its owner.
struct Server {
    name: &'static str,
    process: Child,
    port: u16,
    loads: Vec<Load>,
}

/// What `wrk` has measured in a round: predictions a second, and milliseconds that half and 99 % of them stay below.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Load {
    rate: f64,
    half: f64,
    most: f64,
}

/// Asks both in turn.
pub fn run(options: Options) -> Outcome {
    if all_on_path(&["wrk"]).is_empty() {
        return Err("`wrk` is not on PATH: Debian's package is called wrk.".to_owned());
    }
    let peers = Peers::install(&PYTHON, &[])?;
    let file = inputs::plain()?;
    let mut servers = vec![ours(&file.path)?];
    if let Some(mut flask) = peers.python("flask", "flask_predict.py", &[]) {
        flask.arg(&file.path).arg(FLASK_PORT.to_string());
        servers.push(Server::start(FLASK, &mut flask)?);
    }
    for round in 0..options.rounds() {
        println!("    round {} of {}", round + 1, options.rounds());
        for server in &mut servers {
            server.ask()?;
        }
    }
    show(&servers, options.rounds());
    Ok(())
}

/// Our server, trained on the file with the recommended settings.
fn ours(file: &Path) -> Outcome<Server> {
    report::step("Building the server", "about 3 minutes the first time", || {
        let build = ["build", "--quiet", "--locked", "--release", "--features", "native", "--bin", "oddflow"];
        run_to_end(command("cargo").args(build))
    })?;
    let folder = peers::folder().join("serve");
    write(&folder.join("index.html"), b"page")?;
    let mut server = command(&layout::root().join("target/release/oddflow").to_string_lossy());
    server.args(["serve", "--port", "0", "--dist"]).arg(&folder).arg("--data").arg(file);
    server.arg("--models").arg(folder.join("models"));
    Server::start(OURS, &mut server)
}

impl Server {
    fn start(name: &'static str, command: &mut Command) -> Outcome<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let log = peers::folder().join("serve.log");
        let errors =
            File::create(&log).map_err(|error| format!("cannot write {}: {error}.", log.display()))?;
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .map_err(|error| cannot_start(&program, &error))?;
        let lines = BufReader::new(process.stdout.take().ok_or("no output")?).lines();
        let mut server = Self { name, process, port: 0, loads: Vec::new() };
        let mut lines = lines.map_while(Result::ok);
        let announced = lines.find_map(|line| {
            let digits = line.split("listening on ").nth(1)?.rsplit(':').next()?.to_owned();
            digits.trim().trim_end_matches('/').parse().ok()
        });
        server.port =
            announced.ok_or_else(|| format!("{name} does not start, {} says why.", log.display()))?;
        // Read on, or a full pipe would stop it.
        std::thread::spawn(move || lines.for_each(drop));
        server.wait()?;
        Ok(server)
    }

    /// Waits until it predicts: a model may have to be trained first.
    fn wait(&self) -> Outcome {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.predicts() == Some(true) {
                return Ok(());
            }
            sleep(Duration::from_millis(200));
        }
        Err(format!("{} does not answer with a prediction.", self.name))
    }

    fn predicts(&self) -> Option<bool> {
        let script = fs::read_to_string(peers::script("predict.lua")).ok()?;
        let body = script.split("[[").nth(1)?.split("]]").next()?;
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        write!(
            stream,
            "POST /predict HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer.starts_with("HTTP/1.1 200") && answer.contains("isolation_forest"))
    }

    fn ask(&mut self) -> Outcome {
        let mut wrk = command("wrk");
        wrk.args(["--threads", "1", "--connections", "2", "--latency", "--duration", ROUND, "--script"]);
        wrk.arg(peers::script("predict.lua")).arg(format!("http://127.0.0.1:{}/predict", self.port));
        let told = output(&mut wrk).ok_or("`wrk` failed")?;
        let load = Load::read(&told).ok_or_else(|| format!("`wrk` says something else:\n{told}"))?;
        self.loads.push(load);
        Ok(())
    }

    fn median(&self, figure: fn(&Load) -> f64) -> Option<f64> {
        Spread::of(self.loads.iter().map(figure).collect()).map(|spread| spread.median)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Load {
    /// Of what `wrk --latency` prints; `None` when answers were refused or it is not understood.
    fn read(told: &str) -> Option<Self> {
        if told.contains("Non-2xx") {
            return None;
        }
        let after = |name: &str| {
            let line = told.lines().find_map(|line| line.trim().strip_prefix(name))?;
            line.split_whitespace().next().map(str::to_owned)
        };
        Some(Self {
            rate: after("Requests/sec:")?.parse().ok()?,
            half: milliseconds(&after("50%")?)?,
            most: milliseconds(&after("99%")?)?,
        })
    }
}

fn milliseconds(text: &str) -> Option<f64> {
    let units = [("us", 1e-3), ("ms", 1.0), ("s", 1e3)];
    let (number, unit) =
        units.into_iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    Some(number.parse::<f64>().ok()? * unit)
}

fn show(servers: &[Server], rounds: usize) {
    println!("\nSingle predictions over 2 connections, median of {rounds} rounds of {ROUND}\n");
    let row = |server: &Server| {
        vec![
            server.name.to_owned(),
            number(server.median(|load| load.rate), 0),
            number(server.median(|load| load.half), 3),
            number(server.median(|load| load.most), 3),
        ]
    };
    let rows: Vec<_> = servers.iter().map(row).collect();
    println!("{}", table(&["", "a second", "50 % ms", "99 % ms"], &rows));
    let rate = |name: &str| servers.iter().find(|server| server.name == name)?.median(|load| load.rate);
    ratio("ours / the original's way", rate(OURS), rate(FLASK), "bar: >= 20");
    let slowest = servers.first().and_then(|server| server.median(|load| load.most));
    println!("    99 % of ours within {} ms (bar: <= 2)", number(slowest, 3));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_prints_is_understood() {
        let told = "  Latency Distribution\n     50%  182.00us\n     75%  0.90ms\n     99%    1.25s\n  10 requests in 3.00s\nRequests/sec:  10431.25\n";
        assert_eq!(Load::read(told), Some(Load { rate: 10_431.25, half: 0.182, most: 1_250.0 }));
        assert_eq!(Load::read(&format!("{told}  Non-2xx or 3xx responses: 3\n")), None);
        assert_eq!(Load::read("wrk: no such host"), None);
    }
}
