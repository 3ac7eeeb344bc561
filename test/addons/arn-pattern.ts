/** Whether some ARN matches both patterns; a `*` does not reach beyond its part of the ARN. */
export function arnsOverlap(a: string, b: string): boolean {
  const other = arnParts(b);
  return arnParts(a).every((part, i) => patternsOverlap(part, other[i] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Whether some text matches both patterns, in which `*` stands for any text. */
function patternsOverlap(a: string, b: string): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const at = i * (b.length + 1) + j;
    const answer = known.get(at) ?? step(i, j);
    known.set(at, answer);
    return answer;
  };
  const step = (i: number, j: number): boolean => {
    if (i === a.length && j === b.length) {
      return true;
    }
    if (a[i] === '*') {
      return from(i + 1, j) || (j < b.length && from(i, j + 1));
    }
    if (b[j] === '*') {
      return from(i, j + 1) || (i < a.length && from(i + 1, j));
    }
    return a[i] === b[j] && from(i + 1, j + 1);
  };
  return from(0, 0);
}

/** Whether everything that `narrow` matches is matched by `wide`. */
export function patternCovers(wide: string, narrow: string): boolean {
  const parts = wide.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(narrow);
}
