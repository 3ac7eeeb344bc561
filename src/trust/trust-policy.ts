/** One statement of a role's trust policy, as IAM reads it. Values may be tokens. */
export interface TrustStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly [type: string]: string };
  readonly Action: string | string[];
  readonly Condition?: TrustConditions;
}

export interface TrustConditions {
  readonly [operator: string]: { readonly [key: string]: string | string[] };
}

export interface IrsaTrustInput {
  readonly providerArn: string;
  /** The issuer URL without `https://`: the prefix of both condition keys. */
  readonly issuer: string;
  readonly audience: string;
  /** Exact subjects, compared by StringEquals. */
  readonly subjects?: string[];
  /** Patterns of subjects, compared by StringLike; `aud` stays exact. */
  readonly subjectPatterns?: string[];
}

/**
 * Admits the token of a ServiceAccount: this issuer, this audience, this subject.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaStatement(input: IrsaTrustInput): TrustStatement {
  const { issuer, subjects = [], subjectPatterns = [] } = input;
  return {
    Effect: 'Allow',
    Principal: { Federated: input.providerArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: input.audience,
        ...(subjects.length > 0 ? { [`${issuer}:sub`]: oneOrMany(subjects) } : {}),
      },
      ...(subjectPatterns.length > 0
        ? { StringLike: { [`${issuer}:sub`]: oneOrMany(subjectPatterns) } }
        : {}),
    },
  };
}

/**
 * Admits EKS Pod Identity, as far as the conditions reach.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentityStatement(conditions: TrustConditions): TrustStatement {
  return {
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  };
}

/** The session tags that EKS sends, pinned to one ServiceAccount of the given clusters. */
export function requestTagConditions(
  clusterArns: string[],
  namespace: string,
  serviceAccountName: string,
): TrustConditions {
  return {
    StringEquals: {
      'aws:RequestTag/eks-cluster-arn': oneOrMany(clusterArns),
      'aws:RequestTag/kubernetes-namespace': namespace,
      'aws:RequestTag/kubernetes-service-account': serviceAccountName,
    },
  };
}

/** The clusters that EKS acts for. The cluster's ARN, never the association's: that matches nothing. */
export function sourceConditions(accounts: string[], clusterArns: string[]): TrustConditions {
  return {
    StringEquals: { 'aws:SourceAccount': oneOrMany(accounts) },
    ...(clusterArns.length > 0 ? { ArnEquals: { 'aws:SourceArn': oneOrMany(clusterArns) } } : {}),
  };
}

function oneOrMany(values: string[]): string | string[] {
  const distinct = [...new Set(values)];
  return distinct.length === 1 ? distinct[0] : distinct;
}
