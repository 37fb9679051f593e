//! How the front door is set.

use super::limits::Limits;
use clap::{ArgAction, Args};

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
}

impl Default for DoorSettings {
    fn default() -> Self {
        Self { limits: Limits::default(), introspection: true, suggestions: true, document_cache_mib: 32 }
    }
}

impl DoorSettings {
    /// Bytes of memory for documents that were looked at before.
    #[must_use]
    pub const fn document_cache_bytes(&self) -> u64 {
        self.document_cache_mib << 20
    }
}
