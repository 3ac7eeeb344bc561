import type { PolicyFact, RoleFact } from '../facts';
import { FindingSeverity } from '../finding';
import { type DocumentSize, documentSize, totalSize } from '../permissions/document-size';
import { judgeWorkloadRoles } from '../permissions/grants';
import { cannotTell, fail, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

/** Characters of all inline policies of a role; fixed. */
const INLINE_LIMIT = 10_240;
/** Characters of one managed policy; fixed. */
const MANAGED_LIMIT = 6_144;

interface Measured {
  readonly what: string;
  readonly size: DocumentSize;
  readonly limit: number;
}

export const permissionsPolicySize: Rule = {
  id: 'permissions-policy-size',
  severity: FindingSeverity.ERROR,
  title: 'Policies over the size that IAM takes',
  why: 'The deployment fails: these quotas cannot be raised.',
  fix: 'Move statements into managed policies, or join actions and resources by wildcards.',
  source: SOURCES.iamQuotas,
  check: (facts) =>
    judgeWorkloadRoles(facts, (role) => {
      const measured = measure(role);
      const tooLarge = measured.find(({ size, limit }) => size.least > limit);
      if (tooLarge) return fail(role, words(tooLarge));
      const doubtful = measured.find(({ size, limit }) => size.most > limit);
      return doubtful ? cannotTell(role, words(doubtful)) : readable(role);
    }),
};

function measure({ policies }: RoleFact): Measured[] {
  const inline = policies.filter(({ kind }) => kind === 'inline');
  const managed = policies.filter(({ kind }) => kind === 'managed');
  return [
    { what: 'The inline policies', size: totalSize(inline.map(sizeOf)), limit: INLINE_LIMIT },
    ...managed.map((policy) => ({
      what: `The managed policy ${policy.name ?? policy.path}`,
      size: sizeOf(policy),
      limit: MANAGED_LIMIT,
    })),
  ];
}

const sizeOf = ({ document }: PolicyFact): DocumentSize =>
  document === undefined ? { least: 0, most: 0 } : documentSize(document);

function words({ what, size, limit }: Measured): string {
  const { least, most } = size;
  const characters = least === most ? `${least}` : `between ${least} and about ${most}`;
  return `${what} take ${characters} of ${limit} characters.`.replace(
    /^(The managed.*) take /,
    '$1 takes ',
  );
}

function readable(role: RoleFact): Outcome {
  const hidden = role.policies.find(({ document }) => document === undefined);
  return hidden
    ? cannotTell(role, `The policy ${hidden.name ?? hidden.path} is only known at deployment.`)
    : pass(role);
}
