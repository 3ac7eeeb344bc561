import { FindingSeverity, type IdentityFinding } from '../../checks/finding';
import { rules } from '../../checks/rules';
import { type Page, textPage } from '../page';
import { printableJson } from '../printable-text';
import { PROGRAM } from '../usage';
import type { CheckReport } from './check-report';

const LEVELS: Record<FindingSeverity, 'error' | 'warning' | 'note'> = {
  [FindingSeverity.ERROR]: 'error',
  [FindingSeverity.WARNING]: 'warning',
  [FindingSeverity.INFO]: 'note',
};

/**
 * SARIF 2.1.0, for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function renderSarif({ findings }: CheckReport): Page {
  const found = [...new Set(findings.map((f) => f.id))].sort();
  return textPage(
    printableJson({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: PROGRAM, rules: found.map(descriptor) } },
          results: findings.map((f) => ({ ...result(f), ruleIndex: found.indexOf(f.id) })),
        },
      ],
    }),
  );
}

function descriptor(id: string) {
  const rule = rules.find((r) => r.id === id);
  return {
    id,
    shortDescription: { text: rule?.title ?? id },
    fullDescription: { text: rule?.why ?? id },
    help: { text: rule?.fix ?? '' },
    helpUri: rule?.source,
  };
}

function result({ id, severity, path, message, fix }: IdentityFinding) {
  return {
    ruleId: id,
    level: LEVELS[severity],
    message: { text: `${message} ${fix}` },
    locations: [
      {
        logicalLocations: [{ fullyQualifiedName: path }],
        // Code scanning shows nothing without a file; a construct path is the nearest to one.
        physicalLocation: { artifactLocation: { uri: uriOf(path) } },
      },
    ],
    partialFingerprints: { identity: `${id}:${path}` },
  };
}

function uriOf(path: string): string {
  // encodeURI throws on a lone surrogate; the way through UTF-8 replaces it.
  return encodeURI(Buffer.from(path, 'utf8').toString('utf8'));
}
