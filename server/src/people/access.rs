//! What each route needs. A route without a line here lets nobody in.

use super::Role;

/// What a request needs to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: anybody may ask.
    Nothing,
    /// Somebody who is signed in, or the one person of a server without accounts.
    Person,
    /// An account.
    Account,
    /// This role in the workspace of the topology that the path names. A share link is as good as a viewer of its topology.
    Topology(Role),
    /// The same, but a share link is not enough: what is told names people.
    Members(Role),
    /// This role in the workspace that the path names.
    Workspace(Role),
    /// This role in the workspace of the parameter `workspace`, or in the person's first one.
    Chosen(Role),
}

use Need::{Account, Chosen, Members, Nothing, Person, Topology, Workspace};
use Role::{Editor, Owner, Reviewer, Viewer};

/// Every route, as the OpenAPI names it.
pub const ACCESS: &[(&str, &str, Need)] = &[
    // Topologies
    ("GET", "/api/topologies", Person),
    ("POST", "/api/topologies", Chosen(Editor)),
    ("GET", "/api/topologies/{id}", Topology(Viewer)),
    ("PATCH", "/api/topologies/{id}", Topology(Editor)),
    ("DELETE", "/api/topologies/{id}", Topology(Owner)),
    ("GET", "/api/topologies/{id}/topology.yaml", Topology(Viewer)),
    ("PUT", "/api/topologies/{id}/topology.yaml", Topology(Editor)),
    ("POST", "/api/import", Person),
    // Working on one. The socket lets a viewer look; each submission is judged by itself.
    ("POST", "/api/topologies/{id}/edits", Topology(Editor)),
    ("GET", "/api/topologies/{id}/log", Members(Viewer)),
    ("GET", "/api/topologies/{id}/live", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/layout", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/findings", Topology(Viewer)),
    // What comes out
    ("GET", "/api/topologies/{id}/files", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/files/{path}", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/bundle.zip", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/plan", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/raw/{path}", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/search", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/changes", Topology(Viewer)),
    ("GET", "/api/topologies/{id}/changes/{path}", Topology(Viewer)),
    ("POST", "/api/topologies/{id}/verification", Topology(Reviewer)),
    ("GET", "/api/topologies/{id}/verification", Topology(Viewer)),
    ("DELETE", "/api/topologies/{id}/verification", Topology(Reviewer)),
    ("GET", "/api/file", Person),
    ("POST", "/api/file", Person),
    // Reviewing
    ("GET", "/api/topologies/{id}/proposals", Members(Viewer)),
    ("POST", "/api/topologies/{id}/proposals", Members(Editor)),
    ("GET", "/api/topologies/{id}/proposals/{number}", Members(Viewer)),
    ("PATCH", "/api/topologies/{id}/proposals/{number}", Members(Editor)),
    ("GET", "/api/topologies/{id}/proposals/{number}/comparison", Members(Viewer)),
    ("GET", "/api/topologies/{id}/comparison", Topology(Viewer)),
    ("POST", "/api/topologies/{id}/proposals/{number}/threads", Members(Reviewer)),
    ("PATCH", "/api/topologies/{id}/proposals/{number}/threads/{thread}", Members(Reviewer)),
    ("POST", "/api/topologies/{id}/proposals/{number}/threads/{thread}/comments", Members(Reviewer)),
    ("POST", "/api/topologies/{id}/proposals/{number}/threads/{thread}/comments/{comment}/apply", Members(Editor)),
    ("POST", "/api/topologies/{id}/proposals/{number}/decisions", Members(Reviewer)),
    ("POST", "/api/topologies/{id}/proposals/{number}/merge", Members(Editor)),
    ("PUT", "/api/topologies/{id}/review-policy", Members(Owner)),
    ("GET", "/api/topologies/{id}/audit", Members(Viewer)),
    ("GET", "/api/topologies/{id}/audit.csv", Members(Viewer)),
    // Versions
    ("GET", "/api/topologies/{id}/versions", Members(Viewer)),
    ("PUT", "/api/topologies/{id}/versions/{revision}", Members(Editor)),
    ("DELETE", "/api/topologies/{id}/versions/{revision}", Members(Editor)),
    ("GET", "/api/topologies/{id}/revisions/{revision}", Topology(Viewer)),
    ("POST", "/api/topologies/{id}/revisions/{revision}/restore", Members(Editor)),
    // Links
    ("GET", "/api/topologies/{id}/shares", Members(Reviewer)),
    ("POST", "/api/topologies/{id}/shares", Members(Editor)),
    ("DELETE", "/api/topologies/{id}/shares/{share}", Members(Editor)),
    // People
    ("POST", "/api/session", Nothing),
    ("DELETE", "/api/session", Nothing),
    ("GET", "/api/me", Person),
    ("PUT", "/api/me/password", Account),
    ("GET", "/api/me/notifications", Account),
    ("PUT", "/api/me/notifications", Account),
    ("GET", "/api/me/tokens", Account),
    ("POST", "/api/me/tokens", Account),
    ("DELETE", "/api/me/tokens/{token}", Account),
    ("GET", "/api/workspaces", Account),
    ("POST", "/api/workspaces", Account),
    ("GET", "/api/workspaces/{workspace}/members", Workspace(Viewer)),
    ("PUT", "/api/workspaces/{workspace}/members/{account}", Workspace(Owner)),
    ("DELETE", "/api/workspaces/{workspace}/members/{account}", Workspace(Owner)),
    ("GET", "/api/workspaces/{workspace}/invitations", Workspace(Owner)),
    ("POST", "/api/workspaces/{workspace}/invitations", Workspace(Owner)),
    ("DELETE", "/api/workspaces/{workspace}/invitations/{invitation}", Workspace(Owner)),
    ("POST", "/api/invitations", Nothing),
    ("GET", "/api/workspaces/{workspace}/trail", Workspace(Owner)),
    ("GET", "/api/workspaces/{workspace}/trail.csv", Workspace(Owner)),
    ("GET", "/api/workspaces/{workspace}/webhooks", Workspace(Owner)),
    ("POST", "/api/workspaces/{workspace}/webhooks", Workspace(Owner)),
    ("DELETE", "/api/workspaces/{workspace}/webhooks/{webhook}", Workspace(Owner)),
    ("GET", "/api/workspaces/{workspace}/webhooks/{webhook}/deliveries", Workspace(Owner)),
    // What there is
    ("GET", "/api/examples", Nothing),
    ("GET", "/api/examples/{name}", Nothing),
    ("GET", "/api/rules", Nothing),
    ("GET", "/api/rules/{id}", Nothing),
    ("GET", "/api/schema", Nothing),
    ("GET", "/api/signing-key", Nothing),
    ("GET", "/api/openapi.json", Nothing),
    ("GET", "/api/health", Nothing),
];

