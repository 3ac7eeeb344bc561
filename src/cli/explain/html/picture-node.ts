import { html, type Markup, type MarkupPart } from './markup';

const SHOWN = 6;

/** The line that comes from the column before. */
export const WIRE_IN: Markup = html`<span class="in"></span>`;

/** The line that goes to the next column. */
export const WIRE_OUT: Markup = html`<span class="out"></span>`;

/** As many nodes of a column as can be taken in; the details have all. */
export function firstNodes(nodes: readonly Markup[], wire: Markup): MarkupPart {
  const more = nodes.length - SHOWN;
  if (more <= 1) return nodes;
  return [
    ...nodes.slice(0, SHOWN),
    html`<li>${wire}<div class="node open soft">and ${more} more, in the details</div></li>`,
  ];
}
