//! The canvas's own state: where the person looks, what is being drawn just now.

use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::{html, prelude::*};

use super::camera::Camera;
use super::geometry::{Point, Rect};
use super::gesture::Gesture;
use super::gesture::lift::Lifted;
use crate::net::api::Drawn;
use crate::panels::drawer::Door;
use crate::session::Session;
use crate::session::draft::Preset;
use crate::session::selection::Item;

/// Under which name the browser keeps that the wheel zooms.
const WHEEL: &str = "groundplan.wheel";

/// What dragged cards snap to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snap {
    /// The grid.
    Grid,
    /// Sides, middles and gaps of other cards.
    Cards,
}

impl Snap {
    /// Under which name the browser keeps that it is turned off.
    fn key(self) -> &'static str {
        match self {
            Self::Grid => "groundplan.free-of-grid",
            Self::Cards => "groundplan.free-of-cards",
        }
    }
}

/// What the browser keeps under a name, if its storage is open to us.
#[must_use]
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok().flatten().and_then(|storage| storage.get_item(name).ok().flatten())
}

/// What a press on the canvas does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Selects and moves.
    Select,
    /// Moves the view.
    Hand,
    /// Draws an edge from the pressed card.
    Connect,
    /// Draws a boundary.
    Boundary,
}

/// A list that something is chosen from.
#[derive(Debug, Clone, PartialEq)]
pub enum Asking {
    /// The node that another one connects to.
    Connect(Arc<str>),
    /// A kind for a new node.
    Add {
        /// Where its middle goes, in the picture.
        at: Point,
        /// The node that it is connected with; the new one begins the edge where the flag says so.
        link: Option<(Arc<str>, bool)>,
    },
    /// Something that is drawn.
    Find,
    /// Something to do.
    Command,
}

/// A line that is being drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Ghost {
    /// Its path.
    pub path: String,
    /// Whether it points at a node that can't be its end.
    pub refused: bool,
    /// What is said about it.
    pub hint: String,
}

/// Which cards play a part in what is going on.
#[derive(Debug, Clone, PartialEq)]
pub struct Roles {
    /// A line begins at it.
    pub origin: Option<Arc<str>>,
    /// A line points at it.
    pub aimed: Option<Arc<str>>,
    /// A line may end at these.
    pub targets: Arc<[Arc<str>]>,
    /// These follow the pointer.
    pub dragged: Arc<[Arc<str>]>,
    /// Its title is being written.
    pub renaming: Option<Arc<str>>,
}

/// A kind dragged from the palette.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placing {
    /// What is placed.
    pub preset: &'static Preset,
    /// The pointer, in the window.
    pub at: Point,
}

