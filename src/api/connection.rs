//! Connections as they are sent: JSON objects by feature names, one or a list.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::problem::{MAX_PROBLEMS, Problem, Refusal};
use super::{MAX_CONNECTIONS, Scorer};
use crate::data::number::{Gap, is_missing_name};
use crate::data::schema::FeatureKind;
use crate::data::value::Value;
use crate::model_file::model::ModelFeature;

/// A connection with a value of every feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Values, feature by feature.
    pub values: Vec<Value>,
    /// Features that were missing.
    pub filled: Vec<u32>,
    /// Features whose name the training file does not have.
    pub unseen: Vec<u32>,
    /// Features whose number lies outside of the documented range.
    pub out_of_range: Vec<u32>,
}

/// What a request holds.
pub enum Body {
    /// An object.
    One(Connection),
    /// A list of them.
    Many(Vec<Connection>),
}

/// A value as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Nothing.
    Null,
    /// Something that no feature is, told in a word.
    Other(&'static str),
}

impl Body {
    /// Reads a request's JSON.
    ///
    /// # Errors
    /// 400 for what is no JSON, 413 for too long a list, 422 with everything that does not fit the model.
    pub fn read(body: &[u8], scorer: &Scorer) -> Result<Self, Refusal> {
        let mut sheet = Sheet { scorer, cells: Vec::new(), connections: Vec::new(), problems: Vec::new() };
        let mut reader = serde_json::Deserializer::from_slice(body);
        let is_list = (Whole { sheet: &mut sheet }).deserialize(&mut reader);
        let is_list = is_list.and_then(|is_list| reader.end().map(|()| is_list)).map_err(|error| {
            let status = if error.classify() == Category::Data { 422 } else { 400 };
            Refusal::new(status, &format!("the body is no JSON that fits: {error}"))
        })?;
        let Sheet { mut connections, problems, .. } = sheet;
        if !problems.is_empty() {
            return Err(Refusal::of_fields(problems));
        }
        if is_list && connections.len() > MAX_CONNECTIONS {
            return Err(Refusal::new(413, &format!("a list may hold at most {MAX_CONNECTIONS} connections")));
        }
        match connections.pop() {
            Some(only) if !is_list => Ok(Self::One(only)),
            last => Ok(Self::Many(connections.into_iter().chain(last).collect())),
        }
    }
}

/// Checks values that were given by feature, and fills what is missing.
///
/// # Errors
/// What is wrong with which field of the connection of this number.
pub fn complete(
    scorer: &Scorer,
    given: &mut [Option<Given>],
    number: usize,
    problems: &mut Vec<Problem>,
) -> Connection {
    let n_features = scorer.model().features.len();
    let mut connection = Connection {
        values: Vec::with_capacity(n_features),
        filled: Vec::new(),
        unseen: Vec::new(),
        out_of_range: Vec::new(),
    };
    for (idx, (feature, cell)) in scorer.model().features.iter().zip(given).enumerate() {
        let value = match cell.take() {
            None | Some(Given::Null) => {
                connection.filled.push(idx as u32);
                feature.typical.clone()
            }
            Some(given) => match value_of(feature, given) {
                Ok(value) => value,
                Err(problem) => {
                    if problems.len() < MAX_PROBLEMS {
                        problems.push(Problem::new(number, &feature.name, problem));
                    }
                    continue;
                }
            },
        };
        match &value {
            Value::Name(name) if is_unseen(feature, name) => connection.unseen.push(idx as u32),
            Value::Number(number) if is_out_of_range(feature, *number) => {
                connection.out_of_range.push(idx as u32);
            }
            Value::Number(_) | Value::Name(_) => {}
        }
        connection.values.push(value);
    }
    connection
}

fn is_known(feature: &ModelFeature, name: &str) -> bool {
    feature.names.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
}

/// Whether training never met a name; of very many names no model has a list.
fn is_unseen(feature: &ModelFeature, name: &str) -> bool {
    !feature.names.is_empty() && !is_known(feature, name)
}

fn is_out_of_range(feature: &ModelFeature, number: f64) -> bool {
    feature.documented.is_some_and(|(least, most)| number < least || number > most)
}

