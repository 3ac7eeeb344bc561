import { printableText } from '../../printable-text';

/** HTML that is safe to put into a page. Only `html` and `trustedMarkup` make it. */
export interface Markup {
  readonly markup: string;
}

export type MarkupPart = Markup | string | number | readonly MarkupPart[];

/** A template whose values are text, and are escaped, unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  const texts = strings.map((text, i) => text + (i < parts.length ? render(parts[i]) : ''));
  return { markup: texts.join('') };
}

/** Text of this program, such as its style sheet, that must not be escaped. */
export function trustedMarkup(markup: string): Markup {
  return { markup };
}

function render(part: MarkupPart): string {
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeHtml(text: string): string {
  return printableText(text).replace(/[&<>"'`]/g, (c) => ENTITIES[c]);
}
