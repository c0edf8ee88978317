"""Makes a hosted zone at an AWS endpoint: the one that people have before the foundation looks it up."""

import sys

import boto3

endpoint, region, domain = sys.argv[1:4]
session = boto3.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name=region)
session.client("route53", endpoint_url=endpoint).create_hosted_zone(Name=domain, CallerReference="given")
