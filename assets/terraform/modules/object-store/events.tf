# EventBridge hears of new objects: whatever function is drawn to the store picks its own out there.
resource "aws_s3_bucket_notification" "this" {
  count = var.tells_of_objects ? 1 : 0

  bucket      = aws_s3_bucket.this.id
  eventbridge = true
}
