//! One delivery, signed as Standard Webhooks has it: `v1a`, an Ed25519 signature over the id, the time and the body.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::sync::oneshot;

use crate::clock;
use crate::fetch::agent;
use crate::signing::Signer;
use crate::store::Due;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Sends; what was answered, or why it counts as not taken.
pub async fn send(due: Due, signer: Arc<Signer>) -> Result<String, String> {
    let (told, answer) = oneshot::channel();
    // A thread of its own: the server's end does not wait for somebody else's answer.
    std::thread::spawn(move || {
        let _gone = told.send(sent(&due, &signer));
    });
    answer.await.unwrap_or_else(|_| Err("the sender ended".to_owned()))
}

fn sent(due: &Due, signer: &Signer) -> Result<String, String> {
    let id = id(due);
    let seconds = (clock::stamp() / 1_000_000).to_string();
    let answer = agent(TIMEOUT)
        .post(&due.url)
        .header("content-type", "application/json")
        .header("user-agent", concat!("groundplan/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &id)
        .header("webhook-timestamp", &seconds)
        .header("webhook-signature", &signature(signer, &id, &seconds, &due.body))
        .send(&due.body);
    // What it says beyond the number is nobody's business here: an address inside the network would be read through this one.
    match answer {
        Ok(answer) if answer.status().is_success() => Ok(format!("answered {}", answer.status().as_u16())),
        Ok(answer) => Err(format!("answered {}", answer.status().as_u16())),
        Err(ureq::Error::Timeout(_)) => Err(format!("no answer within {} seconds", TIMEOUT.as_secs())),
        Err(_) => Err("can't be reached".to_owned()),
    }
}

/// The same at every try, so that a receiver knows a repetition.
fn id(due: &Due) -> String {
    format!("{}-{}", due.webhook, due.number)
}

fn signature(signer: &Signer, id: &str, seconds: &str, body: &str) -> String {
    let signed = signer.sign_bytes(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1a,{}", STANDARD.encode(signed))
}
