//! Matrices for other programs: what detectors saw, as NumPy files.

use std::fs;
use std::path::Path;

use oddflow::data::label::Family;
use oddflow::data::table::Table;

use super::rows::Parts;
use super::trial::{Tested, Trained};

/// Writes `fitted.npy` `[n_training, n_features]`, `x.npy` `[n_distinct, n_features]` of the tested file and, one entry a
/// row of it, `is_attack.npy`, `is_tested.npy`, `copies.npy`, `scores.npy`; `calibrating.npy` names the rows of the training
/// file from which the threshold comes.
///
/// # Errors
/// A sentence when a file can't be written.
pub fn write(
    folder: &Path,
    trained: &Trained,
    rows: &Tested<'_>,
    train: &Table,
    parts: &Parts,
) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}.", folder.display()))?;
    let table = &rows.test.table;
    let width = trained.encoder.n_features();
    let all: Vec<u32> = (0..table.n_rows() as u32).collect();
    let flags =
        |flag: &dyn Fn(usize) -> bool| (0..table.n_rows()).map(|row| flag(row).into()).collect::<Vec<u8>>();
    let is_attack = |row: usize| rows.test.families.get(row) != Some(&Family::Normal);
    let matrix =
        |table: &Table, rows: &[u32]| bytes(&trained.encoder.encode(table, rows), |x| x.to_le_bytes());
    let save = |name: &str, kind: &str, shape: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, npy(kind, shape, bytes))
            .map_err(|error| format!("cannot write {}: {error}.", path.display()))
    };
    let one_a_row = format!("({},)", table.n_rows());
    save("fitted.npy", "<f4", &format!("({}, {width})", parts.fitted.len()), &matrix(train, &parts.fitted))?;
    save("x.npy", "<f4", &format!("({}, {width})", table.n_rows()), &matrix(table, &all))?;
    save("is_attack.npy", "|u1", &one_a_row, &flags(&is_attack))?;
    save("is_tested.npy", "|u1", &one_a_row, &flags(&|row| rows.is_tested(row)))?;
    save("copies.npy", "<u4", &one_a_row, &bytes(&table.copies, |n| n.to_le_bytes()))?;
    save("scores.npy", "<f8", &one_a_row, &bytes(rows.scores, |score| score.to_le_bytes()))?;
    let calibrating = bytes(&parts.calibrating, |row| row.to_le_bytes());
    save("calibrating.npy", "<u4", &format!("({},)", parts.calibrating.len()), &calibrating)
}

fn bytes<T: Copy, const N: usize>(numbers: &[T], to_bytes: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    numbers.iter().flat_map(|number| to_bytes(*number)).collect()
}

/// Version 1.0 of NumPy's file format: magic, version, length of the head, the head padded to 64 bytes, the data.
fn npy(kind: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}");
    let n_padded = (10 + head.len() + 1).next_multiple_of(64) - 10;
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((n_padded as u16).to_le_bytes());
    file.extend(head.bytes());
    file.resize(10 + n_padded - 1, b' ');
    file.push(b'\n');
    file.extend(data);
    file
}
