//! The way out with the bundle.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;

use crate::canvas::stage::Stage;
use crate::net::api;
use crate::session::findings::closed_because;
use crate::session::{Session, Tab};
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;

/// The topic of refusals to export.
const CLOSED: &str = "export";

/// Downloads the bundle. The data of the nodes in `given_up` may be lost; where those of others would be, the person is asked.
async fn take(stage: Stage, given_up: Vec<String>) {
    let (session, door) = (stage.session, stage.drawer);
    let id = session.topology.get_value();
    match api::bundle(&id, &given_up).await {
        Ok(blob) => {
            save(&blob, &format!("{}.zip", session.peek(|document| document.name.to_string())));
            door.exported.try_update(|count| *count += 1);
        }
        Err(error) if !error.lost.is_empty() => {
            door.losing.try_set(error.lost);
        }
        Err(error) => session.toasts().refused(error.text()),
    }
}

/// The button in the header.
#[component]
pub fn ExportButton() -> impl IntoView {
    let session = expect_context::<Session>();
    let stage = expect_context::<Stage>();
    let busy = RwSignal::new(false);
    let closed = Memo::new(move |_| session.report.with(closed_because));
    Effect::new(move |_| {
        closed.track();
        session.toasts().over(CLOSED);
    });
    let click = move |_| {
        if let Some(reason) = closed.get_untracked() {
            session.tab.set(Tab::Findings);
            session.toasts().refused_while(CLOSED, format!("{reason}."));
            return;
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            take(stage, Vec::new()).await;
            busy.try_set(false);
        });
    };
    view! {
        <button
            class="button primary"
            data-testid="export"
            aria-disabled=Signal::derive(move || if closed.with(Option::is_some) { "true" } else { "false" })
            title=Signal::derive(move || closed.get().unwrap_or_else(|| "Download the bundle: compose, Helm, Terraform, documentation".to_owned()))
            on:click=click
        >
            <Icon name="package" />"Export"
        </button>
    }
}

/// Asks whether stored data are meant to be lost, node by node.
#[component]
pub fn LossDialog() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let losing = stage.drawer.losing;
    let nodes = losing.get_untracked();
    let close = Callback::new(move |()| losing.set(Vec::new()));
    let given_up = nodes.clone();
    let go = move |_| {
        let given_up = given_up.clone();
        close.run(());
        spawn_local(take(stage, given_up));
    };
    view! {
        <Dialog title="Stored data would be lost" close>
            <div class="body" data-testid="losing">
                <p class="second">"The last bundle made stores that this one takes away or replaces. What they hold would be gone:"</p>
                <ul>{nodes.into_iter().map(|node| view! { <li><code>{node}</code></li> }.into_any()).collect_view()}</ul>
                <p class="second">"Under Changes stands why. A node that is renamed keeps its data."</p>
            </div>
            <footer>
                <button class="button" on:click=move |_| close.run(())>"Cancel"</button>
                <button class="button danger" data-testid="give-up" on:click=go>"Export, and lose these data"</button>
            </footer>
        </Dialog>
    }
}

/// Hands a file to the browser's downloads.
fn save(blob: &web_sys::Blob, name: &str) {
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    if let Some(link) =
        document().create_element("a").ok().and_then(|element| element.dyn_into::<web_sys::HtmlAnchorElement>().ok())
    {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The download holds the bytes by now; a moment later the address may go.
    set_timeout(move || drop(web_sys::Url::revoke_object_url(&url)), std::time::Duration::from_secs(30));
}
