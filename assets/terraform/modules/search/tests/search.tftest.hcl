mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                     = "shop-production"
  database                 = "catalog"
  engine_version           = "OpenSearch_3.5"
  subnet_ids               = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_id        = "sg-1"
  administrator_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock"
}

run "a_lone_node_sits_in_one_subnet_and_is_closed" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_cloudformation_stack.this.template_body).Resources.Domain.Properties.VPCOptions.SubnetIds) == 1
    error_message = "The service takes one subnet for one node."
  }

  assert {
    condition     = startswith(jsondecode(aws_cloudformation_stack.this.template_body).Resources.Domain.Properties.AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword, "{{resolve:secretsmanager:")
    error_message = "The password has to be a reference that CloudFormation resolves."
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.this.template_body).Resources.Domain.Properties.DomainEndpointOptions.EnforceHTTPS && jsondecode(aws_cloudformation_stack.this.template_body).Resources.Domain.Properties.EncryptionAtRestOptions.Enabled
    error_message = "What is stored or sent would be readable."
  }

  assert {
    condition     = output.host == "vpc-mock.eu-central-1.es.amazonaws.com"
    error_message = "The host is the domain's endpoint."
  }
}

run "three_nodes_are_spread" {
  command = plan

  variables {
    nodes = 3
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.this.template_body).Resources.Domain.Properties.ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount == 3
    error_message = "Three nodes in three zones were asked for."
  }
}

run "a_long_name_is_cut" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on"
  }

  assert {
    condition     = length(output.name) <= 28
    error_message = "The service refuses this name."
  }
}
