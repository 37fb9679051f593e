//! Search over everything, and suggestions while somebody types.

mod input;
mod snippet;
mod suggestion;

use super::caller::Caller;
use super::failure::Failure;
use super::near::NearInput;
use super::node::{self, Node};
use super::page::{PageArguments, PageInfo, to_the_metre};
use super::scalar::LanguageTag;
use super::text::asked;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::Id;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::project::Project;
use domain::refusal::Flaw;
use domain::search::{FindableKind, Query, Snippets};
use domain::working_group::WorkingGroup;
use input::SearchFilter;
use persistence::{FoundThing, SearchCursor, SearchPage};
use snippet::SearchSnippet;
use suggestion::Suggestion;

/// Something that was found.
#[derive(SimpleObject, Clone)]
pub struct SearchEdge {
    /// Where it stands, for `after` and `before`.
    cursor: String,
    /// The organisation, offer, project or working group.
    node: Node,
    /// How well it answers: a whole number, the higher the better, to be compared within one search only. Above all counts how
    /// many of the words are met, then how well and in which language, then how near it is, then whether it was confirmed
    /// lately.
    score: i32,
    /// How far it is from the point of `near`, in kilometres as the crow flies: its nearest place, as outsiders may know it.
    /// `null` without `near`.
    distance_km: Option<f64>,
    /// The language of the text in which words were met; `null` if it was found by a name, or by what it is rather than by
    /// what is written about it.
    matched_language: Option<LanguageTag>,
    /// The part of its texts that shows best why it was found.
    snippet: Option<SearchSnippet>,
}

/// A page of what was found.
#[derive(SimpleObject, Clone)]
pub struct SearchConnection {
    /// What was found, the best first.
    edges: Vec<SearchEdge>,
    /// The same without what is known of how it was found.
    nodes: Vec<Node>,
    /// Where this page lies in the list.
    page_info: PageInfo,
    /// How much was found on all pages together, as far as you may see it.
    total_count: i32,
    /// Whether there was more than is weighed (5,000 for a word): then the best by where the words stand, and of those the
    /// newest, are what was weighed. More words, a place or a filter help.
    truncated: bool,
}

/// Searching.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Organisations, offers, projects and working groups that answer these words, the best first, as far as you see them.
    ///
    /// Words may be of any language: what they stand for (kinds of offers, languages, places, postcodes, groups of people) is
    /// found whichever language an offer is written in. Accents, upper case, endings and one slip in a word of five letters
    /// are forgiven; the beginning of a word, of three letters or more, is enough. All words count more than some. Words that
    /// say nothing, like articles, find nothing alone. All pages show what there was when the first one was read.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What somebody typed: up to 200 characters and 20 words.")] text: String,
        #[graphql(desc = "The first so many, up to 100; 20 if neither `first` nor `last` is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what stands after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, up to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only what stands before this cursor.")] before: Option<String>,
        #[graphql(
            desc = "Only what has a place near there, as outsiders may know it; the nearer, the better it answers."
        )]
        near: Option<NearInput>,
        #[graphql(
            desc = "Languages the reader reads: texts in these answer better than others. The request's languages if not given."
        )]
        languages: Option<Vec<LanguageTag>>,
        #[graphql(desc = "What is wanted; everything if not given.")] filter: Option<SearchFilter>,
    ) -> Result<SearchConnection, Failure> {
        let caller = Caller::of(ctx);
        let mut query = read(&text, languages, caller)?;
        let near = near.map(|near| near.read(caller.tongue)).transpose()?;
        let filter = filter.unwrap_or_default().read(near, caller.tongue)?;
        let page = page(&PageArguments { first, after, last, before }, caller)?;
        let found = caller.app.store.search((&caller.scope, caller.now), &mut query, &filter, page).await;
        let found = found.map_err(|error| caller.failed(error))?;
        let ids: Vec<ID> = found.things.iter().map(id).collect();
        let nodes = node::load(caller, &ids).await?;
        let edges = ctx.look_ahead().field("edges");
        let is_shown = ["snippet", "matchedLanguage"].iter().any(|field| edges.field(field).exists());
        let mut snippets = Snippets::new(&query);
        let mut edge = |(thing, node): (&FoundThing, Node)| {
            let (snippet, matched) = if is_shown { snippet::of(&node, &mut snippets) } else { (None, None) };
            SearchEdge {
                cursor: thing.cursor.encode(),
                node,
                score: i32::try_from(thing.cursor.score).unwrap_or(i32::MAX),
                distance_km: thing.kilometres.map(to_the_metre),
                matched_language: matched.map(|tag| LanguageTag(tag.to_string())),
                snippet,
            }
        };
        let edges: Vec<_> =
            found.things.iter().zip(nodes).filter_map(|(thing, node)| Some(edge((thing, node?)))).collect();
        Ok(SearchConnection {
            nodes: edges.iter().map(|edge| edge.node.clone()).collect(),
            page_info: PageInfo {
                has_next_page: found.has_next,
                has_previous_page: found.has_previous,
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
            total_count: i32::try_from(found.count).unwrap_or(i32::MAX),
            truncated: found.is_truncated,
        })
    }

    /// How what somebody begins to type may go on: names of public organisations, kinds of offers, languages and
    /// municipalities, the likeliest first, at most 8. Accents need not be typed. Labels are in the reader's languages, where
    /// they fit.
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What somebody has typed so far: up to 200 characters.")] prefix: String,
        #[graphql(desc = "Languages the reader reads. The request's languages if not given.")] languages: Option<
            Vec<LanguageTag>,
        >,
    ) -> Result<Vec<Suggestion>, Failure> {
        let caller = Caller::of(ctx);
        if prefix.chars().count() > domain::search::MOST_CHARACTERS {
            let flaw = Flaw::TooLong { max: domain::search::MOST_CHARACTERS };
            return Err(Failure::argument("prefix", flaw, caller.tongue));
        }
        suggestion::suggest(&prefix, &asked(caller, languages)?, caller).await
    }
}

fn read(text: &str, languages: Option<Vec<LanguageTag>>, caller: &Caller) -> Result<Query, Failure> {
    let readers = asked(caller, languages)?;
    Query::read(text, &readers).map_err(|flaw| Failure::argument("text", flaw, caller.tongue))
}

fn page(arguments: &PageArguments, caller: &Caller) -> Result<SearchPage, Failure> {
    let limit = arguments.limit(caller.tongue)?;
    let cursor = |path: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => {
            SearchCursor::decode(text).map(Some).ok_or_else(|| Failure::argument(path, Flaw::NotACursor, caller.tongue))
        }
    };
    Ok(SearchPage {
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
        after: cursor("after", &arguments.after)?,
        before: cursor("before", &arguments.before)?,
        from_end: arguments.last.is_some(),
    })
}

fn id(thing: &FoundThing) -> ID {
    let uuid = thing.id;
    match thing.kind {
        FindableKind::Organisation => Id::<Organisation>::from_uuid(uuid).into_id(),
        FindableKind::Offer => Id::<Offer>::from_uuid(uuid).into_id(),
        FindableKind::Project => Id::<Project>::from_uuid(uuid).into_id(),
        FindableKind::WorkingGroup => Id::<WorkingGroup>::from_uuid(uuid).into_id(),
    }
}

/// As clients get it.
trait IntoId {
    fn into_id(self) -> ID;
}

impl<T: domain::id::Entity> IntoId for Id<T> {
    fn into_id(self) -> ID {
        ID(self.to_string())
    }
}
