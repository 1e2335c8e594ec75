//! The flows, one file each, and the steps that several of them take.

mod about;
mod accessibility;
mod bad_files;
mod cancel;
mod custom_tables;
mod data;
mod everywhere;
mod hostile_names;
mod live;
mod live_states;
mod login;
mod offline;
mod predict;
mod real_file;
mod rows;
mod sample;
mod screens;
mod steps;
mod sub_folder;
mod threshold;
