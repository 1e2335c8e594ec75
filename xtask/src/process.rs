//! Running other programs, with messages that name the program and the cure.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::layout;

/// What a step gives back: the error is one sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// A command in the checkout's root that finds our own tools before any installed elsewhere.
///
/// `RUSTFLAGS` would replace the flags in `.cargo/config.toml`, and with them SIMD.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(layout::root()).env("PATH", search_path());
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command
}

/// Runs a command to its end with its output shown.
pub fn run(command: &mut Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` failed ({status}); its own message is above.", line(command))),
        Err(error) => Err(cannot_start(&name, &error)),
    }
}

/// Runs a command and returns what it printed; `None` if it is missing or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Says why a program could not be started.
pub fn cannot_start(program: &str, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => format!("`{program}` is not installed or not on PATH."),
        _ => format!("`{program}` cannot be started: {error}."),
    }
}

/// All programs on PATH with one of `names`, in the names' order.
pub fn all_on_path(names: &[&str]) -> Vec<PathBuf> {
    let path = search_path();
    let places = names.iter().flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)));
    places.filter(|place| place.is_file()).collect()
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, contents: &[u8]) -> Outcome {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot create {}: {error}.", folder.display()))?;
    }
    fs::write(path, contents).map_err(|error| format!("cannot write {}: {error}.", path.display()))
}

/// Reads a file.
pub fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}.", path.display()))
}

fn search_path() -> OsString {
    let inherited = env::var_os("PATH").unwrap_or_default();
    let ours = [layout::tools().join("bin"), layout::npm_bin()];
    env::join_paths(ours.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