/// The canvas. Copies are the same canvas.
#[derive(Debug, Clone, Copy)]
pub struct Stage {
    /// The document and everything about it.
    pub session: Session,
    /// The element that clips the picture and takes the pointer.
    pub root: NodeRef<html::Div>,
    /// Whether it is known where the person looks; before that nothing is drawn.
    pub placed: RwSignal<bool>,
    /// Where the person looks.
    pub camera: RwSignal<Camera>,
    /// The same, once it has come to rest.
    pub rested: RwSignal<Camera>,
    /// Whether the view is moving just now.
    pub moving: RwSignal<bool>,
    /// What a press does.
    pub tool: RwSignal<Tool>,
    /// Whether the wheel zooms by itself and moves the view with Ctrl, instead of the other way round.
    pub wheel_zooms: RwSignal<bool>,
    /// Whether dragged cards snap to the grid, and to one another.
    pub snaps: RwSignal<(bool, bool)>,
    /// The path of the lines that say what a dragged card stands in line with.
    pub guides: RwSignal<String>,
    /// When the last key came, in ms since 1970.
    pub last_key: StoredValue<f64>,
    /// Whether Space is held, which lends the hand.
    pub space: RwSignal<bool>,
    /// What is going on.
    pub gesture: StoredValue<Gesture>,
    /// The pointer's last place on the canvas.
    pub pointer: StoredValue<Point>,
    /// The fingers on the canvas, by the browser's number for each.
    pub fingers: StoredValue<Vec<(i32, Point)>>,
    /// Whether a frame is asked for already.
    pub frame: StoredValue<bool>,
    /// The word for what is going on, for the canvas's class.
    pub mode: RwSignal<&'static str>,
    /// The line that is being drawn.
    pub ghost: RwSignal<Option<Ghost>>,
    /// The rectangle that is being dragged open, on the screen.
    pub marquee: RwSignal<Option<Rect>>,
    /// The node where an edge begins, and those where it may end.
    pub origin: RwSignal<Option<Arc<str>>>,
    /// Nodes where the edge may end.
    pub targets: RwSignal<Arc<[Arc<str>]>>,
    /// The node that the edge points at, or the boundary that a card would be dropped into.
    pub aimed: RwSignal<Option<Arc<str>>>,
    /// The nodes that are being moved.
    pub dragged: RwSignal<Arc<[Arc<str>]>>,
    /// The node or boundary whose title is being written.
    pub renaming: RwSignal<Option<Arc<str>>>,
    /// All of these in one, for the cards to follow: each follows one signal instead of five.
    pub roles: Memo<Roles>,
    /// The node that was made a moment ago, whose first title gives its id.
    pub fresh: StoredValue<Option<Arc<str>>>,
    /// What is being chosen from a list.
    pub choosing: RwSignal<Option<Asking>>,
    /// Where the menu is open, on the screen.
    pub menu: RwSignal<Option<Point>>,
    /// Whether the left panel and the right one lie over the canvas, on screens that have no room beside it.
    pub sides: [RwSignal<bool>; 2],
    /// Whether files are held over the window.
    pub receiving: RwSignal<bool>,
    /// What was drawn from files and is being looked at.
    pub importing: RwSignal<Option<Drawn>>,
    /// Whether the sheet of keys is open.
    pub help: RwSignal<bool>,
    /// Goes to the palette's field.
    pub find: StoredValue<Option<Callback<()>>>,
    /// The way to the drawer under the canvas.
    pub drawer: Door,
    /// What is dragged from the palette.
    pub placing: RwSignal<Option<Placing>>,
    /// Whether cards glide to new places just now.
    pub settling: RwSignal<bool>,
    /// Where lines are drawn that are lifted off the others.
    pub lifted_lines: NodeRef<leptos::svg::Svg>,
    /// What is lifted off the drawing while it is dragged.
    pub lifted: StoredValue<Option<Lifted>, LocalStorage>,
    rest: StoredValue<Option<TimeoutHandle>>,
}

impl Stage {
    /// A canvas that shows everything at 100 %.
    #[must_use]
    pub fn new(session: Session) -> Self {
        let nobody = || RwSignal::new(None::<Arc<str>>);
        let (origin, aimed, renaming) = (nobody(), nobody(), nobody());
        let none = || RwSignal::new(Arc::<[Arc<str>]>::from([]));
        let (targets, dragged) = (none(), none());
        let roles = Memo::new(move |_| Roles {
            origin: origin.get(),
            aimed: aimed.get(),
            targets: targets.get(),
            dragged: dragged.get(),
            renaming: renaming.get(),
        });
        Self {
            session,
            root: NodeRef::new(),
            placed: RwSignal::new(false),
            camera: RwSignal::new(Camera::default()),
            rested: RwSignal::new(Camera::default()),
            moving: RwSignal::new(false),
            tool: RwSignal::new(Tool::Select),
            wheel_zooms: RwSignal::new(kept(WHEEL).is_some()),
            snaps: RwSignal::new((kept(Snap::Grid.key()).is_none(), kept(Snap::Cards.key()).is_none())),
            guides: RwSignal::new(String::new()),
            last_key: StoredValue::new(0.0),
            space: RwSignal::new(false),
            gesture: StoredValue::new(Gesture::None),
            pointer: StoredValue::new(Point::default()),
            fingers: StoredValue::new(Vec::new()),
            frame: StoredValue::new(false),
            mode: RwSignal::new(""),
            ghost: RwSignal::new(None),
            marquee: RwSignal::new(None),
            origin,
            targets,
            aimed,
            dragged,
            renaming,
            roles,
            fresh: StoredValue::new(None),
            menu: RwSignal::new(None),
            sides: [RwSignal::new(false), RwSignal::new(false)],
            receiving: RwSignal::new(false),
            importing: RwSignal::new(None),
            help: RwSignal::new(false),
            find: StoredValue::new(None),
            choosing: RwSignal::new(None),
            drawer: Door::new(),
            placing: RwSignal::new(None),
            settling: RwSignal::new(false),
            lifted_lines: NodeRef::new(),
            lifted: StoredValue::new_local(None),
            rest: StoredValue::new(None),
        }
    }

