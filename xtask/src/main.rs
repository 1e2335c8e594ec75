//! Set-up, build, serve and test: `cargo xtask serve` and `cargo xtask test` are all that a fresh machine needs.
//!
//! Each command is a module; errors are one sentence for the person at the terminal.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![allow(clippy::disallowed_methods, reason = "runs natively only, where clocks and files exist")]

mod bench;
mod build;
mod data;
mod echarts;
mod image;
mod layout;
mod licences;
mod post_build;
mod process;
mod report;
mod sample;
mod serve;
mod setup;
mod stamp;
mod test;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "Usage: cargo xtask <command>

  serve [--port N]   install what is missing, build the site, serve it on http://127.0.0.1:8080
  build              the same without serving: the site is in dist/
  bench WHAT         the site or the server against what people would use instead: load, forest, autoencoder or serve
  image              carry out the Dockerfile without a Docker engine (Linux, as root; needs buildah and debootstrap)
  sample             write data/sample.csv.gz anew
  test               format, lints, native, browser and end-to-end tests";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((command, rest)) => match command.as_str() {
            "bench" => bench::run(rest),
            "build" => build::build().map(|()| println!("==> The site is in {}", layout::dist().display())),
            "image" => image::try_dockerfile(),
            "post-build" => post_build::run(),
            "sample" => sample::run(&layout::root()),
            "serve" => serve::serve(rest),
            "test" => test::run(),
            _ => Err(format!("there is no command `{command}`.\n\n{USAGE}")),
        },
        None => Err(format!("a command is missing.\n\n{USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
