mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name            = "shop-test"
  node            = "orders"
  cluster_name    = "shop-test"
  namespace       = "shop"
  service_account = "orders"
}

run "a_program_may_do_nothing_by_itself" {
  command = plan

  assert {
    condition     = length(aws_iam_role_policy.pod) == 0 && length(aws_iam_role.secrets) == 0
    error_message = "Nothing was asked for."
  }

  assert {
    condition     = aws_eks_pod_identity_association.this[0].service_account == "orders" && output.secrets_role_arn == ""
    error_message = "The pods of the node have a role of their own."
  }
}

run "secrets_are_fetched_by_a_role_of_their_own" {
  command = plan

  variables {
    with_secrets              = true
    secret_arns               = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock"]
    secrets_operator_role_arn = "arn:aws:iam::123456789012:role/operator"
  }

  assert {
    condition     = aws_iam_role.secrets[0].path == "/shop-test/secrets/" && length(aws_iam_role_policy.pod) == 0
    error_message = "The operator may take roles below the environment's path, and the program reads no secret by itself."
  }
}

run "a_node_without_a_program_has_no_account" {
  command = plan

  variables {
    service_account           = ""
    with_secrets              = true
    secret_arns               = ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:mock"]
    secrets_operator_role_arn = "arn:aws:iam::123456789012:role/operator"
  }

  assert {
    condition     = length(aws_eks_pod_identity_association.this) == 0 && output.role_arn == ""
    error_message = "Nobody runs, so nobody needs a role."
  }
}
