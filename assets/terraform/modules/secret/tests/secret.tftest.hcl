# The real provider, since a mocked one knows no ephemeral values; planning asks nobody, so no account is needed.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variables {
  name        = "shop-test"
  secret      = "orders/API_KEY"
  description = "Key of the API"
}

run "a_given_secret_is_a_name_without_value" {
  command = plan

  variables {
    origin = "given"
  }

  assert {
    condition     = length(aws_secretsmanager_secret_version.generated) + length(aws_secretsmanager_secret_version.derived) == 0
    error_message = "A person puts the value."
  }

  assert {
    condition     = output.name == "shop-test/orders/API_KEY"
    error_message = "The secret has another name than the README says."
  }
}

run "an_unknown_origin_is_refused" {
  command = plan

  variables {
    origin = "guessed"
  }

  expect_failures = [var.origin]
}
