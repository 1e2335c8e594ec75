//! What the form of a connection is made of: its fields in groups, examples to fill it with, calls to copy.

use serde_json::Value as Json;

use crate::data::dictionary::{self, FeatureGroup};
use crate::data::label::Family;
use crate::data::number::{Gap, is_missing_name, parse_number};
use crate::data::schema::KDD_FEATURES;
use crate::engine::desk::Judged;
use crate::model_file::Model;
use crate::model_file::model::ModelFeature;

/// Features that tell most of KDD's attacks from the rest; they are open at first.
const TELLING: [&str; 6] = ["protocol_type", "service", "flag", "src_bytes", "dst_bytes", "count"];

/// Fields that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldGroup {
    /// A few words; `None` for the telling ones, which need none.
    pub title: Option<&'static str>,
    /// Positions of features.
    pub features: Vec<usize>,
}

/// The telling features, then all others in groups.
pub fn field_groups(model: &Model) -> Vec<FieldGroup> {
    let name = |idx: &usize| model.features.get(*idx).map_or("", |feature| feature.name.as_str());
    let place = |wanted: &&str| model.features.iter().position(|feature| feature.name == **wanted);
    let mut telling: Vec<usize> = TELLING.iter().filter_map(place).collect();
    if telling.is_empty() {
        telling = (0..model.features.len().min(TELLING.len())).collect();
    }
    let others: Vec<usize> = (0..model.features.len()).filter(|idx| !telling.contains(idx)).collect();
    let groups =
        [FeatureGroup::Basic, FeatureGroup::Content, FeatureGroup::TimeWindow, FeatureGroup::HostWindow];
    let known = groups.map(|group| (Some(group), group.name()));
    let titled = known.into_iter().chain([(None, "other features")]).map(|(group, title)| {
        let is_of = |idx: &usize| dictionary::of(name(idx)).map(|entry| entry.group) == group;
        FieldGroup { title: Some(title), features: others.iter().copied().filter(is_of).collect() }
    });
    let first = FieldGroup { title: None, features: telling };
    [first].into_iter().chain(titled).filter(|group| !group.features.is_empty()).collect()
}

/// What is to be said about a field's text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finding {
    /// Nothing: it is usual.
    Fine,
    /// It is empty and gets the typical value.
    Typical,
    /// It is a word for nothing, and is judged as a missing value.
    Missing,
    /// It is no number, and cannot be judged.
    NotANumber,
    /// It lies outside of the documented range, and is judged all the same.
    OutOfRange(f64, f64),
    /// The training file does not have the name; it is judged as a rare one.
    Unseen,
}

/// Looks at a field's text.
pub fn finding(feature: &ModelFeature, text: &str) -> Finding {
    let text = text.trim();
    if text.is_empty() {
        return Finding::Typical;
    }
    if feature.is_categorical() {
        let is_seen = feature.names.iter().any(|name| name == text);
        return match is_missing_name(text.as_bytes()) {
            _ if is_seen => Finding::Fine,
            true => Finding::Missing,
            false if feature.names.is_empty() => Finding::Fine,
            false => Finding::Unseen,
        };
    }
    match (parse_number(text.as_bytes()), feature.documented) {
        (None, _) if Gap::of_text(text.as_bytes()) == Gap::Missing => Finding::Missing,
        (None, _) => Finding::NotANumber,
        (Some(number), Some((least, most))) if number < least || number > most => {
            Finding::OutOfRange(least, most)
        }
        (Some(_), _) => Finding::Fine,
    }
}

/// Features of a judged connection whose names training never met, each with its name. Untrusted texts.
pub fn unseen(judged: &Judged) -> Vec<(String, String)> {
    let request: Json = serde_json::from_str(&judged.request).unwrap_or_default();
    let name = |feature: &String| Some((feature.clone(), request.get(feature)?.as_str()?.to_owned()));
    judged.prediction.iter().flat_map(|prediction| &prediction.unseen).filter_map(name).collect()
}

/// What keeps a connection from being judged, field by field. Untrusted texts.
pub fn problems(judged: &Judged) -> Vec<String> {
    let answer: Json = serde_json::from_str(&judged.response).unwrap_or_default();
    let words = |problem: &Json| {
        Some(format!("{}: {}.", problem.get("field")?.as_str()?, problem.get("problem")?.as_str()?))
    };
    answer["problems"].as_array().into_iter().flatten().filter_map(words).collect()
}

