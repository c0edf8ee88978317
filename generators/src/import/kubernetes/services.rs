//! Services: the names and numbers under which programs are reached.

use topology::document::{Expose, Protocol};

use super::super::Sort;
use super::super::held::Held;
use super::super::reading::Reading;
use super::super::system::System;
use super::pod::spoken;
use super::{chosen, name, namespace};

/// Gives the programs that a service selects its name, and its ports.
pub fn apply(object: &Held, system: &mut System, reading: &mut Reading) {
    let (service, space) = (name(object), namespace(object));
    let Some(selector) = object.at(&["spec", "selector"]).filter(|selector| !selector.entries().is_empty()) else {
        if object.word_at(&["spec", "type"]).as_deref() == Some("ExternalName") {
            let message = format!("the service {service} is another name for something outside");
            reading.log.note(Sort::LeftOut, object.place, None, message).hint("draw it as an external system");
        }
        return;
    };
    let expose = match object.word_at(&["spec", "type"]).as_deref() {
        Some("LoadBalancer") => Some(Expose::Public),
        Some("NodePort") => Some(Expose::Host),
        _ => None,
    };
    for program in system.programs.iter_mut().filter(|program| chosen(program, &space, selector)) {
        program.names.extend([
            service.clone(),
            format!("{service}.{space}"),
            format!("{service}.{space}.svc"),
            format!("{service}.{space}.svc.cluster.local"),
        ]);
        program.expose = program.expose.max(expose);
        for port in object.at(&["spec", "ports"]).map(Held::items).unwrap_or_default() {
            let number =
                |key: &str| port.get(key).and_then(Held::number).and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0);
            let Some(reached) = number("port") else { continue };
            if port.word_at(&["protocol"]).as_deref() == Some("UDP") {
                continue;
            }
            let label = port.word_at(&["targetPort"]);
            let by_name = program
                .ports
                .iter()
                .find(|known| known.name.is_some() && known.name == label)
                .map(|known| known.number);
            let target = number("targetPort").or(by_name).unwrap_or(reached);
            let listening = program.listen(target);
            if target != reached {
                listening.reached.insert(reached);
            }
            let title = port.word_at(&["name"]);
            let said = port.word_at(&["appProtocol"]).or_else(|| title.clone());
            listening.protocol = listening.protocol.or_else(|| said.as_deref().and_then(spoken)).or(match reached {
                80 => Some(Protocol::Http),
                443 => Some(Protocol::Https),
                _ => None,
            });
            listening.name = listening.name.take().or(title);
        }
    }
}
