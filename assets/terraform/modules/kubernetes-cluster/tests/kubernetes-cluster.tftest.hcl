mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name               = "shop-test"
  kubernetes_version = "1.99"
  support_ends       = { "1.99" = "2099-01-31" }
  subnet_ids         = ["subnet-a", "subnet-b"]
  nodes              = { instance_type = "m7i.large", min = 2, desired = 2, max = 3 }
}

run "a_cluster_is_made" {
  command = plan

  assert {
    condition     = output.name == "shop-test" && output.secrets_encrypted && aws_kms_key.logs.enable_key_rotation
    error_message = "A cluster whose logs are encrypted by a key that is renewed was asked for."
  }
}

run "a_cluster_that_is_there_is_looked_up" {
  command = plan

  variables {
    existing = { name = "shared", secrets_operator_role_arn = "arn:aws:iam::123456789012:role/secrets" }
  }

  assert {
    condition     = length(module.made) == 0 && output.name == "shared" && output.secrets_operator_role_arn == "arn:aws:iam::123456789012:role/secrets"
    error_message = "The cluster that is there is not taken as it is."
  }
}

run "a_cluster_that_is_there_needs_a_role_for_its_secrets" {
  command = plan

  variables {
    existing = { name = "shared" }
  }

  expect_failures = [var.existing]
}