/// Every message that may be said on the socket of a topology, by its `type`.
pub const SAID: &[(&str, Need)] = &[("submit", Topology(Editor)), ("presence", Topology(Viewer))];

/// What a route needs; none where the table does not have it.
#[must_use]
pub fn need(method: &str, path: &str) -> Option<Need> {
    // Whoever may read something may ask for its head.
    let method = if method == "HEAD" { "GET" } else { method };
    let path = path.replace("{*", "{");
    ACCESS.iter().find(|(of, at, _)| *of == method && *at == path).map(|(_, _, need)| *need)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_one_line() {
        let document = crate::router::openapi();
        let mut routes = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                routes.push((method.to_uppercase(), path.clone()));
            }
        }
        let mut lines: Vec<_> =
            ACCESS.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
        routes.sort();
        lines.sort();
        assert_eq!(routes, lines, "each route of the OpenAPI, and nothing else, has one line in the table");
    }

    #[test]
    fn the_head_and_the_rest_of_a_path_are_found() {
        assert_eq!(need("HEAD", "/api/topologies/{id}"), Some(Topology(Viewer)));
        assert_eq!(need("GET", "/api/topologies/{id}/files/{*path}"), Some(Topology(Viewer)));
        assert_eq!(need("POST", "/api/nothing"), None);
    }
}
