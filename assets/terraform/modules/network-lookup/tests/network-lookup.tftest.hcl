mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  vpc_id             = "vpc-1"
  private_subnet_ids = ["subnet-a", "subnet-b"]
}

run "one_zone_is_told" {
  command = plan

  override_data {
    target = data.aws_subnet.private
    values = {
      availability_zone = "eu-central-1a"
    }
  }

  expect_failures = [check.zones]
}

run "one_subnet_is_refused" {
  command = plan

  variables {
    private_subnet_ids = ["subnet-a"]
  }

  expect_failures = [var.private_subnet_ids]
}
