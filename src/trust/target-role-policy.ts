import type { TrustStatement } from './trust-policy';

/** Who assumes a target role, and what EKS says of the pod behind it. */
export interface TargetTrustInput {
  readonly sourceRoleArn: string;
  /** `arn:<partition>:iam::<source account>:root` */
  readonly sourceAccountRoot: string;
  readonly evidence:
    | {
        readonly kind: 'session-tags';
        readonly clusterArn: string;
        readonly namespace: string;
        readonly serviceAccountName: string;
      }
    | { readonly kind: 'external-id'; readonly externalId: string }
    | { readonly kind: 'source-role-only' };
}

/**
 * The trust of a role that another role assumes for its pods. The account's root as principal lets the target be
 * deployed before the source; the condition on the ARN keeps everybody else of that account out.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function targetRoleStatements(input: TargetTrustInput): TrustStatement[] {
  const { evidence } = input;
  const statement = (
    Action: string | string[],
    StringEquals?: { readonly [key: string]: string },
  ): TrustStatement => ({
    Effect: 'Allow',
    Principal: { AWS: input.sourceAccountRoot },
    Action,
    Condition: {
      ...(StringEquals ? { StringEquals } : {}),
      ArnEquals: { 'aws:PrincipalArn': input.sourceRoleArn },
    },
  });
  switch (evidence.kind) {
    case 'session-tags':
      return [
        statement(['sts:AssumeRole', 'sts:TagSession'], {
          'aws:RequestTag/eks-cluster-arn': evidence.clusterArn,
          'aws:RequestTag/kubernetes-namespace': evidence.namespace,
          'aws:RequestTag/kubernetes-service-account': evidence.serviceAccountName,
        }),
      ];
    case 'external-id':
      return [
        statement('sts:AssumeRole', { 'sts:ExternalId': evidence.externalId }),
        statement('sts:TagSession'),
      ];
    case 'source-role-only':
      return [statement('sts:AssumeRole')];
  }
}
