//! What scripts do that are fetched only then: the drawing as SVG or PNG, and the map in the corner.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::stage::Stage;

/// Makes a picture of the whole drawing. `form` is `svg`, `png`, or `copy` for a PNG on the clipboard.
pub fn picture(stage: Stage, form: &'static str) {
    let toasts = stage.session.toasts();
    let Some(area) = stage.session.picture.extent() else {
        return toasts.refused("There is nothing to make a picture of yet.");
    };
    super::fill::finish(stage);
    let area = area.grown(32.0);
    let name = stage.session.peek(|document| document.name.to_string());
    let title = stage.session.peek(|document| document.label().to_owned());
    spawn_local(async move {
        let given = [area.min.x, area.min.y, area.width(), area.height()]
            .into_iter()
            .map(JsValue::from_f64)
            .collect::<js_sys::Array>();
        let made = async {
            let make = fetched("/picture.js", "picture").await?;
            let arguments: [JsValue; 4] = [form.into(), name.into(), title.into(), given.into()];
            let arguments = arguments.into_iter().collect::<js_sys::Array>();
            JsFuture::from(make.apply(&JsValue::NULL, &arguments)?.dyn_into::<js_sys::Promise>()?).await
        };
        match made.await {
            Ok(_) if form == "copy" => toasts.done("The picture is on the clipboard."),
            Ok(_) => {}
            Err(error) => {
                let why: String = js_sys::Object::from(error).to_string().into();
                toasts.refused(format!("The picture can't be made: {why}"));
            }
        }
    });
}

/// Shows the whole drawing in a corner, or no longer.
pub fn minimap(stage: Stage) {
    let toasts = stage.session.toasts();
    spawn_local(async move {
        let toggled = async { fetched("/minimap.js", "toggle").await?.call0(&JsValue::NULL) };
        if toggled.await.is_err() {
            toasts.refused("The map can't be fetched: the server does not answer.");
        }
    });
}

/// Shows the map where it was shown the last time.
pub fn minimap_again(stage: Stage) {
    if super::stage::kept("groundplan.minimap").is_some() {
        minimap(stage);
    }
}

/// A function of a script that is fetched now, by way of the page's first one, which can fetch others.
pub async fn fetched(path: &str, name: &str) -> Result<js_sys::Function, JsValue> {
    let fetch: js_sys::Function = js_sys::Reflect::get(&window(), &"groundplanScript".into())?.dyn_into()?;
    let script = JsFuture::from(fetch.call1(&JsValue::NULL, &path.into())?.dyn_into::<js_sys::Promise>()?).await?;
    js_sys::Reflect::get(&script, &name.into())?.dyn_into()
}
