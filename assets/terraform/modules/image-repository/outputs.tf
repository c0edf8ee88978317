output "url" {
  description = "Where the image is pushed to, without tag."
  value       = aws_ecr_repository.this.repository_url
}
