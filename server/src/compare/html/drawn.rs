//! Cards and lines of a comparison's pictures, as the editor draws them.

use std::collections::BTreeSet;

use topology::diff::Status;
use topology::document::{Id, Node};
use topology::drawing::face::node_face;
use topology::drawing::label_width;
use topology::drawing::text::fitted;

use super::Html;
use super::around::Around;
use super::ways::Way;
use super::words::class;

/// A card as the editor draws it.
pub(super) const WIDTH: i32 = 182;
pub(super) const HEIGHT: i32 = 60;
/// Room for words beside a card's tile: a little more than there is, since letters are taken for wider than most are.
const ROOM: f64 = 126.0;
/// Sizes of the letters on a card, of its title and of the smaller line below it, and of a line's label, as the style sheet has them.
const TITLE: f64 = 13.0;
const ABOUT: f64 = 12.0;
const LABEL: f64 = 11.0;
/// Characters of a boundary's title.
const FITTING: usize = 40;
/// The symbols of cards: the editor's own, of which a picture takes those of kinds.
const ICONS: &str = include_str!("../../../../app/static/icons.svg");

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
            html.raw(" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"10\" markerHeight=\"10\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\"/></marker>");
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

    /// A boundary. What it says stands above its top left corner.
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
        html.raw("/><text").attribute("x", &(x + 12).to_string()).attribute("y", &(y - 6).to_string()).raw(">");
        if let Some((status, count)) = state {
            html.text(&sign(status, count)).raw(" ");
        }
        html.text(&fitting(label, FITTING)).raw("</text></g>");
    }

    /// A node.
    pub(super) fn card(&mut self, id: &Id, node: &Node, [x, y]: [i32; 2], state: State) {
        let html = &mut *self.html;
        let face = node_face(id.as_str(), node);
        html.raw("<g").attribute("id", &format!("{}node-{id}", self.prefix));
        html.attribute("data-subject", &format!("node:{id}"));
        if let Some(was) = self.was.take() {
            html.attribute("data-former", &format!("node:{was}"));
        }
        html.attribute("class", &format!("card {}", state.map_or("same", |(status, _)| class(status))));
        html.attribute("data-kind", face.kind.word());
        html.attribute("transform", &format!("translate({x} {y})")).raw("><title>").text(&face.title).raw("</title>");
        html.raw("<rect rx=\"10\"")
            .attribute("width", &WIDTH.to_string())
            .attribute("height", &HEIGHT.to_string())
            .raw("/>");
        html.raw("<rect class=\"tile\" x=\"13\" y=\"13\" width=\"34\" height=\"34\" rx=\"8\"/>");
        html.raw("<use class=\"symbol\" x=\"21\" y=\"21\" width=\"18\" height=\"18\"");
        html.attribute("href", &format!("#symbol-{}", face.icon)).raw("/>");
        html.raw("<text class=\"label\" x=\"58\" y=\"27\">").text(&fitted(&face.title, ROOM / TITLE)).raw("</text>");
        html.raw("<text class=\"below\" x=\"58\" y=\"44\">").text(&fitted(&face.about, ROOM / ABOUT)).raw("</text>");
        if let Some((status, count)) = state {
            html.raw("<circle class=\"badge\" r=\"11\"/><text class=\"sign\" y=\"4\" text-anchor=\"middle\">");
            html.text(&sign(status, count)).raw("</text>");
        }
        html.raw("</g>");
    }

    /// An edge's line.
    pub(super) fn line(&mut self, way: &Way, state: State) {
        let (html, prefix) = (&mut *self.html, self.prefix);
        let Way { id, name, dashed, route, .. } = way;
        let kind = state.map_or("same", |(status, _)| class(status));
        let dashed = if *dashed { " dashed" } else { "" };
        html.raw("<g").attribute("id", &format!("{prefix}edge-{id}"));
        html.attribute("class", &format!("line {kind}{dashed}"));
        html.attribute("data-subject", &format!("edge:{id}"));
        html.attribute("data-at", &format!("{:.0},{:.0}", route.label.x, route.label.y));
        let path = route.path();
        html.raw("><title>").text(name).raw("</title><path class=\"hit\"").attribute("d", &path).raw("/><path");
        html.attribute("d", &path).attribute("marker-end", &format!("url(#{prefix}arrow-{kind})")).raw("/></g>");
    }

    /// What an edge's line says. Said above all lines.
    pub(super) fn label(&mut self, way: &Way, state: State) {
        let Some(label) = &way.label else { return };
        let (html, at) = (&mut *self.html, way.route.label);
        let width = label_width(Some(label));
        html.raw("<g").attribute("class", &format!("told {}", state.map_or("same", |(status, _)| class(status))));
        html.attribute("data-subject", &format!("edge:{}", way.id));
        html.attribute("transform", &format!("translate({:.1} {:.1})", at.x, at.y));
        html.raw("><rect y=\"-9\" height=\"18\" rx=\"9\"").attribute("x", &format!("{:.1}", -width / 2.0));
        html.attribute("width", &format!("{width:.1}")).raw("/><text y=\"4\" text-anchor=\"middle\">");
        html.text(&fitted(label, (width - 12.0) / LABEL)).raw("</text></g>");
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

/// The symbols that cards refer to, apart from the pictures: what a picture holds that is not shown is drawn nowhere.
pub(super) fn symbols<'n>(html: &mut Html, nodes: impl Iterator<Item = (&'n Id, &'n Node)>) {
    let names: BTreeSet<&str> = nodes.map(|(id, node)| node_face(id.as_str(), node).icon).collect();
    html.raw("<svg class=\"unseen\" aria-hidden=\"true\">");
    for name in names {
        let Some(inside) = symbol(ICONS, name) else { continue };
        html.raw("<symbol").attribute("id", &format!("symbol-{name}")).raw(" viewBox=\"0 0 24 24\">");
        html.raw(inside).raw("</symbol>");
    }
    html.raw("</svg>");
}

/// What a symbol of the sprite holds.
fn symbol<'s>(sprite: &'s str, name: &str) -> Option<&'s str> {
    let (_, rest) = sprite.split_once(&format!("<symbol id=\"icon-{name}\""))?;
    let (_, rest) = rest.split_once('>')?;
    Some(rest.split_once("</symbol>")?.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use topology::document::NodeKind;
    use topology::drawing::face::kind_icon;

    #[test]
    fn every_kind_has_its_symbol() {
        for kind in NodeKind::ALL {
            let inside = symbol(ICONS, kind_icon(*kind)).unwrap();
            assert!(inside.starts_with('<') && !inside.contains("symbol"), "{inside}");
        }
        assert_eq!(symbol(ICONS, "no-such-icon"), None);
    }
}
