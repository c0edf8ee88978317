"""What moto lacks of EKS: the security group of a cluster, add-ons, access entries and pod identities.

They are stand-ins. What is asked for is kept and told back in the form of AWS's own description of the service, and who
names a cluster, a role or an entry that is not there is refused. Nothing is judged beyond that: not whether an add-on
has such a version, nor whether it takes its settings.
"""

import hashlib
from datetime import datetime, timezone

from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.eks import urls
from moto.eks.exceptions import InvalidParameterException, ResourceInUseException, ResourceNotFoundException
from moto.eks.models import EKSBackend
from moto.eks.responses import EKSResponse
from moto.iam.models import iam_backends

CLUSTER = "{0}/clusters/(?P<name>[^/]+)"
PATHS = [
    "{0}/addons/supported-versions$",
    CLUSTER + "/addons$",
    CLUSTER + "/addons/(?P<addonName>[^/]+)$",
    CLUSTER + "/access-entries$",
    CLUSTER + "/access-entries/(?P<principalArn>.+)/access-policies$",
    CLUSTER + "/access-entries/(?P<principalArn>.+)$",
    CLUSTER + "/pod-identity-associations$",
    CLUSTER + "/pod-identity-associations/(?P<associationId>[^/]+)$",
]

known_cluster = EKSBackend.create_cluster
known_answer = EKSResponse.create_cluster


def with_group(backend, **asked):
    """EKS makes a security group for a cluster, which its nodes carry."""
    network = asked["resources_vpc_config"]
    ec2 = ec2_backends[backend.account_id][backend.region_name]
    vpc = ec2.get_subnet(network["subnetIds"][0]).vpc_id
    cluster = known_cluster(backend, **asked)
    name = f"eks-cluster-sg-{cluster.name}"
    group = ec2.create_security_group(name, "Nodes of a cluster", vpc, tags={"Name": name})
    cluster.resources_vpc_config = network | {"clusterSecurityGroupId": group.id, "vpcId": vpc}
    return cluster


def with_access(response):
    """Who may ask the cluster, and how long its version is supported, are told back as they were asked for."""
    answer = known_answer(response)
    cluster = response.eks_backend.clusters[response._get_param("name")]
    cluster.access_config = response._get_param("accessConfig")
    cluster.upgrade_policy = response._get_param("upgradePolicy")
    return answer


def named(response):
    """The cluster that a request names."""
    name = response._get_param("clusterName") or response._get_param("name")
    cluster = response.eks_backend.clusters.get(name)
    if cluster is None:
        raise ResourceNotFoundException(clusterName=name, message=f"No cluster found for name: {name}.")
    return cluster


def kept(response, kind):
    """What is kept of a kind for that cluster, by key."""
    return vars(named(response)).setdefault(kind, {})


def keep(response, kind, key, asked):
    """Keeps what was asked for, once."""
    cluster, time = named(response), datetime.now(timezone.utc)
    if key in kept(response, kind):
        raise ResourceInUseException(clusterName=cluster.name, message=f"{key} is already there.")
    told = {"clusterName": cluster.name, "createdAt": time, "modifiedAt": time}
    kept(response, kind)[key] = asked | told
    return kept(response, kind)[key]


def find(response, kind, key):
    found = kept(response, kind).get(key)
    if found is None:
        raise ResourceNotFoundException(clusterName=named(response).name, message=f"{key} is not there.")
    return found


