//! `cargo xtask serve`: builds what changed and hands the site to the native server.

use std::net::{Ipv4Addr, TcpListener};

use crate::process::{Outcome, command, run};
use crate::{build, layout, report};

const DEFAULT_PORT: u16 = 8080;

/// Builds and serves until Ctrl+C.
pub fn serve(arguments: &[String]) -> Outcome {
    let port = parse_port(arguments)?;
    // Better known now than after the build.
    drop(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        format!("port {port} on this machine cannot be used ({error}): choose another with `--port N`.")
    })?);
    build::build()?;
    report::step("Building the server", "about 1 minute the first time", || {
        run(command("cargo").args([
            "build",
            "--quiet",
            "--locked",
            "--features",
            "native",
            "--bin",
            "oddflow",
        ]))
    })?;
    println!("==> Serving dist/ until Ctrl+C");
    let mut server = command("cargo");
    server.args([
        "run",
        "--quiet",
        "--locked",
        "--features",
        "native",
        "--bin",
        "oddflow",
        "--",
        "serve",
        "--dist",
    ]);
    server.arg(layout::dist()).args(["--port", &port.to_string(), "--data"]).arg(layout::root().join("data"));
    server.arg("--models").arg(layout::root().join("target/models"));
    hand_over(&mut server)
}

/// Becomes the server, so that whoever ends this process ends the server.
#[cfg(unix)]
fn hand_over(server: &mut std::process::Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(crate::process::cannot_start("cargo", &server.exec()))
}

#[cfg(not(unix))]
fn hand_over(server: &mut std::process::Command) -> Outcome {
    run(server)
}

fn parse_port(arguments: &[String]) -> Outcome<u16> {
    let value = match arguments {
        [] => return Ok(DEFAULT_PORT),
        [flag, value] if flag == "--port" => value,
        [both] if both.starts_with("--port=") => &both["--port=".len()..].to_owned(),
        _ => return Err("`cargo xtask serve` takes `--port N` and nothing else.".to_owned()),
    };
    value.parse().map_err(|_| format!("`{value}` is no port: give a number from 0 to 65535."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_8080_unless_told() {
        let check = |arguments: &[&str], expected: Option<u16>| {
            let arguments: Vec<_> = arguments.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(parse_port(&arguments).ok(), expected, "{arguments:?}");
        };
        check(&[], Some(8080));
        check(&["--port", "0"], Some(0));
        check(&["--port=9000"], Some(9000));
        check(&["--port", "70000"], None);
        check(&["--port"], None);
        check(&["--open"], None);
    }
}
