//! The table of users that a grants job reads.

use std::collections::BTreeMap;

use topology::document::Access;
use topology::yaml::Item;

use crate::plan::{Instance, SecretRef};

/// Users of an instance.
pub(super) struct Users {
    /// The table: user, variable of the password, database, schema, access; separated by tabs, `-` for what there is not.
    pub(super) table: Item,
    /// Where each variable's value lies.
    pub(super) passwords: BTreeMap<String, SecretRef>,
}

/// The users of an instance, by name.
pub(super) fn users(instance: &Instance) -> Users {
    let mut table = String::new();
    let mut passwords = BTreeMap::new();
    let mut subjects: Vec<String> = Vec::new();
    for (name, user) in &instance.users {
        let variable = free_name(name, &passwords);
        for grant in &user.grants {
            let access = match grant.access.value {
                Access::Read => "read",
                Access::Write => "write",
                Access::ReadWrite => "read-write",
            };
            let database = grant.database.as_deref().unwrap_or("-");
            let schema = grant.schema.as_deref().unwrap_or("-");
            table.push_str(&format!("{name}\t{variable}\t{database}\t{schema}\t{access}\n"));
            subjects.extend(grant.access.subject().split_whitespace().map(str::to_owned));
            subjects.extend(grant.edges.iter().map(|edge| format!("edge:{edge}")));
        }
        passwords.insert(variable, user.password.clone());
    }
    subjects.sort_unstable();
    subjects.dedup();
    let table = Item::text(table);
    Users { table: if subjects.is_empty() { table } else { table.subject(subjects.join(" ")) }, passwords }
}

/// `PASSWORD_ORDERS` for the user `orders`; a number where two names would give the same.
fn free_name(user: &str, taken: &BTreeMap<String, SecretRef>) -> String {
    let word: String =
        user.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let name = format!("PASSWORD_{word}");
    let numbered = (2..).map(|n: u32| format!("{name}_{n}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains_key(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_stay_apart() {
        let reference = SecretRef { secret: "s".to_owned(), key: "k".to_owned() };
        let mut taken = BTreeMap::new();
        for (user, expected) in [("a-b", "PASSWORD_A_B"), ("a_b", "PASSWORD_A_B_2"), ("a.b", "PASSWORD_A_B_3")] {
            let name = free_name(user, &taken);
            assert_eq!(name, expected);
            taken.insert(name, reference.clone());
        }
    }
}
