mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-production"
  cache             = "sessions"
  engine_version    = "8.1"
  family            = "valkey8"
  subnet_ids        = ["subnet-a", "subnet-b"]
  security_group_id = "sg-1"
}

run "one_node_has_no_failover_and_is_encrypted" {
  command = plan

  assert {
    condition     = !aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "ElastiCache refuses failover for one node."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_mode == "required" && aws_elasticache_replication_group.this.at_rest_encryption_enabled
    error_message = "What is stored or sent would be readable."
  }

  assert {
    condition     = length(aws_cloudformation_stack.users) == 0
    error_message = "Nobody uses it, so nobody has to be made."
  }
}

run "users_are_references_to_their_secrets" {
  command = plan

  variables {
    nodes = 2
    users = {
      orders = {
        access     = "on ~* +@read"
        secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders"
      }
    }
  }

  assert {
    condition     = strcontains(aws_cloudformation_stack.users[0].template_body, "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders:SecretString}}")
    error_message = "The password has to be a reference that CloudFormation resolves."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.multi_az_enabled && length(aws_cloudwatch_metric_alarm.this) == 4
    error_message = "Two nodes: failover, and two alarms for each."
  }
}

run "a_long_name_is_cut" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on"
  }

  assert {
    condition     = length(aws_elasticache_replication_group.this.replication_group_id) <= 40
    error_message = "ElastiCache refuses this id."
  }
}
