output "name" {
  description = "Name of the ECS service."
  value       = aws_ecs_service.this.name
}

output "target_group_arn_suffix" {
  description = "The part of the target group's ARN by which CloudWatch names it; empty where the workload is not routed."
  value       = var.route.enabled ? aws_lb_target_group.this[0].arn_suffix : ""
}

output "public" {
  description = "Whether visitors reach the service through the load balancer."
  value       = length(aws_lb_listener_rule.this) > 0
}
