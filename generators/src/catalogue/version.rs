//! Versions, as numbers that can be compared.

/// The numbers that a version begins with, so that 10.11 is above 10.2: `4.1.x.kraft` is 4 and 1.
#[must_use]
pub fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_are_compared_by_number_and_not_by_letter() {
        assert!(numbers("10.11") > numbers("10.2") && numbers("18") > numbers("17.11"));
        assert_eq!(numbers("4.1.x.kraft"), [4, 1]);
    }
}
