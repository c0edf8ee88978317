mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name               = "shop-test"
  kubernetes_version = "1.99"
  support_ends       = { "1.98" = "2020-01-31", "1.99" = "2099-01-31" }
  subnet_ids         = ["subnet-a", "subnet-b"]
  nodes              = { instance_type = "m7i.large", min = 2, desired = 3, max = 4 }
  log_key_arn        = "arn:aws:kms:eu-central-1:123456789012:key/mock"
}

run "nobody_reaches_it_from_outside" {
  command = plan

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !output.protection.public
    error_message = "Without named ranges the control plane is reached from within the network alone."
  }

  assert {
    condition     = output.protection.encrypted && length(aws_eks_cluster.this.enabled_cluster_log_types) == 5
    error_message = "Secrets are encrypted, and all logs are kept."
  }

  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API" && length(aws_eks_access_entry.administrator) == 0
    error_message = "Access is given by entries, and to nobody who was not named."
  }

  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).enableNetworkPolicy == "true"
    error_message = "NetworkPolicies that nobody enforces are only words."
  }
}

run "nodes_keep_their_identity_and_their_disks_to_themselves" {
  command = plan

  assert {
    condition     = aws_launch_template.nodes.metadata_options[0].http_tokens == "required" && aws_launch_template.nodes.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Pods must not reach the metadata service of their node."
  }

  assert {
    condition     = aws_launch_template.nodes.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "Disks are encrypted."
  }

  assert {
    condition     = aws_eks_node_group.this.capacity_type == "ON_DEMAND" && length(aws_eks_node_group.this.subnet_ids) == 2
    error_message = "Nodes are bought on demand, and lie in all zones."
  }
}

run "named_people_and_ranges_get_in" {
  command = plan

  variables {
    public_access_cidrs = ["203.0.113.0/24"]
    administrators      = ["arn:aws:iam::123456789012:role/platform"]
  }

  assert {
    condition     = output.protection.public && length(aws_eks_access_policy_association.administrator) == 1
    error_message = "The ranges and people that were named are let in."
  }
}

run "all_addresses_are_no_name" {
  command = plan

  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "a_version_that_is_not_offered_is_refused" {
  command = plan

  variables {
    kubernetes_version = "1.21"
  }

  expect_failures = [var.kubernetes_version]
}

run "a_version_past_its_end_is_named" {
  command = plan

  variables {
    kubernetes_version = "1.98"
  }

  expect_failures = [check.support]
}
