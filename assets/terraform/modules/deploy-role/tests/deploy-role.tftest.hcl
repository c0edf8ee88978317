mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name               = "shop-production"
  repository         = "acme/shop"
  github_environment = "production"
  apply_policy_arns  = ["arn:aws:iam::123456789012:policy/deploy"]
}

run "two_roles_for_one_repository" {
  command = plan

  assert {
    condition     = toset(keys(aws_iam_role.this)) == toset(["plan", "apply"]) && length(aws_iam_role_policy_attachment.this) == 2
    error_message = "One role reads, the other has the policies that were given."
  }

  assert {
    condition     = local.roles.apply.subject == "repo:acme/shop:environment:production"
    error_message = "Others than the approved environment could apply."
  }
}

run "an_account_has_one_provider" {
  command = plan

  variables {
    provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "A second provider would be refused."
  }
}
