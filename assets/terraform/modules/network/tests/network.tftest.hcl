mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name        = "shop-test"
  log_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/mock"
}

run "a_network_is_made" {
  command = plan

  assert {
    condition     = length(module.made) == 1 && length(module.existing) == 0
    error_message = "No network is made where none is named."
  }
}

run "a_network_that_is_there_is_looked_up" {
  command = plan

  variables {
    existing = {
      vpc_id             = "vpc-1"
      private_subnet_ids = ["subnet-a", "subnet-b"]
    }
  }

  assert {
    condition     = length(module.made) == 0 && length(output.private_subnet_ids) == 2
    error_message = "The network that is there is not taken as it is."
  }

}
