//! Ingresses and routes: what the way in passes to whom.

use super::super::held::Held;
use super::super::system::{Route, System};

/// An Ingress. All of them are served by one controller.
pub fn ingress(object: &Held, system: &mut System) {
    let gateway = "ingress".to_owned();
    let mut add = |backend: &Held, path: Option<String>, host: Option<String>| {
        let service = backend.get("service").unwrap_or(backend);
        let target = service.word_at(&["name"]).or_else(|| backend.word_at(&["serviceName"]));
        let port = service.get("port").and_then(|port| port.word_at(&["number"]).or_else(|| port.word_at(&["name"])));
        if let Some(target) = target {
            system.routes.push(Route { gateway: gateway.clone(), target, port, path, host, place: backend.place });
        }
    };
    if let Some(backend) = object.at(&["spec", "defaultBackend"]) {
        add(backend, Some("/".to_owned()), None);
    }
    for rule in object.at(&["spec", "rules"]).map(Held::items).unwrap_or_default() {
        for path in rule.at(&["http", "paths"]).map(Held::items).unwrap_or_default() {
            if let Some(backend) = path.get("backend") {
                add(backend, path.word_at(&["path"]), rule.word_at(&["host"]));
            }
        }
    }
}

/// A route of the Gateway API.
pub fn route(object: &Held, system: &mut System) {
    let parents = object.at(&["spec", "parentRefs"]).map(Held::items).unwrap_or_default();
    let gateway = parents.iter().find_map(|parent| parent.word_at(&["name"])).unwrap_or_else(|| "gateway".to_owned());
    let host = object.at(&["spec", "hostnames"]).and_then(|hosts| hosts.words().into_iter().next());
    for rule in object.at(&["spec", "rules"]).map(Held::items).unwrap_or_default() {
        let matches = rule.get("matches").map(Held::items).unwrap_or_default();
        let mut paths: Vec<Option<String>> = matches.iter().map(|one| one.word_at(&["path", "value"])).collect();
        if paths.is_empty() {
            paths.push(None);
        }
        for backend in rule.get("backendRefs").map(Held::items).unwrap_or_default() {
            let Some(target) = backend.word_at(&["name"]) else { continue };
            for path in &paths {
                system.routes.push(Route {
                    gateway: gateway.clone(),
                    target: target.clone(),
                    port: backend.word_at(&["port"]),
                    path: path.clone(),
                    host: host.clone(),
                    place: backend.place,
                });
            }
        }
    }
}

/// Istio's virtual service, where it speaks of a way in and not of the mesh alone.
pub fn virtual_service(object: &Held, system: &mut System) {
    let gateways = object.at(&["spec", "gateways"]).map(Held::words).unwrap_or_default();
    let Some(gateway) = gateways.into_iter().find(|gateway| gateway != "mesh") else { return };
    let gateway = gateway.rsplit('/').next().unwrap_or_default().to_owned();
    let host = object.at(&["spec", "hosts"]).and_then(|hosts| hosts.words().into_iter().find(|host| host != "*"));
    for rule in object.at(&["spec", "http"]).map(Held::items).unwrap_or_default() {
        let matches = rule.get("match").map(Held::items).unwrap_or_default();
        let path = |one: &Held| one.word_at(&["uri", "prefix"]).or_else(|| one.word_at(&["uri", "exact"]));
        let mut paths: Vec<Option<String>> = matches.iter().map(path).collect();
        if paths.is_empty() {
            paths.push(None);
        }
        for part in rule.get("route").map(Held::items).unwrap_or_default() {
            let Some(target) = part.word_at(&["destination", "host"]) else { continue };
            for path in &paths {
                system.routes.push(Route {
                    gateway: gateway.clone(),
                    target: target.clone(),
                    port: part.word_at(&["destination", "port", "number"]),
                    path: path.clone(),
                    host: host.clone(),
                    place: part.place,
                });
            }
        }
    }
}
