import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { exampleApp } from '../examples/app';
import { runCommandLine } from '../src/cli/main';
import { realWorld } from '../src/cli/world';
import { openChromium } from '../test/browser/chromium';

/** docs/report.png: the HTML report of the example app, as README shows it. */
const IMAGE = path.join(__dirname, '..', 'docs', 'report.png');

function report(folder: string): string {
  const { directory } = exampleApp(folder).synth();
  let page = '';
  runCommandLine(['explain', directory, '--format', 'html'], realWorld(), {
    columns: 100,
    colour: false,
    write: (text) => {
      page += text;
    },
    writeError: (text) => process.stderr.write(text),
  });
  return page;
}

async function screenshot(folder: string): Promise<void> {
  const file = path.join(folder, 'report.html');
  writeFileSync(file, report(folder));
  const { context, close } = await openChromium();
  try {
    const page = await context.newPage();
    await page.setViewportSize({ width: 1240, height: 900 });
    await page.goto(pathToFileURL(file).href);
    const sqs = page.locator('#filter-service option', { hasText: /^sqs / });
    await page.getByLabel('AWS service').selectOption(await sqs.getAttribute('value'));
    await page.screenshot({ path: IMAGE });
  } finally {
    await close();
  }
  process.stdout.write(`docs/report.png: ${statSync(IMAGE).size} bytes\n`);
}

const folder = mkdtempSync(path.join(tmpdir(), 'screenshot-'));
screenshot(folder).finally(() => rmSync(folder, { recursive: true }));
