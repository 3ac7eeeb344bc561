// What `require('cdk-eks-workload-identity')` adds to `require('aws-cdk-lib/aws-eks')`: fresh processes, in turns.
const { execFileSync } = require('node:child_process');
const path = require('node:path');

const RUNS = 15;
const MOST_MILLISECONDS = 60;
const root = path.join(__dirname, '..');

const milliseconds = (...modules) => {
  const code = `
    const start = process.hrtime.bigint();
    ${modules.map((name) => `require(${JSON.stringify(name)});`).join('\n')}
    console.log(Number(process.hrtime.bigint() - start) / 1e6);`;
  return Number(execFileSync(process.execPath, ['-e', code], { cwd: root, encoding: 'utf8' }));
};
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const alone = [];
const both = [];
for (let run = 0; run < RUNS; run++) {
  alone.push(milliseconds('aws-cdk-lib/aws-eks'));
  both.push(milliseconds('aws-cdk-lib/aws-eks', root));
}
const added = median(both) - median(alone);
console.log(
  `aws-cdk-lib/aws-eks: ${median(alone).toFixed(0)} ms; with this package: ${median(both).toFixed(0)} ms; ` +
    `added: ${added.toFixed(0)} ms, at most ${MOST_MILLISECONDS} (medians of ${RUNS} runs)`,
);
process.exitCode = added <= MOST_MILLISECONDS ? 0 : 1;
