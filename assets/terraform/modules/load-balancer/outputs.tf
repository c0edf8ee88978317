output "security_group_id" {
  description = "Id of the load balancer's security group; what it may reach is opened by each routed workload."
  value       = aws_security_group.this.id
}

output "listener_arn" {
  description = "ARN of the listener on which routed workloads put their rules: HTTPS where there is one."
  value       = var.secure ? aws_lb_listener.https[0].arn : aws_lb_listener.http[0].arn
}

output "dns_name" {
  description = "DNS name of the load balancer."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of the load balancer's name, for alias records."
  value       = aws_lb.this.zone_id
}

output "arn_suffix" {
  description = "The part of the ARN by which CloudWatch names the load balancer."
  value       = aws_lb.this.arn_suffix
}

output "arn" {
  description = "ARN of the load balancer, for a firewall in front of it."
  value       = aws_lb.this.arn
}

output "secure" {
  description = "Whether visitors come by HTTPS alone."
  value       = length(aws_lb_listener.https) > 0
}
