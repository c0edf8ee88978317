//! Short messages at the lower edge: what could not be done, and why.

use std::time::Duration;

use leptos::prelude::*;

use super::each::{Each, row};
use super::icon::{Icon, severity_icon};

/// How loud a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something worked.
    Done,
    /// Something could not be done.
    Refused,
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    number: u64,
    tone: Tone,
    text: String,
    /// What it is about, so that it can go when that is over.
    topic: Option<&'static str>,
}

/// The messages now on the screen.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// No messages.
    #[must_use]
    pub fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// Says that something worked; gone after four seconds.
    pub fn done(&self, text: impl Into<String>) {
        self.say(Tone::Done, text.into(), 4, None);
    }

    /// Says that something was refused; stays for seven seconds or until it is closed.
    pub fn refused(&self, text: impl Into<String>) {
        self.say(Tone::Refused, text.into(), 7, None);
    }

    /// As [`Self::refused`], and gone as soon as [`Self::over`] is said of the topic.
    pub fn refused_while(&self, topic: &'static str, text: impl Into<String>) {
        self.say(Tone::Refused, text.into(), 7, Some(topic));
    }

    /// The reason of refusals about a topic is gone, and so are they.
    pub fn over(&self, topic: &'static str) {
        if self.list.with_untracked(|list| list.iter().any(|toast| toast.topic == Some(topic))) {
            self.list.update(|list| list.retain(|toast| toast.topic != Some(topic)));
        }
    }

    fn say(&self, tone: Tone, text: String, seconds: u64, topic: Option<&'static str>) {
        let number = self.next.get_value();
        self.next.set_value(number + 1);
        self.list.update(|list| {
            list.retain(|toast| toast.text != text);
            list.push(Toast { number, tone, text, topic });
            if list.len() > 3 {
                list.remove(0);
            }
        });
        let toasts = *self;
        set_timeout(move || toasts.close(number), Duration::from_secs(seconds));
    }

    fn close(&self, number: u64) {
        self.list.try_update(|list| list.retain(|toast| toast.number != number));
    }
}

/// The place where messages appear.
#[component]
pub fn ToastArea() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let rows = Signal::derive(move || {
        toasts
            .list
            .get()
            .into_iter()
            .map(|toast| row(toast.number.to_string(), move || view! { <OneToast toast=toast.clone() /> }))
            .collect()
    });
    view! {
        <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
            <Each rows />
        </div>
    }
}

#[component]
fn OneToast(toast: Toast) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let refused = toast.tone == Tone::Refused;
    view! {
        <div class="toast" data-severity=refused.then_some("error")>
            <Icon name=if refused { severity_icon("error") } else { "circle-check" } />
            <span class="grow">{toast.text}</span>
            <button class="icon-button small" aria-label="Dismiss" on:click=move |_| toasts.close(toast.number)><Icon name="x" /></button>
        </div>
    }
}
