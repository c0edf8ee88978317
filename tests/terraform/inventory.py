"""What there is at an AWS endpoint, as JSON: asked of the endpoint itself, not of Terraform's state."""

import json
import sys

import boto3

endpoint, region = sys.argv[1:3]
session = boto3.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name=region)


def client(service):
    return session.client(service, endpoint_url=endpoint)


def pages(service, operation, key, **arguments):
    one = client(service)
    if one.can_paginate(operation):
        return [item for page in one.get_paginator(operation).paginate(**arguments) for item in page[key]]
    return getattr(one, operation)(**arguments)[key]


def services():
    ecs, found = client("ecs"), {}
    for cluster in pages("ecs", "list_clusters", "clusterArns"):
        for arn in pages("ecs", "list_services", "serviceArns", cluster=cluster):
            service = ecs.describe_services(cluster=cluster, services=[arn])["services"][0]
            definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
            network = service["networkConfiguration"]["awsvpcConfiguration"]
            found[service["serviceName"]] = {
                "tasks": service["desiredCount"],
                "groups": network["securityGroups"],
                "public": network.get("assignPublicIp") == "ENABLED",
                "containers": {one["name"]: container(one) for one in definition["containerDefinitions"]},
            }
    return found


def container(one):
    return {
        "image": one["image"],
        "ports": [port["containerPort"] for port in one.get("portMappings", [])],
        "variables": sorted(variable["name"] for variable in one.get("environment", [])),
        "secrets": {secret["name"]: secret["valueFrom"] for secret in one.get("secrets", [])},
    }


def clusters():
    """Each cluster of Kubernetes, with what runs beside its pods and who its pods are."""
    eks, iam, found = client("eks"), client("iam"), {}
    roles = {one["Arn"]: one["RoleName"] for one in pages("iam", "list_roles", "Roles")}
    for name in pages("eks", "list_clusters", "clusters"):
        cluster = eks.describe_cluster(name=name)["cluster"]
        groups = [
            eks.describe_nodegroup(clusterName=name, nodegroupName=group)["nodegroup"]
            for group in pages("eks", "list_nodegroups", "nodegroups", clusterName=name)
        ]
        found[name] = {
            "version": cluster["version"],
            "public": cluster["resourcesVpcConfig"]["endpointPublicAccess"],
            "encrypted": [kind for one in cluster["encryptionConfig"] for kind in one["resources"]],
            "nodes": [group["scalingConfig"] for group in groups],
            "addons": sorted(pages("eks", "list_addons", "addons", clusterName=name)),
            "identities": {
                f"{one['namespace']}/{one['serviceAccount']}": sorted(
                    iam.list_role_policies(RoleName=roles[one["roleArn"]])["PolicyNames"]
                )
                for one in associations(eks, name)
            },
        }
    return found


def associations(eks, cluster):
    """Whole: a list of them leaves their roles out."""
    for one in pages("eks", "list_pod_identity_associations", "associations", clusterName=cluster):
        yield eks.describe_pod_identity_association(clusterName=cluster, associationId=one["associationId"])["association"]


def groups():
    return {
        group["GroupId"]: {tag["Key"]: tag["Value"] for tag in group.get("Tags", [])}.get("Name", "")
        for group in pages("ec2", "describe_security_groups", "SecurityGroups")
    }


def rules():
    return [
        {
            "group": rule["GroupId"],
            "out": rule["IsEgress"],
            "other": rule.get("ReferencedGroupInfo", {}).get("GroupId") or rule.get("CidrIpv4", ""),
            "from": rule.get("FromPort"),
            "to": rule.get("ToPort"),
            "protocol": rule["IpProtocol"],
        }
        for rule in pages("ec2", "describe_security_group_rules", "SecurityGroupRules")
    ]


def databases():
    return {
        one["DBInstanceIdentifier"]: {
            "engine": one["Engine"],
            "gib": one["AllocatedStorage"],
            "standby": one["MultiAZ"],
            "encrypted": one["StorageEncrypted"],
            "public": one["PubliclyAccessible"],
            "days": one["BackupRetentionPeriod"],
            "follows": one.get("ReadReplicaSourceDBInstanceIdentifier"),
        }
        for one in pages("rds", "describe_db_instances", "DBInstances")
    }


def functions():
    """Each function with its variables, its groups and what starts it."""
    found, arns = {}, {}
    for one in pages("lambda", "list_functions", "Functions"):
        arns[one["FunctionArn"]] = one["FunctionName"]
        found[one["FunctionName"]] = {
            "variables": sorted(one.get("Environment", {}).get("Variables", {})),
            "groups": one.get("VpcConfig", {}).get("SecurityGroupIds", []),
            "starts": set(),
        }

    def starts(word, arn):
        name = next((name for known, name in arns.items() if known in arn), None)
        if name:
            found[name]["starts"].add(word)

    for api in pages("apigatewayv2", "get_apis", "Items"):
        for integration in pages("apigatewayv2", "get_integrations", "Items", ApiId=api["ApiId"]):
            starts("request", integration["IntegrationUri"])
    scheduler = client("scheduler")
    for schedule in pages("scheduler", "list_schedules", "Schedules"):
        whole = scheduler.get_schedule(Name=schedule["Name"], GroupName=schedule["GroupName"])
        starts("clock", whole["Target"]["Arn"])
    for mapping in pages("lambda", "list_event_source_mappings", "EventSourceMappings"):
        starts("queue", mapping["FunctionArn"])
    for rule in pages("events", "list_rules", "Rules"):
        for target in pages("events", "list_targets_by_rule", "Targets", Rule=rule["Name"]):
            starts("bucket", target["Arn"])
    for group in pages("elbv2", "describe_target_groups", "TargetGroups"):
        if group["TargetType"] == "lambda":
            for health in pages("elbv2", "describe_target_health", "TargetHealthDescriptions", TargetGroupArn=group["TargetGroupArn"]):
                starts("entry", health["Target"]["Id"])
    return {name: one | {"starts": sorted(one["starts"])} for name, one in found.items()}


print(
    json.dumps(
        {
            "services": services(),
            "functions": functions(),
            "clusters": clusters(),
            "buckets": [one["Name"] for one in client("s3").list_buckets()["Buckets"]],
            "queues": [url.rsplit("/", 1)[-1] for url in client("sqs").list_queues().get("QueueUrls", [])],
            "groups": groups(),
            "rules": rules(),
            "databases": databases(),
            "caches": [one["ReplicationGroupId"] for one in pages("elasticache", "describe_replication_groups", "ReplicationGroups")],
            "stacks": [one["StackName"] for one in pages("cloudformation", "describe_stacks", "Stacks")],
            "secrets": sorted(one["Name"] for one in pages("secretsmanager", "list_secrets", "SecretList")),
            "alarms": sorted(one["AlarmName"] for one in pages("cloudwatch", "describe_alarms", "MetricAlarms")),
        }
    )
)
