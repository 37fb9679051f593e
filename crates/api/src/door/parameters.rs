//! What a request asks for: read from a JSON body, or from the query string of a `GET`.

use super::json;
use serde_json::{Map, Value};

/// A request, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Values of its variables.
    pub variables: Map<String, Value>,
    /// What else the client sends along.
    pub extensions: Map<String, Value>,
}

/// What a body is to look like.
const FORM: &str = r#"{"query": "{ offers { nodes { id } } }", "variables": {}}"#;

fn wrong(parameter: &str, form: &str) -> String {
    format!("The parameter `{parameter}` has to be {form}.")
}

fn text(parameter: &str, value: Option<Value>) -> Result<Option<String>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(parameter, "a string")),
    }
}

fn map(parameter: &str, value: Option<Value>) -> Result<Map<String, Value>, String> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(wrong(parameter, "an object")),
    }
}

impl Parameters {
    /// From a JSON body.
    ///
    /// # Errors
    /// What is wrong with it, for the client.
    pub fn of_body(body: &[u8]) -> Result<Self, String> {
        let mut body = match json::read(body) {
            Ok(Value::Object(body)) => body,
            Ok(_) => return Err(format!("The request body has to be a JSON object like {FORM}.")),
            Err(error) => {
                return Err(format!(
                    "The request body cannot be read: {error}. It has to be a JSON object like {FORM}."
                ));
            }
        };
        let mut take = |parameter: &str| body.remove(parameter);
        let (query, operation_name) = (take("query"), take("operationName"));
        let (variables, extensions) = (take("variables"), take("extensions"));
        Self::read(query, operation_name, (variables, extensions))
    }

    /// From the query string of a `GET`, in which `variables` and `extensions` are JSON text.
    ///
    /// # Errors
    /// What is wrong with it, for the client.
    pub fn of_query_string(pairs: Vec<(String, String)>) -> Result<Self, String> {
        let mut found: Map<String, Value> = Map::new();
        for (name, value) in pairs {
            let value = match name.as_str() {
                "query" | "operationName" => Value::String(value),
                "variables" | "extensions" => json::read(value.as_bytes()).map_err(|_| wrong(&name, "JSON"))?,
                // Others may stand there for whoever counts visitors.
                _ => continue,
            };
            if found.insert(name.clone(), value).is_some() {
                return Err(format!("The parameter `{name}` is there twice."));
            }
        }
        let mut take = |parameter: &str| found.remove(parameter);
        let (query, operation_name) = (take("query"), take("operationName"));
        let (variables, extensions) = (take("variables"), take("extensions"));
        Self::read(query, operation_name, (variables, extensions))
    }

    fn read(
        query: Option<Value>,
        operation_name: Option<Value>,
        (variables, extensions): (Option<Value>, Option<Value>),
    ) -> Result<Self, String> {
        Ok(Self {
            query: text("query", query)?.ok_or_else(|| format!("The parameter `query` is missing: send {FORM}."))?,
            operation_name: text("operationName", operation_name)?,
            variables: map("variables", variables)?,
            extensions: map("extensions", extensions)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_request_is_told_with_the_parameter() {
        for (body, said) in [
            ("", "JSON object"),
            ("[]", "JSON object"),
            ("[{\"query\": \"{ a }\"}]", "JSON object"),
            ("{\"query\": 1}", "`query` has to be a string"),
            ("{\"queri\": \"{ a }\"}", "`query` is missing"),
            ("{\"query\": null}", "`query` is missing"),
            ("{\"query\": \"{ a }\", \"operationName\": []}", "`operationName` has to be a string"),
            ("{\"query\": \"{ a }\", \"variables\": \"{}\"}", "`variables` has to be an object"),
            ("{\"query\": \"{ a }\", \"extensions\": 0}", "`extensions` has to be an object"),
        ] {
            let wrong = Parameters::of_body(body.as_bytes()).expect_err(body);
            assert!(wrong.contains(said), "{body}: {wrong}");
        }
        assert!(Parameters::of_body(&[b'{', 0xFF, b'}']).is_err(), "no UTF-8");
    }

    #[test]
    fn a_query_string_says_the_same_as_a_body() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let body = r#"{"query": "query A { a }", "operationName": "A", "variables": {"b": [1]}, "extensions": null}"#;
        let pairs = vec![pair("query", "query A { a }"), pair("operationName", "A"), pair("variables", "{\"b\": [1]}")];
        assert_eq!(Parameters::of_query_string(pairs.clone()), Parameters::of_body(body.as_bytes()));
        let twice = Parameters::of_query_string([pairs.clone(), vec![pair("query", "{ b }")]].concat());
        assert_eq!(twice, Err("The parameter `query` is there twice.".to_owned()));
        assert!(Parameters::of_query_string(vec![pair("query", "{ a }"), pair("variables", "{")]).is_err());
        assert!(Parameters::of_query_string([pairs, vec![pair("utm", "x")]].concat()).is_ok());
    }
}
