import * as fc from 'fast-check';
import { evaluate, type RolePolicies, type Verdict } from '../../../src/cli/can/evaluate';
import {
  literal,
  mayMatch,
  surelyMatches,
  type Token,
  withWildcards,
} from '../../../src/cli/can/pattern';
import type { PolicyDocument, PolicyStatement } from '../../../src/cli/can/policy-document';
import type { PolicyRequest } from '../../../src/cli/can/request';

const action = fc.constantFrom('s3:GetObject', 's3:PutObject', 'sqs:SendMessage');
const actionPattern = fc.constantFrom('*', 's3:*', 's3:Get*', 's3:PutObject', 'sqs:?endMessage');
const resource = fc.constantFrom('arn:aws:s3:::a/1', 'arn:aws:s3:::b/1', '*');
const resourcePattern = fc.constantFrom(
  '*',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::?/1',
  `arn:aws:s3:::\${app:Bucket}/1`,
  `\${Fn::GetAtt App.Bucket.Arn}/*`,
);
const value = fc.constantFrom('a', 'b', '');
const keys = ['app:Bucket', 'app:Team', 'app:Tags'] as const;
const operator = fc.constantFrom(
  'StringEquals',
  'StringNotEquals',
  'StringLikeIfExists',
  'ForAllValues:StringEquals',
  'ForAnyValue:StringEquals',
  'Null',
);

const condition = fc.dictionary(
  operator,
  fc.dictionary(fc.constantFrom(...keys), fc.uniqueArray(value, { minLength: 1 }), { maxKeys: 2 }),
  { maxKeys: 2 },
);

const statement = (effect: fc.Arbitrary<string>): fc.Arbitrary<PolicyStatement> =>
  fc
    .record({
      Effect: effect,
      actions: fc.uniqueArray(actionPattern, { minLength: 1, maxLength: 2 }),
      notAction: fc.boolean(),
      resources: fc.uniqueArray(resourcePattern, { minLength: 1, maxLength: 2 }),
      notResource: fc.boolean(),
      Condition: condition,
    })
    .map(({ Effect, actions, notAction, resources, notResource, Condition }) => ({
      Effect,
      [notAction ? 'NotAction' : 'Action']: actions,
      [notResource ? 'NotResource' : 'Resource']: resources,
      Condition,
    }));

const anyStatement = statement(fc.constantFrom('Allow', 'Allow', 'Deny'));
const document = (statements = anyStatement): fc.Arbitrary<PolicyDocument> =>
  fc.array(statements, { maxLength: 3 }).map((Statement) => ({ Version: '2012-10-17', Statement }));

const policies: fc.Arbitrary<RolePolicies> = fc.record({
  identity: fc.array(document(), { maxLength: 2 }),
  boundary: fc.option(document(), { nil: undefined }),
  session: fc.option(document(), { nil: undefined }),
  unknown: fc.constantFrom([], [], ['arn:aws:iam::aws:policy/ReadOnlyAccess']),
});

const contextValue = fc.oneof(value, fc.uniqueArray(value), fc.constant(null));
const context = fc.dictionary(fc.constantFrom(...keys), contextValue);
const request: fc.Arbitrary<PolicyRequest> = fc.record({ action, resource, context });

/** How much a verdict lets through. */
const WIDTH: Record<Verdict, number> = { denied: 0, 'cannot tell': 1, depends: 1, allowed: 2 };
const verdict = (r: PolicyRequest, p: RolePolicies): Verdict => evaluate(r, p).verdict;
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const width = (r: PolicyRequest, p: RolePolicies): number => WIDTH[verdict(r, p)];
const adding = (p: RolePolicies, s: PolicyStatement): RolePolicies => ({
  ...p,
  identity: [...p.identity, { Version: '2012-10-17', Statement: [s] }],
});

test('another Deny never widens', () => {
  fc.assert(
    fc.property(request, policies, statement(fc.constant('Deny')), (r, p, deny) => {
      expect(width(r, adding(p, deny))).toBeLessThanOrEqual(width(r, p));
    }),
    { numRuns: 500 },
  );
});

test('another Allow never narrows', () => {
  fc.assert(
    fc.property(request, policies, statement(fc.constant('Allow')), (r, p, allow) => {
      expect(width(r, adding(p, allow))).toBeGreaterThanOrEqual(width(r, p));
    }),
    { numRuns: 500 },
  );
});

test.each(['boundary', 'session'] as const)('a %s policy never allows more', (layer) => {
  fc.assert(
    fc.property(request, policies, document(), (r, p, limit) => {
      const without = { ...p, [layer]: undefined };
      expect(width(r, { ...p, [layer]: limit })).toBeLessThanOrEqual(width(r, without));
    }),
    { numRuns: 500 },
  );
});

test('a boundary or session policy that allows everything changes nothing', () => {
  fc.assert(
    fc.property(request, policies, (r, p) => {
      const bare = { ...p, boundary: undefined, session: undefined };
      const all = { Statement: everything };
      expect(evaluate(r, { ...bare, boundary: all, session: all })).toEqual(evaluate(r, bare));
    }),
  );
});

test('a statement about another service changes nothing', () => {
  fc.assert(
    fc.property(request, policies, anyStatement, (r, p, s) => {
      const unrelated = { Effect: s.Effect, Action: 'ec2:*', Resource: '*' };
      expect(evaluate(r, adding(p, unrelated))).toEqual(evaluate(r, p));
    }),
  );
});

