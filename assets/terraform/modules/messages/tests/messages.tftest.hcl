mock_provider "aws" {
  source          = "../../tests"
  override_during = plan
}

variables {
  name  = "shop-production"
  queue = "mails"
}

run "messages_are_encrypted_and_what_fails_is_kept" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled && aws_sqs_queue.failed.sqs_managed_sse_enabled
    error_message = "Messages would be stored in the clear."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount == 5 && jsondecode(aws_sqs_queue.this.redrive_policy).deadLetterTargetArn == aws_sqs_queue.failed.arn
    error_message = "A message that fails for ever would stop the others."
  }
}

run "a_long_name_is_cut" {
  command = plan

  variables {
    name = "a-topology-with-a-name-that-goes-on-and-on-and-on-production"
  }

  assert {
    condition     = length(aws_sqs_queue.failed.name) <= 80
    error_message = "SQS refuses this name."
  }
}
