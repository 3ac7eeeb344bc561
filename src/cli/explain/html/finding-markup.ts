import type { IdentityFinding } from '../../../checks/finding';
import { html, type Markup, type MarkupPart } from './markup';
import { nameMarkup } from './name-markup';

const SEVERITIES = [
  { severity: 'error', one: 'error', many: 'errors' },
  { severity: 'warning', one: 'warning', many: 'warnings' },
  { severity: 'info', one: 'info', many: 'info' },
] as const;

/** `2 errors`, `1 warning`: one badge for each severity that occurs. */
export function findingBadges(findings: readonly IdentityFinding[]): Markup {
  const badges = SEVERITIES.map(({ severity, one, many }): MarkupPart => {
    const count = findings.filter((f) => f.severity === severity).length;
    return count === 0
      ? ''
      : html`<span class="badge ${severity}">${count} ${count === 1 ? one : many}</span> `;
  });
  return html`${badges}`;
}

/** The class of the worst severity, if any. */
export function worstSeverity(findings: readonly IdentityFinding[]): string {
  return (
    SEVERITIES.find(({ severity }) => findings.some((f) => f.severity === severity))?.severity ?? ''
  );
}

/** One finding as the inside of a list item. */
export function findingMarkup({ id, severity, path, message, fix }: IdentityFinding): Markup {
  return html`<p><span class="badge ${severity}">${severity}</span> <code>${id}</code> <span class="soft">at ${nameMarkup(path)}</span></p>
<p>${message}</p>
<p class="fix"><b>Fix:</b> ${fix}</p>`;
}
