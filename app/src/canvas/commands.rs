//! Everything that can be done by name. Keys, menus, the list of commands and the sheet of keys are this one table.

use leptos::ev;
use leptos::prelude::*;
use topology::Document;

use super::geometry::Point;
use super::keys;
use super::line_up::{self, Edge};
use super::stage::{Asking, Snap, Stage, Tool};
use super::{clipboard, export, talk, walk};
use crate::panels::drawer::Sheet;
use crate::session::selection::Item;

/// What has to be selected for a command to make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// Nothing: it can always be done.
    Always,
    /// Nothing is selected, or the command is called by its key or name.
    Canvas,
    /// Anything.
    Any,
    /// At least one node.
    Nodes,
    /// Exactly one node.
    Node,
    /// Exactly one node or boundary.
    Named,
    /// At least two nodes.
    Several,
    /// Exactly one boundary.
    Boundary,
    /// A boundary, or a node in one.
    Housed,
}

/// Something that can be done by name.
pub struct Command {
    /// Under which heading it stands.
    pub part: &'static str,
    /// What people read.
    pub title: &'static str,
    /// Its keys, the first one shown: modifiers in the order Ctrl, Alt, Shift.
    pub keys: &'static [&'static str],
    /// Its symbol.
    pub icon: &'static str,
    /// What has to be selected.
    pub on: On,
    /// Whether a menu offers it.
    pub menu: bool,
    /// Does it.
    pub run: fn(Stage),
}

const fn command(
    part: &'static str,
    title: &'static str,
    keys: &'static [&'static str],
    icon: &'static str,
    on: On,
    menu: bool,
    run: fn(Stage),
) -> Command {
    Command { part, title, keys, icon, on, menu, run }
}