    /// The canvas's size on the screen.
    #[must_use]
    pub fn size(&self) -> Point {
        self.root.get_untracked().map_or(Point::new(800.0, 600.0), |root| {
            Point::new(f64::from(root.client_width()), f64::from(root.client_height()))
        })
    }

    /// A point of the window, measured from the canvas's corner.
    #[must_use]
    pub fn local(&self, x: i32, y: i32) -> Point {
        let corner = self.root.get_untracked().map_or_else(Point::default, |root| {
            let rect = root.get_bounding_client_rect();
            Point::new(rect.left(), rect.top())
        });
        Point::new(f64::from(x), f64::from(y)) - corner
    }

    /// Looks there from the start: nothing is drawn yet that could move.
    pub fn begin(&self, camera: Camera) {
        self.camera.set(camera);
        self.rested.set(camera);
        self.placed.set(true);
    }

    /// Moves the view. While it moves it is a layer of its own; once it rests it is drawn crisp again.
    pub fn look(&self, camera: Camera) {
        if camera == self.camera.get_untracked() {
            return;
        }
        self.camera.set(camera);
        if !self.moving.get_untracked() {
            self.moving.set(true);
        }
        if let Some(timer) = self.rest.get_value() {
            timer.clear();
        }
        let stage = *self;
        let timer = set_timeout_with_handle(move || stage.come_to_rest(), Duration::from_millis(120)).ok();
        self.rest.set_value(timer);
    }

    fn come_to_rest(&self) {
        let Some(camera) = self.camera.try_get_untracked() else { return };
        self.moving.set(false);
        self.rested.set(camera);
        super::view::remember(&self.session, &camera);
    }

    /// Lets cards glide to the places that they get next.
    pub fn settle_calmly(&self) {
        self.settling.set(true);
        let settling = self.settling;
        set_timeout(
            move || {
                settling.try_set(false);
            },
            Duration::from_millis(260),
        );
    }

