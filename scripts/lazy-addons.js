// Makes the compiled package load the catalogue of add-ons when it is first used, as aws-cdk-lib does with its own
// modules: TypeScript can only write it as an eager import, and most apps use few presets or none.
const fs = require('node:fs');
const path = require('node:path');

const index = path.join(__dirname, '..', 'lib', 'index.js');
const eager = /^exports\.addons = (__importStar\(require\("\.\/addons"\)\));$/m;
const code = fs.readFileSync(index, 'utf8');
if (!eager.test(code)) {
  throw new Error(`${index} does not import the add-ons as expected: has jsii changed what it writes?`);
}
fs.writeFileSync(
  index,
  code.replace(
    eager,
    "Object.defineProperty(exports, 'addons', { configurable: true, enumerable: true, get: () => $1 });",
  ),
);
