import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAddon, CfnFargateProfile, CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { deployment, manifest } from './kubernetes-objects';
import { CLUSTER_ARN, CLUSTER_NAME } from './shop-cluster';

const BOTH_ACTIONS = ['sts:AssumeRole', 'sts:TagSession'];
const FROM_THE_CLUSTER = { StringEquals: { 'aws:RequestTag/eks-cluster-arn': CLUSTER_ARN } };

/** Roles and associations for EKS Pod Identity without this library, each with one mistake. */
export class PodIdentityStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    this.role('MissingTagSession', FROM_THE_CLUSTER, ['sts:AssumeRole']);
    this.role('Unscoped', {});
    this.role('PrincipalTag', {
      StringEquals: {
        ...FROM_THE_CLUSTER.StringEquals,
        'aws:PrincipalTag/kubernetes-namespace': 'shop',
      },
    });
    this.role('SourceArnOfAssociation', {
      ArnEquals: {
        'aws:SourceArn': `${CLUSTER_ARN.replace('cluster/', 'podidentityassociation/')}/a-0123`,
      },
    });
    this.associate('TagsOff', 'reports', { disableSessionTags: true });
    this.twoOwners();
    this.whereNoAgentRuns();
  }

  /** An add-on owns its association: this is the second one. */
  private twoOwners(): void {
    const { roleArn } = this.associate('SecondAssociation', 'ebs-csi-controller-sa', {
      namespace: 'kube-system',
    });
    new CfnAddon(this, 'EbsCsiDriver', {
      clusterName: CLUSTER_NAME,
      addonName: 'aws-ebs-csi-driver',
      podIdentityAssociations: [{ serviceAccount: 'ebs-csi-controller-sa', roleArn }],
    });
  }

  private whereNoAgentRuns(): void {
    new CfnFargateProfile(this, 'Batch', {
      clusterName: CLUSTER_NAME,
      podExecutionRoleArn: `arn:aws:iam::${this.account}:role/fargate-pods`,
      selectors: [{ namespace: 'batch' }],
    });
    this.associate('OnFargate', 'nightly', { namespace: 'batch' });

    this.associate('OnWindows', 'printing');
    manifest(
      this,
      'Printing',
      deployment('printing', 'shop', { spec: { nodeSelector: { 'kubernetes.io/os': 'windows' } } }),
    );
  }

  private role(id: string, conditions: Record<string, unknown>, actions = BOTH_ACTIONS): iam.Role {
    const service = new iam.ServicePrincipal('pods.eks.amazonaws.com', { conditions });
    return new iam.Role(this, id, {
      assumedBy: actions === BOTH_ACTIONS ? new iam.SessionTagsPrincipal(service) : service,
    });
  }

  private associate(
    id: string,
    serviceAccount: string,
    props: { namespace?: string; disableSessionTags?: boolean } = {},
  ): CfnPodIdentityAssociation {
    const role = this.role(`${id}Role`, FROM_THE_CLUSTER);
    return new CfnPodIdentityAssociation(this, id, {
      clusterName: CLUSTER_NAME,
      namespace: 'shop',
      serviceAccount,
      roleArn: role.roleArn,
      ...props,
    });
  }
}
