//! What becomes of the file that is edited in place, where the server was opened on one.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::stage::Stage;
use crate::net::file::{self, Edited};
use crate::session::Session;
use crate::widgets::icon::Icon;

/// How often the file is asked about.
const AGAIN: Duration = Duration::from_millis(700);

/// The file's name, and what is wrong with it.
#[component]
pub fn FileBar() -> impl IntoView {
    let session = expect_context::<Stage>().session;
    let held: RwSignal<Option<Edited>> = RwSignal::new(None);
    watch(session, held);
    let decide = move |holds: &'static str| {
        spawn_local(async move {
            match file::decide(holds).await {
                Ok(()) => session.toasts().done("It will be so."),
                Err(error) => session.toasts().refused(error.text()),
            }
        });
    };
    let shown = Memo::new(move |_| held.get());
    view! {
        {move || shown.get().map(|file| {
            let (title, text) = told(&file);
            if title.is_empty() {
                return view! { <div class="file-pill" data-ui="" data-testid="file" data-state=file.state.clone() title=file.path.clone()><Icon name="file-code" /><span>{file.name.clone()}</span></div> }.into_any();
            }
            let both = matches!(file.state.as_str(), "conflict" | "unreadable");
            let gone = file.state == "gone";
            view! {
                <div class="file-bar" data-ui="" data-testid="file" data-state=file.state.clone() role="alert">
                    <Icon name="triangle-alert" />
                    <div class="grow"><b>{title}</b><p class="second">{text}</p></div>
                    {(both || gone).then(|| view! { <button class="button compact" data-holds="drawing" on:click=move |_| decide("drawing")>{if gone { "Write it again" } else { "Keep what is drawn" }}</button> }.into_any())}
                    {(file.state == "conflict").then(|| view! { <button class="button compact" data-holds="file" on:click=move |_| decide("file")>"Take what the file says"</button> }.into_any())}
                </div>
            }.into_any()
        })}
    }
}

/// Why nothing is written just now, as a title and a sentence; both empty where all is well.
fn told(file: &Edited) -> (String, String) {
    let name = &file.name;
    match file.state.as_str() {
        "conflict" => {
            let places = file.places.join(", ");
            (
                format!("{name} and the drawing both changed"),
                format!("They differ at {places}. Nothing is lost or written until you choose."),
            )
        }
        "unreadable" => (
            format!("{name} can't be read as a topology"),
            format!("{} What you draw is written as soon as the file is mended.", file.message),
        ),
        "gone" => (format!("{name} is gone"), "It was deleted or moved. What is drawn is kept here.".to_owned()),
        "unwritable" => (format!("{name} can't be written"), file.message.clone()),
        _ => (String::new(), String::new()),
    }
}

/// Asks about the file, again and again where there is one.
fn watch(session: Session, held: RwSignal<Option<Edited>>) {
    spawn_local(async move {
        let answer = file::edited().await;
        let own = session.topology.try_get_value();
        match answer {
            // Another topology of the same server is not the file's.
            Ok(Some(file)) if own.as_ref() == Some(&file.topology) => {
                if held.try_with_untracked(|old| old.as_ref() != Some(&file)) == Some(true) {
                    held.set(Some(file));
                }
            }
            Ok(_) => return,
            // The server is out of reach, which the header says.
            Err(_) => {}
        }
        if held.try_get_untracked().is_some() {
            set_timeout(move || watch(session, held), AGAIN);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_keeps_the_file_from_being_written_is_said() {
        let file = |state: &str| Edited {
            name: "shop.yaml".into(),
            path: "/home/ana/shop.yaml".into(),
            topology: "1".into(),
            state: state.into(),
            message: "3:4: expected a mapping.".into(),
            places: vec!["/nodes/a/title".into()],
        };
        assert_eq!(told(&file("same")), (String::new(), String::new()));
        assert!(told(&file("conflict")).1.contains("/nodes/a/title"));
        assert!(told(&file("unreadable")).1.starts_with("3:4"));
        for state in ["gone", "unwritable"] {
            assert!(told(&file(state)).0.starts_with("shop.yaml"), "{state}");
        }
    }
}
