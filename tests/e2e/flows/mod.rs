//! The flows, one file each, and the steps that several of them take.

mod about;
mod accessibility;
mod bad_files;
mod cancel;
mod custom_tables;
mod live;
mod login;
mod offline;
mod real_file;
mod rows;
mod sample;
mod screens;
mod steps;
mod sub_folder;
mod threshold;
