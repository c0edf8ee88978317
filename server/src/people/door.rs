//! The door: who is there, and what they may do where they want to go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::http::{HeaderMap, header};
use tokio::sync::broadcast;

use super::access::Need;
use super::cookie::{self, Kind};
use super::oidc::Provider;
use super::secret::digest;
use super::{Attempts, Person, Role, Site, rate::Rates};
use crate::clock;
use crate::error::ApiError;
use crate::store::Store;

/// How long a session lasts that is used every week.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3600;
/// How long a session lasts that is not used.
const IDLE_SECONDS: i64 = 7 * 24 * 3600;
/// How exactly it is noted when a session was used.
const SEEN_SECONDS: i64 = 3600;

/// What somebody shows at the door. Secrets are held as what is kept of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ticket {
    /// Nothing, where nobody has an account.
    Local,
    /// A session's cookie.
    Session(String),
    /// A program's token.
    Token(String),
    /// A share link.
    Share(String),
}

/// Who a ticket lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The account's id, `local`, or `share-` and the link's id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The greatest role that the ticket is good for.
    most: Role,
    /// The one topology that the ticket is good for, if it is a share link.
    only: Option<String>,
}

/// Where somebody wants to go.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// To a topology.
    Topology(&'a str),
    /// To a workspace.
    Workspace(&'a str),
    /// To the first workspace of their own.
    First,
    /// Nowhere in particular.
    Nowhere,
}

/// Somebody who came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The person.
    pub person: Person,
    /// What they showed.
    pub ticket: Ticket,
    /// The workspace that the request is about; none where it is about none.
    pub workspace: Option<String>,
}

/// Who may come in. One a server.
pub struct Door {
    store: Store,
    /// Where the server is.
    pub site: Site,
    /// Who tried to sign in.
    pub attempts: Attempts,
    /// The identity provider, if there is one.
    pub provider: Option<Provider>,
    rates: Rates,
    accounts: AtomicBool,
    changed: broadcast::Sender<()>,
}

impl Door {
    /// The door of a server.
    #[must_use]
    pub fn new(store: Store, site: Site, provider: Option<Provider>) -> Self {
        Self {
            store,
            site,
            attempts: Attempts::default(),
            provider,
            rates: Rates::default(),
            accounts: AtomicBool::new(false),
            changed: broadcast::channel(16).0,
        }
    }

    /// Whether people need an account: as soon as there is one. Asked every time until then, since the command line makes the first one while the server runs.
    ///
    /// # Errors
    /// [`ApiError::Store`].
    pub async fn has_accounts(&self) -> Result<bool, ApiError> {
        if self.accounts.load(Ordering::Relaxed) {
            return Ok(true);
        }
        // A server that others reach is never without a door, whatever its database says.
        let has = !self.site.is_private() || self.store.has_accounts().await?;
        self.accounts.store(has, Ordering::Relaxed);
        Ok(has)
    }

    /// What people call the identity provider, if there is one.
    #[must_use]
    pub fn provider_name(&self) -> Option<&str> {
        self.provider.as_ref().map(Provider::name)
    }

    /// Tells open sockets that what people may do has changed.
    pub fn tell_changed(&self) {
        let _nobody = self.changed.send(());
    }

