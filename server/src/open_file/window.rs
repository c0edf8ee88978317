//! A window of the editor's own: the app window of an installed browser, else whatever the system opens addresses with.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Browsers whose windows can do without tabs and address.
const BROWSERS: [&str; 7] = [
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
];

/// Where systems that keep programs elsewhere have them.
const PLACES: [&str; 6] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
];

/// Opens an address in a window of its own. False where nothing on this machine does that.
#[must_use]
pub fn open_window(address: &str, browser: Option<&str>) -> bool {
    let app = format!("--app={address}");
    let known = BROWSERS.iter().filter_map(|name| on_path(name)).chain(PLACES.iter().map(PathBuf::from));
    let mut ways: Vec<(PathBuf, Vec<String>)> = match browser {
        Some(program) => vec![(PathBuf::from(program), vec![app])],
        None => known.map(|program| (program, vec![app.clone()])).collect(),
    };
    let plain = if cfg!(target_os = "macos") {
        ("open", vec![address.to_owned()])
    } else if cfg!(windows) {
        ("cmd", vec!["/C".to_owned(), "start".to_owned(), String::new(), address.to_owned()])
    } else {
        ("xdg-open", vec![address.to_owned()])
    };
    ways.extend(on_path(plain.0).map(|program| (program, plain.1)));
    ways.iter().any(|(program, arguments)| {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().is_ok()
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let names = if cfg!(windows) { vec![format!("{name}.exe")] } else { vec![name.to_owned()] };
    env::split_paths(&folders)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>())
        .find(|path| path.is_file())
}
