//! Who is told what happens: other programs by webhooks, people by notifications. Both are written with what they tell of, in one transaction.

mod notifications;
mod webhooks;

pub use notifications::Notification;
pub(super) use notifications::mentions;
pub(super) use notifications::notify;
pub(super) use webhooks::post;
pub use webhooks::{Delivery, Due, Webhook};
