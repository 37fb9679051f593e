//! Tokens: access tokens (JWT, EdDSA) that name a session, and refresh tokens (opaque, 256 bits).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::Id;
use domain::session::{Session, TokenHash};
use domain::time::Timestamp;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long an access token is good for: 15 minutes.
pub const ACCESS_SECONDS: i64 = 15 * 60;

const ISSUER: &str = "miteinander";
const AUDIENCE: &str = "miteinander-api";

/// The keys that sign access tokens: the first signs, all of them verify. To rotate, put a new one in front and take
/// the old one out a quarter of an hour later.
pub struct Keys(Vec<Key>);

struct Key {
    id: String,
    public: [u8; 32],
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|key| &key.id)).finish()
    }
}

/// Keys that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is none.
    #[error("there is no private key in it; expected one or more `-----BEGIN PRIVATE KEY-----` blocks")]
    Empty,
    /// One is not an Ed25519 key.
    #[error("not an Ed25519 private key in PKCS#8 PEM: {0}")]
    NotAKey(String),
    /// The machine has no randomness.
    #[error("no key could be made: {0}")]
    NoRandomness(String),
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// The session; the account is not named, so that a token tells nothing about a person.
    sub: String,
    iat: i64,
    exp: i64,
}

/// Makes a key, as PKCS#8 PEM.
///
/// # Errors
/// The machine has no randomness.
pub fn generate() -> Result<String, KeyError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| KeyError::NoRandomness(error.to_string()))?;
    let pem = SigningKey::from_bytes(&seed).to_pkcs8_pem(LineEnding::LF);
    pem.map(|pem| pem.to_string()).map_err(|error| KeyError::NotAKey(error.to_string()))
}

const END: &str = "-----END PRIVATE KEY-----";

impl Keys {
    /// Reads keys from PEM blocks.
    ///
    /// # Errors
    /// There is none, or one is not an Ed25519 key.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let blocks = text.split_inclusive(END).map(str::trim).filter(|block| block.ends_with(END));
        let keys = blocks.map(Key::from_pem).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(KeyError::Empty) } else { Ok(Self(keys)) }
    }

    /// An access token for a session.
    ///
    /// # Errors
    /// The key cannot sign.
    pub fn sign(&self, session: Id<Session>, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let key = &self.0[0];
        let issued = now.micros() / 1_000_000;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: session.to_string(),
            iat: issued,
            exp: issued + ACCESS_SECONDS,
        };
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &key.encoding)
    }

    /// The session an access token names, if it is ours and still good.
    #[must_use]
    pub fn verify(&self, token: &str, now: Timestamp) -> Option<Id<Session>> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let key = self.0.iter().find(|key| key.id == kid)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Compared with our own clock below, which tests can move.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation).ok()?.claims;
        (now.micros() / 1_000_000 < claims.exp).then(|| claims.sub.parse().ok()).flatten()
    }

    /// The public keys as a JWK set (RFC 7517, RFC 8037).
    #[must_use]
    pub fn jwks(&self) -> serde_json::Value {
        let key = |key: &Key| {
            serde_json::json!({
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                "kid": key.id, "x": URL_SAFE_NO_PAD.encode(key.public),
            })
        };
        serde_json::json!({ "keys": self.0.iter().map(key).collect::<Vec<_>>() })
    }
}

impl Key {
    fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let not_a_key = |error: &dyn std::fmt::Display| KeyError::NotAKey(error.to_string());
        let signing = SigningKey::from_pkcs8_pem(pem).map_err(|error| not_a_key(&error))?;
        let public = signing.verifying_key().to_bytes();
        let encoding = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|error| not_a_key(&error))?;
        let decoding =
            DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(public)).map_err(|error| not_a_key(&error))?;
        let id = URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..9]);
        Ok(Self { id, public, encoding, decoding })
    }
}

/// A refresh token as the client keeps it, and its hash as we keep it.
#[derive(Clone)]
pub struct Refresh {
    /// The token.
    pub token: String,
    /// Its hash.
    pub hash: TokenHash,
}

impl Refresh {
    /// Of 256 random bits.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        let token = URL_SAFE_NO_PAD.encode(random);
        let hash = hash(&token);
        Self { token, hash }
    }
}

/// The hash under which a refresh token is kept. The token is random, so that a fast hash is enough; looked up by the
/// hash, so that nothing secret is compared byte by byte.
#[must_use]
pub fn hash(token: &str) -> TokenHash {
    Sha256::digest(token).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn session() -> Id<Session> {
        Id::from_uuid(uuid::Uuid::from_u128(7))
    }

    #[test]
    fn a_token_is_good_for_fifteen_minutes() {
        let keys = Keys::from_pem(&generate().expect("a key")).expect("keys");
        let token = keys.sign(session(), NOW).expect("a token");
        assert_eq!(keys.verify(&token, NOW.plus_seconds(ACCESS_SECONDS - 1)), Some(session()));
        assert_eq!(keys.verify(&token, NOW.plus_seconds(ACCESS_SECONDS)), None);
    }

    #[test]
    fn a_rotated_key_still_verifies_and_a_foreign_one_does_not() {
        let (old, new) = (generate().expect("a key"), generate().expect("a key"));
        let token = Keys::from_pem(&old).expect("keys").sign(session(), NOW).expect("a token");
        assert_eq!(Keys::from_pem(&format!("{new}\n{old}")).expect("keys").verify(&token, NOW), Some(session()));
        assert_eq!(Keys::from_pem(&new).expect("keys").verify(&token, NOW), None);
    }

    #[test]
    fn a_changed_token_and_other_algorithms_are_refused() {
        let keys = Keys::from_pem(&generate().expect("a key")).expect("keys");
        let token = keys.sign(session(), NOW).expect("a token");
        let parts: Vec<&str> = token.split('.').collect();
        let none = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"none","kid":"{}"}}"#, keys.0[0].id));
        assert_eq!(keys.verify(&format!("{none}.{}.", parts[1]), NOW), None);
        assert_eq!(keys.verify(&format!("{}.{}A.{}", parts[0], parts[1], parts[2]), NOW), None);
        assert_eq!(keys.verify("", NOW), None);
    }
}
