/** What one statement of a trust policy comes to, short enough for the picture. */
export interface TrustSummary {
  readonly mechanism: string;
  readonly text: string;
  /** It lets in more than what it names. */
  readonly wide: boolean;
}

const ISSUER_OR_CLUSTER =
  / of (?:the issuer|the cluster|any cluster)\b.*$|, by EKS Pod Identity\b.*$/s;

/** Each kind of statement once: a role of eight clusters has eight that differ in the issuer. */
export function trustSummaries(assumedBy: readonly string[]): TrustSummary[] {
  const summaries = assumedBy.map(summary);
  return summaries.filter(
    (s, i) => summaries.findIndex((o) => o.mechanism === s.mechanism && o.text === s.text) === i,
  );
}

function summary(sentence: string): TrustSummary {
  const denied = sentence.startsWith('Denied: ');
  const words = sentence.replace(/^Denied: /, '');
  const wide = !denied && /(?:^|; |, or )Every/.test(words);
  const who = words.replace(ISSUER_OR_CLUSTER, '').replace(/\.$/, '');
  const exact = !wide && words.startsWith('The ServiceAccount ') && who !== words;
  const conditions = /, where /.test(words) ? ', with conditions' : '';
  return {
    mechanism: mechanismOf(words),
    text: `${denied ? 'Denied: ' : ''}${exact && !denied ? 'named exactly' : who}${conditions}`,
    wide,
  };
}

function mechanismOf(words: string): string {
  if (words.includes(' by EKS Pod Identity')) return 'EKS Pod Identity';
  return words.includes(' of the issuer ') ? 'IRSA' : 'Trust policy';
}
