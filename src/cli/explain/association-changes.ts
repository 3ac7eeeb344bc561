import type { Facts, RoleFact } from '../../checks/facts';
import { associationsOf } from '../../checks/subject';
import type { Said } from './direction';
import { clusterInWords } from './trust-in-words';

/** An association in words, with the session policy that limits it. */
export interface AssociationText {
  readonly text: string;
  readonly policy?: string;
}

export function associationTexts(facts: Facts, role: RoleFact): AssociationText[] {
  return associationsOf(facts, role).map((a) => ({
    text: `EKS Pod Identity gives it to ${a.namespace ?? '?'}/${a.serviceAccountName} of the cluster ${clusterInWords(a.cluster)}.`,
    ...(a.sessionPolicy === undefined ? {} : { policy: JSON.stringify(a.sessionPolicy) }),
  }));
}

export function associationChanges(
  old: readonly AssociationText[],
  now: readonly AssociationText[],
): Said[] {
  const kept = now.flatMap((n): Said[] => {
    const before = old.find((o) => o.text === n.text);
    if (!before) return [{ direction: 'wider', text: `New: ${n.text}` }];
    if (before.policy === n.policy) return [];
    const direction =
      before.policy === undefined ? 'narrower' : n.policy === undefined ? 'wider' : 'other';
    return [{ direction, text: `The session policy changed: ${n.text}` }];
  });
  const gone = old.filter((o) => !now.some((n) => n.text === o.text));
  return [
    ...kept,
    ...gone.map((o): Said => ({ direction: 'narrower', text: `No longer: ${o.text}` })),
  ];
}