test('an explicit deny without conditions is final', () => {
  const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
  fc.assert(
    fc.property(request, policies, (r, p) => {
      expect(verdict(r, adding(p, deny))).toBe('denied');
    }),
  );
});

test('nothing is allowed while a policy is not at hand', () => {
  fc.assert(
    fc.property(request, policies, (r, p) => {
      expect(verdict(r, { ...p, unknown: ['managed'] })).not.toBe('allowed');
    }),
    { numRuns: 500 },
  );
});

test('the order of statements and policies does not matter', () => {
  const reversed = (d: PolicyDocument): PolicyDocument => ({
    ...d,
    Statement: [...(d.Statement as PolicyStatement[])].reverse(),
  });
  fc.assert(
    fc.property(request, policies, (r, p) => {
      const other = { ...p, identity: [...p.identity].reverse().map(reversed) };
      expect(verdict(r, other)).toBe(verdict(r, p));
    }),
    { numRuns: 500 },
  );
});

test('a statement with several actions is as good as one statement for each', () => {
  const split = (s: PolicyStatement): PolicyStatement[] =>
    s.Action === undefined ? [s] : [s.Action].flat().map((one) => ({ ...s, Action: one }));
  fc.assert(
    fc.property(request, policies, (r, p) => {
      const identity = p.identity.map((d) => ({
        ...d,
        Statement: (d.Statement as PolicyStatement[]).flatMap(split),
      }));
      expect(verdict(r, { ...p, identity })).toBe(verdict(r, p));
    }),
    { numRuns: 500 },
  );
});

test('what is allowed or denied stays so when more of the request is known', () => {
  fc.assert(
    fc.property(request, policies, context, (r, p, more) => {
      const before = verdict(r, p);
      fc.pre(before === 'allowed' || before === 'denied');
      expect(verdict({ ...r, context: { ...more, ...r.context } }, p)).toBe(before);
    }),
    { numRuns: 500 },
  );
});

test('once every key is known, nothing depends on the request', () => {
  const complete = fc.record({
    'app:Bucket': contextValue,
    'app:Team': contextValue,
    'app:Tags': contextValue,
  });
  fc.assert(
    fc.property(request, policies, complete, (r, p, known) => {
      expect(verdict({ ...r, context: known }, p)).not.toBe('depends');
    }),
    { numRuns: 500 },
  );
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });

test('wildcards match what the regular expression of the same meaning matches', () => {
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      const meaning = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      const tokens = withWildcards(literal(pattern), 'text');
      expect(surelyMatches(tokens, literal(text))).toBe(meaning.test(text));
      expect(mayMatch(tokens, literal(text))).toBe(meaning.test(text));
    }),
    { numRuns: 500 },
  );
});

describe('a hole may be any text, and is the same text everywhere', () => {
  const HOLE = '#';
  const FILLS = ['', 'a', 'b', 'ab', 'ba', 'aab'];
  const tokensOf = (text: string): Token[] =>
    literal(text).map((token) =>
      token.kind === 'char' && token.char === HOLE ? { kind: 'hole', text: HOLE } : token,
    );

  /** What the pattern says of a text with holes, against what it says of each filling. */
  function agrees(pattern: string, text: string): boolean {
    const tokens = withWildcards(tokensOf(pattern), 'text');
    const [surely, maybe] = [
      surelyMatches(tokens, tokensOf(text)),
      mayMatch(tokens, tokensOf(text)),
    ];
    const matched = FILLS.map((fill) =>
      surelyMatches(
        withWildcards(literal(pattern.replaceAll(HOLE, fill)), 'text'),
        literal(text.replaceAll(HOLE, fill)),
      ),
    );
    return (!surely || !matched.includes(false)) && (maybe || !matched.includes(true));
  }

  test('for every short pattern and text', () => {
    const texts = (units: readonly string[], length: number): string[] =>
      length === 0
        ? ['']
        : ['', ...texts(units, length - 1).flatMap((rest) => units.map((unit) => unit + rest))];
    const patterns = texts(['a', 'b', HOLE, '*', '?'], 4);
    const wrong = patterns.flatMap((pattern) =>
      texts(['a', 'b', HOLE], 3)
        .filter((text) => !agrees(pattern, text))
        .map((text) => `${pattern} and ${text}`),
    );

    expect(patterns).toHaveLength(781);
    expect(wrong).toEqual([]);
  });

  test('for longer ones at random', () => {
    const withHoles = (...units: string[]) =>
      fc.string({ unit: fc.constantFrom('a', 'b', HOLE, ...units), maxLength: 8 });
    fc.assert(
      fc.property(withHoles('*', '?'), withHoles(), (pattern, text) => agrees(pattern, text)),
      { numRuns: 5000 },
    );
  });
});

test.each([
  ['asterisks', '*a'.repeat(100_000)],
  ['blanks in a variable', `\${a:b${' '.repeat(200_000)}x}`],
  ['dollars', '${'.repeat(200_000)],
  ['a long text', 'a'.repeat(500_000)],
])('a hostile policy of %s is judged in no time', (_, hostile) => {
  const policy = { Version: '2012-10-17', Statement: [{ ...everything, Resource: hostile }] };
  const start = process.hrtime.bigint();

  evaluate(
    { action: 's3:GetObject', resource: 'a'.repeat(100), context: {} },
    {
      identity: [policy],
      unknown: [],
    },
  );

  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(3000);
});
