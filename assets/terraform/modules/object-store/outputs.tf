output "bucket" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.bucket
}

output "arn" {
  description = "ARN of the bucket, for policies of those who use it."
  value       = aws_s3_bucket.this.arn
}

output "endpoint" {
  description = "DNS name of the bucket."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
