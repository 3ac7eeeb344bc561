import { html, type Markup } from './markup';

/** Where a long name may go on in the next line: after punctuation, and between its words. */
const BREAKS = /(?<=[/:._-])(?=[^/:._-])|(?<=[a-z0-9])(?=[A-Z][a-z])/;

/** A name that can be broken over lines, with its wildcards marked. */
export function nameMarkup(text: string): Markup {
  const parts = text
    .split(BREAKS)
    .map((part, i) => html`${i > 0 ? html`<wbr>` : ''}${withWildcards(part)}`);
  return html`${parts}`;
}

/** Prose with its wildcards marked. */
export function withWildcards(text: string): Markup {
  const parts = text.split('*').map((part, i) => (i === 0 ? part : html`<mark>*</mark>${part}`));
  return html`${parts}`;
}

/** As much of an ARN as tells resources of one service apart; the details have all of it. */
export function shortResource(resource: string): string {
  const [, partition, , , , rest] = ARN.exec(resource) ?? [];
  if (partition !== undefined) return rest;
  return resource.replace(/\$\{Fn::GetAtt ([^}]+)\}/g, (_, attribute: string) =>
    attribute.split('.').slice(1, 2).concat(otherAttribute(attribute)).join('.'),
  );
}

const PART = '((?:\\$\\{[^}]*\\}|[^:$])*)';
const ARN = new RegExp(`^arn:${PART}:${PART}:${PART}:${PART}:(.+)$`, 's');

function otherAttribute(attribute: string): string[] {
  const last = attribute.split('.').slice(2);
  return last.join('.') === 'Arn' ? [] : last;
}