    /// Lets the wheel zoom, or move the view again; the choice is kept.
    pub fn turn_wheel(&self) {
        let zooms = !self.wheel_zooms.get_untracked();
        self.wheel_zooms.set(zooms);
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = if zooms { storage.set_item(WHEEL, "zooms") } else { storage.remove_item(WHEEL) };
        }
        let what = if zooms {
            "The wheel zooms; with Ctrl it moves the view."
        } else {
            "The wheel moves the view; with Ctrl it zooms."
        };
        self.session.toasts().done(what);
    }

    /// Lets dragged cards snap to something, or not any more; the choice is kept.
    pub fn turn_snap(&self, snap: Snap) {
        let (mut grid, mut cards) = self.snaps.get_untracked();
        let (held, what) = match snap {
            Snap::Grid => (&mut grid, "the grid"),
            Snap::Cards => (&mut cards, "other cards"),
        };
        *held = !*held;
        let on = *held;
        self.snaps.set((grid, cards));
        if let Ok(Some(storage)) = window().local_storage() {
            let _ = if on { storage.remove_item(snap.key()) } else { storage.set_item(snap.key(), "free") };
        }
        let verb = if on { "snap" } else { "no longer snap" };
        self.session.toasts().done(format!("Dragged cards {verb} to {what}."));
    }

    /// Shows everything.
    pub fn fit(&self) {
        self.look(self.fitting());
    }

    /// The view that shows everything.
    #[must_use]
    pub fn fitting(&self) -> Camera {
        let extent = self.session.picture.extent();
        extent.map_or_else(Camera::default, |extent| Camera::fitting(&extent, self.size()))
    }

    /// Zooms around the middle of the canvas.
    pub fn zoom(&self, factor: f64) {
        let size = self.size();
        self.look(self.camera.get_untracked().zoomed(factor, Point::new(size.x / 2.0, size.y / 2.0)));
    }

    /// Zooms to 100 % around the middle.
    pub fn zoom_whole(&self) {
        let size = self.size();
        self.look(self.camera.get_untracked().zoomed_to(1.0, Point::new(size.x / 2.0, size.y / 2.0)));
    }

    /// Brings items into sight, near enough to be read.
    pub fn show<'a>(&self, items: impl IntoIterator<Item = &'a Item>) {
        if let Some(area) = self.area(items) {
            self.look(self.camera.get_untracked().showing(&area, self.size()));
        }
    }

    /// Brings an item into sight without coming nearer.
    pub fn pan_to(&self, item: &Item) {
        if let Some(area) = self.area([item]) {
            self.look(self.camera.get_untracked().panned_to(&area, self.size()));
        }
    }

    /// The part of the picture that items take up.
    fn area<'a>(&self, items: impl IntoIterator<Item = &'a Item>) -> Option<Rect> {
        let picture = self.session.picture;
        let card = |id: &str| picture.card(id).map(|node| node.rect());
        Rect::around(items.into_iter().filter_map(|item| {
            match item {
                Item::Node(id) => card(id),
                Item::Edge(id) => picture
                    .edge(id)
                    .and_then(|edge| Rect::around([card(&edge.ends.0), card(&edge.ends.1)].into_iter().flatten())),
                Item::Boundary(id) => {
                    picture.boundary(id).map(|boundary| boundary.area.get_untracked()).or_else(|| card(id))
                }
            }
        }))
    }

    /// The node under a point of the picture, the last drawn first.
    #[must_use]
    pub fn node_at(&self, point: Point, margin: f64) -> Option<Arc<str>> {
        self.session.picture.nodes.with_untracked(|nodes| {
            nodes.iter().rev().find(|node| node.rect().grown(margin).holds(point)).map(|node| node.id.clone())
        })
    }

    /// What stands for a card: its node, or the collapsed boundary that it is.
    #[must_use]
    pub fn item_of(&self, card: &str) -> Item {
        let boundary =
            self.session.peek(|document| !document.nodes.contains_key(card) && document.boundaries.contains_key(card));
        if boundary { Item::Boundary(card.into()) } else { Item::Node(card.into()) }
    }

    /// The middle of what is seen, in the picture.
    #[must_use]
    pub fn middle(&self) -> Point {
        let size = self.size();
        self.camera.get_untracked().picture(Point::new(size.x / 2.0, size.y / 2.0))
    }

    /// The pointer's place in the picture, or where it is not over the canvas the middle of what is seen.
    #[must_use]
    pub fn spot(&self) -> Point {
        let (at, size) = (self.pointer.get_value(), self.size());
        let over = Rect::at(Point::new(1.0, 1.0), size.x, size.y).holds(at);
        if over { self.camera.get_untracked().picture(at) } else { self.middle() }
    }

    /// The edge whose line passes near a point of the picture.
    #[must_use]
    pub fn edge_at(&self, point: Point) -> Option<Arc<str>> {
        let reach = 8.0 / self.camera.get_untracked().zoom;
        self.session.picture.edges.with_untracked(|edges| {
            edges
                .iter()
                .map(|edge| (edge.route.with_untracked(|route| route.distance(point)), &edge.id))
                .filter(|(distance, _)| *distance <= reach)
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, id)| id.clone())
        })
    }

    /// Puts the keyboard back on the canvas.
    pub fn focus(&self) {
        if let Some(root) = self.root.get_untracked() {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = root.focus_with_options(&options);
            self.put_caret_away();
        }
    }

    /// Takes away the caret that a field leaves behind on the canvas when it goes. In the middle of the drawing, where nothing can be written, the browser looks far and wide for a place to show it, in every frame.
    pub fn put_caret_away(&self) {
        let Some(root) = self.root.try_get_untracked().flatten() else { return };
        let writing = document().active_element().is_some_and(|element| element.tag_name() == "INPUT");
        if let Ok(Some(selection)) = window().get_selection()
            && !writing
            && selection.anchor_node().is_some_and(|node| root.contains(Some(&node)))
        {
            let _ = selection.remove_all_ranges();
        }
    }
}
