//! Signing in with an identity provider: OpenID Connect, the code flow with PKCE.
//!
//! The provider's addresses and keys are asked for at every sign-in, so that new keys need no restart. What a browser carries of a way that has begun is one random word; everything else stays here.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::url::Url;
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};

use super::{Role, secret};
use crate::fetch::agent;
use crate::live::aside;

/// How long somebody may take at the provider.
pub const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// Ways that have begun and are remembered at once.
const MOST: usize = 10_000;
/// How long the provider may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of an answer of the provider that are read.
const LONGEST: u64 = 1024 * 1024;

/// Who the provider is, and what it knows this server by.
#[derive(Clone)]
pub struct Settings {
    /// Its address, as its tokens name it.
    pub issuer: Url,
    /// This server's id there.
    pub client: String,
    /// This server's secret there; none for a public client.
    pub secret: Option<String>,
    /// What people call it.
    pub name: String,
    /// The role in the first workspace of whoever signs in for the first time; without one they need an invitation.
    pub role: Option<Role>,
}

/// Why signing in with the provider did not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The provider does not answer as it should.
    #[error("the identity provider at {issuer} can't be used: {message}")]
    Provider {
        /// Its address.
        issuer: String,
        /// What went wrong.
        message: String,
    },
    /// The browser came back without a way that has begun.
    #[error("this sign-in was not begun here, or it took longer than 15 minutes")]
    Stranger,
    /// The provider says no.
    #[error("the identity provider says: {0}")]
    Refused(String),
    /// What the provider says of the person can't be believed.
    #[error("what the identity provider says can't be believed: {0}")]
    Unbelievable(String),
}

/// A way to the provider that has begun.
pub struct Journey {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    /// Where the person wants to go.
    pub to: String,
    /// The invitation that the person follows.
    pub invitation: Option<String>,
    begun: Instant,
}

/// What the provider says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's address.
    pub issuer: String,
    /// Whom it means: never changes, never given to another.
    pub subject: String,
    /// A name to sign in with that suits.
    pub account: String,
    /// What people read.
    pub name: String,
}

/// The provider, and who is on the way to it.
pub struct Provider {
    settings: Settings,
    /// Where the provider sends people back to.
    back: String,
    journeys: Mutex<BTreeMap<String, Journey>>,
}

impl Provider {
    /// A provider that sends people back to a server.
    #[must_use]
    pub fn new(settings: Settings, base: &str) -> Self {
        Self { settings, back: format!("{base}/sign-in/back"), journeys: Mutex::default() }
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// The role of whoever signs in for the first time.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.settings.role
    }

    /// Begins a way to the provider: the word for the browser's cookie, and the address to go to.
    ///
    /// # Errors
    /// [`OidcError::Provider`].
    pub async fn begin(&self, to: String, invitation: Option<String>) -> Result<(String, String), OidcError> {
        let (settings, back) = (self.settings.clone(), self.back.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let work = move || -> Result<_, OidcError> {
            let client = client(&settings)?;
            let back = RedirectUrl::new(back).map_err(|error| settings.failed(&error))?;
            let client = client.set_redirect_uri(back);
            let mut request = client.authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            );
            for scope in ["profile", "email"] {
                request = request.add_scope(Scope::new(scope.to_owned()));
            }
            Ok(request.set_pkce_challenge(challenge).url())
        };
        let (url, state, nonce) = aside(work).await.map_err(|error| self.settings.failed(&error))??;
        let word = secret::random().ok_or_else(|| self.settings.failed(&"the system has no random numbers"))?;
        let begun = Instant::now();
        let mut journeys = self.journeys.lock().unwrap_or_else(PoisonError::into_inner);
        if journeys.len() >= MOST {
            journeys.retain(|_, journey| begun.saturating_duration_since(journey.begun) < PATIENCE);
        }
        if journeys.len() >= MOST {
            journeys.clear();
        }
        journeys.insert(word.clone(), Journey { state, nonce, verifier, to, invitation, begun });
        Ok((word, url.into()))
    }

    /// The way of a browser's word, if it comes back with the right state. It can be gone once.
    ///
    /// # Errors
    /// [`OidcError::Stranger`].
    pub fn back(&self, word: &str, state: &str) -> Result<Journey, OidcError> {
        let mut journeys = self.journeys.lock().unwrap_or_else(PoisonError::into_inner);
        let journey = journeys.remove(word).ok_or(OidcError::Stranger)?;
        let fits = journey.state.secret() == state && journey.begun.elapsed() < PATIENCE;
        if fits { Ok(journey) } else { Err(OidcError::Stranger) }
    }

    /// Exchanges the code for what the provider says of the person, and checks that it says it: signature, issuer, audience, expiry, nonce.
    ///
    /// # Errors
    /// [`OidcError::Provider`], [`OidcError::Refused`], [`OidcError::Unbelievable`].
    pub async fn identity(
        &self,
        journey: Journey,
        code: String,
    ) -> Result<(Identity, String, Option<String>), OidcError> {
        let (settings, back) = (self.settings.clone(), self.back.clone());
        let Journey { nonce, verifier, to, invitation, .. } = journey;
        let identity = aside(move || exchanged(&settings, back, code, verifier, &nonce)).await;
        Ok((identity.map_err(|error| self.settings.failed(&error))??, to, invitation))
    }
}

