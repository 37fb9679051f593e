//! The way every request takes, whatever brought it here.

use super::answer::{self, Refused, Why, Written};
use super::budget::{Client, Left, Spent};
use super::document::{Document, Entry};
use super::limits::{Limit, refusal, seconds_since};
use super::media::Media;
use super::parameters::Parameters;
use super::turns::Place;
use super::variables::{self, Values};
use super::{Coming, Door, address, complete, cost, language, operation};
use crate::auth::throttle::ClientAddress;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use apollo_compiler::executable::Operation;
use async_graphql::{Executor, Name, Request, Response, Value, Variables};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response as Answer;
use domain::actor::Actor;
use domain::language::LanguageTag;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many bytes of a document that nobody sent before cost as much as a field.
const BYTES_PER_COST: u64 = 100;

/// An operation that may be carried out.
struct Ready<'a> {
    document: &'a Document,
    operation: &'a Operation,
    values: Values,
    cost: u64,
}

impl<E: Executor> Door<E> {
    /// The way every request takes.
    pub(super) async fn answer(&self, coming: Coming<'_>, parameters: Result<Parameters, String>) -> Answer {
        let Some(media) = Media::wanted(coming.headers) else { return answer::not_acceptable() };
        let parameters = match parameters {
            Ok(parameters) => parameters,
            Err(text) => return answer::no_request(&text),
        };
        let mut written = Written::new(media, coming.request_id, self.settings.draft_statuses);
        match self.carry(&coming, parameters, &mut written).await {
            Ok(response) => written.answered(response),
            Err(refused) => written.refused(refused),
        }
    }

    async fn carry(
        &self,
        coming: &Coming<'_>,
        parameters: Parameters,
        written: &mut Written<'_>,
    ) -> Result<Response, Refused> {
        let languages = language::accepted(coming.headers);
        let address = self.address(coming);
        let entry = self.document(&parameters.query, address).await?;
        let document = entry.prepared.as_ref().map_err(|errors| Refused::invalid(errors.clone()))?;
        let operation = operation::choose(&document.typed, parameters.operation_name.as_deref())?;
        if operation::writes(operation) && !coming.may_write {
            let error = refusal("BAD_USER_INPUT", "Only queries go by GET. Send a POST request.".to_owned(), None);
            return Err(Refused::new(Why::Method(HeaderValue::from_static("POST")), error));
        }
        let ready = self.ready(document, operation, &parameters)?;
        let actor = self.sender(coming.headers, (operation, document), &languages).await?;
        written.is_private = operation::writes(operation) || actor.account().is_some();
        let client = actor.account().map_or(Client::Address(address), Client::Account);
        let budget = self.budget(client);
        let now = self.app.clock.now();
        let at_once = self.settings.limits.limit_requests_at_once;
        let place = self.turns.enter(client, at_once);
        let place = place.ok_or_else(|| self.rate_limited(Limit::RequestsAtOnce, at_once + 1, 1))?;
        self.spend(client, ready.cost, budget, &languages).await?;
        let requested = ready.cost;
        let shows_cost = parameters.extensions.get("cost") == Some(&serde_json::Value::Bool(true));
        let caller = Caller::new(Arc::clone(&self.app), actor, languages, address);
        let (mut response, actual) = self.carry_out(ready, parameters, (Arc::clone(&caller), &place)).await?;
        written.languages = caller.spoken();
        let capacity = self.settings.limits.maximum(budget);
        let left = self.budgets.settle(client, (requested, actual), capacity, now);
        written.budget = Some((capacity, left));
        if shows_cost {
            response.extensions.insert("cost".to_owned(), told(requested, actual, left));
        }
        Ok(response)
    }

    fn address(&self, coming: &Coming<'_>) -> ClientAddress {
        let peer = coming.peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
        address::of(peer, coming.headers, &self.settings.trusted_proxies, self.settings.proxy_header).into()
    }

    /// The document of a text. One that nobody sent before is read at the expense of the address it comes from.
    async fn document(&self, text: &str, address: ClientAddress) -> Result<Arc<Entry>, Refused> {
        if let Some(entry) = self.documents.known(text) {
            return Ok(entry);
        }
        let cost = 1 + (text.len() as u64).min(self.settings.limits.limit_document_bytes) / BYTES_PER_COST;
        self.spend(Client::Address(address), cost, Limit::VisitorBudget, &[]).await?;
        Ok(self.documents.prepare(text, &self.api))
    }

