import { narrows } from '../condition-operator';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';
import { roleOfArn } from '../subject';
import { allows, podIdentityStatements } from '../workload-trust';

export const requestTagsOff: Rule = {
  id: 'request-tags-off',
  severity: FindingSeverity.ERROR,
  title: 'Request-tag conditions with session tags off',
  why: 'The association sends no tags, so the conditions of the role never match and the pod gets no credentials.',
  fix: 'Narrow the trust policy by aws:SourceAccount and aws:SourceArn (the cluster), or turn session tags on.',
  source: SOURCES.podIdentityTags,
  check: (facts) =>
    facts.associations.map((association) => {
      if (association.sessionTags === true) return notApplicable(association);
      const role = roleOfArn(facts, association.roleArn);
      if (!role?.trust)
        return cannotTell(
          association,
          `The trust policy of ${association.roleArn} is not in the app.`,
        );
      const needTags = podIdentityStatements(role)
        .filter(allows('sts:AssumeRole'))
        .map(({ conditions }) =>
          conditions.find(
            (item) => narrows(item) && item.key.toLowerCase().startsWith('aws:requesttag/'),
          ),
        );
      const [first] = needTags;
      if (!first || needTags.includes(undefined)) return pass(association);
      const message = `${role.path} is only trusted with ${first.key}.`;
      return association.sessionTags === 'unknown'
        ? cannotTell(association, `Whether session tags are on is not known. ${message}`)
        : fail(association, `The association sends no session tags, but ${message}`);
    }),
};
