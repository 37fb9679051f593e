//! Passwords: argon2id, off the async threads, a bounded number at once.

use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::{Algorithm, Argon2, Params, Version};
use argon2::{PasswordHasher, PasswordVerifier};
use domain::account::PasswordHash;
use domain::refusal::{Flaw, Problems};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub const MIN_LENGTH: usize = 10;
/// The most; argon2 would take more, but nobody types more.
pub const MAX_LENGTH: usize = 200;
/// zxcvbn's score from which a password is good enough: "safely unguessable" begins at 3 of 4.
const MIN_SCORE: u8 = 3;
/// How many passwords are hashed at once: each takes memory and a core.
const AT_ONCE: usize = 2;

/// What a password costs. OWASP's minimum for argon2id is 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    params: Params,
    slots: Arc<Semaphore>,
    /// The hash of a password nobody has: verified where there is no account, so that it takes as long.
    dummy: PasswordHash,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passwords").field("params", &self.params).finish_non_exhaustive()
    }
}

/// The machine could not hash: out of memory or randomness.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct Broken(String);

fn broken(error: impl std::fmt::Display) -> Broken {
    Broken(error.to_string())
}

impl Passwords {
    /// Hashes with this cost from now on.
    ///
    /// # Errors
    /// A cost that argon2 does not allow.
    pub fn new(cost: Cost) -> Result<Self, Broken> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(broken)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let dummy = hash_with(&argon, "nobody has this password")?;
        Ok(Self { argon, params, slots: Arc::new(Semaphore::new(AT_ONCE)), dummy })
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// The machine is out of memory or randomness.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, Broken> {
        let argon = self.argon.clone();
        self.run(move || hash_with(&argon, &password)).await?
    }

    /// Notes what is wrong with a new password, as [`check`] does, off the async threads.
    ///
    /// # Errors
    /// The machine is out of memory.
    pub async fn check(
        &self,
        problems: &mut Problems,
        path: &'static str,
        password: &str,
        about: &[&str],
    ) -> Result<(), Broken> {
        let password = password.to_owned();
        let about: Vec<String> = about.iter().map(|text| text.chars().take(MAX_LENGTH).collect()).collect();
        let found = self
            .run(move || {
                let mut problems = Problems::default();
                check(&mut problems, path, &password, &about.iter().map(String::as_str).collect::<Vec<_>>());
                problems.into_vec()
            })
            .await?;
        for problem in found {
            problems.add(problem.path, problem.flaw);
        }
        Ok(())
    }

    /// Whether it is the password of this hash; with no hash it takes as long and is not.
    ///
    /// # Errors
    /// The machine is out of memory.
    pub async fn verify(&self, password: String, hash: Option<PasswordHash>) -> Result<bool, Broken> {
        let argon = self.argon.clone();
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.clone());
        let right = self
            .run(move || {
                let parsed = Phc::new(&hash.0).map_err(broken)?;
                Ok::<_, Broken>(argon.verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await??;
        Ok(right && exists)
    }

    /// Whether the hash was made with another cost and should be made anew.
    #[must_use]
    pub fn is_outdated(&self, hash: &PasswordHash) -> bool {
        let params = Phc::new(&hash.0).ok().and_then(|parsed| Params::try_from(&parsed).ok());
        params.is_none_or(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
        })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Broken> {
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(broken)?;
        // The slot goes with the work: a client that hangs up does not free it before the work is done.
        let work = move || {
            let done = work();
            drop(slot);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(broken)
    }
}

fn hash_with(argon: &Argon2<'_>, password: &str) -> Result<PasswordHash, Broken> {
    argon.hash_password(password.as_bytes()).map(|hash| PasswordHash(hash.to_string())).map_err(broken)
}

/// Notes what is wrong with a new password: too short, too long, or easily guessed, knowing whose it is.
pub fn check(problems: &mut Problems, path: &str, password: &str, about_the_person: &[&str]) {
    let length = password.chars().count();
    if length < MIN_LENGTH {
        problems.add(path, Flaw::TooShort { min: MIN_LENGTH });
    } else if length > MAX_LENGTH {
        problems.add(path, Flaw::TooLong { max: MAX_LENGTH });
    } else if u8::from(zxcvbn::zxcvbn(password, about_the_person).score()) < MIN_SCORE {
        problems.add(path, Flaw::WeakPassword);
    }
}
