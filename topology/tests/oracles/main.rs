//! The rules about the shape of a topology against slow ways of finding the same: every round walked, every node taken away, every chain followed.

mod chains;
mod cuts;
mod cycles;
mod small;
