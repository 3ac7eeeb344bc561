import * as fs from 'node:fs';
import type { App, CfnResource } from 'aws-cdk-lib';
import { appWith, type Declare, WAYS } from './identities';

const IDENTITIES = 100;
const RUNS = 12;
const RESOURCES_PER_STACK = 500;

/** What is promised: per identity, ours, or ours divided by native. */
const REQUIRED: { readonly [way: string]: { readonly [figure: string]: number } } = {
  IRSA: { resources: 1.15, 'custom resources': 0.15, bytes: 0.62, 'synth ms': 0.6 },
  'Pod Identity': { resources: 2.15, 'custom resources': 0.15, bytes: 0.72, 'synth ms': 0.9 },
};
const RATIOS = ['bytes', 'synth ms'];

interface Figures {
  readonly [figure: string]: number;
}

interface Template {
  readonly Resources: { readonly [logicalId: string]: CfnResource & { readonly Type: string } };
}

function main(): void {
  const lines = [
    '| per identity | aws-cdk-lib | this library | ratio | required |',
    '|---|---:|---:|---:|---:|',
  ];
  let failed = 0;
  for (const [way, declare] of Object.entries(WAYS)) {
    const { native, ours } = measure(declare.native, declare.ours);
    for (const figure of Object.keys(ours)) {
      const ratio = ours[figure] / native[figure];
      const required = REQUIRED[way][figure];
      const judged = RATIOS.includes(figure) ? ratio : ours[figure];
      failed += judged <= required ? 0 : 1;
      lines.push(
        `| ${way}: ${figure} | ${round(native[figure])} | ${round(ours[figure])} | ${ratio.toFixed(2)} | ` +
          `${RATIOS.includes(figure) ? 'ratio' : 'at most'} ${required} |`,
      );
    }
  }
  const atFourHundred = countResources(templateOf(appWith(400, WAYS.IRSA.ours)));
  failed += atFourHundred < RESOURCES_PER_STACK ? 0 : 1;
  console.log(
    `${IDENTITIES} identities in 10 namespaces, one S3 read statement each, on an aws-eks-v2 cluster; the ` +
      `cluster itself is subtracted. Milliseconds are the least of ${RUNS} runs in turns.\n`,
  );
  console.log(lines.join('\n'));
  console.log(`\n400 IRSA identities and their cluster: ${atFourHundred} resources in one stack.`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function measure(native: Declare, ours: Declare): { native: Figures; ours: Figures } {
  // Both once before anything counts, then in turns, so that neither has the warmer cache.
  for (const declare of [native, ours]) {
    templateOf(appWith(IDENTITIES, declare));
  }
  const times: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < RUNS; run++) {
    for (const [index, [count, declare]] of (
      [
        [0, ours],
        [IDENTITIES, native],
        [IDENTITIES, ours],
      ] as const
    ).entries()) {
      times[index].push(synthesisTime(count, declare));
    }
  }
  const cluster = templateOf(appWith(0, ours));
  // Other processes and garbage of earlier runs only ever add time: the least is what the work itself takes.
  const [emptyTime, nativeTime, oursTime] = times.map((runs) => Math.min(...runs));
  const figures = (declare: Declare, time: number): Figures => {
    const template = templateOf(appWith(IDENTITIES, declare));
    return {
      resources: (countResources(template) - countResources(cluster)) / IDENTITIES,
      'custom resources': (countCustom(template) - countCustom(cluster)) / IDENTITIES,
      bytes: (bytes(template) - bytes(cluster)) / IDENTITIES,
      'synth ms': (time - emptyTime) / IDENTITIES,
    };
  };
  return { native: figures(native, nativeTime), ours: figures(ours, oursTime) };
}

function templateOf(app: App): Template {
  const assembly = app.synth();
  const { template } = assembly.getStackByName('Bench');
  fs.rmSync(assembly.directory, { recursive: true });
  return template;
}

function bytes(template: Template): number {
  return Buffer.byteLength(JSON.stringify(template));
}

function countResources(template: Template): number {
  return Object.keys(template.Resources).length;
}

function countCustom(template: Template): number {
  return Object.values(template.Resources).filter(({ Type }) => Type.startsWith('Custom::')).length;
}

function synthesisTime(count: number, declare: Declare): number {
  const start = process.hrtime.bigint();
  const { directory } = appWith(count, declare).synth();
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  fs.rmSync(directory, { recursive: true });
  return milliseconds;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

main();
