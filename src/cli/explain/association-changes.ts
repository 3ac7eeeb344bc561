import type { Facts, RoleFact } from '../../checks/facts';
import { associationsOf } from '../../checks/subject';
import type { Said } from './direction';
import { limitChanges } from './permission-changes';
import { clusterInWords } from './trust-in-words';

/** An association in words, with the session policy that limits it. */
export interface AssociationText {
  readonly text: string;
  readonly policy?: unknown;
}

export function associationTexts(facts: Facts, role: RoleFact): AssociationText[] {
  return associationsOf(facts, role).map((a) => ({
    text: `EKS Pod Identity gives it to ${a.namespace ?? '?'}/${a.serviceAccountName} of the cluster ${clusterInWords(a.cluster)}${a.targetRoleArn === undefined ? '' : `, as the target role ${a.targetRoleArn}`}.`,
    policy: a.sessionPolicy,
  }));
}

export function associationChanges(
  old: readonly AssociationText[],
  now: readonly AssociationText[],
): Said[] {
  const kept = now.flatMap((n): Said[] => {
    const before = old.find((o) => o.text === n.text);
    if (!before) return [{ direction: 'wider', text: `New: ${n.text}` }];
    if (before.policy === undefined && n.policy === undefined) return [];
    if (before.policy === undefined)
      return [{ direction: 'narrower', text: `A session policy limits it now: ${n.text}` }];
    if (n.policy === undefined)
      return [{ direction: 'wider', text: `No session policy limits it any more: ${n.text}` }];
    return limitChanges('its session policy', before.policy, n.policy).map((said) => ({
      ...said,
      text: `${said.text} ${n.text}`,
    }));
  });
  const gone = old.filter((o) => !now.some((n) => n.text === o.text));
  return [
    ...kept,
    ...gone.map((o): Said => ({ direction: 'narrower', text: `No longer: ${o.text}` })),
  ];
}
