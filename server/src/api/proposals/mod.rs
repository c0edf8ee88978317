//! Proposals: made, read, described, discussed, decided, merged.

pub mod audit;
pub mod comparison;
pub mod decisions;
pub mod list;
pub mod one;
pub mod threads;

use crate::clock;
use crate::error::ApiError;
use crate::people::{LOCAL, Person};
use crate::state::State;
use crate::store::review::By;

/// The person of a request, and now.
pub(super) struct Actor {
    person: Person,
    time: String,
}

impl Actor {
    pub(super) fn of(person: Person) -> Self {
        Self { person, time: clock::now() }
    }

    pub(super) fn by(&self) -> By<'_> {
        By { actor: &self.person.id, name: &self.person.name, time: &self.time }
    }

    /// Whether nobody else can sign in here.
    fn is_alone(&self) -> bool {
        self.person.id == LOCAL
    }
}

/// How many approvals a merge needs: what was said for the topology, else one, and none where nobody else could give it.
async fn required(state: &State, topology: &str, actor: &Actor) -> Result<i64, ApiError> {
    let said = state.hub.store().required_approvals(topology).await?;
    Ok(said.unwrap_or(if actor.is_alone() { 0 } else { 1 }))
}
