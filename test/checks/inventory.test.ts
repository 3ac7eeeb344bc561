import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { exampleApp } from '../../examples/app';
import { whatGoesWrong } from '../../examples/what-goes-wrong/app';
import type { Json } from '../deployed-value';
import { inventoryTexts, synthesizeExample } from '../example-assembly';
import { schemaErrors } from './json-schema';

const SCHEMA: Json = JSON.parse(
  fs.readFileSync(
    path.join(__dirname, '..', '..', 'schema', 'workload-identities.schema.json'),
    'utf8',
  ),
);

const errorsOf = (inventory: Json): string[] => schemaErrors(SCHEMA, inventory);

describe.each([
  ['the examples', exampleApp, 1],
  ['what goes wrong', whatGoesWrong, 6],
])('the inventory of %s', (_, make, count) => {
  // Paths of files are in it, so both go to one folder.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inventory-'));
  const written = () => inventoryTexts(synthesizeExample(() => make(folder)));
  const texts = written();

  test('is as the published schema says', () => {
    expect(texts).toHaveLength(count);
    expect(texts.flatMap((text) => errorsOf(JSON.parse(text)))).toEqual([]);
  });

  test('is the same each time', () => {
    expect(written()).toEqual(texts);
  });
});

describe('the schema', () => {
  /** One with identities, and with a finding on something else. */
  const [, text] = inventoryTexts(synthesizeExample(whatGoesWrong));
  const inventory = (): Json => JSON.parse(text);

  test.each<[string, (inventory: Json) => void, RegExp]>([
    ['another version', (it) => (it.version = 2), /^\/version is not 1$/],
    [
      'a property that it does not know',
      (it) => (it.identities[0].pod = 'x'),
      /^\/identities\/0\/pod is not in the schema$/,
    ],
    [
      'an identity without a role',
      (it) => delete it.identities[0].role,
      /^\/identities\/0\/role is missing$/,
    ],
    [
      'a mechanism that is none',
      (it) => (it.identities[0].mechanism = 'kiam'),
      /^\/identities\/0\/mechanism is none of /,
    ],
    [
      'a severity that is none',
      (it) => (it.otherFindings[0].severity = 'fatal'),
      /^\/otherFindings\/0\/severity is none of /,
    ],
  ])('refuses %s', (_, change, message) => {
    const changed = inventory();
    expect(errorsOf(changed)).toEqual([]);
    change(changed);

    expect(errorsOf(changed).join()).toMatch(message);
  });

  test('says what each of its properties means, but those of IAM', () => {
    const { $defs, properties } = SCHEMA;
    const silent = Object.entries<Json>({ ...$defs, inventory: { properties } }).flatMap(
      ([name, def]) =>
        Object.entries<Json>(def.properties ?? {})
          .filter(([, { description, $ref }]) => !description && !$ref)
          .map(([property]) => `${name}.${property}`),
    );

    expect(silent).toEqual([
      ...['actions', 'conditions'].map((name) => `trustStatement.${name}`),
      ...['actions', 'notActions', 'resources', 'notResources', 'conditions'].map(
        (name) => `permissionStatement.${name}`,
      ),
      'condition.values',
    ]);
  });
});
