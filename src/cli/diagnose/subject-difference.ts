import { sentence, textDifference } from './text-difference';
import { shortened } from './token-steps';

const PREFIX = 'system:serviceaccount:';

/** How a token's subject and a trust policy's value differ, part by part. */
export function subjectDifference(token: string, policy: string): string[] {
  const ours = parts(token);
  const theirs = parts(policy);
  if (!ours) return [`The token's subject "${shortened(token)}" is not one of a ServiceAccount.`];
  if (!theirs) {
    const wanted = `It must read ${PREFIX}NAMESPACE:NAME.`;
    const difference = textDifference(
      { name: 'the token', value: token },
      { name: 'the trust policy', value: policy },
    );
    return [`${sentence(difference?.explanation ?? '')} ${wanted}`];
  }
  return [
    ...partDifference('The namespace', ours.namespace, theirs.namespace),
    ...partDifference('The name', ours.name, theirs.name),
  ];
}

function partDifference(part: string, token: string, policy: string): string[] {
  const difference = textDifference(
    { name: 'the token', value: token },
    { name: 'the trust policy', value: policy },
  );
  if (!difference) return [];
  const values = `${part} differs: the token has "${token}", the trust policy "${policy}".`;
  return [values, sentence(difference.explanation)];
}

function parts(subject: string): { namespace: string; name: string } | undefined {
  if (!subject.startsWith(PREFIX)) return undefined;
  const [namespace, name, ...more] = subject.slice(PREFIX.length).split(':');
  return name !== undefined && more.length === 0 ? { namespace, name } : undefined;
}
