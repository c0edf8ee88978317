//! How a document is drawn: what cards and lines say, and where lines run. The canvas and the pictures of a review draw the same.

pub mod face;
pub mod geometry;
pub mod route;
pub mod routing;
pub mod text;

/// Width of a node's card at 100 %, in pixels.
pub const CARD_WIDTH: f64 = 182.0;
/// Height of a node's card at 100 %, in pixels.
pub const CARD_HEIGHT: f64 = 60.0;

/// About how wide the label of a line is, in pixels at 100 %; 0 for none. It is cut at 150.
#[must_use]
pub fn label_width(label: Option<&str>) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a short text")]
    label.map_or(0.0, |text| (text.chars().count() as f64 * 6.2 + 18.0).min(150.0))
}
