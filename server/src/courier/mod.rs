//! Tells webhooks what happened: one delivery at a time to each, again and again until it is taken or given up. One that never answers keeps nobody else waiting.

mod send;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock;
use crate::signing::Signer;
use crate::store::{Due, Store, StoreError};

use send::send;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_millis(250);
/// Webhooks that are spoken to at a time.
const AT_A_TIME: usize = 32;
/// Seconds until the second try, the third, and so on; after the last one it is given up.
pub const AGAIN: [i64; 8] = [1, 5, 30, 120, 600, 3_600, 4 * 3_600, 12 * 3_600];

/// Works until the server ends. What was not sent by then is sent by the next one.
pub async fn run(store: Store, signer: Arc<Signer>, mut closing: watch::Receiver<bool>) {
    let mut sending: JoinSet<(Due, Result<String, String>)> = JoinSet::new();
    let mut busy: BTreeSet<String> = BTreeSet::new();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = ended(&mut closing) => return,
            _ = look.tick() => {}
            Some(sent) = sending.join_next() => {
                // A sender that panicked has told nobody whose it was: all are asked about again.
                let Ok((due, answer)) = sent else {
                    busy.clear();
                    continue;
                };
                busy.remove(&due.webhook);
                // A database that is locked for a moment is asked again by the next look; the delivery is then sent twice under one id.
                let _noted = note(&store, &due, answer).await;
            }
        }
        let Ok(due) = store.due_deliveries(&clock::now()).await else { continue };
        for due in due {
            if busy.len() < AT_A_TIME && busy.insert(due.webhook.clone()) {
                let signer = Arc::clone(&signer);
                sending.spawn(async move {
                    let answer = send(due.clone(), signer).await;
                    (due, answer)
                });
            }
        }
    }
}

/// Waits for the server's end.
async fn ended(closing: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ended = closing.wait_for(|closing| *closing).await.map(drop);
}

async fn note(store: &Store, due: &Due, answer: Result<String, String>) -> Result<(), StoreError> {
    let tries = usize::try_from(due.attempts).unwrap_or(usize::MAX);
    let now = clock::now();
    match (answer, AGAIN.get(tries)) {
        (Ok(said), _) => store.delivered(due, "delivered", &said, None, &now).await,
        (Err(said), Some(seconds)) => {
            store.delivered(due, "waiting", &said, Some(&clock::from_now(*seconds)), &now).await
        }
        (Err(said), None) => store.delivered(due, "given-up", &said, None, &now).await,
    }
}
