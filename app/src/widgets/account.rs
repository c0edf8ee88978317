//! The way to one's own account and to the links of a topology: pages that the server writes itself.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::icon::Icon;
use super::later::after_paint;
use crate::net::api;

/// Links that are there for whoever is signed in with an account.
#[component]
pub fn AccountLinks(topology: Option<String>) -> impl IntoView {
    let name = RwSignal::new(None::<String>);
    // The page is painted first.
    after_paint(move || {
        spawn_local(async move {
            if let Ok(found) = api::account().await {
                name.try_set(found);
            }
        });
    });
    move || {
        name.get().map(|name| {
            let label = format!("Account of {name}");
            let sharing = topology.clone().map(|id| {
                let href = format!("/sharing/{id}");
                view! { <a class="button" href=href target="_blank" title="Links for people without an account" data-testid="share"><Icon name="link" /><span>"Share"</span></a> }
            });
            view! {
                <a class="icon-button" href="/account" title=label.clone() aria-label=label data-testid="account"><Icon name="user" /></a>
                {sharing}
            }
            .into_any()
        })
    }
}
