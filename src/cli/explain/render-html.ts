import { createHash } from 'node:crypto';
import { type Page, textPage } from '../page';
import type { ExplainedRole, Explanation } from './explained-role';
import { FacetIndex } from './html/facet-index';
import { filterForm } from './html/filter-form';
import { findingMarkup } from './html/finding-markup';
import { html, type Markup, type MarkupPart, trustedMarkup } from './html/markup';
import { PAGE_SCRIPT } from './html/page-script';
import { PAGE_STYLE } from './html/page-style';
import { reportFigures } from './html/report-figures';
import { roleDetails } from './html/role-details';
import { facetValues, findingFacetValues } from './html/role-facets';
import { rolePicture } from './html/role-picture';
import { roleTable } from './html/role-table';

/** One file that needs nothing else: no network, no framework, and it can be read without scripts. */
export function renderHtml(explanation: Explanation): Page {
  const index = new FacetIndex(explanation);
  const { roles } = explanation;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AWS identities of Kubernetes workloads</title>
<style>${trustedMarkup(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#roles">Skip to the roles</a>
<header><h1>AWS identities of Kubernetes workloads</h1>
<p>Which pods may take which IAM role, and what the role lets them do.</p>
${reportFigures(explanation)}</header>
<main id="roles" tabindex="-1">
${roles.length > 0 ? filterForm(index) : ''}
<section id="picture" aria-labelledby="picture-name">
<h2 id="picture-name" class="hidden-visually">Roles that pods can take</h2>
<div class="headings" aria-hidden="true"><span>ServiceAccount</span><span>Trust</span><span>Role</span><span>What it may do</span></div>
${roles.map((role, i) => roleRow(role, `role-${i}`, index))}</section>
<section id="table" hidden>${roles.length > 0 ? roleTable(roles, index) : ''}</section>
<p class="empty" id="no-match"${roles.length > 0 ? html` hidden` : ''}>${
    roles.length > 0
      ? 'No role has all of this. Choose less, or reset the filter.'
      : 'There is no role here that pods can take.'
  }</p>
${otherFindings(explanation, index)}
</main>
<footer><p>Made by cdk-eks-workload-identity explain. It shows what the templates say. Service control policies, resource policies, and what was changed by hand can allow less or more.</p></footer>
${roles.length > 0 ? html`<script>${trustedMarkup(PAGE_SCRIPT)}</script>` : ''}
</body>
</html>`;
  return textPage(page.markup);
}

function roleRow(role: ExplainedRole, id: string, index: FacetIndex): Markup {
  return html`<article class="role-row" data-item aria-labelledby="${id}-name"${index.attributes(facetValues(role))}>
${rolePicture(role, id)}
${roleDetails(role, id)}
</article>
`;
}

function otherFindings({ otherFindings: others }: Explanation, index: FacetIndex): MarkupPart {
  if (others.length === 0) return '';
  return html`<section id="others" aria-labelledby="others-name"><h2 id="others-name">Findings beside the roles</h2>
<ul class="findings">${others.map(
    (f) =>
      html`<li class="${f.severity}" data-item${index.attributes({ finding: findingFacetValues(f) })}>${findingMarkup(f)}</li>`,
  )}</ul></section>`;
}

/** Nothing may load or run but the style and the script of this page. */
function contentSecurityPolicy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(PAGE_STYLE)}`,
    `script-src ${hash(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
