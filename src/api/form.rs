//! A form's fields and the request's JSON, and what somebody pastes: a JSON object or a line of a file.

use serde_json::{Map, Value as Json};

use super::Scorer;
use crate::data::number::parse_number;
use crate::data::schema::Dialect;
use crate::model_file::Model;
use crate::model_file::model::ModelFeature;

/// Characters of an unknown name that are told.
const SHOWN_CHARS: usize = 60;

/// The body of a request with a text of every feature, in their order; features with no text are left out.
pub fn body(scorer: &Scorer, fields: &[String]) -> String {
    let mut object = Map::new();
    for (feature, text) in scorer.model().features.iter().zip(fields) {
        let text = text.trim();
        let number = parse_number(text.as_bytes()).filter(|_| !feature.is_categorical());
        let value = match number {
            _ if text.is_empty() => continue,
            Some(number) if number == (number as i64) as f64 => Json::from(number as i64),
            Some(number) => Json::from(number),
            None => Json::from(text),
        };
        object.insert(feature.name.clone(), value);
    }
    Json::Object(object).to_string()
}

/// What stands in a field for a missing value.
const MISSING: &str = "?";

/// What parts a pasted line's values, the likeliest last.
const DELIMITERS: [u8; 4] = *b"|\t;,";

/// A text of every feature, in their order, from a JSON object, a list of one, or a line of the file's columns.
///
/// # Errors
/// A sentence.
pub fn fields(model: &Model, pasted: &str) -> Result<Vec<String>, String> {
    if pasted.trim_start().starts_with(['{', '[']) {
        return from_json(model, pasted.trim());
    }
    let tables = DELIMITERS.map(|delimiter| (delimiter, records(pasted, delimiter)));
    let has_names = |names: &csv::StringRecord, n_records: usize| {
        // Of a single feature a value may be what it is called.
        let is_likely = n_records > 1 || model.features.len() > 1;
        is_likely && model.features.iter().all(|feature| place_in(names, feature).is_some())
    };
    for (delimiter, records) in &tables {
        if let Some((names, lines)) =
            records.split_first().filter(|(names, _)| has_names(names, records.len()))
        {
            return match lines {
                [] => Err("These are the names of columns; paste a line of values, too.".to_owned()),
                [line] if line.len() != names.len() => Err(format!(
                    "The line has {} fields, the names above it are {}.",
                    line.len(),
                    names.len()
                )),
                [line] => Ok(from_record(model, line, *delimiter, |_, feature| place_in(names, feature))),
                several => Err(too_many(several.len())),
            };
        }
    }
    let n_features = model.features.len();
    // A mark within a field stands where another delimiter would have parted it.
    let is_whole = |record: &csv::StringRecord| record.iter().all(|field| !field.contains('"'));
    let firsts =
        || tables.iter().filter_map(|(delimiter, records)| Some((delimiter, records, records.first()?)));
    let fits = firsts().filter(|(_, _, record)| record.len() >= n_features && is_whole(record));
    // Of as many fields the last is taken: the likeliest delimiter.
    let Some((delimiter, records, record)) = fits.max_by_key(|(_, _, record)| record.len()) else {
        return Err(too_short(model, firsts().map(|(_, _, record)| record.len()).max().unwrap_or(0)));
    };
    if records.len() > 1 {
        return Err(too_many(records.len()));
    }
    let is_whole_line = record.len() == model.columns.len();
    Ok(from_record(model, record, *delimiter, |idx, feature| {
        let column = model.columns.iter().position(|column| *column == feature.name);
        Some(column.filter(|_| is_whole_line).unwrap_or(idx))
    }))
}

/// The texts of a row of a table: where nothing stands a value is missing, while an empty field of the form has its typical one.
pub fn fields_of_row(values: Vec<String>) -> Vec<String> {
    values.into_iter().map(|text| if text.is_empty() { MISSING.to_owned() } else { text }).collect()
}

fn place_in(names: &csv::StringRecord, feature: &ModelFeature) -> Option<usize> {
    let same = names.iter().position(|name| name.trim() == feature.name);
    same.or_else(|| names.iter().position(|name| name.trim().eq_ignore_ascii_case(&feature.name)))
}

fn from_record(
    model: &Model,
    record: &csv::StringRecord,
    delimiter: u8,
    place: impl Fn(usize, &ModelFeature) -> Option<usize>,
) -> Vec<String> {
    let field = |(idx, feature): (usize, &ModelFeature)| {
        let text = place(idx, feature).and_then(|place| record.get(place)).unwrap_or_default().trim();
        // Where semicolons part the values, commas are decimal.
        if delimiter == b';' && !feature.is_categorical() { text.replace(',', ".") } else { text.to_owned() }
    };
    fields_of_row(model.features.iter().enumerate().map(field).collect())
}

/// Lines in which something stands.
fn records(text: &str, delimiter: u8) -> Vec<csv::StringRecord> {
    // Reading text from memory cannot fail.
    let records = Dialect { delimiter, ..Dialect::default() }.reader(text.as_bytes()).into_records();
    records.flatten().filter(|record| record.iter().any(|field| !field.trim().is_empty())).collect()
}

