import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UpstreamDiff, UpstreamDifference } from './addon-case';
import { patternCovers } from './arn-pattern';
import type { RenderedStatement } from './rendered-policy';

interface UpstreamDocument {
  readonly url: string;
  readonly date: string;
  readonly policy: {
    readonly Statement: {
      readonly Action: string | string[];
      readonly Resource: string | string[];
      readonly Condition?: Record<string, Record<string, unknown>>;
    }[];
  };
}

export function upstreamDocument({ document, placeholders = {} }: UpstreamDiff): UpstreamDocument {
  const text = readFileSync(join(__dirname, 'upstream', `${document}.json`), 'utf8');
  const filled = Object.entries(placeholders).reduce(
    (before, [name, value]) => before.replaceAll(`\${${name}}`, value),
    text,
  );
  return JSON.parse(filled);
}

/** What ours adds, omits and changes by the documents, each a sorted list of actions. */
export function computedDiff(ours: RenderedStatement[], upstream: UpstreamDocument) {
  const mine = allowances(ours);
  const theirs = allowances(upstream.policy.Statement);
  const actions = [...new Set([...mine, ...theirs].map((a) => a.action))].sort();
  const of = (all: Allowance[], action: string) => all.filter((a) => a.action === action);
  const shared = actions.filter((a) => of(mine, a).length > 0 && of(theirs, a).length > 0);
  const text = (all: Allowance[]) =>
    all
      .map((a) => `${a.resource} ${JSON.stringify(a.condition)}`)
      .sort()
      .join('; ');
  return {
    adds: actions.filter((action) => of(theirs, action).length === 0),
    omits: actions.filter((action) => of(mine, action).length === 0),
    narrows: shared.filter((action) => text(of(mine, action)) !== text(of(theirs, action))),
    widens: shared
      .flatMap((action) =>
        of(mine, action).filter((ours) => !of(theirs, action).some((their) => within(ours, their))),
      )
      .map((a) => `${a.action} on ${a.resource}`),
  };
}

export function recordedDiff({ adds, omits, narrows }: UpstreamDiff) {
  const actions = (all: UpstreamDifference[] = []) => all.flatMap((d) => d.actions).sort();
  return { adds: actions(adds), omits: actions(omits), narrows: actions(narrows), widens: [] };
}

interface Allowance {
  readonly action: string;
  readonly resource: string;
  readonly condition: unknown;
}

function allowances(statements: UpstreamDocument['policy']['Statement']): Allowance[] {
  const list = (v: unknown): string[] => (Array.isArray(v) ? v : [String(v)]);
  return statements.flatMap((s) =>
    list(s.Action).flatMap((action) =>
      list(s.Resource).map((resource) => ({
        action,
        resource: resource.replace(/^arn:[^:]*:/, 'arn:aws:'),
        condition: Object.entries(s.Condition ?? {})
          .flatMap(([operator, tests]) =>
            Object.entries(tests).map(([key, v]) => `${operator} ${key} ${list(v).sort()}`),
          )
          .sort(),
      })),
    ),
  );
}

/** Ours is on no wider a resource, and has conditions wherever theirs has some. */
function within(ours: Allowance, theirs: Allowance): boolean {
  const count = (a: Allowance) => (a.condition as string[]).length;
  return patternCovers(theirs.resource, ours.resource) && (count(theirs) === 0 || count(ours) > 0);
}
