import type { LaunchTemplateFact, Origin } from '../facts';
import { FindingSeverity } from '../finding';
import { cannotTell, fail, notApplicable, type Outcome, pass, type Rule } from '../rule';
import { SOURCES } from '../sources';

/** One hop ends at the node; a pod on its own network is one hop further. */
const NODE_ONLY = 1;

export const permissionsNodeHopLimit: Rule = {
  id: 'permissions-node-hop-limit',
  severity: FindingSeverity.WARNING,
  title: 'Node metadata hop limit above 1',
  why: "Pods reach the instance metadata service and can take the node's role, whatever their own identity allows.",
  fix: 'Set HttpPutResponseHopLimit to 1 and HttpTokens to required; give pods that read metadata the values another way.',
  source: SOURCES.bestPractices,
  check: ({ launchTemplates, nodeGroups, kubernetesObjects }) => [
    ...launchTemplates.map((template) =>
      template.usedByNodes ? judge(template, template.hopLimit) : notApplicable(template),
    ),
    ...kubernetesObjects.flatMap((object) =>
      object.nodeClass ? [judge(object, object.nodeClass.hopLimit)] : [],
    ),
    ...nodeGroups
      .filter(({ launchTemplate }) => launchTemplate === undefined)
      .map((group) => cannotTell(group, 'No launch template of the app sets the hop limit.')),
  ],
};

function judge(on: Origin, hopLimit: LaunchTemplateFact['hopLimit']): Outcome {
  if (hopLimit === undefined) {
    return cannotTell(on, 'The hop limit is the default of the AMI or of the account.');
  }
  if (hopLimit === 'unknown') return cannotTell(on, 'The hop limit is only known at deployment.');
  return hopLimit > NODE_ONLY
    ? fail(on, `Metadata responses may take ${hopLimit} hops, which reaches pods.`)
    : pass(on);
}
