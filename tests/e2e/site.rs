//! Servers for the built site: ours at the root, Python's in a sub-folder as any static host would.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::process::Process;
use crate::temp_dir::TempDir;

/// A served site, at `address` with a final slash. Ends with its owner.
pub struct Site {
    pub address: String,
    _server: Process,
    _folder: Option<TempDir>,
}

impl Site {
    /// The built site at the root, served by `oddflow serve`.
    pub fn at_root() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oddflow"));
        command.arg("serve").arg("--dist").arg(dist()).args(["--port", "0"]);
        // Nothing to train on: tests measure the page alone.
        command.args(["--data", "none"]);
        let server = Process::start(&mut command, "listening on ").expect("cargo has built the binary");
        let address = format!("{}/", server.announced.trim_end_matches('/'));
        Self { address, _server: server, _folder: None }
    }

    /// The built site at `/a/b/`, served by `python3 -m http.server`; `None` without Python.
    pub fn in_sub_folder() -> Option<Self> {
        let folder = TempDir::new("sub-folder");
        copy_tree(&dist(), &folder.path().join("a/b"));
        let (server, root) = serve_with_python(folder.path())?;
        Some(Self { address: format!("{root}a/b/"), _server: server, _folder: Some(folder) })
    }

    /// Any folder, served by Python; `None` without Python.
    pub fn of_folder(folder: &Path) -> Option<Self> {
        let (server, address) = serve_with_python(folder)?;
        Some(Self { address, _server: server, _folder: None })
    }
}

fn serve_with_python(folder: &Path) -> Option<(Process, String)> {
    let mut command = Command::new("python3");
    // `-u`: the line with the port comes at once.
    command.args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory"]).arg(folder);
    let server = Process::start(command.stderr(Stdio::null()), "Serving HTTP on 127.0.0.1 port ")?;
    let port = server.announced.split_whitespace().next()?;
    let address = format!("http://127.0.0.1:{port}/");
    Some((server, address))
}

/// The built site: `$ODDFLOW_DIST`, else `dist/` of this checkout.
fn dist() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    let dist = env::var_os("ODDFLOW_DIST").map_or(default, PathBuf::from);
    assert!(
        dist.join("index.html").is_file(),
        "no site in {}; build the site first: cargo xtask build",
        dist.display()
    );
    dist
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder can be filled");
    for entry in fs::read_dir(from).expect("dist can be read").map_while(Result::ok) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file of dist can be copied");
        }
    }
}
