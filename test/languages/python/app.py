from aws_cdk import App, Environment, Stack
from aws_cdk import aws_eks_v2 as eks
from aws_cdk import aws_iam as iam
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_sqs as sqs
from cdk_eks_workload_identity import (
    IrsaServiceAccount,
    PodIdentityAssociation,
    ServiceAccountDelivery,
    WorkloadCluster,
    addons,
)

app = App()
stack = Stack(app, "Identities", env=Environment(account="111122223333", region="eu-west-1"))
cluster = eks.Cluster(
    stack,
    "Cluster",
    version=eks.KubernetesVersion.V1_33,
    default_capacity_type=eks.DefaultCapacityType.NODEGROUP,
    default_capacity=0,
)
external = ServiceAccountDelivery.external()

IrsaServiceAccount(
    stack,
    "LogReader",
    cluster=cluster,
    namespace="logging",
    service_account_name="s3-reader-sa",
    delivery=external,
    policy_statements=[
        iam.PolicyStatement(
            actions=["s3:GetObject"],
            resources=["arn:aws:s3:::my-log-bucket/logs/*"],
        )
    ],
)

orders = PodIdentityAssociation(
    stack,
    "Orders",
    cluster=cluster,
    namespace="shop",
    service_account_name="orders",
    delivery=external,
)
sqs.Queue(stack, "OrderQueue").grant_send_messages(orders)

elsewhere = WorkloadCluster.from_attributes(
    stack,
    "Elsewhere",
    cluster_name="elsewhere",
    oidc_provider_arn="arn:aws:iam::111122223333:oidc-provider/"
    "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
)
zone = route53.HostedZone.from_hosted_zone_attributes(
    stack,
    "Zone",
    hosted_zone_id="Z0123456789ABCDEFGHIJ",
    zone_name="example.com",
)
IrsaServiceAccount(
    stack,
    "ExternalDns",
    cluster=elsewhere,
    addon=addons.ExternalDns.route53(hosted_zones=[zone]),
    delivery=external,
)

app.synth()
