//! Native commands: `oddflow serve` shows a built site, `oddflow evaluate` measures detectors on labelled files.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod evaluate;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Finds strange network connections.
#[derive(Parser)]
#[command(name = "oddflow", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves a built site until Ctrl+C.
    Serve(serve::Serve),
    /// Trains on a file, scores another or a part of it, and says how well attacks are found.
    Evaluate(Box<evaluate::Evaluate>),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(options) => serve::run(&options),
        Command::Evaluate(options) => evaluate::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("oddflow: {message}");
            ExitCode::FAILURE
        }
    }
}
