//! A rule's page: what it finds, why it matters, examples, when to let it be.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::net::api;
use crate::session::Session;
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;
use crate::widgets::markdown::Markdown;

/// Shows the page that the server has of a rule.
#[component]
pub fn RulePage(
    /// The rule's id.
    rule: String,
    /// Called when the dialog should go.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let page: RwSignal<Option<Result<String, String>>> = RwSignal::new(None);
    let session = expect_context::<Session>();
    let title = untrack(|| session.title_of(&rule));
    spawn_local(async move {
        let answer = api::rule_page(&rule).await.map_err(|error| error.text());
        page.try_set(Some(answer));
    });
    view! {
        <Dialog title close wide=true>
            <div class="body rule-page" data-testid="rule-page" tabindex="0">
                {move || match page.get() {
                    None => view! { <p class="second" role="status">"Loading"</p> }.into_any(),
                    Some(Ok(text)) => view! { <Markdown text /> }.into_any(),
                    Some(Err(problem)) => view! { <div class="drawer-note refused" role="alert"><Icon name="octagon-alert" /><p>{problem}</p></div> }.into_any(),
                }}
            </div>
        </Dialog>
    }
}