/// All commands, in the order in which menus and lists show them.
pub static COMMANDS: [Command; 60] = [
    command("Draw", "Add a node", &["N"], "plus", On::Canvas, true, keys::quick_add),
    command("Draw", "Connect to…", &["A"], "spline", On::Node, true, keys::choose_target),
    command("Draw", "Write the title", &["F2", "Enter"], "pencil", On::Named, true, keys::rename),
    command("Draw", "Find a kind in the palette", &["/"], "search", On::Always, false, |stage| {
        if let Some(find) = stage.find.get_value() {
            find.run(());
        }
    }),
    command("Draw", "Draw a boundary", &["F"], "square-dashed", On::Canvas, true, |stage| {
        stage.tool.set(Tool::Boundary)
    }),
    command("Draw", "Select tool", &["V"], "mouse-pointer-2", On::Always, false, |stage| stage.tool.set(Tool::Select)),
    command("Draw", "Hand", &["H"], "hand", On::Always, false, |stage| stage.tool.set(Tool::Hand)),
    command("Edit", "Cut", &["Ctrl+X"], "scissors", On::Nodes, true, |stage| clipboard::write(stage, true)),
    command("Edit", "Copy", &["Ctrl+C"], "copy", On::Nodes, true, |stage| clipboard::write(stage, false)),
    command("Edit", "Paste", &["Ctrl+V"], "clipboard", On::Canvas, true, clipboard::read),
    command("Edit", "Duplicate", &["Ctrl+D"], "copy-plus", On::Nodes, true, keys::duplicate),
    command("Edit", "Delete", &["Delete", "Backspace"], "trash-2", On::Any, true, keys::delete),
    command("Edit", "Select all", &["Ctrl+A"], "scan", On::Canvas, true, keys::select_all),
    command("Edit", "Undo", &["Ctrl+Z"], "undo-2", On::Always, false, |stage| stage.session.undo()),
    command("Edit", "Redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "redo-2", On::Always, false, |stage| stage.session.redo()),
    command("Arrange", "Group into a boundary", &["Ctrl+G"], "boxes", On::Nodes, true, keys::group),
    command("Arrange", "Ungroup", &["Ctrl+Shift+G"], "ungroup", On::Housed, true, keys::ungroup),
    command("Arrange", "Collapse or open", &[], "fold-vertical", On::Boundary, true, keys::fold),
    command("Arrange", "Tidy", &["Alt+Shift+T"], "network", On::Canvas, true, super::tidy::tidy),
    command("Arrange", "Tidy the selection", &[], "network", On::Several, true, super::tidy::tidy),
    command("Arrange", "Align left", &[], "align-start-vertical", On::Several, false, |stage| {
        line_up::align(stage, Edge::Left)
    }),
    command("Arrange", "Align centers", &[], "align-center-vertical", On::Several, false, |stage| {
        line_up::align(stage, Edge::Center)
    }),
    command("Arrange", "Align right", &[], "align-end-vertical", On::Several, false, |stage| {
        line_up::align(stage, Edge::Right)
    }),
    command("Arrange", "Align top", &[], "align-start-horizontal", On::Several, false, |stage| {
        line_up::align(stage, Edge::Top)
    }),
    command("Arrange", "Align middles", &[], "align-center-horizontal", On::Several, false, |stage| {
        line_up::align(stage, Edge::Middle)
    }),
    command("Arrange", "Align bottom", &[], "align-end-horizontal", On::Several, false, |stage| {
        line_up::align(stage, Edge::Bottom)
    }),
    command("Arrange", "Distribute across", &[], "align-horizontal-space-around", On::Several, false, |stage| {
        line_up::distribute(stage, false)
    }),
    command("Arrange", "Distribute down", &[], "align-vertical-space-around", On::Several, false, |stage| {
        line_up::distribute(stage, true)
    }),
    command("Arrange", "Lock or unlock", &["Ctrl+Shift+L"], "lock", On::Nodes, true, line_up::lock),
    command("Arrange", "Snap to the grid, or not", &["Ctrl+'"], "magnet", On::Always, false, |stage| {
        stage.turn_snap(Snap::Grid)
    }),
    command("Arrange", "Snap to other cards, or not", &["Alt+S"], "magnet", On::Always, false, |stage| {
        stage.turn_snap(Snap::Cards)
    }),
    command("Look", "Find on the canvas", &["Ctrl+F"], "search", On::Always, false, |stage| {
        stage.choosing.set(Some(Asking::Find))
    }),
    command("Look", "Show everything", &["Shift+1"], "maximize", On::Canvas, true, |stage| stage.fit()),
    command("Look", "Show the selection", &["Shift+2"], "scan-search", On::Any, true, |stage| {
        stage.show(&stage.session.selection.now())
    }),
    command("Look", "100 %", &["Ctrl+0", "Shift+0"], "search", On::Always, false, |stage| stage.zoom_whole()),
    command("Look", "Zoom in", &["Ctrl+=", "Ctrl++"], "plus", On::Always, false, |stage| stage.zoom(1.25)),
    command("Look", "Zoom out", &["Ctrl+-", "Ctrl+_"], "minus", On::Always, false, |stage| stage.zoom(0.8)),
    command("Look", "Map", &["M"], "map", On::Canvas, true, export::minimap),
    command("Look", "Let the wheel zoom, or move the view", &[], "mouse-pointer-2", On::Always, false, |stage| {
        stage.turn_wheel()
    }),
    command("Look", "Next finding", &[".", "F8"], "chevron-right", On::Always, false, |stage| {
        stage.show(&stage.session.explain_neighbour(false))
    }),
    command("Look", "Finding before", &[",", "Shift+F8"], "chevron-left", On::Always, false, |stage| {
        stage.show(&stage.session.explain_neighbour(true))
    }),
    command("Look", "Light or dark", &["Alt+Shift+D"], "moon", On::Always, false, |_| crate::widgets::theme::switch()),
    command("Look", "Go left", &["Ctrl+ArrowLeft"], "arrow-left", On::Always, false, |stage| {
        walk::neighbour(stage, Point::new(-1.0, 0.0))
    }),
    command("Look", "Go right", &["Ctrl+ArrowRight"], "chevron-right", On::Always, false, |stage| {
        walk::neighbour(stage, Point::new(1.0, 0.0))
    }),
    command("Look", "Go up", &["Ctrl+ArrowUp"], "chevron-up", On::Always, false, |stage| {
        walk::neighbour(stage, Point::new(0.0, -1.0))
    }),
    command("Look", "Go down", &["Ctrl+ArrowDown"], "chevron-down", On::Always, false, |stage| {
        walk::neighbour(stage, Point::new(0.0, 1.0))
    }),
    command("Look", "Files of the bundle", &["P"], "file-code", On::Always, false, |stage| {
        stage.drawer.turn(Sheet::Preview)
    }),
    command("Look", "Search the files", &["Ctrl+Shift+F"], "search", On::Always, false, |stage| stage.drawer.search()),
    command("Look", "Next file of the selection", &["L"], "file-code", On::Any, true, |stage| {
        stage.drawer.next_lines()
    }),
    command("Share", "What changed since the last export", &[], "file-diff", On::Always, false, |stage| {
        stage.drawer.turn(Sheet::Changes)
    }),
    command("Share", "Proof by the real tools", &[], "shield-check", On::Always, false, |stage| {
        stage.drawer.turn(Sheet::Proof)
    }),
    command("Share", "Save now", &["Ctrl+S"], "check", On::Always, false, keys::save),
    command("Share", "Comment", &["C"], "message-square", On::Always, true, talk::comment),
    command("Share", "Show comments, or not", &["Ctrl+Shift+C"], "message-square", On::Always, false, talk::turn),
    command("Share", "Copy a link to the selection", &[], "link", On::Any, true, clipboard::link),
    command("Share", "Download as SVG", &[], "file-down", On::Canvas, false, |stage| export::picture(stage, "svg")),
    command("Share", "Download as PNG", &["Ctrl+Shift+E"], "image", On::Canvas, true, |stage| {
        export::picture(stage, "png")
    }),
    command("Share", "Copy as PNG", &["Alt+Shift+C"], "image", On::Canvas, false, |stage| {
        export::picture(stage, "copy")
    }),
    command("Help", "All commands", &["Ctrl+K", "Ctrl+Shift+P"], "search", On::Always, false, |stage| {
        stage.choosing.set(Some(Asking::Command))
    }),
    command("Help", "All keys", &["?"], "keyboard", On::Always, false, |stage| stage.help.set(true)),
];

impl On {
    /// Whether what is selected now will do.
    #[must_use]
    pub fn fits(self, stage: Stage) -> bool {
        let items = stage.session.selection.now();
        let nodes = items.iter().filter(|item| matches!(item, Item::Node(_))).count();
        let boundaries = items.iter().filter(|item| matches!(item, Item::Boundary(_))).count();
        match self {
            Self::Always | Self::Canvas => true,
            Self::Any => !items.is_empty(),
            Self::Nodes => nodes + boundaries > 0,
            Self::Node => nodes == 1 && items.len() == 1,
            Self::Named => nodes + boundaries == 1 && items.len() == 1,
            Self::Several => nodes > 1,
            Self::Boundary => boundaries == 1 && items.len() == 1,
            Self::Housed => {
                boundaries > 0 || stage.session.peek(|document| items.iter().any(|item| housed(document, item)))
            }
        }
    }
}

fn housed(document: &Document, item: &Item) -> bool {
    let node = if let Item::Node(id) = item { document.nodes.get(&**id) } else { None };
    node.is_some_and(|node| node.member.domain.is_some() || node.member.team.is_some() || node.member.network.is_some())
}

/// What the menu offers for what is selected now.
#[must_use]
pub fn menu(stage: Stage) -> Vec<&'static Command> {
    let nothing = stage.session.selection.now().is_empty();
    COMMANDS
        .iter()
        .filter(|command| command.menu && command.on.fits(stage) && (nothing || command.on != On::Canvas))
        .collect()
}

