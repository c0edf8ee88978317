//! The list of topologies.

use leptos::prelude::*;

use super::Home;
use super::sketch::SketchTile;
use crate::net::api::Listed;
use crate::number::whole;
use crate::pages::route::Page;
use crate::widgets::icon::{Icon, severity_icon};

/// Of more topologies than these some can be looked for.
const MANY: usize = 8;

/// All topologies, or why there are none to see.
#[component]
pub(super) fn List(home: Home) -> impl IntoView {
    view! {
        <section aria-label="Topologies" data-testid="topologies">
            {move || match home.list.get() {
                None => view! { <div class="topologies"><div class="skeleton"></div></div> }.into_any(),
                Some(Err(error)) => view! {
                    <div class="problem" role="alert">
                        <Icon name="cloud-off" />
                        <div class="grow"><b>{error.message.clone()}</b><p class="second">{error.hint.clone()}</p></div>
                        <button class="button compact" on:click=move |_| home.load()>"Try again"</button>
                    </div>
                }.into_any(),
                Some(Ok(list)) if list.is_empty() => view! {
                    <div class="empty-list"><Icon name="workflow" /><b>"Nothing drawn yet"</b><p>"Begin with an empty canvas, import compose files or manifests, or open an example below."</p></div>
                }.into_any(),
                Some(Ok(list)) => view! { <Rows home list /> }.into_any(),
            }}
        </section>
    }
}

/// The topologies; of more than fit on a screen those can be kept whose titles hold some words.
#[component]
fn Rows(home: Home, list: Vec<Listed>) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let many = list.len() > MANY;
    let rows = move || {
        let sought = lowered(&sought.get());
        let words: Vec<&str> = sought.split_whitespace().collect();
        let holds = |listed: &&Listed| {
            let title = lowered(&listed.title);
            words.iter().all(|word| title.contains(*word))
        };
        let kept: Vec<Listed> = list.iter().filter(holds).cloned().collect();
        if kept.is_empty() {
            return view! { <div class="empty-list"><Icon name="search" /><b>"No title holds that"</b></div> }
                .into_any();
        }
        let row = |listed| view! { <TopologyRow home listed /> }.into_any();
        view! { <ul class="topologies">{kept.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        {many.then(|| view! { <input class="field-input sought" type="search" placeholder="Filter topologies" aria-label="Filter topologies" data-testid="sought" prop:value=Signal::derive(move || sought.get()) on:input=move |event| sought.set(event_target_value(&event)) /> }.into_any())}
        {rows}
    }
}

#[component]
fn TopologyRow(home: Home, listed: Listed) -> impl IntoView {
    let page = Page::Editor(listed.id.clone());
    let href = page.path();
    let (to_retitle, to_delete) = (listed.clone(), listed.clone());
    let summary = listed.summary;
    let worst = if summary.error > 0 {
        Some(("error", summary.error))
    } else if summary.warning > 0 {
        Some(("warning", summary.warning))
    } else {
        None
    };
    let size =
        format!("{} · {} · r{}", count(listed.nodes, "node"), count(listed.edges, "connection"), listed.revision);
    view! {
        <li class="topology-row" data-topology=listed.id.clone()>
            <a href=href on:click=move |event| home.router.follow(&event, page.clone())>
                <SketchTile sketch=listed.sketch icon="workflow" />
                <span class="grow">
                    <span class="name ellipsis" style:display="block">{listed.title.clone()}</span>
                    <span class="small second">{size}</span>
                </span>
                {worst.map(|(severity, number)| view! { <span class="badge" data-severity=severity title=format!("{} findings", severity)><Icon name=severity_icon(severity) />{number}</span> }.into_any())}
                <span class="small third">{when(&listed.updated)}</span>
            </a>
            <span class="actions">
                <button class="icon-button" aria-label=format!("Retitle {}", listed.title) title="Retitle" on:click=move |_| home.retitling.set(Some(to_retitle.clone()))><Icon name="pencil" /></button>
                <button class="icon-button" aria-label=format!("Delete {}", listed.title) title="Delete" on:click=move |_| home.deleting.set(Some(to_delete.clone()))><Icon name="trash-2" /></button>
            </span>
        </li>
    }
}

/// A text in small letters of any script: the browser knows them, and our own tables of them would be fetched.
fn lowered(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

fn count(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// A time in the words of the person's browser.
fn when(text: &str) -> String {
    let then = js_sys::Date::new(&text.into());
    let minutes = (js_sys::Date::now() - then.get_time()) / 60_000.0;
    match minutes {
        m if m.is_nan() => String::new(),
        m if m < 1.0 => "just now".to_owned(),
        m if m < 60.0 => format!("{} min ago", whole(m)),
        m if m < 1_440.0 => format!("{} h ago", whole(m / 60.0)),
        _ => String::from(then.to_locale_date_string("default", &wasm_bindgen::JsValue::UNDEFINED)),
    }
}
