mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name              = "shop-production"
  queue             = "events"
  kafka_version     = "4.1.x.kraft"
  subnet_ids        = ["subnet-a", "subnet-b", "subnet-c"]
  security_group_id = "sg-1"
  login_secret_arns = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_mock"]
  log_key_arn       = "arn:aws:kms:eu-central-1:123456789012:key/mock"
}

run "nobody_gets_in_unknown_or_in_the_clear" {
  command = plan

  assert {
    condition     = aws_msk_cluster.this.client_authentication[0].sasl[0].scram && !aws_msk_cluster.this.client_authentication[0].unauthenticated
    error_message = "Whoever reaches the brokers would be let in."
  }

  assert {
    condition     = aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS"
    error_message = "Messages would be readable on their way."
  }

  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].connectivity_info[0].public_access[0].type == "DISABLED"
    error_message = "The brokers could be reached from outside."
  }
}

run "every_zone_has_a_copy" {
  command = plan

  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "default.replication.factor=3") && strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2")
    error_message = "The loss of a zone would lose messages."
  }

  assert {
    condition     = output.host == "b-1.mock.kafka.eu-central-1.amazonaws.com:9096,b-2.mock.kafka.eu-central-1.amazonaws.com"
    error_message = "With the port behind it, the host has to be a list of brokers."
  }
}

run "two_subnets_make_two_brokers" {
  command = plan

  variables {
    subnet_ids = ["subnet-a", "subnet-b"]
  }

  assert {
    condition     = aws_msk_cluster.this.number_of_broker_nodes == 2 && strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=1")
    error_message = "With two brokers one has to be enough to go on."
  }
}
