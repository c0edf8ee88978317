//! Versions as programs print them.

use semver::{Version, VersionReq};

/// The first version in a text, such as `Terraform v1.11.4`, `nginx version: nginx/1.28.3`, `v4.3`
/// or `Chromium 156.0.8078.79 built on …`: two numbers or more, of which the first three count.
pub fn first(text: &str) -> Option<Version> {
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        if let Some(version) = numbers(&rest[..end]) {
            return Some(version);
        }
        rest = &rest[end..];
    }
    // A bare number is a version only where nothing better stands.
    text.trim().parse().ok().map(|major| Version::new(major, 0, 0))
}

/// Whether a version will do. A requirement that can't be read accepts nothing.
pub fn accepted(version: &Version, requirement: &str) -> bool {
    VersionReq::parse(requirement).is_ok_and(|requirement| requirement.matches(version))
}

fn numbers(text: &str) -> Option<Version> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    let major = parts.next()??;
    let minor = parts.next()??;
    let patch = parts.next().flatten().unwrap_or(0);
    Some(Version::new(major, minor, patch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        let found = |text| first(text).map(|version| version.to_string());
        assert_eq!(found("Terraform v1.11.4\non linux_amd64").as_deref(), Some("1.11.4"));
        assert_eq!(found("nginx version: nginx/1.28.3\n").as_deref(), Some("1.28.3"));
        assert_eq!(found("Chromium 156.0.8078.79 built on Debian 12").as_deref(), Some("156.0.8078"));
        assert_eq!(found("v4.3\n").as_deref(), Some("4.3.0"));
        assert_eq!(found("v3.17.0+g301108e").as_deref(), Some("3.17.0"));
        assert_eq!(found("amd64 build 7, 2.1").as_deref(), Some("2.1.0"));
        assert_eq!(found("120").as_deref(), Some("120.0.0"));
        assert_eq!(found("development"), None);
        assert_eq!(found("1..2"), None);
    }

    #[test]
    fn a_requirement_decides() {
        let version = first("1.11.4").unwrap();
        assert!(accepted(&version, ">=1.10"));
        assert!(!accepted(&version, ">=1.12"));
        assert!(!accepted(&version, "not a requirement"));
    }
}
