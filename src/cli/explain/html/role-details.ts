import type { ExplainedRole } from '../explained-role';
import type { ExplainedServiceAccount } from '../explained-service-account';
import { findingMarkup } from './finding-markup';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup, withWildcards } from './name-markup';

/** Everything that is known about a role, in words and tables. */
export function roleDetails(role: ExplainedRole, id: string): Markup {
  return html`<div class="details" id="${id}-details" role="group" aria-labelledby="${id}-name"><div class="details-inside">
${findings(role)}
<section><h4>Who may take it</h4>
<ul>${role.assumedBy.map((sentence) => html`<li>${withWildcards(sentence)}</li>`)}</ul>
${accounts(role)}</section>
<section><h4>What it may do</h4>
${permissions(role)}
${role.otherPolicies.map((arn) => html`<p>What <code>${nameMarkup(arn)}</code> allows, which these templates do not tell.</p>`)}
${
  role.permissionsBoundary
    ? html`<p>At most what the permissions boundary <code>${nameMarkup(role.permissionsBoundary)}</code> allows.</p>`
    : ''
}</section>
<p class="arn"><b>Role ARN</b> <code>${nameMarkup(role.arn)}</code></p>
</div></div>`;
}

function findings({ findings }: ExplainedRole): MarkupPart {
  if (findings.length === 0) return '';
  return html`<section class="whole"><h4>Findings</h4>
<ul class="findings">${findings.map((f) => html`<li class="${f.severity}">${findingMarkup(f)}</li>`)}</ul></section>`;
}

function accounts({ serviceAccounts }: ExplainedRole): MarkupPart {
  if (serviceAccounts.length === 0) return '';
  return html`<table class="accounts"><thead><tr><th scope="col">ServiceAccount</th><th scope="col">By</th><th scope="col">Cluster</th><th scope="col">Delivery</th></tr></thead>
<tbody>${serviceAccounts.map(
    (s) =>
      html`<tr><td>${nameMarkup(`${s.namespace}/${s.name}`)}</td><td>${s.mechanism}${further(s)}</td><td>${nameMarkup(s.cluster ?? '')}</td><td>${nameMarkup(s.delivery)}</td></tr>`,
  )}</tbody></table>`;
}

function further({ targetRoleArn, sessionPolicy }: ExplainedServiceAccount): MarkupPart {
  return [
    targetRoleArn === undefined ? '' : html`, as the target role ${nameMarkup(targetRoleArn)}`,
    sessionPolicy ? ', limited by a session policy' : '',
  ];
}

function permissions({ permissions, otherPolicies }: ExplainedRole): MarkupPart {
  if (permissions.length === 0) {
    return otherPolicies.length > 0 ? '' : html`<p>Nothing that these templates show.</p>`;
  }
  const conditional = permissions.some((p) => p.conditions.length > 0);
  return html`<table class="permissions"><thead><tr><th scope="col">Effect</th><th scope="col">Actions</th><th scope="col">Resources</th>${
    conditional ? html`<th scope="col">Conditions</th>` : ''
  }</tr></thead>
<tbody>${permissions.map(
    (p) =>
      html`<tr><td>${p.effect}</td><td>${lines(p.actions)}</td><td>${lines(p.resources)}</td>${
        conditional ? html`<td>${lines(p.conditions)}</td>` : ''
      }</tr>`,
  )}</tbody></table>`;
}

function lines(values: readonly string[]): MarkupPart {
  return values.map((value) => html`<code>${nameMarkup(value)}</code>`);
}