def asked_for(response, *names):
    """The parts of a request that it has."""
    found = {name: response._get_param(name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def arn(response, kind, key):
    return f"arn:aws:eks:{response.region}:{response.current_account}:{kind}/{named(response).name}/{key}"


def associated(response, namespace, account, role, tags):
    """An account of a namespace gets a role, which has to be there."""
    if role not in {one.arn for one in iam_backends[response.current_account]["aws"].roles.values()}:
        raise InvalidParameterException(clusterName=named(response).name, message=f"There is no role {role}.")
    key = f"a-{hashlib.sha256(f'{namespace}/{account}'.encode()).hexdigest()[:17]}"
    told = {"associationId": key, "associationArn": arn(response, "podidentityassociation", key), "tags": tags}
    asked = {"namespace": namespace, "serviceAccount": account, "roleArn": role}
    return keep(response, "identities", key, asked | told)


def create_pod_identity_association(response):
    asked = asked_for(response, "namespace", "serviceAccount", "roleArn", "tags")
    one = associated(response, asked["namespace"], asked["serviceAccount"], asked["roleArn"], asked.get("tags", {}))
    return ActionResult({"association": one})


def describe_pod_identity_association(response):
    return ActionResult({"association": find(response, "identities", response._get_param("associationId"))})


def list_pod_identity_associations(response):
    return ActionResult({"associations": list(kept(response, "identities").values())})


def describe_addon_versions(response):
    fits = {"clusterVersion": response._get_param("kubernetesVersion"), "defaultVersion": True}
    version = {"addonVersion": "v1.0.0-eksbuild.1", "compatibilities": [fits]}
    return ActionResult({"addons": [{"addonName": response._get_param("addonName"), "addonVersions": [version]}]})


def create_addon(response):
    asked = asked_for(response, "addonName", "addonVersion", "configurationValues", "tags")
    name = asked["addonName"]
    identities = [
        associated(response, "kube-system", one["serviceAccount"], one["roleArn"], {})["associationArn"]
        for one in response._get_param("podIdentityAssociations") or []
    ]
    told = {"status": "ACTIVE", "addonArn": arn(response, "addon", name), "podIdentityAssociations": identities}
    return ActionResult({"addon": keep(response, "addons", name, asked | told)})


def describe_addon(response):
    return ActionResult({"addon": find(response, "addons", response._get_param("addonName"))})


def list_addons(response):
    return ActionResult({"addons": list(kept(response, "addons"))})


def create_access_entry(response):
    asked = asked_for(response, "principalArn", "kubernetesGroups", "tags")
    who = asked["principalArn"]
    told = {"type": "STANDARD", "username": who, "accessEntryArn": arn(response, "access-entry", who), "policies": []}
    return ActionResult({"accessEntry": keep(response, "entries", who, asked | told)})


def describe_access_entry(response):
    return ActionResult({"accessEntry": find(response, "entries", response._get_param("principalArn"))})


def list_access_entries(response):
    return ActionResult({"accessEntries": list(kept(response, "entries"))})


def associate_access_policy(response):
    entry = find(response, "entries", response._get_param("principalArn"))
    time = datetime.now(timezone.utc)
    policy = asked_for(response, "policyArn", "accessScope") | {"associatedAt": time, "modifiedAt": time}
    entry["policies"].append(policy)
    told = {"clusterName": entry["clusterName"], "principalArn": entry["principalArn"]}
    return ActionResult(told | {"associatedAccessPolicy": policy})


def list_associated_access_policies(response):
    entry = find(response, "entries", response._get_param("principalArn"))
    told = {"clusterName": entry["clusterName"], "principalArn": entry["principalArn"]}
    return ActionResult(told | {"associatedAccessPolicies": entry["policies"]})


ANSWERS = [
    create_pod_identity_association,
    describe_pod_identity_association,
    list_pod_identity_associations,
    describe_addon_versions,
    create_addon,
    describe_addon,
    list_addons,
    create_access_entry,
    describe_access_entry,
    list_access_entries,
    associate_access_policy,
    list_associated_access_policies,
]


def stand_in():
    """Puts everything in, before the mocked AWS starts."""
    EKSBackend.create_cluster = with_group
    EKSResponse.create_cluster = with_access
    for answer in ANSWERS:
        setattr(EKSResponse, answer.__name__, answer)
    urls.url_paths |= dict.fromkeys(PATHS, urls.response.dispatch)
