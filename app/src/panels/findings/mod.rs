//! The findings: counts, a card for each, what is waived, and rules that failed.

mod card;
mod fix;
mod message;
mod pictures;
mod rule_page;
mod waive;
mod waived;

use leptos::prelude::*;
use topology::finding::Finding;
use wasm_bindgen::JsCast as _;

use crate::session::Session;
use crate::session::sieve::{Group, Grouping};
use crate::widgets::each::{Each, row};
use crate::widgets::icon::{Icon, severity_icon};
use crate::widgets::later::grow;
use crate::widgets::show::Show;
use card::FindingCard;
use waived::Waived;

pub use rule_page::RulePage;
pub use waive::WaiveDialog;

/// So many cards are drawn, and so many more whenever they are asked for.
const PAGE: usize = 50;
/// So many of them at once: about what a tall panel shows. The rest comes after the paint, as many at a time, so that no key waits for it.
const SEEN: usize = 8;

/// A dialog about findings that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// To waive this finding.
    Waive(Box<Finding>),
    /// To read the page of this rule.
    Rule(String),
}

/// Which dialog is open. A context of the editor.
#[derive(Debug, Clone, Copy)]
pub struct Asking(pub RwSignal<Option<Asked>>);

/// The dialog that is open, if any.
#[component]
pub fn FindingDialogs() -> impl IntoView {
    let Asking(asked) = expect_context::<Asking>();
    let close = Callback::new(move |()| asked.set(None));
    view! {
        {move || asked.get().map(|what| match what {
            Asked::Waive(finding) => view! { <WaiveDialog finding=*finding close /> }.into_any(),
            Asked::Rule(rule) => view! { <RulePage rule close /> }.into_any(),
        })}
    }
}

/// Counts by severity, and a card for each finding.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let session = expect_context::<Session>();
    let sieve = session.sieve;
    let summary = Memo::new(move |_| session.report.with(|report| report.summary));
    let counts = move || {
        let summary = summary.get();
        [("error", summary.error), ("warning", summary.warning), ("info", summary.info)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect::<Vec<_>>()
    };
    let groups = Memo::new(move |_| session.shown());
    // So many cards are drawn: nobody reads a thousand, and every one of them takes time after every edit.
    let most = RwSignal::new(SEEN);
    grow(most, SEEN, PAGE);
    let left = Memo::new(move |_| count(groups).saturating_sub(most.get().max(PAGE)));
    // Another message is another card: what it is about may have been renamed. Fixes are not part of it, they come later.
    let rows = Signal::derive(move || {
        let mut room = most.get();
        session.report.with(|report| {
            let mut rows = Vec::new();
            groups.with(|groups| {
                for group in groups {
                    if room == 0 {
                        break;
                    }
                    if !group.title.is_empty() {
                        let (title, count) = (group.title.clone(), group.findings.len());
                        rows.push(row(format!("heading {title} {count}"), move || {
                            view! { <p class="label section" data-testid="finding-group">{title.clone()}" "<span class="third">{count}</span></p> }
                        }));
                    }
                    for finding in group.findings.iter().take(room).filter_map(|place| report.findings.get(*place)) {
                        let places = finding.environments.join(",");
                        let key = format!("{} {} {places} {}", finding.severity.word(), finding.key, finding.message);
                        let finding = Finding { fixes: Vec::new(), ..finding.clone() };
                        rows.push(row(key, move || view! { <FindingCard finding=finding.clone() /> }));
                    }
                    room -= room.min(group.findings.len());
                }
            });
            rows
        })
    });
    let filtered = Memo::new(move |_| {
        groups.with(Vec::is_empty)
            && session.report.with(|report| report.findings.iter().any(|finding| finding.waived.is_none()))
    });
    let failed = Memo::new(move |_| session.report.with(|report| report.failed.clone()));
    let judged = move || session.judged.get();
    let quiet =
        move || judged() && session.report.with(|report| report.findings.is_empty() && report.failed.is_empty());
    // Keys and badges lead to cards that may be out of sight.
    Effect::new(move |_| {
        if let Some(key) = session.explained.get() {
            let place = untrack(|| session.place_of(&key));
            if let Some(place) = place.filter(|place| *place >= most.get_untracked()) {
                most.set(place + PAGE);
            }
            request_animation_frame(move || bring_into_sight(&key));
        }
    });
    view! {
        <div class="panel-body" data-testid="findings">
            <div class="counts" aria-live="polite">
                {move || counts().into_iter().map(|(severity, count)| view! {
                    <button
                        class="count-pill"
                        data-severity=severity
                        aria-pressed=Signal::derive(move || if sieve.with(|sieve| sieve.hidden.contains(severity)) { "false" } else { "true" })
                        title="Show or hide these"
                        on:click=move |_| sieve.update(|sieve| if !sieve.hidden.remove(severity) { sieve.hidden.insert(severity); })
                    >
                        <Icon name=severity_icon(severity) />{plural(count, severity)}
                    </button>
                }.into_any()).collect_view()}
            </div>
            <Show when=move || { summary.with(|all| all.error + all.warning + all.info > 0) }><SieveBar /></Show>
            {move || failed.get().into_iter().map(|(rule, reason)| view! {
                <div class="finding" data-severity="warning" data-failed=rule.clone()><div class="finding-head"><Icon name="triangle-alert" /><FindingTitle title="A rule failed" rule=rule.clone() /></div><p class="message">{reason}</p></div>
            }.into_any()).collect_view()}
            <Each rows />
            <Show when=move || { left.get() > 0 }>
                <button class="button more" data-testid="more-findings" on:click=move |_| most.update(|most| *most += PAGE)>
                    {move || { let left = left.get(); format!("Show {} more of {left}", left.min(PAGE)) }}
                </button>
            </Show>
            <Show when=move || filtered.get()><p class="panel-empty" role="status">"No finding is left by the filter."</p></Show>
            <Waived />
            <Show when=move || !judged()>
                <div class="panel-empty" role="status"><Icon name="loader-circle" class="spin" />"Judging"</div>
            </Show>
            <Show when=quiet>
                <div class="panel-empty"><Icon name="circle-check" class="ok" /><b>"Nothing is wrong"</b><p>"The rules read along while you draw."</p></div>
            </Show>
        </div>
    }
}

