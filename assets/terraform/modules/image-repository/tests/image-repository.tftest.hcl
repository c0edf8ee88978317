mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name = "shop-production"
  node = "thumbnails"
}

run "tags_do_not_move" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.this.image_scanning_configuration[0].scan_on_push
    error_message = "An image could be exchanged under its tag, or go unseen."
  }

  assert {
    condition     = !aws_ecr_repository.this.force_delete
    error_message = "Images would go with the repository."
  }
}
