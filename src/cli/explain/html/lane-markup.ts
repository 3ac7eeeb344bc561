import type { ExplainedRole } from '../explained-role';
import type { ExplainedServiceAccount } from '../explained-service-account';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup, withWildcards } from './name-markup';
import { firstNodes, WIRE_IN, WIRE_OUT } from './picture-node';
import { type TrustLane, trustLanes } from './trust-lane';

/** The left half of the picture: ServiceAccounts and the trust that lets them in. */
export function laneNodes(role: ExplainedRole): MarkupPart {
  return firstNodes(trustLanes(role).map(laneNode), WIRE_OUT);
}

function laneNode(lane: TrustLane): Markup {
  const accounts = accountNodes(lane);
  return html`<li class="lane">${WIRE_OUT}${accounts}<div class="node trust ${lane.kind}">${
    accounts === '' ? '' : WIRE_IN
  }<b>${lane.mechanism}</b> <span class="soft">${withWildcards(lane.text)}</span></div></li>`;
}

function accountNodes({ accounts, kind }: TrustLane): MarkupPart {
  if (accounts.length === 0 && (kind === 'denied' || kind === 'other')) return '';
  const names = new Map<string, ExplainedServiceAccount[]>();
  for (const account of accounts) {
    const key = `${account.namespace}/${account.name}`;
    names.set(key, [...(names.get(key) ?? []), account]);
  }
  const nodes =
    accounts.length > 0
      ? firstNodes([...names.values()].map(accountNode), WIRE_OUT)
      : html`<li>${WIRE_OUT}<div class="node open soft">None by name</div></li>`;
  return html`<ul class="fan accounts" role="list" aria-label="ServiceAccounts">${nodes}</ul>`;
}

function accountNode(same: readonly ExplainedServiceAccount[]): Markup {
  const [{ namespace, name }] = same;
  const clusters = new Set(same.map((s) => s.cluster)).size;
  return html`<li>${WIRE_OUT}<div class="node account"><span class="soft">${nameMarkup(namespace)}/</span><wbr><b>${nameMarkup(name)}</b>${
    clusters > 1 ? html` <span class="badge">${clusters} clusters</span>` : ''
  }${same.some((s) => s.sessionPolicy) ? html` <span class="badge">session policy</span>` : ''}${
    same.some((s) => s.targetRoleArn) ? html` <span class="badge">target role</span>` : ''
  }</div></li>`;
}