/// How many findings there are under all headings; followed.
fn count(groups: Memo<Vec<Group>>) -> usize {
    groups.with(|groups| groups.iter().map(|group| group.findings.len()).sum())
}

/// Words to look for, and headings.
#[component]
fn SieveBar() -> impl IntoView {
    let sieve = expect_context::<Session>().sieve;
    let choose = move |event: leptos::ev::Event| {
        let word = event_target_value(&event);
        if let Some(by) = Grouping::ALL.into_iter().find(|by| by.word() == word) {
            sieve.update(|sieve| sieve.by = by);
        }
    };
    view! {
        <div class="sieve">
            <input
                class="field-input"
                type="search"
                placeholder="Filter findings"
                aria-label="Filter findings by words"
                data-testid="finding-filter"
                autocomplete="off"
                prop:value=Signal::derive(move || sieve.with(|sieve| sieve.text.clone()))
                on:input=move |event| { let text = event_target_value(&event); sieve.update(|sieve| sieve.text = text); }
            />
            <select class="field-select" aria-label="Put findings under" data-testid="finding-grouping" on:change=choose>
                {Grouping::ALL.map(|by| view! { <option value=by.word() selected=Signal::derive(move || sieve.with(|sieve| sieve.by == by))>{format!("by {}", by.word())}</option> }.into_any()).into_iter().collect_view()}
            </select>
        </div>
    }
}

fn bring_into_sight(key: &str) {
    let cards = document().query_selector_all("[data-finding]").ok();
    let card = cards.and_then(|cards| {
        let all = (0..cards.length()).filter_map(|index| cards.item(index)?.dyn_into::<web_sys::Element>().ok());
        all.into_iter().find(|card| card.get_attribute("data-finding").as_deref() == Some(key))
    });
    if let Some(card) = card {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        card.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn plural(count: u32, word: &str) -> String {
    if count == 1 || word == "info" { format!("{count} {word}") } else { format!("{count} {word}s") }
}

/// What is wrong, and the rule that says so.
#[component]
fn FindingTitle(
    rule: String,
    /// Instead of what the rule's findings are called.
    #[prop(optional)]
    title: Option<&'static str>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let of = rule.clone();
    let title = move || title.map_or_else(|| session.title_of(&of), ToOwned::to_owned);
    view! { <span class="finding-title"><h2>{title}</h2><span class="rule">{rule}</span></span> }
}

/// The button that opens a rule's page.
#[component]
fn WhyButton(rule: String) -> impl IntoView {
    let Asking(asked) = expect_context::<Asking>();
    view! {
        <button class="button compact quiet" data-testid="why" title="What the rule finds and why it matters" on:click=move |_| asked.set(Some(Asked::Rule(rule.clone())))>
            <Icon name="book-open" />"Why?"
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_spoken() {
        assert_eq!(
            (plural(1, "error"), plural(3, "warning"), plural(2, "info")),
            ("1 error".into(), "3 warnings".into(), "2 info".into())
        );
    }
}
