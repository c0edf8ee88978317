terraform {
  required_version = ">= 1.10"

  required_providers {
    # The modules within use it, and tests can mock it from here alone.
    # tflint-ignore: terraform_unused_required_providers
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}
