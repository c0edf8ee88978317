//! The drawing as a picture: SVG or PNG. A script that is fetched only then makes it of what the page shows.

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
    let area = area.grown(32.0);
    let name = stage.session.peek(|document| document.name.to_string());
    let title = stage.session.peek(|document| document.label().to_owned());
    spawn_local(async move {
        let given = [area.min.x, area.min.y, area.width(), area.height()]
            .into_iter()
            .map(JsValue::from_f64)
            .collect::<js_sys::Array>();
        let made = async {
            let script = JsFuture::from(fetched()?).await?;
            let make: js_sys::Function = js_sys::Reflect::get(&script, &"picture".into())?.dyn_into()?;
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

/// The script, by way of the page's first one, which can fetch others.
fn fetched() -> Result<js_sys::Promise, JsValue> {
    let fetch: js_sys::Function = js_sys::Reflect::get(&window(), &"groundplanScript".into())?.dyn_into()?;
    fetch.call1(&JsValue::NULL, &"/picture.js".into())?.dyn_into()
}
