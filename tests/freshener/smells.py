"""Prints, as JSON, the smells that MicroFreshener finds in a microTOSCA file.

    PYTHONPATH=<folder of the tool> python3 smells.py FILE

Run it in a scratch folder: MicroFreshener writes its log beside it.
"""

import contextlib
import json
import os
import sys

# Where the folder is missing, MicroFreshener makes it and fails while doing so.
os.makedirs("log", exist_ok=True)

with contextlib.redirect_stdout(sys.stderr):
    from microfreshener.core.analyser import sniffer
    from microfreshener.core.importer import YMLImporter
    from microfreshener.core.model import Compute, Datastore, Service
    from microfreshener.core.model.groups import Edge, Team

    model = YMLImporter().Import(sys.argv[1])


def links(found):
    return [[link.source.name, link.target.name] for link in found.getLinkCause()]


def nodes(sort, sniff):
    for node in model.nodes:
        if isinstance(node, sort):
            found = sniff.snif(node)
            if found and not found.isEmpty():
                yield node, found


with contextlib.redirect_stdout(sys.stderr):
    wobbly = [link for _, found in nodes(Service, sniffer.WobblyServiceInteractionSmellSniffer()) for link in links(found)]
    endpoint = [link for _, found in nodes(Service, sniffer.EndpointBasedServiceInteractionSmellSniffer()) for link in links(found)]
    shared = [node.name for node, _ in nodes(Datastore, sniffer.SharedPersistencySmellSniffer())]
    crowded = [node.name for node, _ in nodes(Compute, sniffer.MultipleServicesInOneContainerSmellSniffer())]
    edges = [group for group in model.groups if isinstance(group, Edge)]
    open_ = [found.node.name for group in edges for found in sniffer.NoApiGatewaySmellSniffer(model).snif(group)]
    teams = [group for group in model.groups if isinstance(group, Team)]
    context = [link for group in teams for link in links(sniffer.SharedBoundedContextSmellSniffer(model).snif(group))]

json.dump(
    {
        "wobbly-service-interaction": [" → ".join(link) for link in wobbly],
        "endpoint-based-service-interaction": [source for source, _ in endpoint],
        "shared-persistency": shared,
        "multiple-services-in-one-container": crowded,
        "no-api-gateway": open_,
        "shared-bounded-context": [" → ".join(link) for link in context],
    },
    sys.stdout,
)
