import * as fc from 'fast-check';
import { logicalIdOf, shortHash } from '../../src/private/logical-id';

test('an id says what it is of, and ends in 10 hex digits', () => {
  expect(logicalIdOf('Role', ['kube-system', 'aws-node.v2'], ['prod', 'x'])).toMatch(
    /^RoleKubeSystemAwsNodeV2[0-9A-F]{10}$/,
  );
});

test('long names are cut, and still told apart', () => {
  const name = 'n'.repeat(253);
  const [one, other] = [`${name}a`, `${name}b`].map((n) => logicalIdOf('Role', [n], [n]));
  expect(one.length).toBe('Role'.length + 24 + 10);
  expect(one).not.toBe(other);
});

test('the same names have the same id, whatever comes before and after', () => {
  expect(logicalIdOf('Role', ['a'], ['prod', 'a'])).toBe(logicalIdOf('Role', ['a'], ['prod', 'a']));
  expect(logicalIdOf('Role', ['a'], ['prod', 'a'])).not.toBe(
    logicalIdOf('Association', ['a'], ['prod', 'a']).replace('Association', 'Role'),
  );
});

test('no two lists of names share a hash, however they are divided', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom('a', '-', '.', '/', ' ', '"') }));
  fc.assert(
    fc.property(names, names, (one, other) => {
      expect(shortHash(one) === shortHash(other)).toBe(
        JSON.stringify(one) === JSON.stringify(other),
      );
    }),
  );
  expect(shortHash(['ab', 'c'])).not.toBe(shortHash(['a', 'bc']));
});

test('every id is one that CloudFormation accepts', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 2 }), fc.array(fc.string()), (readable, key) => {
      expect(logicalIdOf('ServiceAccount', readable, key)).toMatch(/^[A-Za-z0-9]{1,255}$/);
    }),
  );
});