/// Does what a key stands for. Returns whether it stands for anything.
#[must_use]
pub fn press(stage: Stage, chord: &str, on_control: bool) -> bool {
    // The browser's own events of the clipboard need no permission.
    if matches!(chord, "Ctrl+X" | "Ctrl+C" | "Ctrl+V") || (chord == "Enter" && on_control) {
        return false;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.keys.contains(&chord)) else { return false };
    // A on nothing is the tool that connects; other keys without their subject do nothing.
    if command.on.fits(stage) || chord == "A" {
        (command.run)(stage);
    }
    true
}

/// The name of a key with its modifiers, as [`Command::keys`] has it.
#[must_use]
pub fn chord(event: &ev::KeyboardEvent) -> String {
    let (key, code) = (event.key(), event.code());
    // With Alt, or with Shift on a digit, many keyboards give other characters: there the key's place counts.
    let place = code
        .strip_prefix("Key")
        .filter(|_| event.alt_key())
        .or_else(|| code.strip_prefix("Digit").filter(|_| event.shift_key()));
    let single = key.chars().count() == 1;
    let name = place.map_or_else(|| if single { key.to_ascii_uppercase() } else { key.clone() }, ToOwned::to_owned);
    let symbol = single && !name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let mut out = String::new();
    for (held, word) in [
        (event.ctrl_key() || event.meta_key(), "Ctrl+"),
        (event.alt_key(), "Alt+"),
        (event.shift_key() && !symbol, "Shift+"),
    ] {
        if held {
            out += word;
        }
    }
    out + &name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_for_two_commands() {
        let mut keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).copied().collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "{keys:?}");
    }

    #[test]
    fn headings_stand_together() {
        let mut parts: Vec<&str> = COMMANDS.iter().map(|command| command.part).collect();
        parts.dedup();
        assert_eq!(parts, ["Draw", "Edit", "Arrange", "Look", "Share", "Help"]);
    }
}
