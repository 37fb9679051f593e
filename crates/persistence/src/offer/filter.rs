//! Which offers are wanted, in SQL.

use super::list::Source;
use crate::store::uuids;
use domain::centre::{ActionField, Freshness};
use domain::id::Id;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::{EVERYWHERE, OfferStatus, TargetGroup, Trait, Traits};
use domain::organisation::Organisation;
use domain::place::{CountyKey, MunicipalityKey};
use domain::time::Timestamp;
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait, Query, Value};

/// Which offers are wanted. Fields are joined by AND, entries of a field by OR.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfferFilter {
    /// Of these kinds or ones below them.
    pub kinds: Option<Vec<OfferKind>>,
    /// Given in one of these languages.
    pub languages: Option<Vec<LanguageTag>>,
    /// With a title in one of these languages.
    pub text_languages: Option<Vec<LanguageTag>>,
    /// Reaching one of these municipalities.
    pub municipalities: Option<Vec<MunicipalityKey>>,
    /// Reaching some place in one of these counties.
    pub counties: Option<Vec<CountyKey>>,
    /// Contributing to one of these action fields.
    pub action_fields: Option<Vec<Id<ActionField>>>,
    /// Of these lead organisations.
    pub organisations: Option<Vec<Id<Organisation>>>,
    /// In these states.
    pub statuses: Option<Vec<OfferStatus>>,
    /// For somebody of this age in years.
    pub age: Option<i32>,
    /// Confirmed so long ago.
    pub freshness: Option<Vec<Freshness>>,
    /// With at least one of each of these sets.
    pub traits: Vec<Vec<Trait>>,
    /// With none of these.
    pub lacks: Vec<Trait>,
}

/// A side table of offers: which column it is searched by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
}

pub(super) const REACH: Side = Side { table: "offer_reach", column: "area" };
pub(super) const LANGUAGE: Side = Side { table: "offer_language", column: "language" };
const TEXT_LANGUAGE: Side = Side { table: "offer_text_language", column: "language" };
pub(super) const ACTION_FIELD: Side = Side { table: "offer_action_field", column: "action_field_id" };

/// How much of a list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// Its rows one after the other, until there are enough: what else is asked of each is looked up for it alone.
    Page,
    /// All of it.
    Whole,
}

impl Side {
    /// That the offer has one of these entries there.
    pub(super) fn has(self, entries: Vec<Value>, extent: Extent) -> Expr {
        let mut found = Query::select();
        found
            .from(self.table)
            .and_where(Expr::col((self.table, self.column)).is_in(entries.into_iter().map(Expr::val)));
        match extent {
            Extent::Page => {
                let own = Expr::col((self.table, "offer_id")).equals(("offer", "id"));
                Expr::exists(found.expr(Expr::Constant(1.into())).and_where(own).take())
            }
            Extent::Whole => Expr::col(("offer", "id")).in_subquery(found.column("offer_id").take()),
        }
    }
}

/// A field of the filter that a list can be read by, with the entries it asks for.
pub(super) struct Lead {
    pub(super) side: Side,
    pub(super) entries: Vec<Value>,
}

/// The most entries by which a list is read one after the other; of more, the database finds its own way.
const MOST_LEADS: usize = 8;

fn texts<T: ToString>(list: &[T]) -> Vec<Value> {
    list.iter().map(|one| one.to_string().into()).collect()
}

impl OfferFilter {
    /// The groups it names; none, if it finds nothing because a field asks for none of its members.
    #[must_use]
    pub fn target_groups(&self) -> Option<Vec<TargetGroup>> {
        if self.traits.iter().any(Vec::is_empty) {
            return Some(Vec::new());
        }
        let groups = |members: &Vec<Trait>| {
            let group = |member: &Trait| if let Trait::TargetGroup(group) = member { Some(*group) } else { None };
            let named: Vec<_> = members.iter().filter_map(group).collect();
            (!named.is_empty()).then_some(named)
        };
        self.traits.iter().find_map(groups)
    }

    /// What a list is best read by: the area, else the language; each entry then yields its offers in their order.
    pub(super) fn lead(&self) -> Option<Lead> {
        let reach = match (&self.municipalities, &self.counties) {
            (Some(_), _) => Self::municipality_entries(self.municipalities.as_deref()),
            (None, Some(_)) => Self::county_entries(self.counties.as_deref()),
            (None, None) => None,
        };
        let reach = reach.map(|entries| Lead { side: REACH, entries });
        let language = self.languages.as_ref().map(|tags| Lead { side: LANGUAGE, entries: texts(tags) });
        reach.or(language).filter(|lead| (1..=MOST_LEADS).contains(&lead.entries.len()))
    }