    /// Looks at variables and cost.
    fn ready<'a>(
        &self,
        document: &'a Document,
        operation: &'a Operation,
        parameters: &Parameters,
    ) -> Result<Ready<'a>, Refused> {
        let (types, limits) = (&self.api.types, &self.api.limits);
        let values = variables::coerce(operation, &parameters.variables, (types, &document.typed.sources, limits))
            .map_err(Refused::invalid)?;
        let cost = cost::estimate(operation, &document.typed, &values, limits)?;
        Ok(Ready { document, operation, values, cost })
    }

    /// Who sends the request.
    async fn sender(
        &self,
        headers: &HeaderMap,
        (operation, document): (&Operation, &Document),
        languages: &[LanguageTag],
    ) -> Result<Actor, Refused> {
        let tongue = Tongue::of(languages);
        match self.actor(headers).await {
            Ok(Some(actor)) => Ok(actor),
            // Clients send the token they have with everything; one that has run out must not keep them from a new one.
            Ok(None) if operation::only_gets_in(operation, &document.typed) => Ok(Actor::visitor()),
            Ok(None) => Err(Refused::failed(Why::Unauthenticated, Failure::BadToken(tongue))),
            Err(error) => Err(Refused::failed(Why::Failed, Failure::broken(&error, tongue))),
        }
    }

    /// Who sends the request; `None` if a token was sent that is not good (any more).
    async fn actor(&self, headers: &HeaderMap) -> Result<Option<Actor>, persistence::Error> {
        let Some(header) = headers.get(AUTHORIZATION) else { return Ok(Some(Actor::visitor())) };
        let token = header.to_str().ok().and_then(|value| value.split_once(' '));
        let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
        let now = self.app.clock.now();
        match token.and_then(|token| self.app.keys.verify(token, now)) {
            Some(session) => self.app.store.actor(session, now).await,
            None => Ok(None),
        }
    }

    fn budget(&self, client: Client) -> Limit {
        match client {
            Client::Account(_) => Limit::AccountBudget,
            Client::Address(_) | Client::Others => Limit::VisitorBudget,
        }
    }

    async fn spend(
        &self,
        client: Client,
        cost: u64,
        budget: Limit,
        languages: &[LanguageTag],
    ) -> Result<Left, Refused> {
        let capacity = self.settings.limits.maximum(budget);
        match self.budgets.spend(client, cost, capacity, self.app.clock.now()).await {
            Ok(left) => Ok(left),
            Err(Spent::Wait(seconds)) => {
                // As far as it would have come.
                let value = capacity.saturating_add(seconds.saturating_mul(capacity).div_ceil(60));
                Err(self.rate_limited(budget, value, seconds))
            }
            Err(Spent::Broken(error)) => {
                Err(Refused::failed(Why::Failed, Failure::broken(&error, Tongue::of(languages))))
            }
        }
    }

    fn rate_limited(&self, limit: Limit, value: u64, retry_after: u64) -> Refused {
        let mut error = self.settings.limits.exceeded(limit, value, None);
        error.extensions.get_or_insert_default().set("retryAfter", Value::Number(retry_after.into()));
        Refused::new(Why::RateLimited(retry_after), error)
    }

    /// Carries an operation out, within its time, and completes the answer; what it cost.
    async fn carry_out(
        &self,
        ready: Ready<'_>,
        parameters: Parameters,
        (caller, place): (Arc<Caller>, &Place),
    ) -> Result<(Response, u64), Refused> {
        let Ready { document, operation, values, cost } = ready;
        let variables = Variables::from_value(Value::Object(values.clone()));
        let mut request = Request::new(parameters.query).variables(variables).data(caller);
        request.operation_name = parameters.operation_name;
        request.set_parsed_query(document.executable.clone());
        let (begun, time) = (Instant::now(), Duration::from_secs(self.settings.limits.limit_seconds));
        #[expect(clippy::disallowed_methods, reason = "this is the one way to the executor")]
        let work = tokio::time::timeout(time, async {
            let _turn = place.turn().await;
            self.executor.execute(request).await
        });
        // Statements end a little later than the answer, which says why better than they could.
        let mut response = persistence::within(begun, time.saturating_add(GRACE), work).await.map_err(|_| {
            Refused::new(Why::Late, self.settings.limits.exceeded(Limit::Seconds, seconds_since(begun), None))
        })?;
        if response.is_err() && response.errors.iter().all(|error| error.path.is_empty()) {
            return Ok((response, cost));
        }
        let completed = complete::complete(
            (&self.api.types, &document.typed, operation),
            &values,
            std::mem::take(&mut response.data),
            std::mem::take(&mut response.errors),
        );
        (response.data, response.errors) = (completed.data, completed.errors);
        Ok((response, completed.cost))
    }
}

/// How much later than its request a statement ends.
const GRACE: Duration = Duration::from_millis(250);

fn told(requested: u64, actual: u64, left: Left) -> Value {
    let entries = [("requested", requested), ("actual", actual), ("remaining", left.remaining)];
    Value::Object(entries.into_iter().map(|(name, value)| (Name::new(name), Value::Number(value.into()))).collect())
}
