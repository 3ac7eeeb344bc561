import { addonsTable } from '../../scripts/addons-table';
import { factoryInputs } from '../../scripts/factory-inputs';
import { tableInReadme } from '../../scripts/readme-table';

test('the table of presets in README is what the code says', () => {
  const inReadme = tableInReadme('addons');

  if (inReadme === undefined) {
    throw new Error(
      'README.md has no <!-- addons:begin --> and <!-- addons:end -->; add both lines, then run ' +
        'npx ts-node -T -P test/tsconfig.json scripts/addons-table.ts --write',
    );
  }
  expect(inReadme.split('\n')).toEqual(addonsTable().split('\n'));
});

test('inputs are read from the types of the factories, required ones first', () => {
  const source = `
    interface Options { readonly b?: string; readonly c: string }
    interface Props extends Options { readonly a: string }
    class Some { static one(props: Props) {} static none() {} static id(name: string, n = 1) {} }`;

  expect(Object.fromEntries(factoryInputs([source]))).toEqual({
    'Some.one': ['a', 'c', 'b?'],
    'Some.none': [],
    'Some.id': ['name', 'n?'],
  });
});
