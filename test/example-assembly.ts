import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { INVENTORY_FILE, type Inventory } from '../src/checks/inventory';

/** An app that takes a folder to write into, as the examples do. */
export type FolderApp = (outdir: string, context?: Record<string, unknown>) => App;

export interface ExampleAssembly {
  readonly app: App;
  readonly assembly: CloudAssembly;
}

/** Synthesizes into a folder of its own, without the deprecations of aws-cdk-lib on the console. */
export function synthesizeExample(
  make: FolderApp,
  context?: Record<string, unknown>,
): ExampleAssembly {
  const quiet = [
    jest.spyOn(console, 'warn').mockImplementation(() => {}),
    jest.spyOn(console, 'error').mockImplementation(() => {}),
  ];
  try {
    const app = make(fs.mkdtempSync(path.join(os.tmpdir(), 'example-')), context);
    return { app, assembly: app.synth() };
  } finally {
    for (const spy of quiet) {
      spy.mockRestore();
    }
  }
}

/** The inventories of an app and of its stages, as text. */
export function inventoryTexts({ assembly }: ExampleAssembly): string[] {
  return [assembly, ...assembly.nestedAssemblies.map(({ nestedAssembly }) => nestedAssembly)]
    .map(({ directory }) => path.join(directory, INVENTORY_FILE))
    .filter((file) => fs.existsSync(file))
    .map((file) => fs.readFileSync(file, 'utf8'));
}

export function inventoryOfApp(example: ExampleAssembly): Inventory {
  return JSON.parse(inventoryTexts(example)[0]);
}
