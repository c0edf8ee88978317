output "arn" {
  description = "ARN of the topic."
  value       = aws_sns_topic.this.arn

  # Nobody sends before the policy lets them.
  depends_on = [aws_sns_topic_policy.this]
}
