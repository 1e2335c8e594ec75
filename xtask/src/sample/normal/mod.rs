//! Ordinary traffic: one file per kind of use, each scene a small story with its own clock.

pub mod datagram;
pub mod echo;
pub mod files;
pub mod mail;
pub mod terminal;
pub mod web;
