//! The flaws of the data in words, with the loaded file's figures.

use crate::session::format::{count, counted, percent};
use crate::session::shortcomings::Shortcomings;

/// What everybody should know of KDD'99, and what it comes to in the loaded file.
pub fn flaws(found: Option<&Shortcomings>) -> [(&'static str, &'static str, Option<String>); 4] {
    [
        (
            "Most rows are copies",
            "Of the original training file’s well-known tenth seven of ten rows repeat an earlier one. Whoever counts rows counts a \
             few floods over and over, and a row of the training part turns up again in the test part.",
            found.map(|found| format!("Here {} of the rows are copies.", percent(found.copies))),
        ),
        (
            "Laboratory traffic of 1998",
            "The traffic was made by scripts in a simulated network at MIT Lincoln Laboratory. Some features never change, and \
             some attacks were always run in the same way.",
            found.map(|found| match found.constant.as_slice() {
                [] => "Here no feature is constant.".to_owned(),
                names => {
                    let features = counted(names.len() as u64, "feature has", "features have");
                    format!("Here {features} one value only: {}.", names.join(", "))
                }
            }),
        ),
        (
            "Labels that contradict each other",
            "Some rows have the very same 41 features and different labels, above all attacks by SNMP and normal traffic. No \
             detector can tell them apart, so none can be right every time.",
            found.map(|found| match found.ambiguous {
                0 => "Here every set of features has one label.".to_owned(),
                n => format!(
                    "Here {} a label that contradicts an equal row’s.",
                    counted(n, "distinct row has", "distinct rows have")
                ),
            }),
        ),
        (
            "Attacks everywhere, of two kinds",
            "In the original files four of five rows are attacks, nearly all of them floods. In a real network attacks are rare, \
             and a figure over all rows says little about the rare kinds.",
            found.and_then(|found| {
                let (names, share) = found.commonest.as_ref()?;
                let attacks =
                    found.attacks.map(|share| format!("Here {} of the rows are attacks. ", percent(share)));
                let attacks = attacks.unwrap_or_default();
                let names = names.join(" and ");
                Some(match *share < 1.0 {
                    true => format!("{attacks}{} of all attacks are {names}.", percent(*share)),
                    false => format!("{attacks}All attacks are called {names}."),
                })
            }),
        ),
    ]
}

/// How much is stored, in a sentence.
pub fn stored(n_entries: usize) -> String {
    match n_entries {
        0 => "This site keeps nothing in your browser at present.".to_owned(),
        n => format!("This site keeps {} in your browser:", counted(n as u64, "thing", "things")),
    }
}

/// What a deletion did.
pub fn deleted(n_before: usize, n_after: usize) -> String {
    let rest = match n_after {
        0 => String::new(),
        n => format!(" {} held by another tab and will go when it is closed.", count(n as u64)),
    };
    let gone = counted(n_before.saturating_sub(n_after) as u64, "entry is", "entries are");
    format!(
        "{gone} deleted and you are signed out.{rest} The file in this tab’s memory goes when you close it."
    )
}
