//! Sorted lists under the interface of ordered maps and sets.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, unreachable_pub, reason = "only the browser's build is made of it")
)]

mod map;
mod set;

#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    allow(unused_imports, reason = "only the browser's build is made of it")
)]
pub use {map::Map, set::Set};
