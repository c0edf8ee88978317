//! `groundplan user`: accounts, made and looked after where the database lies. It works beside a running server.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::serve::data_folder;
use super::{Failure, Outcome, output};
use crate::clock;
use crate::people::{Role, name, password, secret};
use crate::store::people::{AccountEntry, Changed, MAIN, NewAccount};
use crate::store::{self, Store, StoreError};

/// Who did it, as the trail says it.
const AUTHOR: &str = "command-line";
/// Bytes of standard input that are read for a password.
const LONGEST: u64 = 4096;

/// Make and look after accounts; as soon as there is one, everybody signs in
#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    what: What,
    /// The folder of the database; by default groundplan in the user's data folder
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    /// Make an account. The password is read from standard input; on a terminal one is made up and printed
    Add {
        /// The name to sign in with: lower-case letters, digits and dashes. It can't be changed later
        account: String,
        /// What people read; by default the name to sign in with
        #[arg(long)]
        name: Option<String>,
        /// The role in the first workspace
        #[arg(long, default_value = "owner")]
        role: Role,
    },
    /// List the accounts
    List {
        /// How
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Set a password, read as for `add`; all sessions of the account end
    Password {
        /// The name to sign in with
        account: String,
    },
    /// Give a role in a workspace, or take the membership away with `none`
    Role {
        /// The name to sign in with
        account: String,
        /// viewer, reviewer, editor, owner, or none
        role: String,
        /// The workspace's id
        #[arg(long, default_value = MAIN)]
        workspace: String,
    },
    /// Shut an account: its sessions, tokens and memberships end, its name stays taken
    Shut {
        /// The name to sign in with
        account: String,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

impl User {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let data = data_folder(self.data.as_deref())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::of)?;
        runtime.block_on(async {
            std::fs::create_dir_all(&data)
                .map_err(|error| Failure(format!("can't write the data folder {}: {error}", data.display())))?;
            let store = Store::open(&data.join(store::FILE), store::PATIENCE).await.map_err(told)?;
            let outcome = self.done(&store).await;
            store.close().await;
            outcome
        })
    }

    async fn done(&self, store: &Store) -> Result<Outcome, Failure> {
        let now = clock::now();
        let missing =
            |account: &str| Failure(format!("there is no open account `{account}`: `groundplan user list` lists them"));
        match &self.what {
            What::Add { account, name, role } => {
                name::fits(account).map_err(Failure::of)?;
                let name = name::readable(name.as_deref().unwrap_or(account)).map_err(Failure)?;
                let hash = chosen(account)?;
                let new = NewAccount {
                    id: account,
                    name: &name,
                    password: Some(&hash),
                    identity: None,
                    entry: AccountEntry::Member(MAIN, *role),
                    author: AUTHOR,
                    now: &now,
                };
                match store.add_account(&new).await {
                    Ok(_) => output::note(&format!("{account} can sign in, and is {role} of the first workspace")),
                    Err(StoreError::Conflict) => {
                        return Err(Failure(format!("the name `{account}` is taken: choose another")));
                    }
                    Err(error) => return Err(told(error)),
                }
            }
            What::List { format } => list(store, *format).await?,
            What::Password { account } => {
                store.account(account).await.map_err(told)?.ok_or_else(|| missing(account))?;
                let hash = chosen(account)?;
                store.set_password(account, &hash, AUTHOR, &now).await.map_err(told)?;
                output::note(&format!("{account} has a new password, and is signed out everywhere"));
            }
            What::Role { account, role, workspace } => {
                let role = if role == "none" { None } else { Some(role.parse::<Role>().map_err(Failure::of)?) };
                match store.set_role(workspace, account, role, AUTHOR, &now).await.map_err(told)? {
                    Changed::Done => {
                        output::note(&format!("{account} is {} of {workspace}", role.map_or("no member", Role::word)))
                    }
                    Changed::Missing => return Err(missing(account)),
                    Changed::LastOwner => {
                        return Err(Failure(format!(
                            "{account} is the only owner of {workspace}: make another member an owner first"
                        )));
                    }
                }
            }
            What::Shut { account } => {
                if !store.shut_account(account, AUTHOR, &now).await.map_err(told)? {
                    return Err(missing(account));
                }
                output::note(&format!("{account} can no longer sign in"));
            }
        }
        Ok(Outcome::Well)
    }
}

fn told(error: StoreError) -> Failure {
    Failure(format!("{error}: {}", error.hint()))
}

async fn list(store: &Store, format: Format) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for account in store.accounts().await.map_err(told)? {
        let workspaces = store.workspaces(&account.id).await.map_err(told)?;
        rows.push((account, workspaces));
    }
    match format {
        Format::Json => {
            let rows: Vec<_> = rows
                .iter()
                .map(|(account, workspaces)| json!({ "account": account, "workspaces": workspaces }))
                .collect();
            output::print_json(&rows)
        }
        Format::Text => {
            let mut text = String::new();
            for (account, workspaces) in &rows {
                let roles: Vec<String> =
                    workspaces.iter().map(|place| format!("{} of {}", place.role, place.id)).collect();
                let state =
                    account.shut.as_deref().map_or_else(|| roles.join(", "), |when| format!("shut since {when}"));
                text.push_str(&format!("{}\t{}\t{state}\n", account.id, account.name));
            }
            output::print(&text)
        }
    }
}

/// The hash of the password that standard input holds, or of one that is made up and printed.
fn chosen(account: &str) -> Result<String, Failure> {
    let mut input = std::io::stdin();
    let text = if input.is_terminal() {
        let made = secret::random().ok_or_else(|| Failure("the system has no random numbers".to_owned()))?;
        let made = made.get(..24).unwrap_or(&made).to_owned();
        output::print(&format!("{made}\n"))?;
        output::note("This is the password: sign in with it, and choose another on the account's page");
        made
    } else {
        let mut text = String::new();
        input.by_ref().take(LONGEST).read_to_string(&mut text).map_err(Failure::of)?;
        text.lines().next().unwrap_or_default().to_owned()
    };
    password::fits(&text, account)
        .map_err(|error| Failure(format!("{error} (the first line of standard input is the password)")))?;
    password::hashed(&text).map_err(Failure::of)
}
