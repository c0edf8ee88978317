//! What was measured beside what is wanted, as one table at the end.

use std::cell::RefCell;

thread_local! {
    static FIGURES: RefCell<Vec<Figure>> = const { RefCell::new(Vec::new()) };
}

/// One line of the table.
struct Figure {
    what: String,
    measured: String,
    wanted: Option<(String, bool)>,
}

/// Notes a time in milliseconds, and the most that is wanted.
pub fn time(what: &str, measured: f64, most: Option<f64>) {
    note(what, format!("{measured:.3} ms"), most.map(|most| (format!("≤ {most} ms"), measured <= most)));
}

/// Notes the power with which a time grows with the number of nodes: 1 is linear.
pub fn growth(what: &str, exponent: f64, most: f64) {
    note(what, format!("n^{exponent:.2}"), Some((format!("near n, ≤ n^{most}"), exponent <= most)));
}

/// Notes how many findings there are, and the most that is wanted.
pub fn findings(what: &str, count: usize, most: usize) {
    note(what, count.to_string(), Some((format!("≤ {most}"), count <= most)));
}

fn note(what: &str, measured: String, wanted: Option<(String, bool)>) {
    FIGURES.with_borrow_mut(|figures| figures.push(Figure { what: what.to_owned(), measured, wanted }));
}

/// Prints the table. What has no wanted figure is there to be compared with an earlier run.
pub fn print() {
    FIGURES.with_borrow(|figures| {
        let width = figures.iter().map(|figure| figure.what.chars().count()).max().unwrap_or(0);
        println!("\n{:width$}  {:>14}  {:<20}", "what", "measured", "wanted");
        for Figure { what, measured, wanted } in figures {
            let (wanted, verdict) = match wanted {
                Some((wanted, true)) => (wanted.as_str(), "within"),
                Some((wanted, false)) => (wanted.as_str(), "MORE"),
                None => ("-", ""),
            };
            println!("{what:width$}  {measured:>14}  {wanted:<20}  {verdict}");
        }
        let missed = figures.iter().filter(|figure| figure.wanted.as_ref().is_some_and(|(_, fits)| !fits)).count();
        println!(
            "\n{missed} of {} wanted figures missed",
            figures.iter().filter(|figure| figure.wanted.is_some()).count()
        );
    });
}
