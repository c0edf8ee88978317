mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name                      = "shared"
  secrets_operator_role_arn = "arn:aws:iam::123456789012:role/secrets"
}

run "its_group_is_the_one_of_its_nodes" {
  command = plan

  assert {
    condition     = output.name == "shared" && output.node_security_group_id == "sg-mock"
    error_message = "The cluster's own group is what lets its nodes reach databases."
  }
}

run "a_cluster_that_knows_no_access_entries_is_named" {
  command = plan

  override_data {
    target          = data.aws_eks_cluster.this
    override_during = plan
    values = {
      access_config = [{ authentication_mode = "CONFIG_MAP" }]
      vpc_config    = [{ cluster_security_group_id = "sg-mock" }]
    }
  }

  expect_failures = [check.identities]
}