    fn municipality_entries(keys: Option<&[MunicipalityKey]>) -> Option<Vec<Value>> {
        let keys = keys?;
        let with_predecessors = keys.iter().flat_map(MunicipalityKey::and_predecessors).map(Value::from);
        Some(with_everywhere(with_predecessors.collect()))
    }

    fn county_entries(keys: Option<&[CountyKey]>) -> Option<Vec<Value>> {
        Some(with_everywhere(keys?.iter().map(|key| key.as_str().into()).collect()))
    }

    /// What is asked for, but for what the statement's source has answered.
    pub(super) fn condition(&self, now: Timestamp, source: Source, extent: Extent) -> Condition {
        let column = |name| Expr::col(("offer", name));
        let kinds = self.kinds.as_ref().map(|wanted| {
            let within = OfferKind::all().filter(|kind| wanted.iter().any(|wide| kind.is_within(*wide)));
            column("kind").is_in(within.map(OfferKind::code))
        });
        let side = |side: Side, entries: Option<Vec<Value>>| entries.map(|entries| side.has(entries, extent));
        let fields = self.action_fields.as_ref().map(|ids| uuids(ids).into_iter().map(Value::from).collect());
        let is_led_by = |led: Side| matches!(source, Source::Side(side) if side == led);
        let by_reach = is_led_by(REACH);
        let municipalities = Self::municipality_entries(self.municipalities.as_deref()).filter(|_| !by_reach);
        let by_county = by_reach && self.municipalities.is_none();
        let counties = Self::county_entries(self.counties.as_deref()).filter(|_| !by_county);
        let languages = self.languages.as_deref().map(texts).filter(|_| !is_led_by(LANGUAGE));
        let statuses = any(self.statuses.as_deref(), |status| in_status(*status, now));
        let freshness = any(self.freshness.as_deref(), |freshness| is(*freshness, now));
        let mut all = Cond::all()
            .add_option(kinds)
            .add_option(side(LANGUAGE, languages))
            .add_option(side(TEXT_LANGUAGE, self.text_languages.as_deref().map(texts)))
            .add_option(side(REACH, municipalities))
            .add_option(side(REACH, counties))
            .add_option(side(ACTION_FIELD, fields))
            .add_option(self.organisations.as_ref().map(|ids| column("organisation_id").is_in(uuids(ids))))
            .add_option(statuses)
            .add_option(freshness);
        if let Some(age) = self.age {
            let open_or = |name: &'static str, inside: Expr| Cond::any().add(column(name).is_null()).add(inside);
            all = all
                .add(open_or("age_from", column("age_from").lte(age)))
                .add(open_or("age_to", column("age_to").gte(age)));
        }
        let has_any = |members: &[Trait]| {
            let bits = members.iter().copied().collect::<Traits>().number();
            column("traits").bit_and(Expr::Constant(bits.into())).ne(Expr::Constant(0_i64.into()))
        };
        for members in &self.traits {
            all = all.add(has_any(members));
        }
        if self.lacks.is_empty() { all } else { all.add(has_any(&self.lacks).not()) }
    }
}

/// What is everywhere is in each area; asking for none finds nothing.
fn with_everywhere(mut entries: Vec<Value>) -> Vec<Value> {
    if !entries.is_empty() {
        entries.push(EVERYWHERE.into());
    }
    entries
}

fn any<T>(wanted: Option<&[T]>, condition: impl Fn(&T) -> Condition) -> Option<Condition> {
    let never = Cond::any().add(Expr::Constant(false.into()));
    wanted.map(|wanted| wanted.iter().fold(never, |any, one| any.add(condition(one))))
}

/// [`Freshness::at`] in SQL.
fn is(freshness: Freshness, now: Timestamp) -> Condition {
    let (due, stale) = (Expr::col(("offer", "due_at")), Expr::col(("offer", "stale_at")));
    let now = now.micros();
    match freshness {
        Freshness::Fresh => Cond::all().add(due.gt(now)),
        Freshness::Due => Cond::all().add(due.lte(now)).add(stale.gt(now)),
        Freshness::Stale => Cond::all().add(stale.lte(now)),
    }
}

/// `OfferState::status` in SQL: a pause that is over reads as published.
fn in_status(status: OfferStatus, now: Timestamp) -> Condition {
    let is = |status: OfferStatus| Expr::col(("offer", "status")).eq(status.as_str());
    let over = Expr::col(("offer", "visible_from")).lte(now.micros());
    match status {
        OfferStatus::Published => Cond::any().add(is(status)).add(is(OfferStatus::Paused).and(over)),
        OfferStatus::Paused => Cond::all()
            .add(is(status))
            .add(Cond::any().add(Expr::col(("offer", "visible_from")).is_null()).add(over.not())),
        _ => Cond::all().add(is(status)),
    }
}
