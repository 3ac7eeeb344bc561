import { FindingSeverity } from '../finding';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { allows, isOpaque, judgePodIdentity, podIdentityNarrowing } from '../workload-trust';

export const trustUnscopedPodIdentity: Rule = {
  id: 'trust-unscoped-pod-identity',
  severity: FindingSeverity.WARNING,
  title: 'Pod Identity trust that names no cluster, namespace or ServiceAccount',
  why: 'Every cluster of the account can hand the role to any pod, as soon as somebody makes an association.',
  fix: 'Add StringEquals on aws:RequestTag/eks-cluster-arn, /kubernetes-namespace and /kubernetes-service-account; with session tags off, aws:SourceAccount and aws:SourceArn.',
  source: SOURCES.podIdentityRole,
  check: (facts) =>
    judgePodIdentity(facts, (role, statements) => {
      const open = statements.filter(
        (item) => allows('sts:AssumeRole')(item) && podIdentityNarrowing(item).length === 0,
      );
      if (open.length === 0) return undefined;
      return open.every(isOpaque)
        ? cannotTell(role, 'The conditions of the trust policy are only known at deployment.')
        : fail(role, 'pods.eks.amazonaws.com may take the role for any pod of any cluster.');
    }),
};
