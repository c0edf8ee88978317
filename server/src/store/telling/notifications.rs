//! What people are told inside the product: that they are asked, named, answered or merged.

use serde::Serialize;
use sqlx::{FromRow, Sqlite, Transaction};
use utoipa::ToSchema;

use crate::store::review::Note;
use crate::store::{Store, StoreError};

/// Notifications that are kept of each person.
const KEPT: i64 = 200;

/// Something that a person is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromRow, ToSchema)]
pub struct Notification {
    /// Its number among the person's own, from 1.
    pub number: i64,
    /// When (RFC 3339, UTC).
    pub time: String,
    /// `mentioned`, `review-requested`, `commented`, `suggested`, `approved`, `changes-requested`, `approval-dismissed`, `merged` or `closed`.
    pub event: String,
    /// The topology.
    pub topology: String,
    /// The proposal.
    pub proposal: i64,
    /// The proposal's title.
    pub title: String,
    /// Who did it, by id.
    pub actor: String,
    /// Whether the person has seen it.
    pub seen: bool,
}

impl Store {
    /// What a person is told, the newest first, while they are a member of the workspace that it is about.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn notifications(&self, account: &str) -> Result<Vec<Notification>, StoreError> {
        let found = sqlx::query_as(
            "SELECT n.number, n.time, n.event, n.topology, n.proposal, n.title, n.actor, n.seen
             FROM notifications n JOIN topologies t ON t.id = n.topology
             JOIN members m ON m.workspace = t.workspace AND m.account = n.account
             WHERE n.account = ? ORDER BY n.number DESC LIMIT ?",
        );
        Ok(found.bind(account).bind(KEPT).fetch_all(&self.pool).await?)
    }

    /// Notes that a person has seen everything up to a number.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn notifications_seen(&self, account: &str, until: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE notifications SET seen = 1 WHERE account = ? AND number <= ? AND seen = 0")
            .bind(account)
            .bind(until)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Tells people of what was noted: whom it names, who is asked, and whose proposal it is. Nobody is told of what they do themselves.
pub(in crate::store) async fn notify(
    transaction: &mut Transaction<'_, Sqlite>,
    note: &Note<'_>,
) -> Result<(), StoreError> {
    let Some(proposal) = note.proposal else { return Ok(()) };
    let told = [
        "review-requested",
        "commented",
        "suggested",
        "approved",
        "changes-requested",
        "approval-dismissed",
        "merged",
        "closed",
    ];
    if !told.contains(&note.action) {
        return Ok(());
    }
    let named = &note.detail["mentions"];
    let named = if named.is_array() { named.to_string() } else { "[]".to_owned() };
    // Somebody who is named is told that, and not the same once more. A name of somebody who may not see it tells nobody anything.
    for event in ["mentioned", note.action] {
        sqlx::query(
            "INSERT INTO notifications (account, number, time, event, topology, proposal, title, actor, seen)
             SELECT m.account, coalesce((SELECT max(o.number) FROM notifications o WHERE o.account = m.account), 0) + 1,
                 ?3, ?4, ?1, ?2, p.title, ?5, 0
             FROM topologies t JOIN members m ON m.workspace = t.workspace
             JOIN proposals p ON p.topology = t.id AND p.number = ?2
             WHERE t.id = ?1 AND m.account <> ?5 AND CASE
                 WHEN ?4 = 'mentioned' THEN m.account IN (SELECT value FROM json_each(?6))
                 WHEN m.account IN (SELECT value FROM json_each(?6)) THEN 0
                 WHEN ?4 = 'review-requested' THEN m.role <> 'viewer'
                 WHEN ?4 = 'approval-dismissed' THEN m.account = ?7
                 ELSE m.account = p.author END",
        )
        .bind(note.topology)
        .bind(proposal)
        .bind(note.time)
        .bind(event)
        .bind(note.actor)
        .bind(&named)
        .bind(note.detail["approved_by"].as_str())
        .execute(&mut **transaction)
        .await?;
    }
    sqlx::query(
        "DELETE FROM notifications WHERE number <= (SELECT max(o.number) FROM notifications o WHERE o.account = notifications.account) - ?",
    )
    .bind(KEPT)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The accounts that a text names with `@`, each once, in order.
pub(in crate::store) fn mentions(text: &str) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        // An address of mail names nobody.
        if c == '@' && !before.is_alphanumeric() {
            let rest = &text[index + 1..];
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(rest.len());
            let name = rest[..end].trim_end_matches(['.', '-', '_']).to_owned();
            if !name.is_empty() && !named.contains(&name) {
                named.push(name);
            }
        }
        before = c;
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_sentences() {
        assert_eq!(mentions("@ana, would (@ben-2) or @ana. see? ana@example.org @ @."), ["ana", "ben-2"]);
        assert!(mentions("nobody @Ø").is_empty());
    }
}
