//! What is told on the canvas, in a line above it: the finding that is explained, or the fix that is being looked at.

use leptos::prelude::*;

use super::stage::Stage;
use crate::session::marks::Diff;
use crate::session::trial::Trial;
use crate::widgets::icon::{Icon, severity_icon};

/// Where the explained finding stands in the list.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    severity: &'static str,
    title: String,
    place: String,
}

/// The line, while something is told.
#[component]
pub fn TellingBar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let told = Memo::new(move |_| {
        let key = session.explained.get()?;
        session.report.with(|report| {
            // Counted among those that the panel shows: the keys go through these.
            let shown = session.shown();
            let places: Vec<usize> = shown.iter().flat_map(|group| group.findings.iter().copied()).collect();
            let own = report.findings.iter().position(|finding| finding.key == key)?;
            let (count, finding) = (places.len(), report.findings.get(own)?);
            let at = places.iter().position(|place| *place == own);
            Some(Told {
                severity: finding.severity.word(),
                title: session.title_of(&finding.rule),
                place: at.map_or_else(|| "left out by the filter".to_owned(), |at| format!("{} of {count}", at + 1)),
            })
        })
    });
    view! {
        {move || match (session.trial.get(), told.get()) {
            (Some(trial), _) => view! { <Fix trial /> }.into_any(),
            (None, Some(told)) => view! { <Explained told /> }.into_any(),
            (None, None) => ().into_any(),
        }}
    }
}

#[component]
fn Explained(told: Told) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let go = move |back| stage.show(&session.explain_neighbour(back));
    view! {
        <div class="telling-bar" data-ui="" data-severity=told.severity data-testid="telling">
            <Icon name=severity_icon(told.severity) />
            <span class="grow ellipsis" role="status"><b>{told.title}</b><span class="third">" · "{told.place}</span></span>
            <button class="icon-button small" aria-label="The finding before" title="The finding before (Shift+F8 or ,)" on:click=move |_| go(true)><Icon name="chevron-left" /></button>
            <button class="icon-button small" aria-label="The next finding" title="The next finding (F8 or .)" on:click=move |_| go(false)><Icon name="chevron-right" /></button>
            <button class="icon-button small" aria-label="Back to the drawing" title="Back to the drawing (Esc)" on:click=move |_| { session.stop_telling(); stage.focus(); }><Icon name="x" /></button>
        </div>
    }
}

#[component]
fn Fix(trial: Trial) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let counts = trial.counts();
    let title = trial.title.clone();
    let spoken = counts.iter().filter(|(_, count)| *count > 0).map(|(diff, count)| format!("{count} {}", diff.word()));
    let spoken = spoken.collect::<Vec<_>>().join(", ");
    let apply = move |_| {
        session.commit(crate::session::draft::small(&trial.title), trial.edit.clone());
        stage.focus();
    };
    view! {
        <div class="telling-bar" data-ui="" data-testid="trial">
            <Icon name="wand-sparkles" />
            <span class="grow ellipsis" role="status" aria-label=format!("Preview: {title}; {spoken}")><b>{title.clone()}</b></span>
            {counts.into_iter().filter(|(_, count)| *count > 0).map(|(diff, count)| view! {
                <span class="diff-count" data-diff=diff.word() title=format!("{count} {}", diff.word())>{format!("{}{count}", Diff::sign(diff))}</span>
            }.into_any()).collect_view()}
            <button class="button compact primary" on:click=apply>"Apply"</button>
            <button class="icon-button small" aria-label="Back to the drawing" title="Back (Esc)" on:click=move |_| { session.stop_telling(); stage.focus(); }><Icon name="x" /></button>
        </div>
    }
}
