mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                     = "shop-production"
  queue                    = "events"
  engine_version           = "4.2"
  subnet_ids               = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_id        = "sg-1"
  administrator_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock"
}

run "a_lone_broker_sits_in_one_subnet" {
  command = plan

  assert {
    condition     = length(jsondecode(aws_cloudformation_stack.this.template_body).Resources.Broker.Properties.SubnetIds) == 1
    error_message = "Amazon MQ takes one subnet for one broker."
  }

  assert {
    condition     = startswith(jsondecode(aws_cloudformation_stack.this.template_body).Resources.Broker.Properties.Users[0].Password, "{{resolve:secretsmanager:")
    error_message = "The password has to be a reference that CloudFormation resolves."
  }

  assert {
    condition     = output.host == "b-mock.mq.eu-central-1.amazonaws.com"
    error_message = "The host is the endpoint without scheme and port."
  }
}

run "a_cluster_is_spread" {
  command = plan

  variables {
    clustered = true
  }

  assert {
    condition     = jsondecode(aws_cloudformation_stack.this.template_body).Resources.Broker.Properties.DeploymentMode == "CLUSTER_MULTI_AZ"
    error_message = "Three nodes in three zones were asked for."
  }
}
