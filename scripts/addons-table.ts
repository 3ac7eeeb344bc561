import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_RESOURCE_LEVEL } from '../src/addons/private/grant';
import { ADDONS, type AddonCase } from '../test/addons/addon-case';
import { allCases } from '../test/addons/all-cases';
import { type RenderedPolicy, renderCase } from '../test/addons/rendered-policy';
import { factoryInputs } from './factory-inputs';
import { markdownTable, putTable } from './readme-table';

const SOURCES = join(__dirname, '..', 'src', 'addons');

const NO_RESOURCE = 'no resource to name.';
const LEGEND =
  '“No resource to name”: IAM matches these actions on `*` only. Inputs with a `?` are optional. ' +
  'Each preset’s documentation says what its inputs mean.';

/** The table of presets, made from the code: a row for each factory, as its first case declares it. */
export function addonsTable(): string {
  const sources = readdirSync(SOURCES)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(SOURCES, file), 'utf8'));
  const inputs = factoryInputs(sources);
  const rows = firstOfEachFactory(inCatalogueOrder(allCases())).map((addonCase) => {
    const policy = renderCase(addonCase);
    return [
      addonCase.addon,
      `\`${addonCase.factory}\``,
      subject(policy),
      (inputs.get(addonCase.factory) ?? []).map((input) => `\`${input}\``).join(', ') || 'none',
      statements(policy),
      wildcards(policy),
      `[${policy.facts.reviewed}](${policy.facts.source})`,
    ];
  });
  const header = [
    'Add-on',
    '`addons.`',
    'Namespace / ServiceAccount',
    'Inputs',
    'Statements',
    'Wildcards that remain, and why',
    'Source, compared on',
  ];
  return [markdownTable([header, ...rows]), '', LEGEND].join('\n');
}

function inCatalogueOrder(cases: AddonCase[]): AddonCase[] {
  const place = ({ addon }: AddonCase) => ADDONS.indexOf(addon);
  return [...cases].sort((a, b) => place(a) - place(b));
}

function firstOfEachFactory(cases: AddonCase[]): AddonCase[] {
  const seen = new Set<string>();
  return cases.filter(({ addon, factory }) => {
    const row = `${addon} ${factory}`;
    return !seen.has(row) && seen.add(row);
  });
}

function subject({ facts }: RenderedPolicy): string {
  return facts.namespace && facts.serviceAccountName
    ? `${facts.namespace} / ${facts.serviceAccountName}`
    : 'the application’s';
}

function statements(policy: RenderedPolicy): string {
  const names = policy.managedPolicyArns.map((arn) => `\`${arn.split('/').pop()}\``);
  return [...(policy.statements.length > 0 ? [policy.statements.length] : []), ...names].join(
    ' and ',
  );
}

function wildcards(policy: RenderedPolicy): string {
  const byReason = new Map<string, Set<string>>();
  for (const { actions, reason } of policy.wildcards) {
    const why = reason === NO_RESOURCE_LEVEL ? NO_RESOURCE : reason;
    byReason.set(why, new Set([...(byReason.get(why) ?? []), ...actions]));
  }
  return (
    [...byReason]
      .map(([reason, actions]) => `${brief([...actions])}: ${reason}`)
      .join('<br>')
      .replaceAll('*', '\\*') || 'none'
  );
}

/** Up to three actions by name, more by their number in each service. */
function brief(actions: string[]): string {
  if (actions.length <= 3) {
    return actions.map((action) => `\`${action}\``).join(', ');
  }
  const services = new Map<string, number>();
  for (const action of actions) {
    const [service = ''] = action.split(':');
    services.set(service, (services.get(service) ?? 0) + 1);
  }
  return [...services].map(([service, count]) => `${count} of \`${service}\``).join(', ');
}

if (require.main === module) {
  putTable('addons', addonsTable());
}
