//! What there is to begin with.

use leptos::prelude::*;
use serde_json::json;

use super::Home;
use super::sketch::SketchTile;
use crate::widgets::show::Show;

/// The examples, each opened as a topology of one's own.
#[component]
pub(super) fn Examples(home: Home) -> impl IntoView {
    view! {
        <Show when=move || !home.examples.with(Vec::is_empty)>
            <section aria-label="Examples">
                <div class="section-head"><h2>"Begin with an example"</h2><span class="small third">"Opens as a topology of your own"</span></div>
                <div class="examples">
                    {move || home.examples.get().into_iter().map(|example| {
                        let name = example.name.clone();
                        view! {
                            <button class="example" data-example=example.name.clone() disabled=Signal::derive(move || home.busy.get()) on:click=move |_| home.create(json!({ "example": name }))>
                                <SketchTile sketch=example.sketch icon="boxes" />
                                <span class="name">{example.title.clone()}</span>
                                <span class="second">{example.description.clone()}</span>
                            </button>
                        }
                    }).collect_view()}
                </div>
            </section>
        </Show>
    }
}
