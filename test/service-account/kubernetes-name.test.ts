import { Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { checkNamespace, checkServiceAccountName } from '../../src/service-account/kubernetes-name';
import { testStack } from '../fixtures';

const stack = testStack();
const scope = new Stack(stack, 'Identity');

const checks = {
  namespace: (value: string) => checkNamespace(scope, value),
  serviceAccountName: (value: string) => checkServiceAccountName(scope, value),
};

describe.each([
  { what: 'namespace', check: checks.namespace, longest: 63 },
  { what: 'serviceAccountName', check: checks.serviceAccountName, longest: 253 },
])('$what', ({ what, check, longest }) => {
  test.each(['a', '0', 'a-b', 'a--b', '1a', 'a1', 'default', 'kube-system', 'a'.repeat(longest)])(
    'takes %p',
    (value) => {
      expect(() => check(value)).not.toThrow();
    },
  );

  test.each([
    '',
    '-',
    '-a',
    'a-',
    'A',
    'aB',
    'a_b',
    'a b',
    'a:b',
    'a/b',
    'a.',
    '.a',
    'a..b',
    'é',
    'a\n',
    'a'.repeat(longest + 1),
  ])('refuses %p', (value) => {
    expect(() => check(value)).toThrow(
      `[Stack/Identity] ${what} '${value}' (${value.length} characters) is not a name that ` +
        `Kubernetes accepts: expected 1 to ${longest} characters,`,
    );
  });

  test.each(['*', 'app-*', 'app?'])('refuses the wildcard %p and says what to do', (value) => {
    expect(() => check(value)).toThrow(
      `[Stack/Identity] ${what} '${value}' contains a wildcard, which a trust policy compares as ` +
        'an ordinary character: no pod would ever be admitted. Name it exactly, or trust a pattern',
    );
  });

  test.each([
    ['a parameter', Fn.ref('Name')],
    ['a lazy value', Lazy.string({ produce: () => 'a' })],
    ['a part that is a token', `app-${Fn.ref('Name')}`],
  ])('lets %s through', (_, value) => {
    expect(() => check(value)).not.toThrow();
  });
});

test('a namespace has no dots, a ServiceAccount name may', () => {
  expect(() => checks.serviceAccountName('a.b-c.1')).not.toThrow();
  expect(() => checks.namespace('a.b')).toThrow("namespace 'a.b'");
  expect(() => checks.serviceAccountName('a.-b')).toThrow("serviceAccountName 'a.-b'");
  expect(() => checks.serviceAccountName('a-.b')).toThrow("serviceAccountName 'a-.b'");
});

/** The rule in words of RFC 1123, told in another way than by one expression. */
function isLabel(value: string): boolean {
  const ends = [value.at(0), value.at(-1)];
  return (
    value !== '' &&
    [...value].every((letter) => 'abcdefghijklmnopqrstuvwxyz0123456789-'.includes(letter)) &&
    !ends.includes('-')
  );
}

const nearlyName = fc.string({ unit: fc.constantFrom('a', 'z', '0', '-', '.', 'A'), maxLength: 8 });

test('any text is accepted just where RFC 1123 accepts it', () => {
  fc.assert(
    fc.property(nearlyName, (value) => {
      expect(accepted(checks.namespace, value)).toBe(isLabel(value));
      expect(accepted(checks.serviceAccountName, value)).toBe(value.split('.').every(isLabel));
    }),
    { numRuns: 500 },
  );
});

function accepted(check: (value: string) => void, value: string): boolean {
  try {
    check(value);
    return true;
  } catch {
    return false;
  }
}
