// Prints the first example of README in a language: `node scripts/readme-example.js python`.
// The one in TypeScript is marked as `tsx`: `ts` would be translated in the package of every other language.
const fs = require('node:fs');
const path = require('node:path');

const [language] = process.argv.slice(2);
const readme = fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');
const block = new RegExp(`<!-- first-example:${language} -->\n\`\`\`[^\n]*\n(.*?)\`\`\``, 's').exec(
  readme,
);
if (!block) {
  throw new Error(`README has no first example in ${language}`);
}
process.stdout.write(block[1]);
