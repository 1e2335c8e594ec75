//! Counting what passed and failed, from the lines that test programs print.

/// Passed and failed tests, a step without tests of its own being one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests and steps that passed.
    pub passed: u64,
    /// Tests and steps that failed or could not run.
    pub failed: u64,
    /// Lines in which tests say that they were skipped, and why.
    pub skipped: Vec<String>,
}

impl Tally {
    /// One step as a whole.
    pub fn of_step(succeeded: bool) -> Self {
        Self { passed: u64::from(succeeded), failed: u64::from(!succeeded), skipped: Vec::new() }
    }

    /// Takes in a line such as `test result: ok. 3 passed; 1 failed; 0 ignored`; others count nothing.
    pub fn count_line(&mut self, line: &str) {
        self.keep_skip(line);
        let Some((_, result)) = line.split_once("test result: ") else { return };
        self.passed += number_before(result, " passed").unwrap_or(0);
        self.failed += number_before(result, " failed").unwrap_or(0);
    }

    /// Keeps a line such as `skipped: NAME is not there`, once.
    pub fn keep_skip(&mut self, line: &str) {
        // The end-to-end tests mark their lines; a field `n_skipped: 0` in some other output is no skip.
        let line = line.rsplit_once("e2e: ").map_or(line, |(_, marked)| marked);
        if line.starts_with("skipped: ") && !self.skipped.iter().any(|known| known == line) {
            self.skipped.push(line.to_owned());
        }
    }

    /// A test program that fails without a failed test (it did not compile, or died) is one failure.
    pub fn closed(mut self, succeeded: bool) -> Self {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// Adds another step's numbers.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        other.skipped.iter().for_each(|line| self.keep_skip(line));
    }

    /// The last line of `cargo xtask test`.
    pub fn summary(&self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }
}

fn number_before(text: &str, word: &str) -> Option<u64> {
    let before = &text[..text.find(word)?];
    let digits = before.trim_end_matches(|character: char| character.is_ascii_digit()).len();
    before[digits..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed, skipped: Vec::new() }
    }

    #[test]
    fn libtest_and_wasm_bindgen_lines_are_counted() {
        let check = |lines: &[&str], passed, failed| {
            let mut tally = Tally::default();
            lines.iter().for_each(|line| tally.count_line(line));
            assert_eq!((tally.passed, tally.failed), (passed, failed), "{lines:?}");
        };
        check(&["running 3 tests", "test a ... ok", "3 passed"], 0, 0);
        check(
            &[
                "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            ],
            12,
            0,
        );
        check(
            &["test result: FAILED. 1 passed; 2 failed; 0 ignored", "test result: ok. 4 passed; 0 failed"],
            5,
            2,
        );
        check(&["test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 1 failed; 0 ignored"], 7, 1);
    }

    #[test]
    fn lines_that_tell_of_a_skip_are_kept_once() {
        let mut tally = Tally::default();
        for line in [
            "skipped: corrected.gz is not in /data",
            "e2e: skipped: sub-folder: python3 is not installed",
            "test a ... e2e: skipped: sub-folder: python3 is not installed",
            "  left: LoadReport { n_skipped: 0 }",
            "test nothing_is_skipped ... ok",
        ] {
            tally.count_line(line);
        }
        let mut total = tally.clone();
        total.add(tally);
        let expected =
            ["skipped: corrected.gz is not in /data", "skipped: sub-folder: python3 is not installed"];
        assert_eq!(total.skipped, expected);
    }

    #[test]
    fn a_program_that_dies_is_one_failure() {
        let passed = counted(2, 0);
        assert_eq!(passed.clone().closed(true), passed);
        assert_eq!(passed.closed(false), counted(2, 1));
        assert_eq!(counted(2, 3).closed(false), counted(2, 3));
    }

    #[test]
    fn the_summary_is_one_plain_line() {
        let mut tally = Tally::of_step(true);
        tally.add(Tally::of_step(false));
        tally.add(counted(40, 0));
        assert_eq!(tally.summary(), "41 passed, 1 failed");
    }
}
