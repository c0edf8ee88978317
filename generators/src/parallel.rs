//! Work that does not wait for each other.

use crate::error::Error;

/// Does the same to each item, all at once, and gives the results in the items' order.
pub(crate) fn side_by_side<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> Result<T, Error> + Sync,
) -> Vec<Result<T, Error>> {
    let work = &work;
    std::thread::scope(|scope| {
        let running: Vec<_> = items.iter().map(|item| scope.spawn(move || work(item))).collect();
        let broken = |_| Err(Error::internal("synthesis", "a part of it broke off"));
        running.into_iter().map(|handle| handle.join().unwrap_or_else(broken)).collect()
    })
}
