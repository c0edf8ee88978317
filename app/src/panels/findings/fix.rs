//! A fix: what it changes, in words or as YAML, looked at on the canvas and applied with one click.

use leptos::prelude::*;
use topology::finding::Fix;

use super::pictures::Pictures;
use crate::canvas::stage::Stage;
use crate::session::preview::{Line, preview};
use crate::session::trial::Trial;
use crate::session::{draft, squeezed};
use crate::widgets::icon::Icon;

/// So many lines of what a fix changes are drawn; the rest when it is asked for.
const LINES: usize = 40;

/// One fix of a finding.
#[component]
pub fn FixBox(
    /// The finding's key.
    finding: String,
    /// The fix.
    fix: Fix,
    /// How it stands to the other fixes, if there are some.
    note: Option<&'static str>,
    /// Changes when what the fix comes to is to be worked out anew. The document as it was in between may be one that nobody has judged.
    again: RwSignal<u64>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let Fix { title, edits } = fix;
    let edits = StoredValue::new(edits);
    let words = title.clone();
    let title = StoredValue::new(title);
    let as_yaml = RwSignal::new(false);
    let whole = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        again.track();
        session
            .peek(|document| edits.with_value(|edits| preview(document, edits)).map_err(|problem| problem.to_string()))
    });
    let fits = move || shown.with(Result::is_ok);
    let held = finding.clone();
    let pair = Memo::new(move |_| {
        again.track();
        if edits.with_value(|edits| squeezed::too_many(edits)) {
            return None;
        }
        session.peek(|document| {
            let edit = edits.with_value(|edits| draft::settled(document, edits));
            let trial = Trial::new(document, held.clone(), title.get_value(), edit).ok()?;
            squeezed::pair(&trial)
        })
    });
    let tried = Memo::new(move |_| {
        session.trial.with(|trial| {
            trial
                .as_ref()
                .is_some_and(|trial| trial.finding == finding && title.with_value(|title| *title == trial.title))
        })
    });
    let apply = move |_| edits.with_value(|edits| session.apply_fix(&title.get_value(), edits));
    let look = move |_| {
        if tried.get_untracked() {
            session.stop_telling();
        } else {
            let key = session.open_finding.get_untracked().unwrap_or_default();
            let items = edits.with_value(|edits| session.look_at(&key, &title.get_value(), edits));
            stage.show(&items);
        }
    };
    view! {
        <div class="fix" class:tried=Signal::derive(move || tried.get()) data-testid="fix">
            <div class="fix-title">
                <Icon name="wand-sparkles" />
                <span class="grow">{words}</span>
                {note.map(|note| view! { <span class="note">{note}</span> }.into_any())}
                <button
                    class="note toggle"
                    data-testid="as-yaml"
                    aria-pressed=Signal::derive(move || if as_yaml.get() { "true" } else { "false" })
                    title="Show the lines of the document"
                    on:click=move |_| as_yaml.update(|on| *on = !*on)
                >"YAML"</button>
            </div>
            {move || pair.get().map(|pair| view! { <Pictures pair /> }.into_any())}
            <div class="fix-diff" role="group" aria-label="What changes" tabindex="0">
                {move || match shown.get() {
                    Ok(both) => lines(if as_yaml.get() { both.yaml } else { both.words }, whole),
                    Err(problem) => view! { <div class="change">{problem}</div> }.into_any(),
                }}
            </div>
            <div class="fix-actions">
                <button class="button compact primary" disabled=Signal::derive(move || !fits()) on:click=apply>"Apply"</button>
                <button
                    class="button compact"
                    data-testid="try-fix"
                    aria-pressed=Signal::derive(move || if tried.get() { "true" } else { "false" })
                    disabled=Signal::derive(move || !fits())
                    on:click=look
                >{move || if tried.get() { "Back" } else { "Show on canvas" }}</button>
            </div>
        </div>
    }
}

fn lines(mut all: Vec<Line>, whole: RwSignal<bool>) -> AnyView {
    let class = |sign| match sign {
        '+' => "add",
        '-' => "remove",
        _ => "context",
    };
    // One that is left alone may as well be drawn.
    let more = all.len().saturating_sub(LINES);
    let more = (more > 1 && !whole.get()).then_some(more);
    if more.is_some() {
        all.truncate(LINES);
    }
    let drawn = all
        .into_iter()
        .map(|line| view! { <div class=class(line.sign)>{format!("{} {}", line.sign, line.text)}</div> }.into_any())
        .collect_view();
    let more = more.map(|count| {
        view! { <button class="more-lines" on:click=move |_| whole.set(true)>{format!("Show {count} more lines")}</button> }
            .into_any()
    });
    view! { {drawn}{more} }.into_any()
}
