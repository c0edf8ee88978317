mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name      = "shop-test"
  namespace = "test.shop.internal"
  vpc_id    = "vpc-1"
}

run "a_cluster_is_made" {
  command = plan

  assert {
    condition     = output.name == "shop-test" && aws_kms_key.logs.enable_key_rotation
    error_message = "A cluster whose logs are encrypted by a key that is renewed was asked for."
  }
}

run "a_cluster_that_is_there_is_looked_up" {
  command = plan

  variables {
    existing_cluster = "shared"
  }

  assert {
    condition     = length(aws_ecs_cluster.this) == 0 && output.name == "shared"
    error_message = "The cluster that is there is not taken as it is."
  }
}
