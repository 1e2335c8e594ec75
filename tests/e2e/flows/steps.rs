//! Steps of a visit that several flows take: sign in, hand over a file, train.

use std::path::Path;

use serde_json::json;

use crate::page::{JOB_LIMIT, Page, hook, text};

impl Page {
    /// Signs in by one click as admin, unless somebody is signed in already.
    #[track_caller]
    pub fn sign_in(&self) {
        if self.state() != "signed-out" {
            return;
        }
        self.open_login();
        self.click("login-as-admin");
        self.wait_for_state("idle");
    }

    /// Opens the login dialog, unless it is open already.
    #[track_caller]
    pub fn open_login(&self) {
        if !self.shows("login-submit") {
            self.click("sign-in");
        }
        self.wait_for("login-submit");
    }

    /// Chooses a file in the file field and returns the state it leads to: `loaded` or `failed`.
    #[track_caller]
    pub fn load(&self, path: &Path) -> String {
        let before = self.states_so_far();
        self.choose_file(path);
        self.outcome_after(before, &["loaded", "failed"])
    }

    /// Chooses a file in the file field, on Home when the present page has no such field.
    #[track_caller]
    pub fn choose_file(&self, path: &Path) {
        let field = hook("file-input");
        let present = format!("document.querySelector('{field}')");
        if self.browser.execute(&format!("return !{present}"), &[]) == json!(true) {
            self.go("#/");
        }
        self.wait_for_condition(&format!("{present} !== null"), JOB_LIMIT);
        self.browser.choose_file(&field, path);
    }

    /// Chooses a file in another field of the present page and returns the state it leads to.
    #[track_caller]
    pub fn load_by(&self, id: &str, path: &Path) -> String {
        self.wait_for(id);
        let before = self.states_so_far();
        self.browser.choose_file(&hook(id), path);
        self.outcome_after(before, &["loaded", "failed"])
    }

    /// Drops a file on Home's drop zone and returns the state it leads to: `loaded` or `failed`.
    #[track_caller]
    pub fn drop_file(&self, path: &Path) -> String {
        let before = self.states_so_far();
        self.drop_files(&[path]);
        self.outcome_after(before, &["loaded", "failed"])
    }

    /// Drops files on Home's drop zone.
    ///
    /// WebDriver cannot drag from the desktop. A field of our own gets hold of the files, a made-up event drops them.
    #[track_caller]
    pub fn drop_files(&self, paths: &[&Path]) {
        self.go("#/");
        self.wait_for("drop-zone");
        let field = "const field = document.createElement('input');
            Object.assign(field, { type: 'file', id: 'e2e-file', multiple: true });
            document.body.append(field);";
        self.browser.execute(field, &[]);
        for path in paths {
            self.browser.choose_file("#e2e-file", path);
        }
        let script = "const input = document.getElementById('e2e-file'), data = new DataTransfer();
            for (const file of input.files) data.items.add(file);
            input.remove();
            for (const kind of ['dragenter', 'dragover', 'drop'])
                document.querySelector(arguments[0])
                    .dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));";
        self.browser.execute(script, &[json!(hook("drop-zone"))]);
    }

    /// Starts training with the settings as they stand.
    #[track_caller]
    pub fn start_training(&self) {
        if !self.shows("train-start") {
            self.go("#/train");
        }
        self.click("train-start");
    }

    /// Trains with the settings as they stand, until results are drawn.
    #[track_caller]
    pub fn train(&self) {
        let before = self.states_so_far();
        self.start_training();
        assert_eq!(self.outcome_after(before, &["done", "failed"]), "done", "training failed");
        self.wait_for_drawing();
    }

    /// Runs the sample to its end.
    #[track_caller]
    pub fn try_sample(&self) {
        let before = self.states_so_far();
        self.click("try-sample");
        assert_eq!(self.outcome_after(before, &["done", "failed"]), "done", "the sample failed");
        self.wait_for_drawing();
    }

    /// How many states the page has been in since it was opened.
    pub fn states_so_far(&self) -> u64 {
        self.probed("probe.states.length").as_u64().expect("a length is a number")
    }

    /// Waits until the page has entered one of these states after the first `before` ones, and says which.
    #[track_caller]
    pub fn outcome_after(&self, before: u64, states: &[&str]) -> String {
        let found = format!("probe.states.slice({before}).find(s => {}.includes(s.state))", json!(states));
        self.wait_for_condition(&found.replace("probe", "window.__oddflow_probe"), JOB_LIMIT);
        text(&self.probed(&format!("{found}.state")))
    }

    #[track_caller]
    fn wait_for_drawing(&self) {
        self.wait_for_condition(
            "document.querySelector('[data-testid=histogram][data-drawn=true]')",
            JOB_LIMIT,
        );
    }
}
