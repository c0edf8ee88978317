//! The dialog in which a finding is waived: what, why, by whom, until when.

use leptos::{ev, prelude::*};
use topology::finding::Finding;

use crate::session::judge::{in_days, today};
use crate::session::waivers::{self, Misfit, Scope, Wish, scopes};
use crate::session::{Session, draft};
use crate::widgets::dialog::Dialog;

/// Where the browser keeps who waived last.
const AUTHOR: &str = "groundplan.author";
/// How long a waiver holds unless the person says otherwise, in days.
const USUAL: u32 = 90;

fn kept_author() -> String {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(AUTHOR).ok().flatten()).unwrap_or_default()
}

fn keep_author(name: &str) {
    // Without storage the name is written again next time.
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(AUTHOR, name);
    }
}

/// Asks for what a waiver needs.
#[component]
pub fn WaiveDialog(
    /// The finding that is waived.
    finding: Finding,
    /// Called when the dialog should go.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let title = untrack(|| session.title_of(&finding.rule));
    let all = scopes(&finding);
    let names: Vec<String> = all.iter().map(|scope| session.peek(|document| spoken(document, scope))).collect();
    let chosen = RwSignal::new(0_usize);
    let (reason, author) = (RwSignal::new(String::new()), RwSignal::new(kept_author()));
    let day = |count| in_days(count).map(|day| day.to_string()).unwrap_or_default();
    let expires = RwSignal::new(day(USUAL));
    let misfit: RwSignal<Option<Misfit>> = RwSignal::new(None);
    let (about, label) = (finding.message.clone(), format!("waive {}", draft::small(&title)));
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (Some(today), Some(scope)) = (today(), all.get(chosen.get_untracked())) else { return };
        let wish =
            Wish { reason: reason.get_untracked(), author: author.get_untracked(), expires: expires.get_untracked() };
        match session.peek(|document| waivers::draft(document, &finding, scope, &wish, &today)) {
            Ok(edit) => {
                keep_author(wish.author.trim());
                if session.commit(label.clone(), edit).is_some() {
                    close.run(());
                }
            }
            Err(problem) => misfit.set(Some(problem)),
        }
    };
    let write = move |signal: RwSignal<String>, event: &ev::Event| {
        signal.set(event_target_value(event));
        misfit.set(None);
    };
    let wrong = move |field: &'static str| {
        misfit
            .with(|misfit| misfit.as_ref().filter(|misfit| misfit.field == field).map(|misfit| misfit.message.clone()))
    };
    let invalid =
        move |field: &'static str| Signal::derive(move || if wrong(field).is_some() { "true" } else { "false" });
    let told = move |field: &'static str| {
        move || wrong(field).map(|text| view! { <span class="field-problem" role="alert">{text}</span> }.into_any())
    };
    view! {
        <Dialog title=format!("Waive “{title}”") close>
            <form class="body waive" novalidate="novalidate" data-testid="waive-dialog" on:submit=submit>
                <p class="second">{about}</p>
                <label class="form-field"><span>"Covers"</span>
                    <select class="field-select" name="scope" on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))>
                        {names.into_iter().enumerate().map(|(index, name)| view! { <option value=index.to_string()>{name}</option> }.into_any()).collect_view()}
                    </select>
                </label>
                <label class="form-field"><span>"Why it is all right"</span>
                    <textarea class="field-area" name="reason" rows="3" maxlength="1024" autofocus=true aria-invalid=invalid("reason") on:input=move |event| write(reason, &event)></textarea>
                    {told("reason")}
                </label>
                <div class="pair">
                    <label class="form-field"><span>"Who says so"</span>
                        <input class="field-input" name="author" maxlength="1024" autocomplete="name" value=author.get_untracked() aria-invalid=invalid("author") on:input=move |event| write(author, &event) />
                        {told("author")}
                    </label>
                    <label class="form-field"><span>"Until"</span>
                        <input class="field-input" name="expires" type="date" min=day(1) value=expires.get_untracked() aria-invalid=invalid("expires") on:input=move |event| write(expires, &event) />
                        {told("expires")}
                    </label>
                </div>
                <p class="small third">"On that day the finding counts again. Until then every output lists it apart, with reason and name."</p>
                <div class="form-actions">
                    <button class="button" type="button" on:click=move |_| close.run(())>"Cancel"</button>
                    <button class="button primary" type="submit">"Waive"</button>
                </div>
            </form>
        </Dialog>
    }
}

fn spoken(document: &topology::Document, scope: &Scope) -> String {
    match scope {
        Scope::Finding => "This finding".to_owned(),
        Scope::Node(id) => format!("All that this rule says of {}", document.node_label(id.as_str())),
        Scope::Edge(id) => {
            let ends = document.edges.get(id.as_str()).map(|edge| {
                format!("{} → {}", document.node_label(edge.from.as_str()), document.node_label(edge.to.as_str()))
            });
            format!("All that this rule says of {}", ends.unwrap_or_else(|| id.to_string()))
        }
    }
}
