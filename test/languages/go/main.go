package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	eks "github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawsroute53"
	"github.com/aws/jsii-runtime-go"
	identity "github.com/cdk-eks-workload-identity/cdk-eks-workload-identity-go/cdkeksworkloadidentity"
	"github.com/cdk-eks-workload-identity/cdk-eks-workload-identity-go/cdkeksworkloadidentity/addons"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Identities"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	cluster := eks.NewCluster(stack, jsii.String("Cluster"), &eks.ClusterProps{
		Version:             eks.KubernetesVersion_V1_33(),
		DefaultCapacityType: eks.DefaultCapacityType_NODEGROUP,
		DefaultCapacity:     jsii.Number(0),
	})
	external := identity.ServiceAccountDelivery_External()

	identity.NewIrsaServiceAccount(stack, jsii.String("LogReader"), &identity.IrsaServiceAccountProps{
		Cluster:            cluster,
		Namespace:          jsii.String("logging"),
		ServiceAccountName: jsii.String("s3-reader-sa"),
		Delivery:           external,
		PolicyStatements: &[]awsiam.PolicyStatement{
			awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
				Actions:   jsii.Strings("s3:GetObject"),
				Resources: jsii.Strings("arn:aws:s3:::my-log-bucket/logs/*"),
			}),
		},
	})

	orders := identity.NewPodIdentityAssociation(stack, jsii.String("Orders"), &identity.PodIdentityAssociationProps{
		Cluster:            cluster,
		Namespace:          jsii.String("shop"),
		ServiceAccountName: jsii.String("orders"),
		Delivery:           external,
	})
	awssqs.NewQueue(stack, jsii.String("OrderQueue"), nil).GrantSendMessages(orders)

	elsewhere := identity.WorkloadCluster_FromAttributes(stack, jsii.String("Elsewhere"), &identity.WorkloadClusterAttributes{
		ClusterName:     jsii.String("elsewhere"),
		OidcProviderArn: jsii.String("arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"),
	})
	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ"),
		ZoneName:     jsii.String("example.com"),
	})
	identity.NewIrsaServiceAccount(stack, jsii.String("ExternalDns"), &identity.IrsaServiceAccountProps{
		Cluster: elsewhere,
		Addon: addons.ExternalDns_Route53(&addons.ExternalDnsRoute53Props{
			HostedZones: &[]interfacesawsroute53.IHostedZoneRef{zone},
		}),
		Delivery: external,
	})

	app.Synth(nil)
}
