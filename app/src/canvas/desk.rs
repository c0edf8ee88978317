//! What lies over the canvas and the page, as far as it is not needed to see the drawing.

use leptos::prelude::*;

use super::chooser::Chooser;
use super::file_bar::FileBar;
use super::import;
use super::menu::Menu;
use super::stage::Stage;
use super::telling::TellingBar;
use super::tools::{EmptyCanvas, Tools};
use crate::pages::export::LossDialog;
use crate::pages::route::{Page, Router};
use crate::pages::shortcuts::Shortcuts;
use crate::panels::findings::FindingDialogs;
use crate::presence::following::FollowingBar;
use crate::widgets::dialog::Dialog;
use crate::widgets::icon::Icon;
use crate::widgets::show::Show;

/// Tools, lists to choose from, the menu, what is told, and how to begin.
#[must_use]
pub fn over() -> AnyView {
    let stage = expect_context::<Stage>();
    let picture = stage.session.picture;
    let empty = Memo::new(move |_| picture.nodes.with(Vec::is_empty));
    view! {
        <Show when=move || empty.get()><EmptyCanvas /></Show>
        <Show when=move || stage.receiving.get()>
            <div class="receiving" data-testid="receiving"><Icon name="file-up" />"Drop compose files, manifests or a topology"</div>
        </Show>
        <FileBar />
        <TellingBar />
        <FollowingBar />
        <Chooser />
        <Menu />
        <Tools />
    }
    .into_any()
}

/// The dialog that is open, if any.
#[must_use]
pub fn dialogs() -> AnyView {
    let stage = expect_context::<Stage>();
    let router = expect_context::<Router>();
    let help = stage.help;
    let losing = stage.drawer.losing;
    view! {
        <FindingDialogs />
        {move || stage.importing.get().map(|drawn| import::dialog(stage, drawn))}
        <Show when=move || losing.with(|nodes| !nodes.is_empty())><LossDialog /></Show>
        <Show when=move || help.get()><Shortcuts close=Callback::new(move |()| help.set(false)) /></Show>
        <Show when=move || stage.session.gone.get()>
            <Dialog title="This topology was deleted" close=Callback::new(move |()| router.go(Page::Home))>
                <div class="body"><p class="second">"Somebody deleted it while it was open here."</p></div>
                <footer><button class="button primary" on:click=move |_| router.go(Page::Home)>"All topologies"</button></footer>
            </Dialog>
        </Show>
    }
    .into_any()
}
