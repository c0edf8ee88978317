//! A room: what a container is to a program, where there are no containers.
//!
//! The program sees the machine's programs and libraries, read-only; files of its own at the places where its configuration names them; a network of its own with nothing but loopback; and a user that is not root. Nothing outlives it, and nothing of the machine is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::run;

/// The user in the room, as in the images of most engines.
pub const USER: u32 = 999;

/// Builds the root of the room beside the machine's own, and changes into it.
const ENTER: &str = r#"
root="$(mktemp -d)"
mount -t tmpfs room "$root"
cd "$root"
for path in /*; do
  name="${path#/}"
  case "$name" in
    proc) mkdir proc ;;
    dev) mkdir dev; mount --rbind /dev dev ;;
    tmp | run | var) mkdir -m 1777 "$name" ;;
    etc)
      mkdir etc .etc
      mount --rbind /etc .etc
      mount -o remount,bind,ro .etc
      for held in /etc/*; do ln -s "/.etc/${held#/etc/}" "etc/${held#/etc/}"; done
      ;;
    usr | bin | sbin | lib* | opt)
      if [ -L "$path" ]; then
        ln -s "$(readlink "$path")" "$name"
      else
        mkdir "$name"
        mount --rbind "$path" "$name"
        mount -o remount,bind,ro "$name"
      fi
      ;;
  esac
done
for held in "$ROOM"/etc/*; do rm -f "etc/${held##*/}"; done
cp -R "$ROOM/." .
mkdir .old
pivot_root . .old
cd /
mount -t proc proc /proc
umount -l /.old
ip link set lo up
# As in containers, any user may listen on any port.
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
exec unshare --user --map-user="$ROOM_USER" --map-group="$ROOM_USER" sh -u /room.sh
"#;

/// A room with its files.
#[derive(Debug)]
pub struct Room {
    folder: TempDir,
}

impl Room {
    /// A room that has the users root, nobody and one for the program.
    ///
    /// # Panics
    /// Where no temporary folder can be made.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("a room's folder: {error}"));
        let room = Self { folder };
        let users =
            format!("root:x:0:0::/:/bin/sh\nengine:x:{USER}:{USER}::/tmp:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
        room.file("/etc/passwd", &users);
        room.file("/etc/group", &format!("root:x:0:\nengine:x:{USER}:\nnogroup:x:65534:\n"));
        room
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path.trim_start_matches('/'))
    }

    /// Puts a file at an absolute path.
    ///
    /// # Panics
    /// Where it can't be written.
    pub fn file(&self, path: &str, text: &str) {
        let at = self.at(path);
        self.folder(path.rsplit_once('/').map_or("/", |(parent, _)| parent));
        fs::write(&at, text).unwrap_or_else(|error| panic!("{}: {error}", at.display()));
    }

    /// Makes a folder that the program may write to.
    ///
    /// # Panics
    /// Where it can't be made.
    pub fn folder(&self, path: &str) {
        let at = self.at(path);
        fs::create_dir_all(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()));
    }

    /// Lets a program be found under another name.
    ///
    /// # Panics
    /// Where the link can't be made.
    pub fn program(&self, name: &str, stands_for: &Path) {
        self.folder("/programs");
        let at = self.at("/programs").join(name);
        std::os::unix::fs::symlink(stands_for, &at).unwrap_or_else(|error| panic!("{}: {error}", at.display()));
    }

    /// Brings a program along that is not one of the machine's own, as those in the cache.
    ///
    /// # Panics
    /// Where it can't be copied.
    pub fn bring(&self, program: &Path) {
        self.folder("/programs");
        let to = self.at("/programs").join(program.file_name().unwrap_or_default());
        fs::copy(program, &to).unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    }

    /// Runs a shell script in the room, to its end: its standard output.
    ///
    /// # Errors
    /// What was said, where the script ends with another code than 0 or the room can't be entered.
    pub fn run(&self, script: &str) -> Result<String, String> {
        self.file("/room.sh", &format!("PATH=\"/programs:$PATH\"\nexport PATH HOME=/tmp\n{script}"));
        let mut command = Command::new("unshare");
        command
            .args(["--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child"])
            .args(["sh", "-euc", ENTER])
            .env("ROOM", self.folder.path())
            .env("ROOM_USER", USER.to_string());
        run(&mut command)
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::new()
    }
}
