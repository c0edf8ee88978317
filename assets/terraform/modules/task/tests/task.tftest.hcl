mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name        = "shop-test"
  node        = "orders"
  image       = "ghcr.io/acme/orders"
  tag         = "1.4.2"
  cpu         = 256
  memory      = 512
  log_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/mock"
}

run "a_container_is_locked_down" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem
    error_message = "The container may write to its own file system."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The process keeps capabilities."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image == "ghcr.io/acme/orders:1.4.2"
    error_message = "Another image than the one asked for."
  }

  assert {
    condition     = length(aws_iam_role_policy.task) == 0
    error_message = "The program may do nothing at AWS unless a policy is given."
  }
}

run "a_digest_pins_the_image" {
  command = plan

  variables {
    tag = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
  }

  assert {
    condition     = strcontains(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image, "@sha256:")
    error_message = "A digest is joined by @."
  }
}

run "files_and_scratch_folders_are_prepared_first" {
  command = plan

  variables {
    prepare_image = "busybox:1.37"
    files         = { "/etc/orders/settings.json" = "{}" }
    scratch       = ["/tmp"]
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.this.container_definitions)) == 2 && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].dependsOn[0].condition == "SUCCESS"
    error_message = "The program has to wait for its files."
  }
}
