import io.github.cdk_eks_workload_identity.IrsaServiceAccount;
import io.github.cdk_eks_workload_identity.PodIdentityAssociation;
import io.github.cdk_eks_workload_identity.ServiceAccountDelivery;
import io.github.cdk_eks_workload_identity.WorkloadCluster;
import io.github.cdk_eks_workload_identity.WorkloadClusterAttributes;
import io.github.cdk_eks_workload_identity.addons.ExternalDns;
import io.github.cdk_eks_workload_identity.addons.ExternalDnsRoute53Props;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.eks_v2.Cluster;
import software.amazon.awscdk.services.eks_v2.DefaultCapacityType;
import software.amazon.awscdk.services.eks_v2.KubernetesVersion;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.sqs.Queue;

public final class IdentitiesApp {
  public static void main(String[] arguments) {
    App app = new App();
    Environment env = Environment.builder().account("111122223333").region("eu-west-1").build();
    Stack stack = new Stack(app, "Identities", StackProps.builder().env(env).build());
    Cluster cluster =
        Cluster.Builder.create(stack, "Cluster")
            .version(KubernetesVersion.V1_33)
            .defaultCapacityType(DefaultCapacityType.NODEGROUP)
            .defaultCapacity(0)
            .build();
    ServiceAccountDelivery external = ServiceAccountDelivery.external();

    IrsaServiceAccount.Builder.create(stack, "LogReader")
        .cluster(cluster)
        .namespace("logging")
        .serviceAccountName("s3-reader-sa")
        .delivery(external)
        .policyStatements(
            List.of(
                PolicyStatement.Builder.create()
                    .actions(List.of("s3:GetObject"))
                    .resources(List.of("arn:aws:s3:::my-log-bucket/logs/*"))
                    .build()))
        .build();

    PodIdentityAssociation orders =
        PodIdentityAssociation.Builder.create(stack, "Orders")
            .cluster(cluster)
            .namespace("shop")
            .serviceAccountName("orders")
            .delivery(external)
            .build();
    Queue.Builder.create(stack, "OrderQueue").build().grantSendMessages(orders);

    WorkloadCluster elsewhere =
        WorkloadCluster.fromAttributes(
            stack,
            "Elsewhere",
            WorkloadClusterAttributes.builder()
                .clusterName("elsewhere")
                .oidcProviderArn(
                    "arn:aws:iam::111122223333:oidc-provider/"
                        + "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF")
                .build());
    IHostedZone zone =
        HostedZone.fromHostedZoneAttributes(
            stack,
            "Zone",
            HostedZoneAttributes.builder()
                .hostedZoneId("Z0123456789ABCDEFGHIJ")
                .zoneName("example.com")
                .build());
    IrsaServiceAccount.Builder.create(stack, "ExternalDns")
        .cluster(elsewhere)
        .addon(
            ExternalDns.route53(
                ExternalDnsRoute53Props.builder().hostedZones(List.of(zone)).build()))
        .delivery(external)
        .build();

    app.synth();
  }
}
