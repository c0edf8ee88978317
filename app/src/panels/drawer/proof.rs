//! What the real tools say of the bundle: asked for by a button, watched while they run, ended when that is wanted.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::net::bundle::{self, Checked, Progress};
use crate::session::Session;
use crate::session::findings::closed_because;
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

/// How often a run that goes on is asked how far it is.
const AGAIN: Duration = Duration::from_millis(600);

/// The last run, as far as it is known here. Copies share it.
#[derive(Debug, Clone, Copy)]
pub struct Proving {
    session: Session,
    run: RwSignal<Option<Progress>>,
    problem: RwSignal<Option<String>>,
    asking: StoredValue<bool>,
}

impl Proving {
    /// Nothing known yet.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self { session, run: RwSignal::new(None), problem: RwSignal::new(None), asking: StoredValue::new(false) }
    }

    /// Asks how far the run is, and again while it goes on.
    pub fn watch(self) {
        if self.asking.try_get_value() != Some(false) {
            return;
        }
        self.asking.set_value(true);
        let topology = self.session.topology.get_value();
        spawn_local(async move {
            let answer = bundle::verification(&topology).await;
            if self.asking.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(run) => self.take(run),
                Err(error) => self.problem.set(Some(error.text())),
            }
        });
    }

    fn take(self, run: Option<Progress>) {
        let goes_on = run.as_ref().is_some_and(Progress::goes_on);
        if !goes_on && self.goes_on() {
            self.session.announce(run.as_ref().map(summary).unwrap_or_default());
        }
        if self.run.with_untracked(|old| *old != run) {
            self.run.set(run);
        }
        if goes_on {
            set_timeout(move || self.watch(), AGAIN);
        }
    }

    /// Has the tools run over the last revision.
    pub fn start(self) {
        self.problem.set(None);
        let topology = self.session.topology.get_value();
        spawn_local(async move {
            let answer = bundle::verify(&topology).await;
            if self.run.try_get_untracked().is_none() {
                return;
            }
            match answer {
                Ok(run) => self.take(run),
                Err(error) => self.problem.set(Some(error.text())),
            }
        });
    }

    fn cancel(self) {
        let topology = self.session.topology.get_value();
        spawn_local(async move {
            if let Err(error) = bundle::cancel(&topology).await {
                self.problem.try_set(Some(error.text()));
            }
        });
    }

    fn goes_on(self) -> bool {
        self.run.with_untracked(|run| run.as_ref().is_some_and(Progress::goes_on))
    }
}

fn count(run: &Progress, verdict: &str) -> usize {
    run.checks.iter().filter(|check| check.verdict == verdict).count()
}

/// How a run is or went, in a few words.
fn summary(run: &Progress) -> String {
    match run.phase.as_str() {
        "waiting" => "Another run of the tools comes first".to_owned(),
        "running" if run.total == 0 => "The tools are being found".to_owned(),
        "running" => format!("{} of {} checks have ended", run.checks.len(), run.total),
        "failed" => format!("The tools can't be run: {}", run.reason),
        phase => {
            let told = format!(
                "{} passed, {} failed, {} did not run",
                count(run, "passed"),
                count(run, "failed"),
                count(run, "not-run")
            );
            if phase == "ended" { format!("{told}: {}", run.reason) } else { told }
        }
    }
}

/// The button, and the table of what the tools said.
#[component]
pub fn ProofSheet(
    /// The run.
    proving: Proving,
) -> impl IntoView {
    let session = proving.session;
    let goes_on = Memo::new(move |_| proving.run.with(|run| run.as_ref().is_some_and(Progress::goes_on)));
    let closed = Memo::new(move |_| session.report.with(closed_because));
    let older = move || {
        let revision = proving.run.with(|run| run.as_ref().map(|run| run.revision));
        revision.filter(|revision| *revision != session.revision())
    };
    let bar = move || {
        proving.run.with(|run| {
            run.as_ref().filter(|run| run.goes_on()).map(|run| {
                let (value, max) = (run.checks.len().to_string(), run.total.max(1).to_string());
                view! { <progress value=value max=max aria-label="Checks that have ended"></progress> }.into_any()
            })
        })
    };
    view! {
        <div class="proof" data-testid="proof" tabindex="0" role="region" aria-label="Proof">
            <div class="proof-head">
                <Show
                    when=move || goes_on.get()
                    fallback=move || view! {
                        <button
                            class="button compact primary"
                            data-testid="verify"
                            aria-disabled=Signal::derive(move || if closed.with(Option::is_some) { "true" } else { "false" })
                            title=Signal::derive(move || closed.get().map(|text| text.replace("Export", "Verify")))
                            on:click=move |_| match closed.get_untracked() {
                                Some(text) => session.toasts().refused(format!("{}.", text.replace("Export", "Verify"))),
                                None => proving.start(),
                            }
                        ><Icon name="shield-check" />"Verify the bundle"</button>
                    }
                >
                    <button class="button compact" data-testid="end-verify" on:click=move |_| proving.cancel()><Icon name="x" />"End"</button>
                </Show>
                {bar}
                <span class="second" role="status" data-testid="proof-summary">{move || proving.run.with(|run| run.as_ref().map_or_else(|| "The real tools that are installed here judge every file: docker compose, helm, terraform and others.".to_owned(), summary))}</span>
                {move || older().map(|revision| view! { <span class="pill" data-state="offline">{format!("of r{revision}, not of what is drawn now")}</span> }.into_any())}
            </div>
            {move || proving.problem.get().map(|problem| view! { <p class="problem" role="alert"><Icon name="octagon-alert" />{problem}</p> }.into_any())}
            <Table proving />
        </div>
    }
}

#[component]
fn Table(proving: Proving) -> impl IntoView {
    let any = Memo::new(move |_| proving.run.with(|run| run.as_ref().is_some_and(|run| !run.checks.is_empty())));
    let rows = move || proving.run.with(|run| run.iter().flat_map(|run| run.checks.clone()).map(row).collect_view());
    let unproven = move || {
        let all = proving.run.with(|run| run.as_ref().map(|run| run.unproven.clone()).unwrap_or_default());
        (!all.is_empty()).then(|| {
            let lines = all.into_iter().map(|text| view! { <li>{text}</li> }.into_any()).collect_view();
            view! { <div class="unproven"><p class="label">"Not proven"</p><ul>{lines}</ul></div> }.into_any()
        })
    };
    view! {
        <Show when=move || any.get()>
            <table class="checks">
                <thead><tr><th scope="col">"Check"</th><th scope="col">"Tool"</th><th scope="col">"Verdict"</th><th scope="col">"Time"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Show>
        {unproven}
    }
}

fn row(check: Checked) -> AnyView {
    let (icon, severity, word) = match check.verdict.as_str() {
        "passed" => ("circle-check", None, "passed"),
        "failed" => ("octagon-alert", Some("error"), "failed"),
        _ => ("info", Some("warning"), "did not run"),
    };
    // One decimal is as much as a clock says about a busy machine.
    let took = format!("{}.{} s", check.took / 1000, check.took % 1000 / 100);
    let (said, name) = (check.said, check.name.clone());
    view! {
        <tr data-check=check.name data-verdict=check.verdict data-severity=severity>
            <td>{name}{(!said.is_empty()).then(|| view! { <details><summary>"What it said"</summary><pre tabindex="0">{said}</pre></details> }.into_any())}</td>
            <td class="second">{check.tool}</td>
            <td class="verdict"><Icon name=icon />{word}</td>
            <td class="second number">{took}</td>
        </tr>
    }
    .into_any()
}
