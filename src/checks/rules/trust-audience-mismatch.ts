import { isUnresolved, same } from '../expression';
import type { Facts, RoleFact, TrustStatement } from '../facts';
import { FindingSeverity } from '../finding';
import { sameIssuer } from '../issuer';
import { cannotTell, fail, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { admits, serviceAccountsOf, subjectOf } from '../subject';
import { claimConditions, judgeWebIdentity } from '../workload-trust';

const DEFAULT_AUDIENCE = 'sts.amazonaws.com';

export const trustAudienceMismatch: Rule = {
  id: 'trust-audience-mismatch',
  severity: FindingSeverity.ERROR,
  title: '`aud`, client ids of the provider and the audience of the ServiceAccount disagree',
  why: 'The token is made for one audience and accepted for another: STS answers "Incorrect token audience".',
  fix: 'Use sts.amazonaws.com in all three places, in China too; or change the annotation eks.amazonaws.com/audience, the client id and aud together.',
  source: SOURCES.irsaTrust,
  check: (facts) =>
    judgeWebIdentity(facts, (role, { statement, issuers }) => {
      const trusted = claimConditions(statement, 'aud').flatMap(({ values }) => values);
      if (trusted.length === 0) return undefined;
      const china = trusted.find((audience) => audience.endsWith('.amazonaws.com.cn'));
      if (china)
        return fail(
          role,
          `aud is ${china}; the audience is ${DEFAULT_AUDIENCE} in every partition.`,
        );
      const used = [...clientIds(facts, issuers), ...tokenAudiences(facts, role, statement)];
      for (const { audiences, where } of used) {
        const answers = audiences.flatMap((audience) =>
          trusted.map((item) => same(audience, item)),
        );
        if (answers.includes(true)) continue;
        const message = `aud is ${trusted.join(', ')}, but ${where} has ${audiences.join(', ')}.`;
        return answers.includes(undefined) ? cannotTell(role, message) : fail(role, message);
      }
      return trusted.every(isUnresolved)
        ? cannotTell(role, `aud is ${trusted.join(', ')}.`)
        : undefined;
    }),
};

interface Audiences {
  readonly audiences: string[];
  readonly where: string;
}

function clientIds(facts: Facts, issuers: string[]): Audiences[] {
  return facts.providers
    .filter(
      ({ issuer, clientIds: ids }) => ids.length > 0 && issuers.some((i) => sameIssuer(i, issuer)),
    )
    .map(({ clientIds: audiences, path }) => ({ audiences, where: `the provider ${path}` }));
}

function tokenAudiences(facts: Facts, role: RoleFact, statement: TrustStatement): Audiences[] {
  const accounts = serviceAccountsOf(facts, role).filter(
    ({ namespace, name }) => admits(statement, subjectOf(namespace ?? '', name)) !== false,
  );
  return accounts.map(({ annotations, namespace, name }) => ({
    audiences: [annotations['eks.amazonaws.com/audience'] ?? DEFAULT_AUDIENCE],
    where: `the ServiceAccount ${namespace}/${name}`,
  }));
}
