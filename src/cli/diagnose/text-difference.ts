import { printableText } from '../printable-text';

/** How two texts that should be equal differ, in words, or undefined where they are equal. */
export interface TextDifference {
  readonly kind: 'case' | 'blank' | 'invisible' | 'look-alike' | 'slash' | 'scheme' | 'other';
  readonly explanation: string;
}

interface Named {
  readonly name: string;
  readonly value: string;
}

/** Letters of other scripts, and digits, that are drawn like the Latin letter on the right. */
const LOOK_ALIKES: Record<string, string> = {
  а: 'a',
  в: 'b',
  е: 'e',
  ѕ: 's',
  і: 'i',
  ј: 'j',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  ԁ: 'd',
  ɡ: 'g',
  ο: 'o',
  α: 'a',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ρ: 'p',
  υ: 'u',
  '0': 'o',
  '1': 'l',
  I: 'l',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  _: '-',
};

export function textDifference(left: Named, right: Named): TextDifference | undefined {
  const [a, b] = [left.value, right.value];
  if (a === b) return undefined;
  const first = firstDifference(left, right);
  if (visible(a) === visible(b))
    return { kind: 'invisible', explanation: `${first}: an invisible character` };
  if (a.trim() === b.trim()) {
    const [named, value] = a.trim() === a ? [right.name, b] : [left.name, a];
    const where =
      value.trimStart() === value
        ? 'ends'
        : value.trimEnd() === value
          ? 'begins'
          : 'begins and ends';
    return {
      kind: 'blank',
      explanation: `${named} ${where} with a blank: "${printableText(value)}"`,
    };
  }
  if (withoutScheme(a) === withoutScheme(b)) {
    const named = withoutScheme(a) === a ? right.name : left.name;
    return { kind: 'scheme', explanation: `${named} begins with "https://", the other does not` };
  }
  if (a.replace(/\/+$/, '') === b.replace(/\/+$/, '')) {
    const named = a.endsWith('/') ? left.name : right.name;
    return { kind: 'slash', explanation: `${named} ends with a slash, the other does not` };
  }
  if (a.toLowerCase() === b.toLowerCase()) {
    return {
      kind: 'case',
      explanation: `${first}: only upper and lower case differ, and IAM compares both`,
    };
  }
  if (skeleton(a) === skeleton(b)) {
    return {
      kind: 'look-alike',
      explanation: `${first}: the characters look alike and are not the same`,
    };
  }
  return { kind: 'other', explanation: first };
}

function firstDifference(left: Named, right: Named): string {
  const a = [...left.value];
  const b = [...right.value];
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  if (at === a.length)
    return `character ${at + 1}: ${left.name} ends here, ${right.name} goes on with ${characterName(b[at])}`;
  if (at === b.length)
    return `character ${at + 1}: ${right.name} ends here, ${left.name} goes on with ${characterName(a[at])}`;
  return `character ${at + 1}: ${left.name} has ${characterName(a[at])}, ${right.name} has ${characterName(b[at])}`;
}

/** A character as a person can tell it from another: `"l"`, `a blank`, `"а" (U+0430, Cyrillic)`. */
export function characterName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === ' ') return 'a blank';
  if (printableText(character) !== character || /\s/.test(character))
    return `${hex}, which cannot be seen`;
  if (code < 0x7f) return `"${character}"`;
  const script = ['Cyrillic', 'Greek', 'Latin'].find((s) =>
    new RegExp(`\\p{Script=${s}}`, 'u').test(character),
  );
  return `"${character}" (${script ? `${hex}, ${script}` : hex})`;
}

function visible(text: string): string {
  return [...text].filter((c) => printableText(c) === c).join('');
}

function withoutScheme(text: string): string {
  return text.replace(/^https?:\/\//, '');
}

function skeleton(text: string): string {
  return [...text.normalize('NFKC')]
    .map((c) => LOOK_ALIKES[c] ?? c.toLowerCase())
    .map((c) => LOOK_ALIKES[c] ?? c)
    .join('');
}

/** An explanation as a sentence of its own. */
export function sentence(text: string): string {
  return text === '' ? '' : `${text[0].toUpperCase()}${text.slice(1)}.`;
}
