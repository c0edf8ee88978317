//! What people live with: waived findings with reason and last day, and waivers that have run out.

use leptos::prelude::*;
use topology::document::{Id, Waiver};
use topology::finding::Finding;

use super::{FindingTitle, WhyButton};
use crate::session::judge::today;
use crate::session::{Session, waivers};
use crate::widgets::each::{Each, row};
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::show::Show;

/// The list of them; nothing where there is none.
#[component]
pub fn Waived() -> impl IntoView {
    let session = expect_context::<Session>();
    let waived: Memo<Vec<Finding>> = Memo::new(move |_| {
        session.report.with(|report| {
            let waived = report.findings.iter().filter(|finding| finding.waived.is_some());
            waived.map(|finding| Finding { fixes: Vec::new(), ..finding.clone() }).collect()
        })
    });
    let expired: Memo<Vec<(Id, Waiver)>> = Memo::new(move |_| {
        let today = today();
        session.read(|document| {
            let over = |waiver: &Waiver| today.as_ref().is_some_and(|today| waiver.expires <= *today);
            let all = document.waivers.iter().filter(|(_, waiver)| over(waiver));
            all.map(|(id, waiver)| (id.clone(), waiver.clone())).collect()
        })
    });
    let rows = Signal::derive(move || {
        let mut rows: Vec<_> = waived
            .get()
            .into_iter()
            .map(|finding| {
                let waived = finding.waived.as_ref();
                let words = waived.map(|waived| format!("{} {} {}", waived.author, waived.expires, waived.reason));
                let key = format!("{} {}", finding.key, words.unwrap_or_default());
                row(key, move || view! { <WaivedCard finding=finding.clone() /> })
            })
            .collect();
        rows.extend(expired.get().into_iter().map(|(id, waiver)| {
            let key = format!("{id} {} {} {} {}", waiver.rule, waiver.author, waiver.expires, waiver.reason);
            row(key, move || view! { <ExpiredCard id=id.clone() waiver=waiver.clone() /> })
        }));
        rows
    });
    view! {
        <Show when=move || !waived.with(Vec::is_empty) || !expired.with(Vec::is_empty)>
            <h2 class="label section">"Waived"</h2>
            <Each rows />
        </Show>
    }
}

#[component]
fn WaivedCard(finding: Finding) -> impl IntoView {
    let session = expect_context::<Session>();
    let severity = finding.severity.word();
    let (key, rule) = (finding.key, finding.rule);
    let waived = finding.waived;
    let words = waived.as_ref().map(|waived| {
        view! {
            <p class="message">{waived.reason.clone()}</p>
            <p class="where small third">{format!("{}, until {}", waived.author, waived.expires)}</p>
        }
        .into_any()
    });
    let waiver = waived.map(|waived| waived.waiver);
    let end = move |_| {
        if let Some(id) = &waiver {
            session.commit("end a waiver", waivers::end(id));
        }
    };
    view! {
        <article class="finding waived" data-severity=severity data-waived=key data-rule=rule.clone()>
            <div class="finding-head"><Icon name=severity_icon(severity) /><FindingTitle rule=rule.clone() /></div>
            {words}
            <div class="finding-actions">
                <button class="button compact quiet" data-testid="end-waiver" title="The finding counts again" on:click=end><Icon name="bell" />"End waiver"</button>
                <WhyButton rule=rule.clone() />
            </div>
        </article>
    }
}

#[component]
fn ExpiredCard(id: Id, waiver: Waiver) -> impl IntoView {
    let session = expect_context::<Session>();
    let rule = waiver.rule.to_string();
    let expires = waiver.expires.to_string();
    let name = id.to_string();
    view! {
        <article class="finding waived expired" data-severity="warning" data-expired=name>
            <div class="finding-head"><Icon name="clock" /><FindingTitle rule /></div>
            <p class="message">{waiver.reason.to_string()}</p>
            <p class="where small expired-on">{format!("{}, ran out on {expires}. What it covered counts again.", waiver.author)}</p>
            <div class="finding-actions">
                <button class="button compact quiet" on:click=move |_| { session.commit("delete a waiver", waivers::end(&id)); }><Icon name="trash-2" />"Delete"</button>
            </div>
        </article>
    }
}