fn too_many(n_lines: usize) -> String {
    format!("These are {n_lines} lines; paste one of them.")
}

fn from_json(model: &Model, text: &str) -> Result<Vec<String>, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| told(&error))?;
    if let Some(list) = json.as_array().filter(|list| list.len() > 1) {
        return Err(format!("This is a list of {} connections; paste one of them.", list.len()));
    }
    let first = json.get(0).unwrap_or(&json);
    let object = first.as_object().ok_or("This is no JSON object with a connection’s values.")?;
    let is_known = |name: &str| model.columns.iter().any(|column| column == name);
    if let Some(name) = object.keys().find(|name| !is_known(name)) {
        let shown: String = name.chars().take(SHOWN_CHARS).collect();
        return Err(format!("The model has no feature “{shown}”."));
    }
    Ok(model
        .features
        .iter()
        .map(|feature| object.get(&feature.name).map_or_else(String::new, |json| text_of(feature, json)))
        .collect())
}

/// Where JSON ends to be JSON.
fn told(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.is_eof() {
        true => format!("This is no JSON: it breaks off at line {line}, column {column}."),
        false => format!("This is no JSON: it goes wrong at line {line}, column {column}."),
    }
}

/// A value as it is typed; codes become names.
fn text_of(feature: &ModelFeature, json: &Json) -> String {
    let code = json.as_u64().filter(|_| feature.is_categorical());
    let name = code.and_then(|code| feature.names.get(code as usize));
    match (name, json) {
        (Some(name), _) => name.clone(),
        (None, Json::String(text)) if text.trim().is_empty() => MISSING.to_owned(),
        (None, Json::String(text)) => text.clone(),
        (None, Json::Null) => String::new(),
        (None, other) => other.to_string(),
    }
}

/// What a line lacks, and what to paste instead.
fn too_short(model: &Model, found: usize) -> String {
    let n_features = model.features.len();
    let name = |feature: &ModelFeature| feature.name.chars().take(SHOWN_CHARS).collect::<String>();
    let names: Vec<String> = model.features.iter().take(3).map(name).collect();
    let (example, fields) =
        (names.first().map_or("", String::as_str), if found == 1 { "field" } else { "fields" });
    let rest = if n_features > names.len() { " and so on" } else { "" };
    format!(
        "The line has {found} {fields}; the model needs {n_features}: {}{rest}. Paste a line of such a file, with commas, \
         semicolons or tabs between its values, or a JSON object like {{\"{example}\": …}}, which may leave features out.",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model_file::model::tests::model;

    #[test]
    fn lines_and_objects_become_fields() {
        let check =
            |pasted: &str, expected: Result<[&str; 2], &str>| match (fields(&model(), pasted), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{pasted}"),
                (Err(found), Err(words)) => assert!(found.contains(words), "{found}"),
                (found, _) => panic!("{found:?} for {pasted}"),
            };
        check("181,SF,normal.", Ok(["181", "SF"]));
        check(" 181,\"S,F\" ", Ok(["181", "S,F"]));
        check("0,5;SF;normal", Ok(["0.5", "SF"]));
        check("181;\"S,F\"", Ok(["181", "S,F"]));
        check("0.5\tSF", Ok(["0.5", "SF"]));
        check(" ,SF,normal.", Ok(["?", "SF"]));
        check("Bytes;flag;label\n\n0,5;SF;normal\n", Ok(["0.5", "SF"]));
        check("label,FLAG,bytes\nnormal,SF,181", Ok(["181", "SF"]));
        check("label;bytes;flag\nnormal;0,5;SF", Ok(["0.5", "SF"]));
        check("label\tbytes\tflag\n\t1\tSF\r\n", Ok(["1", "SF"]));
        check("181,\"S\nF\"\n  \n", Ok(["181", "S\nF"]));
        check("label,bytes,flag\n181,SF", Err("2 fields, the names above it are 3"));
        check(r#"{"flag":"","bytes":null}"#, Ok(["", "?"]));
        check("bytes,flag,label", Err("names of columns"));
        check("bytes,flag\n181,SF\n182,S0", Err("These are 2 lines"));
        check("181", Err("has 1 field; the model needs 2: bytes, flag. Paste"));
        check("", Err("has 0 fields"));
        check(r#"{"flag":"REJ"}"#, Ok(["", "REJ"]));
        check(r#"[{"flag":2,"bytes":0.5,"label":"x"}]"#, Ok(["0.5", "SF"]));
        check(r#"[{"bytes":1},{"bytes":2}]"#, Err("a list of 2 connections"));
        check(r#"{"bytes":"#, Err("breaks off at line 1, column 9"));
        check(r#"{"flags":"REJ"}"#, Err("no feature"));
        check("[1]", Err("no JSON object"));
        check("{", Err("no JSON"));
    }
}