/// What stands in the field for JSON: the form's own request until somebody types there, from then on what was typed until it
/// is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    text: Option<String>,
    refusal: Option<String>,
    /// Raised with every change: an answer to an earlier text comes too late.
    revision: u32,
}

impl Draft {
    /// Somebody typed.
    pub fn type_in(&mut self, text: String) {
        *self = Self { text: Some(text), refusal: None, revision: self.revision + 1 };
    }

    /// What was sent could not be read; it stays, so that it can be mended.
    pub fn refuse(&mut self, sent: String, reason: String) {
        self.text.get_or_insert(sent);
        self.refusal = Some(reason);
    }

    /// The form has what counts: what was sent was read, or the form itself was filled.
    pub fn give_way(&mut self) {
        *self = Self { revision: self.revision + 1, ..Self::default() };
    }

    /// Which text this is.
    pub const fn revision(&self) -> u32 {
        self.revision
    }

    /// What the field shows.
    pub fn shown(&self, request: &str) -> String {
        self.text.clone().unwrap_or_else(|| request.to_owned())
    }

    /// What was wrong with it.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// Whether the latest answer is to what the field shows.
    pub const fn is_answered(&self) -> bool {
        self.text.is_none()
    }
}

/// Whether KDD's examples fit a model.
pub fn takes_kdd_examples(model: &Model) -> bool {
    let names = model.features.iter().map(|feature| feature.name.as_str());
    names.eq(KDD_FEATURES.iter().map(|(name, _)| *name))
}

/// A call of the API in a page's script.
pub fn fetch_call(body: &str) -> String {
    format!(
        "const answer = await fetch('predict', {{\n  method: 'POST',\n  headers: {{ 'content-type': 'application/json' }},\n  \
         body: JSON.stringify({body}),\n}});\nconsole.log(await answer.json());"
    )
}

/// A call of the API of `oddflow serve` in a shell.
pub fn curl_call(body: &str) -> String {
    let quoted = body.replace('\'', "'\\''");
    format!("curl -s http://127.0.0.1:8080/predict -H 'content-type: application/json' -d '{quoted}'")
}

/// A connection of KDD's features.
pub struct Example {
    /// What it is.
    pub family: Family,
    /// By name.
    pub label: &'static str,
    /// Its features.
    pub line: &'static str,
}

