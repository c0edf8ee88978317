//! Makes the folder of the built front end, so that the server compiles before the front end was built.

use std::path::Path;
use std::{env, fs};

fn main() {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../target/app");
    if let Err(error) = fs::create_dir_all(&folder) {
        println!("cargo::error=can't make {}: {error}", folder.display());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=../assets/examples");
    println!("cargo::rerun-if-changed=migrations");
}
