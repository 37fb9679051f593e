//! How the front door is set.

use super::address::ProxyHeader;
use super::limits::{Limit, Limits};
use crate::graphql::page;
use axum::http::HeaderValue;
use clap::{ArgAction, Args};
use ipnet::IpNet;
use std::net::IpAddr;
use url::Url;

/// The deepest nesting that can be set: what comes deeper might not fit on a stack.
const NESTING: u64 = 200;

/// The front door's settings.
#[derive(Args, Clone, Debug)]
pub struct DoorSettings {
    /// How much a request may ask for.
    #[command(flatten)]
    pub limits: Limits,
    /// Whether clients may ask for the types of the API, as GraphiQL and code generators do.
    #[arg(long, env = "MITEINANDER_INTROSPECTION", default_value_t = true, action = ArgAction::Set, value_name = "BOOLEAN")]
    pub introspection: bool,
    /// Whether errors say what a client may have meant.
    #[arg(long, env = "MITEINANDER_SUGGESTIONS", default_value_t = true, action = ArgAction::Set, value_name = "BOOLEAN")]
    pub suggestions: bool,
    /// MiB of memory for documents that were looked at before.
    #[arg(long, env = "MITEINANDER_DOCUMENT_CACHE_MIB", default_value_t = 32, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub document_cache_mib: u64,
    /// Reverse proxies that are believed when they say whom they speak for: addresses and networks, with commas between.
    #[arg(long, env = "MITEINANDER_TRUSTED_PROXIES", value_delimiter = ',', value_name = "ADDRESSES", value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they say so.
    #[arg(long, env = "MITEINANDER_PROXY_HEADER", default_value = "x-forwarded-for", value_name = "HEADER")]
    pub proxy_header: ProxyHeader,
    /// Origins of pages that may call the API from a browser, with commas between: `https://portal.example`; `*` for all.
    #[arg(long, env = "MITEINANDER_ALLOWED_ORIGINS", value_delimiter = ',', default_value = "*", value_name = "ORIGINS", value_parser = origin)]
    pub allowed_origins: Vec<HeaderValue>,
    /// Whether answers in `application/graphql-response+json` have the statuses of the newer draft of GraphQL over HTTP: 422
    /// for documents and variables that are not valid, 294 for answers with data and errors.
    #[arg(long, env = "MITEINANDER_DRAFT_STATUSES", default_value_t = false, action = ArgAction::Set, value_name = "BOOLEAN")]
    pub draft_statuses: bool,
}

/// `*`, or scheme, host and port without a path.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let text = text.trim();
    let is_origin = text == "*" || Url::parse(text).is_ok_and(|url| url.origin().ascii_serialization() == text);
    let value = HeaderValue::from_str(text).ok().filter(|_| is_origin);
    value.ok_or_else(|| "expected * or an origin like https://portal.example".to_owned())
}

/// A network, or the network of one address.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| "expected an address or a network like 10.0.0.0/8".to_owned())
}

impl Default for DoorSettings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            introspection: true,
            suggestions: true,
            document_cache_mib: 32,
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::XForwardedFor,
            allowed_origins: vec![HeaderValue::from_static("*")],
            draft_statuses: false,
        }
    }
}

impl DoorSettings {
    /// Whether the settings fit together.
    ///
    /// # Errors
    /// Which do not, and what would be right.
    pub fn check(&self) -> Result<(), String> {
        let (most, nesting) = (NESTING, self.limits.limit_nesting);
        if nesting > most {
            return Err(format!("{}: {nesting} is too deep; set it to {most} at most", Limit::Nesting.setting()));
        }
        let (most, page) = (page::MOST.unsigned_abs().into(), self.limits.limit_page);
        if page > most {
            return Err(format!("{}: {page} is too long; set it to {most} at most", Limit::Page.setting()));
        }
        for budget in [Limit::VisitorBudget, Limit::AccountBudget] {
            let (most, cost) = (self.limits.maximum(budget), self.limits.limit_cost);
            if most < cost {
                let (budget, limit) = (budget.setting(), Limit::Cost.setting());
                return Err(format!(
                    "{budget}: {most} is less than what one operation may cost; set it to {cost} at least, or lower {limit}"
                ));
            }
        }
        Ok(())
    }

    /// Bytes of memory for documents that were looked at before.
    #[must_use]
    pub const fn document_cache_bytes(&self) -> u64 {
        self.document_cache_mib << 20
    }
}
