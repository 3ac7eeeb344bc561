import type { ExplainedRole } from '../explained-role';
import type { ExplainedServiceAccount } from '../explained-service-account';

/** One way into a role: what its trust policy says, and the ServiceAccounts that it says it of. */
export interface TrustLane {
  readonly mechanism: string;
  /** The statement, short enough for the picture. */
  readonly text: string;
  readonly kind: 'exact' | 'wide' | 'denied' | 'other';
  readonly accounts: ExplainedServiceAccount[];
}

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
    const lane = own.find((l) => l.kind === 'wide') ?? own[0] ?? all[0];
    lane?.accounts.push(account);
  }
  return [...lanes.values()];
}

function laneOf(sentence: string): TrustLane {
  const words = sentence.replace(/^Denied: /, '');
  const who = words.replace(ISSUER_OR_CLUSTER, '').replace(/\.$/, '');
  const conditions = /, where /.test(words) ? ', with conditions' : '';
  const lane = { mechanism: mechanismOf(words), accounts: [] };
  if (words !== sentence) return { ...lane, kind: 'denied', text: `Denied: ${who}${conditions}` };
  if (/(?:^|; |, or )Every/.test(words)) return { ...lane, kind: 'wide', text: who + conditions };
  return words.startsWith('The ServiceAccount ') && who !== words
    ? { ...lane, kind: 'exact', text: `named exactly${conditions}` }
    : { ...lane, kind: 'other', text: who + conditions };
}

function mechanismOf(words: string): string {
  if (words.includes(' by EKS Pod Identity')) return 'EKS Pod Identity';
  return words.includes(' of the issuer ') ? 'IRSA' : 'Trust policy';
}

function names(sentence: string, { namespace, name }: ExplainedServiceAccount): boolean {
  const words = `The ServiceAccount ${name} in the namespace ${namespace}`;
  return [' of ', ', '].some((end) => sentence.includes(words + end));
}