/// One or two connections of each family, from the made-up sample.
pub const EXAMPLES: [Example; 8] = [
    Example {
        family: Family::Normal,
        label: "normal",
        line: "0,tcp,finger,SF,6,174,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,0.00,0.00,0.00,0.00,1.00,0.00,0.00,47,5,0.06,0.09,0.02,0.40,0.00,0.00,0.00,0.00",
    },
    Example {
        family: Family::Dos,
        label: "smurf",
        line: "0,icmp,ecr_i,SF,1008,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,32,32,0.00,0.00,0.00,0.00,1.00,0.00,0.00,32,48,1.00,0.00,1.00,0.04,0.00,0.00,0.00,0.00",
    },
    Example {
        family: Family::Dos,
        label: "neptune",
        line: "0,tcp,private,S0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,6,6,1.00,1.00,0.00,0.00,1.00,0.00,0.00,6,8,1.00,0.00,0.17,0.38,1.00,0.75,0.00,0.25",
    },
    Example {
        family: Family::Probe,
        label: "satan",
        line: "0,tcp,private,REJ,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,19,1,0.26,0.00,0.58,1.00,0.05,1.00,0.00,19,1,0.05,1.00,0.05,0.00,0.26,0.00,0.58,1.00",
    },
    Example {
        family: Family::Probe,
        label: "ipsweep",
        line: "0,icmp,eco_i,SF,18,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,6,0.00,0.00,0.00,0.00,1.00,0.00,1.00,1,10,1.00,0.00,1.00,0.80,0.00,0.00,0.00,0.00",
    },
    Example {
        family: Family::R2l,
        label: "guess_passwd",
        line: "0,tcp,pop_3,RSTO,122,175,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,1,1,0.00,0.00,1.00,1.00,1.00,0.00,0.00,1,2,1.00,0.00,1.00,1.00,0.00,0.00,1.00,0.50",
    },
    Example {
        family: Family::R2l,
        label: "warezmaster",
        line: "122,tcp,ftp,SF,523,2936,0,0,0,13,0,1,0,0,0,0,4,0,0,0,0,1,1,1,0.00,0.00,0.00,0.00,1.00,0.00,0.00,1,13,1.00,0.00,1.00,0.38,0.00,0.00,0.00,0.00",
    },
    Example {
        family: Family::U2r,
        label: "buffer_overflow",
        line: "0,tcp,ftp_data,SF,0,7450,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,1,1,0.00,0.00,0.00,0.00,1.00,0.00,0.00,1,11,1.00,0.00,1.00,0.36,0.00,0.00,0.00,0.09",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::desk::{Desk, DeskAnswer, DeskQuestion};
    use crate::model_file::{self, model::tests::model};

    #[test]
    fn texts_are_looked_at_by_kind_and_range() {
        let mut model = model();
        model.features[0].documented = Some((0.0, 255.0));
        let check = |idx: usize, text: &str, expected| {
            assert_eq!(finding(&model.features[idx], text), expected, "{text}")
        };
        check(0, " 12.5 ", Finding::Fine);
        check(0, "", Finding::Typical);
        check(0, "NaN", Finding::Missing);
        check(1, "?", Finding::Missing);
        check(1, "-", Finding::Unseen);
        check(0, "many", Finding::NotANumber);
        check(0, "256", Finding::OutOfRange(0.0, 255.0));
        check(1, "SF", Finding::Fine);
        check(1, "XX", Finding::Unseen);
    }

    #[test]
    fn what_could_not_be_read_stays_and_the_earlier_answer_is_not_for_it() {
        let mut draft = Draft::default();
        assert!(draft.is_answered() && draft.shown("{}") == "{}");
        draft.type_in("{\"flag\":".to_owned());
        assert!(!draft.is_answered());
        draft.refuse("{\"flag\":".to_owned(), "no JSON".to_owned());
        assert_eq!((draft.shown("{}").as_str(), draft.refusal()), ("{\"flag\":", Some("no JSON")));
        assert!(!draft.is_answered());
        let refused = draft.revision();
        draft.type_in("{\"flag\":\"SF\"}".to_owned());
        assert_eq!((draft.refusal(), draft.revision() == refused), (None, false));
        draft.give_way();
        assert!(draft.is_answered() && draft.shown("{}") == "{}");
    }

    #[test]
    fn every_feature_has_one_place() {
        let mut places: Vec<usize> =
            field_groups(&model()).into_iter().flat_map(|group| group.features).collect();
        places.sort_unstable();
        assert_eq!(places, [0, 1]);
    }

    #[test]
    fn examples_are_of_their_families_and_whole() {
        for example in &EXAMPLES {
            assert_eq!(Family::of_label(example.label), example.family);
            assert_eq!(example.line.split(',').count(), KDD_FEATURES.len(), "{}", example.label);
        }
    }

    #[test]
    fn names_that_training_never_met_are_told_with_their_features() {
        let file = model_file::write(&model(), "test");
        let mut desk = Desk::default();
        desk.answer(&DeskQuestion::Open { file });
        let mut told = |flag: &str| {
            let fields = vec!["144".to_owned(), flag.to_owned()];
            match desk.answer(&DeskQuestion::Judge { fields }) {
                DeskAnswer::Judged(judged) => unseen(&judged),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(told("odd"), [("flag".to_owned(), "odd".to_owned())]);
        assert_eq!(told("SF"), []);
    }

    #[test]
    fn what_keeps_a_connection_from_being_judged_is_told_by_field() {
        let file = model_file::write(&model(), "test");
        let mut desk = Desk::default();
        desk.answer(&DeskQuestion::Open { file });
        let fields = vec!["many".to_owned(), "SF".to_owned()];
        let DeskAnswer::Judged(judged) = desk.answer(&DeskQuestion::Judge { fields }) else { panic!() };
        assert_eq!(problems(&judged), ["bytes: it must be a finite number, not text."]);
    }

    #[test]
    fn calls_survive_quotes() {
        assert!(curl_call(r#"{"flag":"it's"}"#).ends_with(r#"-d '{"flag":"it'\''s"}'"#));
        assert!(fetch_call("{}").contains("JSON.stringify({})"));
    }
}
