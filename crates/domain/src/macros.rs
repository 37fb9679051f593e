//! The one macro of this crate, for closed sets that are text in the database and in the API; and snapshots for tests.

/// Declares an enum whose variants have a fixed text, the same in Rust's `as_str`, in SQL, in JSON and in GraphQL.
macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The text that stands for this member everywhere outside of Rust.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::refusal::Flaw;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::refusal::Flaw::Unknown),
                }
            }
        }
    };
}

pub(crate) use text_enum;

/// Compares a table with the file of that name beside the crate, which people have read. `UPDATE_SNAPSHOTS=1` writes it.
#[cfg(test)]
pub(crate) fn assert_snapshot(file: &str, table: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, table).expect("the snapshot can be written");
    }
    let read = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(read == table, "{file} changed; look at it and run again with UPDATE_SNAPSHOTS=1:\n{table}");
}
