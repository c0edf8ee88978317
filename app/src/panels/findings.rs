//! Findings as cards: what is wrong in plain words, and a fix to look at and to apply.

use std::collections::BTreeSet;

use leptos::prelude::*;
use topology::finding::{Finding, Fix, Subject};
use topology::rules;

use crate::canvas::stage::Stage;
use crate::session::draft;
use crate::session::findings::items;
use crate::session::preview::preview;
use crate::widgets::each::{Each, row};
use crate::widgets::icon::{Icon, severity_icon};

/// Counts by severity, and a card for each finding.
#[component]
pub fn FindingsPanel() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let hidden = RwSignal::new(BTreeSet::<&'static str>::new());
    let summary = Memo::new(move |_| session.report.with(|report| report.summary));
    let counts = move || {
        let summary = summary.get();
        [("error", summary.error), ("warning", summary.warning), ("info", summary.info)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect::<Vec<_>>()
    };
    let shown = Memo::new(move |_| {
        session.report.with(|report| {
            report
                .findings
                .iter()
                .filter(|finding| {
                    finding.waived.is_none() && !hidden.with(|hidden| hidden.contains(finding.severity.word()))
                })
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    // Another message is another card; what it is about may have been renamed.
    let rows = Signal::derive(move || {
        shown
            .get()
            .into_iter()
            .map(|finding| {
                row(
                    format!("{} {} {}", finding.severity.word(), finding.key, finding.message),
                    move || view! { <FindingCard finding=finding.clone() /> },
                )
            })
            .collect()
    });
    let waived = Memo::new(move |_| {
        session.report.with(|report| {
            report.findings.iter().filter(|finding| finding.waived.is_some()).cloned().collect::<Vec<_>>()
        })
    });
    let failed = Memo::new(move |_| session.report.with(|report| report.failed.clone()));
    let quiet = move || session.report.with(|report| report.findings.is_empty() && report.failed.is_empty());
    view! {
        <div class="panel-body" data-testid="findings">
            <div class="counts" aria-live="polite">
                {move || counts().into_iter().map(|(severity, count)| view! {
                    <button
                        class="count-pill"
                        data-severity=severity
                        aria-pressed=Signal::derive(move || if hidden.with(|hidden| hidden.contains(severity)) { "false" } else { "true" })
                        title="Show or hide these"
                        on:click=move |_| hidden.update(|hidden| if !hidden.remove(severity) { hidden.insert(severity); })
                    >
                        <Icon name=severity_icon(severity) />{plural(count, severity)}
                    </button>
                }).collect_view()}
            </div>
            <Each rows />
            {move || failed.get().into_iter().map(|(rule, reason)| view! {
                <div class="finding" data-severity="warning"><div class="finding-head"><Icon name="triangle-alert" /><FindingTitle title="A rule failed".to_owned() rule /></div><p class="message">{reason}</p></div>
            }).collect_view()}
            <Show when=move || !waived.with(Vec::is_empty)>
                <h2 class="label" style:margin="16px 4px 8px">"Waived"</h2>
                {move || waived.get().into_iter().map(|finding| view! { <WaivedCard finding /> }).collect_view()}
            </Show>
            <Show when=quiet>
                <div class="panel-empty"><Icon name="circle-check" class="ok" /><b>"Nothing is wrong"</b><p>"The rules read along while you draw."</p></div>
            </Show>
        </div>
    }
}

fn plural(count: u32, word: &str) -> String {
    if count == 1 || word == "info" { format!("{count} {word}") } else { format!("{count} {word}s") }
}

fn title_of(finding: &Finding) -> String {
    rules::find(&finding.rule).map_or_else(|| finding.rule.clone(), |rule| rule.title.to_owned())
}

#[component]
fn FindingTitle(title: String, rule: String) -> impl IntoView {
    view! { <span class="finding-title"><h2>{title}</h2><span class="rule">{rule}</span></span> }
}

#[component]
fn FindingCard(finding: Finding) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let severity = finding.severity.word();
    let key = finding.key.clone();
    let mine = finding.key.clone();
    let open = Memo::new(move |_| session.open_finding.with(|open| open.as_deref() == Some(mine.as_str())));
    let subjects = StoredValue::new(items(&finding));
    let toggle = move |_| {
        session.open_finding.set(if open.get_untracked() { None } else { Some(key.clone()) });
        session.mark();
    };
    let show = move |_| {
        let drawn = subjects.get_value();
        session.selection.set(drawn.iter().cloned().collect());
        stage.show(&drawn);
    };
    let environments = (finding.environments.first().is_none_or(|name| name != "base"))
        .then(|| format!("Only in {}", finding.environments.join(", ")));
    let (first, rest) = (finding.fixes.first().cloned(), finding.fixes.get(1..).unwrap_or_default().to_vec());
    let drawn = !subjects.with_value(Vec::is_empty);
    let fixes = StoredValue::new((first, rest));
    view! {
        <article class="finding" class:open=Signal::derive(move || open.get()) data-severity=severity data-finding=finding.key.clone() data-rule=finding.rule.clone()>
            <button class="finding-head" aria-expanded=Signal::derive(move || if open.get() { "true" } else { "false" }) on:click=toggle>
                <Icon name=severity_icon(severity) />
                <FindingTitle title=title_of(&finding) rule=finding.rule.clone() />
            </button>
            <p class="message">{emphasised(stage, &finding)}</p>
            {environments.map(|text| view! { <p class="where small third">{text}</p> })}
            <Show when=move || open.get()>
                {move || fixes.with_value(|(first, rest)| {
                    let more = rest.iter().map(|fix| view! { <FixBox fix=fix.clone() /> }).collect_view();
                    first.clone().map(|fix| view! { <FixBox fix show=Callback::new(show) drawn /> {more} })
                })}
                <Show when=move || drawn && fixes.with_value(|(first, _)| first.is_none())>
                    <div class="fix-actions"><button class="button compact" on:click=show>"Show on canvas"</button></div>
                </Show>
            </Show>
        </article>
    }
}

/// The message with the names of its nodes set off.
fn emphasised(stage: Stage, finding: &Finding) -> Vec<AnyView> {
    let mut names: Vec<String> = stage.session.peek(|document| {
        finding
            .subjects
            .iter()
            .filter_map(|subject| {
                if let Subject::Node(id) = subject { Some(document.node_label(id.as_str()).to_owned()) } else { None }
            })
            .collect()
    });
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut out = Vec::new();
    let mut rest = finding.message.as_str();
    while let Some((at, name)) = names
        .iter()
        .filter_map(|name| find_word(rest, name).map(|at| (at, name)))
        .min_by_key(|(at, name)| (*at, std::cmp::Reverse(name.len())))
    {
        out.push(rest[..at].to_owned().into_any());
        out.push(view! { <b>{name.clone()}</b> }.into_any());
        rest = &rest[at + name.len()..];
    }
    out.push(rest.to_owned().into_any());
    out
}

/// Where a name stands as a word of its own.
fn find_word(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let joins = |c: char| c.is_alphanumeric() || c == '-';
        !text[..*at].chars().next_back().is_some_and(joins)
            && !text[at + name.len()..].chars().next().is_some_and(joins)
    })
}

#[component]
fn FixBox(
    fix: Fix,
    #[prop(optional)] show: Option<Callback<leptos::ev::MouseEvent>>,
    #[prop(optional)] drawn: bool,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let session = stage.session;
    let edits = StoredValue::new(fix.edits);
    let lines = Memo::new(move |_| {
        session
            .read(|document| edits.with_value(|edits| preview(document, edits)).map_err(|problem| problem.to_string()))
    });
    let fits = move || lines.with(Result::is_ok);
    let label = fix.title.clone();
    let apply = move |_| {
        let mut label = label.clone();
        // Labels follow “Undo:”, so they begin small.
        if let Some(first) = label.get(..1) {
            let small = first.to_ascii_lowercase();
            label.replace_range(..1, &small);
        }
        let edit = session.peek(|document| edits.with_value(|edits| draft::settled(document, edits)));
        session.commit(label, edit);
    };
    view! {
        <div class="fix" data-testid="fix">
            <div class="fix-title"><Icon name="wand-sparkles" />{fix.title.clone()}</div>
            <div class="fix-diff">
                {move || match lines.get() {
                    Ok(lines) => lines.into_iter().map(|line| view! {
                        <div class=if line.sign == '+' { "add" } else { "remove" }>{format!("{} {}", line.sign, line.text)}</div>
                    }).collect_view().into_any(),
                    Err(problem) => view! { <div class="change">{problem}</div> }.into_any(),
                }}
            </div>
            <div class="fix-actions">
                <button class="button compact primary" disabled=Signal::derive(move || !fits()) on:click=apply>"Apply"</button>
                {show.filter(|_| drawn).map(|show| view! { <button class="button compact" on:click=move |event| show.run(event)>"Show on canvas"</button> })}
            </div>
        </div>
    }
}

#[component]
fn WaivedCard(finding: Finding) -> impl IntoView {
    let severity = finding.severity.word();
    let why = finding
        .waived
        .as_ref()
        .map(|waived| format!("{} – {}, until {}", waived.reason, waived.author, waived.expires));
    view! {
        <article class="finding" data-severity=severity data-finding=finding.key.clone()>
            <div class="finding-head"><Icon name=severity_icon(severity) /><FindingTitle title=title_of(&finding) rule=finding.rule.clone() /></div>
            <p class="message">{why}</p>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_words_only() {
        assert_eq!(find_word("orders-db and orders wait", "orders"), Some(14));
        assert_eq!(find_word("reorders", "orders"), None);
    }

    #[test]
    fn counts_are_spoken() {
        assert_eq!(
            (plural(1, "error"), plural(3, "warning"), plural(2, "info")),
            ("1 error".into(), "3 warnings".into(), "2 info".into())
        );
    }
}
