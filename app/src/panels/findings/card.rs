//! A finding as a card: what is wrong in plain words, and unfolded what to do about it.

use leptos::prelude::*;
use topology::finding::{Finding, Fix};

use super::fix::FixBox;
use super::message::emphasised;
use super::{Asked, Asking, FindingTitle, WhyButton};
use crate::canvas::stage::Stage;
use crate::session::findings::items;
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::later::after_paint;
use crate::widgets::show::Show;

/// The card of one finding. Choosing it tells it on the canvas.
#[component]
pub fn FindingCard(
    /// The finding; its fixes are read from the report, where they come later.
    finding: Finding,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let severity = finding.severity.word();
    let key = StoredValue::new(finding.key.clone());
    let is = move |held: RwSignal<Option<String>>| {
        held.with(|held| key.with_value(|key| held.as_deref() == Some(key.as_str())))
    };
    let open = Memo::new(move |_| is(session.open_finding));
    let explained = Memo::new(move |_| is(session.explained));
    let explain = move || stage.show(&session.explain(&key.get_value()));
    let choose = move |_| {
        if open.get_untracked() && explained.get_untracked() {
            session.stop_telling();
            session.open_finding.set(None);
            session.mark();
        } else {
            explain();
        }
    };
    let environments = (finding.environments.first().is_none_or(|name| name != "base"))
        .then(|| format!("Only in {}", finding.environments.join(", ")));
    let rule = finding.rule.clone();
    let message = emphasised(session, &finding);
    let held = StoredValue::new(finding);
    view! {
        <article
            class="finding"
            class:open=Signal::derive(move || open.get())
            class:explained=Signal::derive(move || explained.get())
            data-severity=severity
            data-finding=key.get_value()
            data-rule=rule.clone()
        >
            <button class="finding-head" aria-expanded=Signal::derive(move || if open.get() { "true" } else { "false" }) on:click=choose>
                <Icon name=severity_icon(severity) />
                <FindingTitle rule=rule.clone() />
            </button>
            <p class="message">{message}</p>
            {environments.map(|text| view! { <p class="where small third">{text}</p> }.into_any())}
            <Show when=move || open.get()>
                <Fixes key=key.get_value() />
                <Actions finding=held.get_value() explained explain=Callback::new(move |()| explain()) />
            </Show>
        </article>
    }
}

/// The ways to mend it, the safer first. What they come to is worked out once the findings are painted: a fix may go through the whole system.
#[component]
fn Fixes(key: String) -> impl IntoView {
    let session = expect_context::<Stage>().session;
    let of = StoredValue::new(key.clone());
    let fixes: RwSignal<Vec<Fix>> = RwSignal::new(Vec::new());
    // Counts how often they were to be worked out anew, as they are.
    let again = RwSignal::new(0_u64);
    let look = move || {
        let found = session.report.try_with_untracked(|report| {
            let finding = of.try_with_value(|key| report.findings.iter().find(|finding| finding.key == *key))?;
            Some(finding.map(|finding| finding.fixes.clone()).unwrap_or_default())
        });
        // The card may have been folded.
        let Some(found) = found.flatten() else { return };
        if fixes.with_untracked(|old| *old == found) {
            again.update(|count| *count += 1);
        } else {
            fixes.set(found);
        }
    };
    Effect::new(move |_| {
        session.verdicts.track();
        after_paint(look);
    });
    view! {
        {move || {
            let all = fixes.get();
            let several = all.len() > 1;
            all.into_iter().enumerate().map(|(index, fix)| {
                let note = match index {
                    _ if !several => None,
                    0 => Some("safer"),
                    _ => Some("or"),
                };
                view! { <FixBox finding=key.clone() fix note again /> }
            }).collect_view()
        }}
    }
}

#[component]
fn Actions(finding: Finding, explained: Memo<bool>, explain: Callback<()>) -> impl IntoView {
    let Asking(asked) = expect_context::<Asking>();
    let rule = finding.rule.clone();
    let drawn = !items(&finding).is_empty();
    let waive = move |_| asked.set(Some(Asked::Waive(Box::new(finding.clone()))));
    view! {
        <div class="finding-actions">
            <Show when=move || drawn && !explained.get()>
                <button class="button compact quiet" data-testid="explain" title="Show it on the canvas" on:click=move |_| explain.run(())><Icon name="scan-search" />"Where?"</button>
            </Show>
            <WhyButton rule />
            <button class="button compact quiet" data-testid="waive" title="Live with it for a while" on:click=waive><Icon name="bell-off" />"Waive"</button>
        </div>
    }
}
