// Makes the compiled package load a class when it is first used, as aws-cdk-lib does with its own modules: TypeScript
// can only write `export *` as an eager import, and every CDK app pays for what it imports.
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const { name: packageName, types } = JSON.parse(fs.readFileSync(path.join(root, '.jsii'), 'utf8'));

/** The classes and enums that jsii knows of a module, each with the file that holds it. */
const membersOf = (submodule) =>
  Object.values(types)
    .filter(({ kind, namespace }) => kind !== 'interface' && namespace === submodule)
    .map(({ name, symbolId }) => [name, symbolId.split(':')[0].replace(/^src\//, '')])
    .sort();

const lazyModule = (getters) =>
  [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    // Node.js finds the names for `import { ... }` by looking for such assignments.
    `${getters.map(([name]) => `exports.${name}`).join(' = ')} = void 0;`,
    'const lazily = (name, get) => Object.defineProperty(exports, name, { configurable: true, enumerable: true, get });',
    ...getters.map(([name, value]) => `lazily(${JSON.stringify(name)}, () => ${value});`),
    '',
  ].join('\n');

const write = (file, getters) => {
  const compiled = path.join(root, 'lib', file);
  const exported = Object.keys(require(compiled)).sort().join();
  const known = getters
    .map(([name]) => name)
    .sort()
    .join();
  if (exported !== known) {
    throw new Error(`${compiled} exports ${exported}, and jsii knows ${known}`);
  }
  fs.writeFileSync(compiled, lazyModule(getters));
};

const load =
  (from) =>
  ([name, file]) => [
    name,
    `require(${JSON.stringify(`./${path.posix.relative(from, file)}`)}).${name}`,
  ];
const addons = membersOf('addons').map(load('addons'));
write('addons/index.js', addons);
write('index.js', [['addons', 'require("./addons")'], ...membersOf(undefined).map(load('.'))]);
console.log(`${packageName}: ${addons.length} add-ons and all else load when they are used`);
