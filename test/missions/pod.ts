import type { PolicyView } from '../template-views';
import { admits, type TrustRequest } from '../trust/trust-evaluator';

/** A pod, and what the cluster that it runs in says of it to AWS. */
export interface Pod {
  readonly issuer: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Where the OIDC provider and the role are, if not in the cluster's account. */
export interface IrsaCall {
  readonly account?: string;
  readonly audience?: string;
}

/** Whether the role gives the pod credentials by IRSA. */
export function admitsByIrsa(trust: PolicyView, pod: Pod, call: IrsaCall = {}): boolean {
  const { account = accountOf(pod), audience = 'sts.amazonaws.com' } = call;
  return admits(trust, {
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${pod.issuer}` },
    context: { [`${pod.issuer}:aud`]: audience, [`${pod.issuer}:sub`]: subjectOf(pod) },
  });
}

/** Whether the role gives the pod credentials by its association; tags are sent with the call or not. */
export function admitsByPodIdentity(trust: PolicyView, pod: Pod, sessionTags = true): boolean {
  return callsOf(sessionTags).every((action) =>
    admits(trust, {
      action,
      principal: { Service: 'pods.eks.amazonaws.com' },
      context: {
        'aws:SourceAccount': accountOf(pod),
        'aws:SourceArn': pod.clusterArn,
        ...(sessionTags ? sessionTagsOf(pod) : {}),
      },
    }),
  );
}

/** What a role asks of another one. */
export interface ChainedCall {
  readonly sourceRoleArn: string;
  readonly sessionTagsOf?: Pod;
  readonly externalId?: string;
}

/** Whether a target role lets a role assume it. An account's root as principal stands for all its roles. */
export function admitsRole(trust: PolicyView, call: ChainedCall): boolean {
  const { sourceRoleArn, sessionTagsOf: pod, externalId } = call;
  const [, partition, , , account] = sourceRoleArn.split(':');
  return callsOf(pod !== undefined).every((action) =>
    admits(trust, {
      action,
      principal: { AWS: `arn:${partition}:iam::${account}:root` },
      context: {
        'aws:PrincipalArn': sourceRoleArn,
        ...(pod ? sessionTagsOf(pod) : {}),
        ...(externalId ? { 'sts:ExternalId': externalId } : {}),
      },
    }),
  );
}

export function subjectOf({ namespace, serviceAccount }: Pod): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

function accountOf({ clusterArn }: Pod): string {
  return clusterArn.split(':')[4];
}

function callsOf(sessionTags: boolean): string[] {
  return sessionTags ? ['sts:AssumeRole', 'sts:TagSession'] : ['sts:AssumeRole'];
}

function sessionTagsOf({ clusterArn, namespace, serviceAccount }: Pod): TrustRequest['context'] {
  return {
    'aws:RequestTag/eks-cluster-arn': clusterArn,
    'aws:RequestTag/eks-cluster-name': clusterArn.split('/')[1],
    'aws:RequestTag/kubernetes-namespace': namespace,
    'aws:RequestTag/kubernetes-service-account': serviceAccount,
  };
}
