//! The view follows somebody's: until they leave, or this person stops it, or moves the view otherwise.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawing::tint;
use super::people::called;
use crate::canvas::camera::Camera;
use crate::canvas::stage::Stage;
use crate::session::others::Visitor;

/// Follows a person.
pub fn follow(stage: Stage, person: Arc<str>) {
    stage.session.others.following.set(Some(person));
}

/// No longer follows anybody. Returns whether somebody was followed.
pub fn stop(stage: Stage) -> bool {
    let following = stage.session.others.following;
    let any = following.with_untracked(Option::is_some);
    if any {
        following.set(None);
        stage.session.announce("No longer following anybody".to_owned());
    }
    any
}

/// The window of the person who is followed, the one that came last; followed itself.
fn leader(stage: Stage) -> Option<Visitor> {
    let others = stage.session.others;
    let person = others.following.get()?;
    others.here.with(|here| here.iter().rev().find(|visitor| visitor.person == person).cloned())
}

/// Keeps the view with the one that is followed, for as long as the caller's owner lives.
pub fn start(stage: Stage) {
    let given: StoredValue<Option<Camera>> = StoredValue::new(None);
    Effect::new(move |_| {
        if stage.session.others.following.with(Option::is_none) {
            given.set_value(None);
            return;
        }
        let Some(leader) = leader(stage) else {
            stop(stage);
            return;
        };
        // Somebody who follows another tells of no view; the last one stays then.
        if let Some(view) = leader.view.get() {
            let camera = Camera::framing(&view, stage.size());
            given.set_value(Some(camera));
            stage.look(camera);
        }
    });
    Effect::new(move |_| {
        let camera = stage.camera.get();
        if given.get_value().is_some_and(|given| given != camera) {
            stop(stage);
        }
    });
    Effect::new(move |_| {
        let (following, root) = (stage.session.others.following.with(Option::is_some), stage.root.get());
        if let Some(root) = root {
            let _ = root.class_list().toggle_with_force("following", following);
        }
    });
}

/// Says whom the view follows, and how to stop it.
#[component]
pub fn FollowingBar() -> impl IntoView {
    let stage = expect_context::<Stage>();
    move || {
        leader(stage).map(|leader| {
            let name = called(stage, &leader);
            view! {
                <div class="follow-frame" style=("--person", tint(leader.colour))></div>
                <div class="follow-bar" data-ui="" data-testid="following" style=("--person", tint(leader.colour))>
                    <span role="status">{format!("Following {name}")}</span>
                    <button title="Stop following (Esc)" on:click=move |_| { stop(stage); stage.focus(); }>"Stop"</button>
                </div>
            }
            .into_any()
        })
    }
}
