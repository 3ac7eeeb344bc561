// Compares templates byte for byte, once keys are sorted and metadata is left out.
const fs = require('node:fs');

const sorted = (value) => {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(
    ([key]) => !['Metadata', 'CDKMetadata'].includes(key),
  );
  return Object.fromEntries(entries.sort().map(([key, item]) => [key, sorted(item)]));
};
const files = process.argv.slice(2);
const texts = files.map((file) =>
  JSON.stringify(sorted(JSON.parse(fs.readFileSync(file, 'utf8'))), undefined, 1),
);
const languages = files.map((file) => file.split('/').at(-3));
for (const [index, text] of texts.entries()) {
  if (text !== texts[0]) {
    const [expected, actual] = [texts[0].split('\n'), text.split('\n')];
    const line = expected.findIndex((one, at) => one !== actual[at]);
    console.error(
      `${languages[index]} differs from ${languages[0]}:\n  ${expected[line]}\n  ${actual[line]}`,
    );
    process.exitCode = 1;
  }
}
if (!process.exitCode) {
  console.log(`${texts[0].length} characters of template, the same from: ${languages.join(', ')}`);
}
