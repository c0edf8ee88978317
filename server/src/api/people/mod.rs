//! People: who is there, what lets them in, and who may do what.

pub mod invitations;
pub mod me;
pub mod members;
pub mod notifications;
pub mod session;
pub mod shares;
pub mod tokens;
pub mod trail;
pub mod webhooks;
pub mod workspaces;

use topology::Problem;

use crate::error::ApiError;
use crate::people::secret::Secret;

/// Days that something lasts which somebody chose, within limits.
fn lasting(days: Option<u16>, usual: u16, most: u16) -> Result<i64, ApiError> {
    let days = days.unwrap_or(usual);
    if days == 0 || days > most {
        let problem = Problem::at("/days", format!("{days} days: expected 1 to {most}"));
        return Err(ApiError::Refused(vec![problem]));
    }
    Ok(i64::from(days) * 24 * 3600)
}

fn secret(beginning: &str) -> Result<Secret, ApiError> {
    Secret::new(beginning).ok_or_else(|| ApiError::Internal("the system has no random numbers".to_owned()))
}

fn refused(place: &str, message: impl ToString) -> ApiError {
    ApiError::Refused(vec![Problem::at(place, message.to_string())])
}
