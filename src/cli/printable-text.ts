/**
 * Characters that a terminal, or an eye, takes for something else: C0 and C1 controls (escape
 * sequences start with one), format characters (bidirectional, zero-width, tags), line and
 * paragraph separators, lone surrogates, and what is drawn as nothing.
 */
const UNPRINTABLE = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Default_Ignorable_Code_Point}/gu;

/** The text with everything that is not plainly visible written as an escape. */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** JSON text whose invisible characters are JSON escapes; it parses to the same value. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : codeUnits(character),
  );
}

function escaped(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  return codeUnits(character);
}

function codeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
