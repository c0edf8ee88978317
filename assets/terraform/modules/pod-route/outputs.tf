output "target_group_arn" {
  description = "ARN of the target group, for the TargetGroupBinding of the chart."
  value       = aws_lb_target_group.this.arn
}

output "public" {
  description = "Whether visitors reach the workload through the load balancer."
  value       = aws_lb_listener_rule.this.priority > 0
}
