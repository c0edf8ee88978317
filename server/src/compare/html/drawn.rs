//! Cards and lines of a comparison's pictures.

use topology::diff::Status;
use topology::document::{Id, Node};

use super::Html;
use super::around::Around;
use super::words::class;

/// A card as the editor draws it.
pub(super) const WIDTH: i32 = 182;
pub(super) const HEIGHT: i32 = 60;
/// Characters of a title that fit on a card.
const FITTING: usize = 22;
/// Characters of the smaller line below it.
const FITTING_BELOW: usize = 28;

/// What became of something, and in how many fields.
pub(super) type State = Option<(Status, usize)>;

/// A picture in the making. Each has arrowheads of its own: those of a picture that is not shown are not drawn elsewhere.
pub(super) struct Canvas<'h> {
    html: &'h mut Html,
    /// What the picture's names begin with; the one that others lead into has none.
    prefix: &'static str,
    /// The id that the next card had before.
    was: Option<&'h Id>,
}

impl<'h> Canvas<'h> {
    /// Begins a picture of a class, named for whoever can't see it.
    pub(super) fn begin(html: &'h mut Html, prefix: &'static str, class: &str, label: &str, view: [i32; 4]) -> Self {
        html.raw("<svg role=\"img\"").attribute("class", class).attribute("aria-label", label);
        html.attribute("viewBox", &view.map(|number| number.to_string()).join(" ")).raw("><defs>");
        for kind in ["same", "added", "removed", "changed"] {
            html.raw("<marker").attribute("id", &format!("{prefix}arrow-{kind}")).attribute("class", kind);
            html.raw(" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\"/></marker>");
        }
        html.raw("</defs>");
        Self { html, prefix, was: None }
    }

    pub(super) fn end(self) {
        self.html.raw("</svg>");
    }

    /// Says which id the next card had before, where it had another: what is said of that one is shown there.
    pub(super) fn named_before(&mut self, was: Option<&'h Id>) -> &mut Self {
        self.was = was;
        self
    }

    /// A boundary. What it says lies at its top left corner.
    pub(super) fn boundary(&mut self, one: &Around, state: State) {
        let (html, prefix) = (&mut *self.html, self.prefix);
        let Around { id, label, area: [x, y, width, height] } = one;
        html.raw("<g").attribute("id", &format!("{prefix}boundary-{id}"));
        html.attribute("data-subject", &format!("boundary:{id}"));
        html.attribute("class", &format!("around {}", state.map_or("same", |(status, _)| class(status))));
        html.raw("><title>").text(label).raw("</title><rect rx=\"14\"");
        for (name, length) in [("x", x), ("y", y), ("width", width), ("height", height)] {
            html.attribute(name, &length.to_string());
        }
        html.raw("/><text").attribute("x", &(x + 10).to_string()).attribute("y", &(y + 14).to_string()).raw(">");
        if let Some((status, count)) = state {
            html.text(&sign(status, count)).raw(" ");
        }
        html.text(&fitting(label, FITTING)).raw("</text></g>");
    }

    /// A node.
    pub(super) fn card(&mut self, id: &Id, label: &str, node: &Node, [x, y]: [i32; 2], state: State) {
        let html = &mut *self.html;
        html.raw("<g").attribute("id", &format!("{}node-{id}", self.prefix));
        html.attribute("data-subject", &format!("node:{id}"));
        if let Some(was) = self.was.take() {
            html.attribute("data-former", &format!("node:{was}"));
        }
        html.attribute("class", &format!("card {}", state.map_or("same", |(status, _)| class(status))));
        html.attribute("transform", &format!("translate({x} {y})")).raw("><title>").text(label).raw("</title>");
        html.raw("<rect rx=\"10\"")
            .attribute("width", &WIDTH.to_string())
            .attribute("height", &HEIGHT.to_string())
            .raw("/>");
        html.raw("<text class=\"label\" x=\"14\" y=\"26\">").text(&fitting(label, FITTING)).raw("</text>");
        let mut below = vec![node.kind.word()];
        below.extend(node.engine.as_ref().map(|engine| engine.as_str()));
        below.extend(node.version.as_ref().map(|version| version.as_str()));
        html.raw("<text class=\"below\" x=\"14\" y=\"44\">")
            .text(&fitting(&below.join(" · "), FITTING_BELOW))
            .raw("</text>");
        if let Some((status, count)) = state {
            html.raw("<circle class=\"badge\" r=\"11\"/><text class=\"sign\" y=\"4\" text-anchor=\"middle\">");
            html.text(&sign(status, count)).raw("</text>");
        }
        html.raw("</g>");
    }

    /// An edge.
    pub(super) fn line(&mut self, id: &str, told: &str, from: [i32; 2], to: [i32; 2], state: State) {
        let (html, prefix) = (&mut *self.html, self.prefix);
        let kind = state.map_or("same", |(status, _)| class(status));
        let (start, end) = ends(from, to);
        html.raw("<g").attribute("id", &format!("{prefix}edge-{id}")).attribute("class", &format!("line {kind}"));
        html.attribute("data-subject", &format!("edge:{id}")).raw("><title>").text(told).raw("</title><path");
        let path = format!("M{:.0} {:.0} L{:.0} {:.0}", start.0, start.1, end.0, end.1);
        html.attribute("d", &path).attribute("marker-end", &format!("url(#{prefix}arrow-{kind})")).raw("/></g>");
    }

    /// Where a card stood that only moved.
    pub(super) fn stood(&mut self, [x, y]: [i32; 2]) {
        let html = &mut *self.html;
        html.raw("<g class=\"moved\"><rect").attribute("x", &x.to_string()).attribute("y", &y.to_string());
        html.raw(" rx=\"10\"").attribute("width", &WIDTH.to_string()).attribute("height", &HEIGHT.to_string());
        html.raw("><title>stood here before</title></rect></g>");
    }
}

/// The sign of what became of something, with the number of fields where it changed.
fn sign(status: Status, count: usize) -> String {
    if status == Status::Changed { format!("~{count}") } else { status.sign().to_owned() }
}

fn fitting(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Where a straight line between two cards leaves the one and reaches the other. Lines there and back lie beside each other.
fn ends(from: [i32; 2], to: [i32; 2]) -> ((f64, f64), (f64, f64)) {
    let middle = |at: [i32; 2]| (f64::from(at[0]) + f64::from(WIDTH) / 2.0, f64::from(at[1]) + f64::from(HEIGHT) / 2.0);
    let (a, b) = (middle(from), middle(to));
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy).max(1.0);
    let (beside_x, beside_y) = (-dy / length * 5.0, dx / length * 5.0);
    // How far along the line its card's border is.
    let share =
        (f64::from(WIDTH) / 2.0 / dx.abs().max(0.01)).min(f64::from(HEIGHT) / 2.0 / dy.abs().max(0.01)).min(0.5);
    let at = |origin: (f64, f64), sign: f64| {
        (origin.0 + sign * dx * share + beside_x, origin.1 + sign * dy * share + beside_y)
    };
    (at(a, 1.0), at(b, -1.0))
}