/// What a value that was sent means to a feature; a word for nothing means what it does in a file.
fn value_of(feature: &ModelFeature, given: Given) -> Result<Value, String> {
    match (feature.kind, given) {
        (FeatureKind::Numeric { .. }, Given::Number(number)) if number.is_finite() => {
            Ok(Value::Number(number + 0.0))
        }
        (FeatureKind::Numeric { .. }, Given::Text(text)) if Gap::of_text(text.as_bytes()) == Gap::Missing => {
            Ok(Value::Number(Gap::Missing.number()))
        }
        (FeatureKind::Numeric { .. }, given) => {
            Err(format!("it must be a finite number, not {}", word(&given)))
        }
        (FeatureKind::Categorical, Given::Text(name))
            if is_missing_name(name.trim().as_bytes()) && !is_known(feature, &name) =>
        {
            Ok(Value::Name(String::new()))
        }
        (FeatureKind::Categorical, Given::Text(name)) => Ok(Value::Name(name)),
        (FeatureKind::Categorical, Given::Number(code)) => {
            let names = &feature.names;
            let is_code = code >= 0.0 && code < names.len() as f64 && code as usize as f64 == code;
            names.get(code as usize).filter(|_| is_code).map(|name| Value::Name(name.clone())).ok_or_else(
                || match names.len().checked_sub(1) {
                    Some(last) => format!("it must be a name or one of the codes 0 to {last}, not {code}"),
                    None => "it must be a name: this feature has no codes".to_owned(),
                },
            )
        }
        (FeatureKind::Categorical, given) => Err(format!("it must be a name, not {}", word(&given))),
    }
}

const fn word(given: &Given) -> &'static str {
    match given {
        Given::Number(_) => "a number",
        Given::Text(_) => "text",
        Given::Null => "null",
        Given::Other(word) => word,
    }
}

/// What is read of a body so far.
struct Sheet<'a> {
    scorer: &'a Scorer,
    /// Values of the connection that is being read, by feature.
    cells: Vec<Option<Given>>,
    connections: Vec<Connection>,
    problems: Vec<Problem>,
}

impl Sheet<'_> {
    fn refuse(&mut self, field: &str, problem: &str) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem::new(self.connections.len(), field, problem.to_owned()));
        }
    }

    fn is_other_column(&self, name: &str) -> bool {
        self.scorer.model().other_columns().any(|other| other == name)
    }

    fn take_connection<'de, A: MapAccess<'de>>(&mut self, mut fields: A) -> Result<(), A::Error> {
        self.cells.clear();
        self.cells.resize(self.scorer.model().features.len(), None);
        while let Some(key) = fields.next_key_seed(Key { scorer: self.scorer })? {
            match key {
                Ok(idx) => match self.cells.get_mut(idx) {
                    Some(cell @ None) => *cell = Some(fields.next_value_seed(Cell)?),
                    _ => {
                        fields.next_value::<IgnoredAny>()?;
                        let name = self.scorer.model().features.get(idx).map(|feature| feature.name.clone());
                        self.refuse(&name.unwrap_or_default(), "it is given twice");
                    }
                },
                Err(name) => {
                    fields.next_value::<IgnoredAny>()?;
                    // A row of a file has its label with it, which no detector sees.
                    if !self.is_other_column(&name) {
                        self.refuse(&name, "the model has no such feature");
                    }
                }
            }
        }
        let connection = complete(self.scorer, &mut self.cells, self.connections.len(), &mut self.problems);
        // Of too long a list the rest is read but not kept.
        if self.connections.len() <= MAX_CONNECTIONS {
            self.connections.push(connection);
        }
        Ok(())
    }
}

/// The whole body; its value says whether it is a list.
struct Whole<'s, 'a> {
    sheet: &'s mut Sheet<'a>,
}

impl<'de> DeserializeSeed<'de> for Whole<'_, '_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = bool;
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a connection or a list of connections")
    }
    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<bool, A::Error> {
        self.sheet.take_connection(fields).map(|()| false)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        while items.next_element_seed(One { sheet: self.sheet })?.is_some() {}
        Ok(true)
    }
}

/// One connection of a list.
struct One<'s, 'a> {
    sheet: &'s mut Sheet<'a>,
}

impl<'de> DeserializeSeed<'de> for One<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One<'_, '_> {
    type Value = ();
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a connection")
    }
    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<(), A::Error> {
        self.sheet.take_connection(fields)
    }
}

/// A field's name: the position of its feature, or the name when there is no such feature.
struct Key<'a> {
    scorer: &'a Scorer,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Result<usize, String>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Result<usize, String>;
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }
    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.scorer.feature_idx(name).ok_or_else(|| name.to_owned()))
    }
}

/// One value.
struct Cell;

impl<'de> DeserializeSeed<'de> for Cell {
    type Value = Given;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell {
    type Value = Given;
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }
    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Given, E> {
        Ok(Given::Other("true or false"))
    }
    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Given, E> {
        Ok(Given::Number(number as f64))
    }
    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Given, E> {
        Ok(Given::Number(number as f64))
    }
    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Given, E> {
        Ok(Given::Number(number))
    }
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }
    fn visit_unit<E: serde::de::Error>(self) -> Result<Given, E> {
        Ok(Given::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Given::Other("a list"))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Given, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Given::Other("an object"))
    }
}
