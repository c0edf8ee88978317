mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name  = "shop-production"
  store = "pictures"
}

run "objects_are_private_and_kept" {
  command = plan

  assert {
    condition     = aws_s3_bucket_public_access_block.this.restrict_public_buckets && aws_s3_bucket_public_access_block.this.block_public_policy
    error_message = "The bucket could be opened to the world."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy && aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Objects could be lost by one command."
  }

  assert {
    condition     = length(aws_s3_bucket_notification.this) == 0
    error_message = "Nobody waits for objects."
  }
}
