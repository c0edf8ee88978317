"""A mocked AWS that Terraform gets along with: moto, and the two answers that it lacks or gives wrongly."""

import hashlib
import json
import sys

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.rds.models import DBInstance
from moto.server import main


def own_id(instance):
    """Terraform asks for an instance by this id; moto gives all of them the same one."""
    return "db-" + hashlib.sha256(instance.db_instance_identifier.encode()).hexdigest()[:26].upper()


def no_tags(self):
    """The tags of a scaling target, which are not compared."""
    return json.dumps({"Tags": {}})


DBInstance.dbi_resource_id = property(own_id, lambda instance, value: None)
ApplicationAutoScalingResponse.list_tags_for_resource = no_tags
main(sys.argv[1:])
