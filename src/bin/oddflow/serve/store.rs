//! The trained model on disk. At every moment there is a whole one, and the one before it beside it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oddflow::model_file::{self, Opened};

/// A folder with the model that was trained last.
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The store in this folder, which need not exist yet.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the model lies.
    pub fn current(&self) -> PathBuf {
        self.folder.join("model.oddflow")
    }

    fn previous(&self) -> PathBuf {
        self.folder.join("model.previous.oddflow")
    }

    /// Keeps a model. The old one is replaced in one moment, when the new one is safely on disk.
    ///
    /// # Errors
    /// What the disk said; the old model still stands.
    pub fn save(&self, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let new = self.folder.join("model.new");
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        if self.current().is_file() {
            let link = self.folder.join("model.link");
            let _ = fs::remove_file(&link);
            // A second name for the old one, then the name that it is to have: neither is ever missing.
            fs::hard_link(self.current(), &link).or_else(|_| fs::copy(self.current(), &link).map(drop))?;
            fs::rename(&link, self.previous())?;
        }
        fs::rename(&new, self.current())
    }

    /// The model that was trained on a file as it is now; the one before it when the latest is damaged. `None` when there is none.
    pub fn load(&self, data: &Path) -> Option<Opened> {
        let changed = fs::metadata(data).and_then(|about| about.modified()).ok()?;
        let (name, bytes) = (name_of(data), fs::metadata(data).ok()?.len());
        [self.current(), self.previous()].into_iter().find_map(|path| {
            let kept = fs::metadata(&path).and_then(|about| about.modified()).ok()?;
            let opened = match read(&path) {
                Ok(opened) => opened,
                Err(reason) => {
                    eprintln!("oddflow: {reason}");
                    return None;
                }
            };
            let file = &opened.model.file;
            (kept >= changed && file.name == name && file.bytes == bytes).then_some(opened)
        })
    }
}

/// A file's name without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads a model file.
///
/// # Errors
/// A sentence when it is no model or cannot be read.
pub fn read(path: &Path) -> Result<Opened, String> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| format!("cannot read {shown}: {error}."))?;
    model_file::read(&bytes).map_err(|error| format!("{shown} is of no use: {error}."))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a test has a clock")]
mod tests {
    use std::process::{Command, Stdio};
    use std::thread::sleep;
    use std::time::Duration;

    use oddflow::api::Scorer;

    use super::*;

    const GOLDEN: &[u8] = include_bytes!("../../../../tests/golden/model-v1.oddflow");
    const FOLDER: &str = "ODDFLOW_TEST_FOLDER";

    fn temporary(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("oddflow-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// A file that the golden model takes for the one that it was trained on.
    fn data(folder: &Path) -> PathBuf {
        let file = model_file::read(GOLDEN).unwrap().model.file;
        let path = folder.join(file.name);
        fs::write(&path, vec![b'0'; file.bytes as usize]).unwrap();
        path
    }

    #[test]
    fn the_model_before_is_taken_when_the_latest_is_damaged() {
        let folder = temporary("store");
        let data = data(&folder);
        let store = Store::new(folder.join("models"));
        assert!(store.load(&data).is_none());
        store.save(GOLDEN).unwrap();
        store.save(GOLDEN).unwrap();
        fs::write(store.current(), &GOLDEN[..GOLDEN.len() / 2]).unwrap();
        assert!(store.load(&data).is_some());
        fs::write(&data, "other data").unwrap();
        assert!(store.load(&data).is_none(), "it was trained on something else");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    #[ignore = "run by the next test, which kills it"]
    fn saves_for_ever() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let store = Store::new(folder.into());
        loop {
            store.save(GOLDEN).unwrap();
        }
    }

    #[test]
    fn a_kill_at_any_moment_of_a_save_leaves_a_whole_model() {
        let folder = temporary("killed");
        let data = data(&folder);
        let store = Store::new(folder.join("models"));
        store.save(GOLDEN).unwrap();
        for delay in (1..40).step_by(3) {
            let mut saving = Command::new(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", "serve::store::tests::saves_for_ever"])
                .env(FOLDER, folder.join("models"))
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            sleep(Duration::from_millis(20 + delay));
            saving.kill().unwrap();
            saving.wait().unwrap();
            assert!(read(&store.current()).is_ok(), "killed after {delay} ms");
            assert!(store.load(&data).map(Scorer::new).is_some());
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
