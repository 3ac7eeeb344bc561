import * as fs from 'node:fs';
import * as path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import type { aws_eks } from 'aws-cdk-lib/interfaces';
import {
  PodIdentityNarrowing,
  ServiceAccountDelivery,
  WorkloadCluster,
  WorkloadIdentity,
  WorkloadTrust,
} from '../../src';
import { irsaStatement } from '../../src/trust/trust-policy';
import { cfnCluster, ISSUER, PROVIDER_ARN, testStack } from '../fixtures';
import { type PolicyView, trustOf } from '../template-views';
import { admits, type TrustRequest } from './trust-evaluator';

/** Who asks for the role: the bearer of a token, a pod with an association, or a principal of IAM. */
interface Caller {
  readonly why: string;
  readonly token?: { readonly iss: string; readonly aud: string; readonly sub: string };
  /** The account whose provider the token is checked by. */
  readonly account?: string;
  readonly pod?: {
    readonly clusterArn: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly sessionTags: boolean;
  };
  readonly principal?: string;
}

export interface TrustCase {
  readonly file: string;
  readonly identity: {
    readonly mechanism: 'irsa' | 'podIdentity' | 'dual' | 'pattern';
    readonly namespace: string;
    readonly serviceAccountName: string;
    readonly audience?: string;
    readonly narrowing?: 'subject' | 'cluster' | 'account' | 'none';
    readonly sessionTags?: boolean;
    /** The issuer of a second cluster, `dr`. */
    readonly additionalIssuer?: string;
  };
  readonly admitted: Caller[];
  readonly refused: Caller[];
}

/** Whether the issuer is known at synthesis, which decides the form of the document. */
export type TrustForm = 'object' | 'string';

export const TRUST_CASES: TrustCase[] = fs
  .readdirSync(path.join(__dirname, '../cases/trust'))
  .map((file) => ({
    file: path.basename(file, '.json'),
    ...JSON.parse(fs.readFileSync(path.join(__dirname, '../cases/trust', file), 'utf8')),
  }));

/** The trust policy that the library gives the identity of the case. */
export function trustOfCase({ identity }: TrustCase, form: TrustForm): PolicyView {
  const { mechanism, namespace, serviceAccountName, additionalIssuer } = identity;
  if (mechanism === 'pattern') {
    const statement = irsaStatement({
      providerArn: PROVIDER_ARN,
      issuer: ISSUER,
      audience: 'sts.amazonaws.com',
      subjectPatterns: [`system:serviceaccount:${namespace}:${serviceAccountName}`],
    });
    return { Version: '2012-10-17', Statement: [statement] };
  }
  const stack = testStack();
  const cluster: aws_eks.IClusterRef =
    form === 'string'
      ? cfnCluster(stack)
      : WorkloadCluster.fromAttributes(stack, 'Prod', {
          clusterName: 'prod',
          clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
          oidcProviderArn: PROVIDER_ARN,
        });
  new WorkloadIdentity(stack, 'Identity', {
    cluster,
    additionalClusters: additionalIssuer
      ? [
          WorkloadCluster.fromAttributes(stack, 'Dr', {
            clusterName: 'dr',
            clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/dr',
            oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${additionalIssuer}`,
          }),
        ]
      : undefined,
    namespace,
    serviceAccountName,
    delivery: ServiceAccountDelivery.external(),
    trust: WorkloadTrust[mechanism]({
      audience: identity.audience,
      narrowing: identity.narrowing && PodIdentityNarrowing[identity.narrowing](),
      sessionTags: identity.sessionTags,
    }),
  });
  return trustOf(Template.fromStack(stack));
}

/** Those of the case's callers that the document admits, by their reason. */
export function admittedBy(document: PolicyView, { admitted, refused }: TrustCase): string[] {
  return [...admitted, ...refused]
    .filter((caller) => requestsOf(caller).every((request) => admits(document, request)))
    .map(({ why }) => why);
}

function requestsOf({ token, pod, principal, account = '111122223333' }: Caller): TrustRequest[] {
  if (token) {
    return [
      {
        action: 'sts:AssumeRoleWithWebIdentity',
        principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${token.iss}` },
        context: { [`${token.iss}:aud`]: token.aud, [`${token.iss}:sub`]: token.sub },
      },
    ];
  }
  if (pod) {
    const { clusterArn, namespace, serviceAccount, sessionTags } = pod;
    const tags = {
      'aws:RequestTag/eks-cluster-arn': clusterArn,
      'aws:RequestTag/eks-cluster-name': clusterArn.split('/')[1],
      'aws:RequestTag/kubernetes-namespace': namespace,
      'aws:RequestTag/kubernetes-service-account': serviceAccount,
    };
    return ['sts:AssumeRole', ...(sessionTags ? ['sts:TagSession'] : [])].map((action) => ({
      action,
      principal: { Service: 'pods.eks.amazonaws.com' },
      context: {
        'aws:SourceAccount': clusterArn.split(':')[4],
        'aws:SourceArn': clusterArn,
        ...(sessionTags ? tags : {}),
      },
    }));
  }
  return [{ action: 'sts:AssumeRole', principal: { AWS: principal as string }, context: {} }];
}
