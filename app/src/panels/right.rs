//! The right panel: fields of what is selected, findings, and why the bundle is closed.

use leptos::prelude::*;

use super::findings::FindingsPanel;
use super::inspector::{Inspector, InspectorFoot};
use crate::session::findings::closed_because;
use crate::session::{Session, Tab};
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

/// Properties and findings.
#[component]
pub fn RightPanel() -> impl IntoView {
    let session = expect_context::<Session>();
    let tab = session.tab;
    let summary = Memo::new(move |_| session.report.with(|report| report.summary));
    let worst = move || match summary.get() {
        summary if summary.error > 0 => Some("error"),
        summary if summary.warning > 0 => Some("warning"),
        _ => None,
    };
    let count = move || {
        let summary = summary.get();
        summary.error + summary.warning + summary.info
    };
    let selected = move |which: Tab| if tab.get() == which { "true" } else { "false" };
    let closed = Memo::new(move |_| session.report.with(closed_because));
    view! {
        <aside class="right-panel" aria-label="Properties and findings">
            <div class="tabs" role="tablist">
                <button class="tab" role="tab" data-testid="tab-properties" aria-selected=Signal::derive(move || selected(Tab::Properties)) on:click=move |_| tab.set(Tab::Properties)>"Properties"</button>
                <button class="tab" role="tab" data-testid="tab-findings" aria-selected=Signal::derive(move || selected(Tab::Findings)) on:click=move |_| tab.set(Tab::Findings)>
                    "Findings"
                    <Show when=move || { count() > 0 }><span class="count" data-severity=worst>{count}</span></Show>
                </button>
            </div>
            <Show when=move || tab.get() == Tab::Findings fallback=|| view! { <Inspector /> <InspectorFoot /> }>
                <FindingsPanel />
            </Show>
            {move || closed.get().map(|text| view! {
                <div class="panel-foot" data-testid="export-closed"><Icon name="lock" /><span>{text}</span></div>
            }.into_any())}
        </aside>
    }
}
