import { isUnresolved } from '../expression';
import type { Facts } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, type Rule } from '../rule';
import { judgePodIdentity } from '../workload-trust';

export const trustAssociationSourceArn: Rule = {
  id: 'trust-association-source-arn',
  severity: FindingSeverity.ERROR,
  title: 'ARN of an association in `aws:SourceArn`',
  why: 'EKS sends the ARN of the cluster, so the condition never matches and no pod gets credentials.',
  fix: 'Use the ARN of the cluster: arn:PARTITION:eks:REGION:ACCOUNT:cluster/NAME.',
  source: 'https://github.com/awslabs/mountpoint-s3-csi-driver/pull/781',
  check: (facts) =>
    judgePodIdentity(facts, (role, statements) => {
      const values = statements
        .flatMap(({ conditions }) => conditions)
        .filter(({ key }) => key.toLowerCase() === 'aws:sourcearn')
        .flatMap((condition) => condition.values);
      const wrong = values.find((value) => isAssociation(value, facts));
      if (wrong) return fail(role, `aws:SourceArn is ${wrong}, an association.`);
      const unknown = values.find((value) => isUnresolved(value) && !isCluster(value, facts));
      return unknown === undefined
        ? undefined
        : cannotTell(role, `What ${unknown} is the ARN of is not known.`);
    }),
};

const isAssociation = (value: string, facts: Facts): boolean =>
  value.includes(':podidentityassociation/') ||
  facts.associations.some(({ stack, logicalId }) =>
    value.startsWith(`\${Fn::GetAtt ${stack}.${logicalId}.`),
  );

const isCluster = (value: string, facts: Facts): boolean =>
  value.includes(':cluster/') ||
  facts.clusters.some(
    ({ stack, logicalId }) => value === `\${Fn::GetAtt ${stack}.${logicalId}.Arn}`,
  );
