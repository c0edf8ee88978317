//! Which page the address names.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The list of topologies.
    Home,
    /// The editor on one topology.
    Editor(String),
    /// An address that names nothing.
    Unknown,
}

impl Page {
    /// The page of a path.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home,
            ["t", id] => Self::Editor((*id).to_owned()),
            _ => Self::Unknown,
        }
    }

    /// The path of the page.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Editor(id) => format!("/t/{id}"),
            Self::Home | Self::Unknown => "/".to_owned(),
        }
    }
}

/// The page now, and how to go to another.
#[derive(Debug, Clone, Copy)]
pub struct Router {
    /// The page now.
    pub page: RwSignal<Page>,
}

impl Router {
    /// Follows the address, also when the person goes back.
    #[must_use]
    pub fn start() -> Self {
        let now = || Page::of(&window().location().pathname().unwrap_or_default());
        let router = Self { page: RwSignal::new(now()) };
        window_event_listener(leptos::ev::popstate, move |_| router.page.set(now()));
        router
    }

    /// Goes to a page without loading anything anew.
    pub fn go(&self, page: Page) {
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&page.path()));
        }
        self.page.set(page);
    }

    /// Takes a click on a link of ours, unless it asks for a new tab.
    pub fn follow(&self, event: &leptos::ev::MouseEvent, page: Page) {
        if event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key() {
            event.prevent_default();
            self.go(page);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_pages_are_one() {
        for page in [Page::Home, Page::Editor("shop-2".into())] {
            assert_eq!(Page::of(&page.path()), page);
        }
        assert_eq!(Page::of("/t/"), Page::Unknown);
        assert_eq!(Page::of("/elsewhere"), Page::Unknown);
    }
}