impl Settings {
    fn failed(&self, error: &dyn std::fmt::Display) -> OidcError {
        OidcError::Provider { issuer: self.issuer.to_string(), message: error.to_string() }
    }
}

type Found = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

/// Asks the provider what it can do, and for its keys.
fn client(settings: &Settings) -> Result<Found, OidcError> {
    // Tokens name the issuer to the byte; an address that is only a host is named without the slash that a parser adds.
    let issuer = settings.issuer.as_str();
    let bare = settings.issuer.path() == "/";
    let issuer = IssuerUrl::new(if bare { issuer.trim_end_matches('/') } else { issuer }.to_owned());
    let issuer = issuer.map_err(|error| settings.failed(&error))?;
    let metadata = CoreProviderMetadata::discover(&issuer, &fetch).map_err(|error| settings.failed(&chain(&error)))?;
    let secret = settings.secret.clone().map(ClientSecret::new);
    Ok(CoreClient::from_provider_metadata(metadata, ClientId::new(settings.client.clone()), secret))
}

fn exchanged(
    settings: &Settings,
    back: String,
    code: String,
    verifier: PkceCodeVerifier,
    nonce: &Nonce,
) -> Result<Identity, OidcError> {
    let unbelievable = |error: &dyn std::fmt::Display| OidcError::Unbelievable(error.to_string());
    let back = RedirectUrl::new(back).map_err(|error| settings.failed(&error))?;
    let client = client(settings)?.set_redirect_uri(back);
    let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| settings.failed(&error))?;
    let answer =
        request.set_pkce_verifier(verifier).request(&fetch).map_err(|error| OidcError::Refused(chain(&error)))?;
    let token = answer.id_token().ok_or_else(|| unbelievable(&"it sent no ID token"))?;
    let judge = client.id_token_verifier();
    let claims = token.claims(&judge, nonce).map_err(|error| unbelievable(&chain(&error)))?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token.signing_alg().map_err(|error| unbelievable(&error))?;
        let key = token.signing_key(&judge).map_err(|error| unbelievable(&error))?;
        let found = AccessTokenHash::from_token(answer.access_token(), algorithm, key);
        if found.map_err(|error| unbelievable(&error))? != *expected {
            return Err(unbelievable(&"its two tokens don't belong together"));
        }
    }
    let subject = claims.subject().as_str().to_owned();
    let mailbox = claims.email().and_then(|email| email.as_str().split('@').next()).unwrap_or_default();
    let wanted = claims.preferred_username().map_or(mailbox, |name| name.as_str());
    let full = claims.name().and_then(|name| name.get(None)).map_or(wanted, |name| name.as_str());
    Ok(Identity {
        issuer: claims.issuer().as_str().to_owned(),
        account: wanted.split('@').next().unwrap_or(wanted).to_owned(),
        name: if full.is_empty() { subject.clone() } else { full.to_owned() },
        subject,
    })
}

/// An error with its causes: the first alone says little.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

/// One request, without following where an answer leads: that could be anywhere.
fn fetch(request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = agent(TIMEOUT).run(request)?.into_parts();
    let bytes = body.with_config().limit(LONGEST).read_to_vec()?;
    Ok(HttpResponse::from_parts(parts, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider() -> Provider {
        let settings = Settings {
            issuer: "https://id.example.org/".parse().unwrap(),
            client: "groundplan".to_owned(),
            secret: None,
            name: "Example".to_owned(),
            role: None,
        };
        Provider::new(settings, "https://plans.example.org")
    }

    fn began(provider: &Provider, word: &str, begun: Instant) {
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        let (state, nonce) = (CsrfToken::new("state".to_owned()), Nonce::new_random());
        let journey = Journey { state, nonce, verifier, to: "/".to_owned(), invitation: None, begun };
        provider.journeys.lock().unwrap().insert(word.to_owned(), journey);
    }

    #[test]
    fn a_way_is_gone_once_by_the_one_who_began_it() {
        let provider = provider();
        let now = Instant::now();
        began(&provider, "word", now);
        assert!(provider.back("other", "state").is_err(), "another browser");
        assert!(provider.back("word", "state").is_ok());
        assert!(provider.back("word", "state").is_err(), "again");
        began(&provider, "word", now);
        assert!(provider.back("word", "forged").is_err(), "another state");
        assert!(provider.back("word", "state").is_err(), "a wrong try ends it");
    }

    #[tokio::test]
    async fn a_provider_that_is_not_there_is_told() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let mut provider = provider();
        provider.settings.issuer = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        drop(listener);
        let error = provider.begin("/".to_owned(), None).await.unwrap_err();
        assert!(matches!(&error, OidcError::Provider { issuer, .. } if issuer.contains("127.0.0.1")), "{error}");
    }
}
