//! The peers: Python packages in a virtual environment and npm packages, all below `target/bench`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{self, Outcome, command, output, run};
use crate::report;
use crate::{layout, setup};

/// Where peers, inputs and logs of benchmarks lie.
pub fn folder() -> PathBuf {
    layout::root().join("target/bench")
}

/// One of our scripts that drive a peer.
pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bench/peers").join(name)
}

/// A Python package: its name for pip and for `import`.
#[derive(Clone, Copy)]
pub struct PythonPackage(pub &'static str, pub &'static str);

/// Which packages are there.
pub struct Peers(BTreeSet<&'static str>);

impl Peers {
    /// Installs what is missing, each package for itself: one that fails is named, and the others still come.
    pub fn install(python: &[PythonPackage], npm: &[&'static str]) -> Outcome<Self> {
        // npm removes what a package.json no longer names, so a written one stays.
        let manifest = folder().join("package.json");
        if !manifest.exists() {
            process::write(&manifest, b"{\"private\":true}\n")?;
        }
        let mut there = BTreeSet::new();
        if has_python() {
            for package in python {
                keep(&mut there, package.0, install_python(*package));
            }
        } else {
            println!("    Python 3 with its venv module is missing, and with it every peer in Python");
        }
        for package in npm {
            keep(&mut there, package, install_npm(package));
        }
        Ok(Self(there))
    }

    /// Builds our program about Rust crates, and gives the command for each of them.
    pub fn rust(crates: &[&'static str]) -> Vec<Option<Command>> {
        let target = folder().join("rust");
        let built = report::step("Building peers in Rust", "about 2 minutes the first time", || {
            let manifest = script("rust_forest/Cargo.toml");
            run(command("cargo")
                .args(["build", "--quiet", "--release", "--locked", "--manifest-path"])
                .arg(manifest)
                .arg("--target-dir")
                .arg(&target))
        });
        if let Err(reason) = &built {
            println!("    peers in Rust are left out: {reason}");
        }
        let program = target.join("release/rust_forest");
        let about = |name: &&str| {
            let mut command = command(&program.to_string_lossy());
            command.arg(name);
            built.is_ok().then_some(command)
        };
        crates.iter().map(about).collect()
    }

    /// Whether a package is there.
    pub fn has(&self, package: &str) -> bool {
        self.0.contains(package)
    }

    /// A script of ours in the environment's Python, if the package that it is about is there.
    pub fn python(&self, package: &str, name: &str, arguments: &[&str]) -> Option<Command> {
        let mut command = python();
        command.arg(script(name)).args(arguments);
        self.has(package).then_some(command)
    }

    /// A script of ours in Node, if the package that it is about is there.
    pub fn node(&self, package: &str, name: &str) -> Option<Command> {
        let mut node = command("node");
        node.current_dir(folder()).arg(script(name));
        self.has(package).then_some(node)
    }
}

fn keep(there: &mut BTreeSet<&'static str>, package: &'static str, installed: Outcome) {
    match installed {
        Ok(()) => {
            there.insert(package);
        }
        Err(reason) => println!("    {package} is left out: {reason}"),
    }
}

fn python() -> Command {
    let mut python = command(&folder().join("venv/bin/python").to_string_lossy());
    python.env("PYTHONDONTWRITEBYTECODE", "1");
    python
}

fn has_python() -> bool {
    let runs = || output(python().arg("--version")).is_some();
    runs() || (run(command("python3").args(["-m", "venv"]).arg(folder().join("venv"))).is_ok() && runs())
}

fn install_python(PythonPackage(package, module): PythonPackage) -> Outcome {
    if output(python().args(["-c", &format!("import {module}")])).is_some() {
        return Ok(());
    }
    report::step(&format!("Installing {package} with pip"), "seconds, isotree about 4 minutes", || {
        run(python().args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]))
    })
}

fn install_npm(package: &str) -> Outcome {
    if folder().join("node_modules").join(package).join("package.json").exists() {
        return Ok(());
    }
    report::step(&format!("Installing {package} with npm"), "seconds", || {
        let quietly = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
        run(command(setup::npm()).current_dir(folder()).args(quietly).arg(package))
    })
}