    /// Hears when what people may do has changed.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<()> {
        self.changed.subscribe()
    }

    /// Everything that a request shows, the strongest first. A token stands for itself: what else the request brings is not looked at.
    ///
    /// # Errors
    /// [`ApiError::Store`].
    pub async fn tickets(&self, headers: &HeaderMap) -> Result<Vec<Ticket>, ApiError> {
        if !self.has_accounts().await? {
            return Ok(vec![Ticket::Local]);
        }
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let text = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
            return Ok(text.map(|text| Ticket::Token(digest(text.trim()))).into_iter().collect());
        }
        let session = cookie::read(headers, &self.site, Kind::Session).map(|text| Ticket::Session(digest(&text)));
        let share = cookie::read(headers, &self.site, Kind::Share).map(|text| Ticket::Share(digest(&text)));
        Ok(session.into_iter().chain(share).collect())
    }

    /// Who a ticket lets in; none where it is unknown or has expired.
    ///
    /// # Errors
    /// [`ApiError::Store`].
    pub async fn who(&self, ticket: &Ticket) -> Result<Option<Who>, ApiError> {
        let now = clock::now();
        Ok(match ticket {
            Ticket::Local if self.has_accounts().await? => None,
            Ticket::Local => {
                let Person { id, name, role } = Person::local();
                Some(Who { id, name, most: role, only: None })
            }
            Ticket::Session(hash) => match self.store.session(hash, &now, &clock::from_now(-IDLE_SECONDS)).await? {
                Some(found) => {
                    if found.seen < clock::from_now(-SEEN_SECONDS) {
                        self.store.session_seen(hash, &now).await?;
                    }
                    Some(Who { id: found.id, name: found.name, most: Role::Owner, only: None })
                }
                None => None,
            },
            Ticket::Token(hash) => match self.store.token(hash, &now).await? {
                Some((found, most)) => {
                    let day = now.get(..10).unwrap_or_default();
                    if found.seen != day {
                        self.store.token_used(hash, day).await?;
                    }
                    Some(Who { id: found.id, name: found.name, most, only: None })
                }
                None => None,
            },
            Ticket::Share(hash) => self.store.shared(hash, &now).await?.map(|share| Who {
                id: format!("share-{}", share.id),
                name: "Visitor".to_owned(),
                most: Role::Viewer,
                only: Some(share.topology),
            }),
        })
    }

    /// The person's role in a place, and its workspace; none where there is no such place for them.
    async fn role(&self, who: &Who, place: Place<'_>) -> Result<Option<(Role, Option<String>)>, ApiError> {
        let local = who.id == super::LOCAL;
        let workspace = match place {
            Place::Nowhere => return Ok(Some((who.most, None))),
            Place::Topology(id) => match self.store.workspace_of(id).await? {
                Some(workspace) => workspace,
                None => return Ok(None),
            },
            Place::Workspace(id) => id.to_owned(),
            Place::First if local => crate::store::people::MAIN.to_owned(),
            Place::First => match self.store.workspaces(&who.id).await?.into_iter().next() {
                Some(first) => first.id,
                None => return Ok(None),
            },
        };
        let role = match (&who.only, place) {
            (Some(only), Place::Topology(id)) => (only == id).then_some(who.most),
            (Some(_), _) => None,
            (None, _) if local => Some(who.most),
            (None, _) => self.store.role(&workspace, &who.id).await?.map(|role| role.min(who.most)),
        };
        Ok(role.map(|role| (role, Some(workspace))))
    }

    /// Counts a request of somebody who came in.
    ///
    /// # Errors
    /// [`ApiError::TooMany`] where there were too many.
    pub fn count(&self, person: &Person) -> Result<(), ApiError> {
        // The one person of a private machine may make it work.
        let wait = (person.id != super::LOCAL).then(|| self.rates.count(&person.id, Instant::now())).flatten();
        wait.map_or(Ok(()), |wait| Err(ApiError::TooMany { seconds: wait.as_secs() + 1 }))
    }

    /// Lets the first of these tickets in that is good for the need; says why not where none is.
    ///
    /// # Errors
    /// [`ApiError::SignedOut`], [`ApiError::NotFound`] for what is none of theirs, [`ApiError::Role`].
    pub async fn admit(&self, tickets: &[Ticket], need: Need, place: Place<'_>) -> Result<Visit, ApiError> {
        let mut refusal = ApiError::SignedOut;
        for ticket in tickets {
            let Some(who) = self.who(ticket).await? else { continue };
            let local = who.id == super::LOCAL;
            let needed = match need {
                Need::Nothing | Need::Person => Role::Viewer,
                Need::Account if local => return Err(ApiError::NoAccounts),
                Need::Account if who.only.is_some() => continue,
                Need::Account => Role::Viewer,
                Need::Members(_) if who.only.is_some() => continue,
                Need::Topology(role) | Need::Members(role) | Need::Workspace(role) | Need::Chosen(role) => role,
            };
            match self.role(&who, place).await? {
                None => refusal = missing(place),
                Some((held, _)) if held < needed => refusal = ApiError::Role { needed, held },
                Some((role, workspace)) => {
                    let person = Person { id: who.id, name: who.name, role };
                    return Ok(Visit { person, ticket: ticket.clone(), workspace });
                }
            }
        }
        Err(refusal)
    }
}

/// What is not there and what is none of theirs look the same.
fn missing(place: Place<'_>) -> ApiError {
    match place {
        Place::Topology(id) => ApiError::NotFound { what: "topology", name: id.to_owned() },
        Place::Workspace(id) => ApiError::NotFound { what: "workspace", name: id.to_owned() },
        Place::First | Place::Nowhere => ApiError::NoWorkspace,
    }
}
