import type { ExplainedRole } from '../explained-role';
import type { ExplainedServiceAccount } from '../explained-service-account';

/** One way into a role: what its trust policy says, and the ServiceAccounts that it says it of. */
export interface TrustLane {
  readonly mechanism: string;
  /** The statement, short enough for the picture. */
  readonly text: string;
  /** `associated`: whoever is associated in the clusters that it names. `wide`: more than it names. */
  readonly kind: 'exact' | 'associated' | 'wide' | 'denied' | 'other';
  readonly accounts: ExplainedServiceAccount[];
}

const NAMED_CLUSTERS = ' of named clusters';
const ISSUER_OR_CLUSTER =
  / of (?:the issuer|the cluster|any cluster)\b.*$|, by EKS Pod Identity\b.*$/s;

/** Statements that say the same are one lane: a role of eight clusters has eight that differ in the issuer. */
export function trustLanes({ assumedBy, serviceAccounts }: ExplainedRole): TrustLane[] {
  const lanes = new Map<string, TrustLane>();
  const placed = new Set<ExplainedServiceAccount>();
  for (const sentence of assumedBy) {
    const lane = laneOf(sentence);
    const accounts = serviceAccounts.filter(
      (a) => lane.kind === 'exact' && a.mechanism === lane.mechanism && names(sentence, a),
    );
    for (const account of accounts) placed.add(account);
    const key = `${lane.mechanism} ${lane.text}`;
    const before = lanes.get(key)?.accounts ?? [];
    lanes.set(key, { ...lane, accounts: [...new Set([...before, ...accounts])] });
  }
  for (const account of serviceAccounts.filter((a) => !placed.has(a))) {
    const all = [...lanes.values()].filter((l) => l.kind !== 'denied');
    const own = all.filter((l) => l.mechanism === account.mechanism);
    const lane =
      own.find((l) => l.kind === 'associated') ??
      own.find((l) => l.kind === 'wide') ??
      own[0] ??
      all[0];
    lane?.accounts.push(account);
  }
  return [...lanes.values()];
}

function laneOf(sentence: string): TrustLane {
  const words = sentence.replace(/^Denied: /, '');
  const who = words.replace(ISSUER_OR_CLUSTER, '').replace(/\.$/, '');
  const mechanism = mechanismOf(words);
  const where = mechanism === 'EKS Pod Identity' ? clustersOf(words) : '';
  const conditions = /, where /.test(words) ? ', with conditions' : '';
  const told = { mechanism, text: `${who}${where}${conditions}`, accounts: [] };
  if (words !== sentence) return { ...told, kind: 'denied', text: `Denied: ${told.text}` };
  if (/(?:^|; |, or )Every/.test(words) || who.endsWith(' in any namespace')) {
    return { ...told, kind: where === NAMED_CLUSTERS ? 'associated' : 'wide' };
  }
  if (!words.startsWith('The ServiceAccount ') || who === words) return { ...told, kind: 'other' };
  const anyCluster = where === '' || where === NAMED_CLUSTERS ? '' : `,${where}`;
  return { ...told, kind: 'exact', text: `named exactly${anyCluster}${conditions}` };
}

function clustersOf(words: string): string {
  return / of any cluster(?: of the account [^,]*)?(?=,)/.exec(words)?.[0] ?? NAMED_CLUSTERS;
}

function mechanismOf(words: string): string {
  if (words.includes(' by EKS Pod Identity')) return 'EKS Pod Identity';
  return words.includes(' of the issuer ') ? 'IRSA' : 'Trust policy';
}

function names(sentence: string, { namespace, name }: ExplainedServiceAccount): boolean {
  const words = `The ServiceAccount ${name} in the namespace ${namespace}`;
  return [' of ', ', '].some((end) => sentence.includes(words + end));
}
