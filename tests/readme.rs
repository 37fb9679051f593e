//! What the README shows is what the demo network answers.

use crate::directory::demo;
use serde_json::Value;

/// A query of the README with the answer shown below it.
struct Example {
    query: String,
    languages: String,
    answer: Value,
}

/// The queries that need no account.
fn examples() -> Vec<Example> {
    let readme = include_str!("../README.md");
    let (public, _) = readme.split_once("## Sign in and write").expect("the part for visitors");
    let mut languages = "de".to_owned();
    let mut query = None;
    let mut found = Vec::new();
    for (index, part) in public.split("```").enumerate() {
        if index % 2 == 0 {
            let named = part.rsplit_once("With `Accept-Language: ").and_then(|(_, rest)| rest.split_once('`'));
            languages = named.map_or_else(|| "de".to_owned(), |(named, _)| named.to_owned());
        } else if let Some(text) = part.strip_prefix("graphql\n") {
            query = Some((text.to_owned(), languages.clone()));
        } else if let (Some(text), Some((query, languages))) = (part.strip_prefix("json\n"), query.take()) {
            let answer = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in the answer to {query}"));
            found.push(Example { query, languages, answer });
        }
    }
    found
}

/// Takes a cursor out of an answer; it tells the time of loading, which is another each time.
fn take_cursor(answer: &mut Value) -> Option<String> {
    let cursor = answer.pointer_mut("/data/offers/pageInfo/endCursor")?;
    cursor.take().as_str().map(str::to_owned)
}

#[tokio::test]
async fn the_demo_network_answers_what_the_readme_shows() {
    let world = demo().await;
    let examples = examples();
    assert!(examples.len() >= 7, "{} examples", examples.len());
    let mut cursor: Option<(String, String)> = None;
    for Example { mut query, languages, mut answer } in examples {
        if let Some((shown, real)) = &cursor {
            query = query.replace(shown, real);
        }
        let mut real = world.visitor().reading(&languages).reads(&query).await.done().body;
        let (shown_cursor, real_cursor) = (take_cursor(&mut answer), take_cursor(&mut real));
        assert_eq!(real, answer, "{query}\n{real:#}");
        if let (Some(shown), Some(real)) = (shown_cursor, real_cursor) {
            cursor = Some((shown, real));
        }
    }
}
