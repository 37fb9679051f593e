//! What the caller may do with an object: exactly what the mutations accept.

use super::caller::Caller;
use super::payload::{UserError, user_errors};
use async_graphql::SimpleObject;
use domain::organisation;

/// A mutation your role allows on this object.
#[derive(SimpleObject, Clone)]
pub struct AvailableAction {
    /// The mutation: `publishOffer`.
    mutation: String,
    /// Whether it would be accepted now.
    is_available: bool,
    /// Why not, everything at once; empty if it is available.
    reasons: Vec<UserError>,
}

/// As the API shows them.
pub fn available(actions: Vec<organisation::AvailableAction>, caller: &Caller) -> Vec<AvailableAction> {
    let show = |action: organisation::AvailableAction| AvailableAction {
        mutation: mutation(action.deed.as_str()),
        is_available: action.obstacle.is_none(),
        reasons: action.obstacle.map(|refusal| user_errors(&refusal, caller.tongue)).unwrap_or_default(),
    };
    actions.into_iter().map(show).collect()
}

/// `PUBLISH_OFFER` → `publishOffer`.
fn mutation(deed: &str) -> String {
    let mut parts = deed.split('_').map(str::to_ascii_lowercase);
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |name, part| name + &part[..1].to_ascii_uppercase() + &part[1..])
}
