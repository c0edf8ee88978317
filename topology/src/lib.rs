//! The document, its graph, edits, rules and findings.
