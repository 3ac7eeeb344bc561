import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  type Evaluation,
  evaluate,
  type RolePolicies,
  type Verdict,
} from '../../../src/cli/can/evaluate';
import type {
  ConditionBlock,
  PolicyDocument,
  PolicyStatement,
} from '../../../src/cli/can/policy-document';
import type { PolicyRequest } from '../../../src/cli/can/request';

/** `condition` alone means: one statement that allows everything under that condition. */
interface Case {
  readonly name: string;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: PolicyRequest['context'];
  readonly condition?: ConditionBlock;
  readonly identity?: readonly (PolicyStatement | PolicyDocument)[];
  readonly boundary?: RolePolicies['boundary'];
  readonly session?: RolePolicies['session'];
  readonly unknown?: readonly string[];
  readonly verdict: Verdict;
  /** The Sid of the statement that decides. */
  readonly by?: string;
  /** The keys that the answer depends on. */
  readonly on?: readonly string[];
}

const FOLDER = path.join(__dirname, 'cases');
const VERSION = '2012-10-17';
const FILES = readdirSync(FOLDER).map(
  (file) =>
    JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { about: string; cases: Case[] },
);
const EVERYTHING = { Action: '*', Resource: '*' };

const asPolicy = (of: PolicyStatement | PolicyDocument): PolicyDocument =>
  'Statement' in of ? of : { Version: VERSION, Statement: of };

const identityOf = (c: Case): PolicyDocument[] =>
  c.condition
    ? [asPolicy({ Effect: 'Allow', ...EVERYTHING, Condition: c.condition })]
    : (c.identity ?? []).map(asPolicy);

const run = (c: Case, identity: PolicyDocument[]): Evaluation =>
  evaluate(
    {
      action: c.action ?? 's3:GetObject',
      resource: c.resource ?? 'arn:aws:s3:::reports/a.txt',
      context: c.context ?? {},
    },
    { identity, boundary: c.boundary, session: c.session, unknown: c.unknown ?? [] },
  );

test('there are at least 150 cases, each with a name of its own', () => {
  const names = FILES.flatMap((file) => file.cases.map((c) => c.name));

  expect(names.length).toBeGreaterThanOrEqual(150);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(FILES)('$about', ({ cases }) => {
  test.each(cases)('$name', (c) => {
    const result = run(c, identityOf(c));

    expect(result).toMatchObject({ verdict: c.verdict });
    expect(result.reasons).not.toEqual([]);
    if (c.by) expect(result.decidedBy?.statement.Sid).toBe(c.by);
    expect(result.conditions.map((open) => open.key)).toEqual(c.on ?? []);
  });
});

const AS_DENY: Record<Verdict, Verdict> = {
  allowed: 'denied',
  denied: 'allowed',
  depends: 'depends',
  'cannot tell': 'cannot tell',
};

describe.each(
  FILES.map(({ about, cases }) => ({ about, cases: cases.filter((c) => c.condition) })).filter(
    ({ cases }) => cases.length > 0,
  ),
)('$about, in a Deny beside an allow of everything', ({ cases }) => {
  test.each(cases)('$name', (c) => {
    const result = run(c, [
      asPolicy({ Effect: 'Allow', ...EVERYTHING }),
      asPolicy({ Effect: 'Deny', ...EVERYTHING, Condition: c.condition }),
    ]);

    expect(result.verdict).toBe(AS_DENY[c.verdict]);
    expect(result.conditions.map((open) => open.key)).toEqual(c.on ?? []);
  });
});
