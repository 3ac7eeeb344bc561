import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { hasChromium, openChromium, WITHOUT_CHROMIUM } from './chromium';

if (!hasChromium) process.stderr.write(`\ntest/browser is ${WITHOUT_CHROMIUM}\n`);

/** `describe`, or skipped where there is no Chromium. */
export const inChromium = hasChromium ? describe : describe.skip;

/** A Chromium for the tests around it; each of them fails if the page complains or asks the network. */
export class ReportBrowser {
  public page!: Page;
  /** What the page complained about. */
  public problems: string[] = [];
  private requests: string[] = [];
  private browser!: Awaited<ReturnType<typeof openChromium>>;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'report-'));

  constructor(options: Parameters<typeof openChromium>[0] = {}) {
    jest.setTimeout(60_000);
    beforeAll(async () => {
      this.browser = await openChromium(options);
    });
    afterAll(async () => {
      await this.browser.close();
      rmSync(this.folder, { recursive: true });
    });
    afterEach(async () => {
      await this.page.close();
      expect(this.problems).toEqual([]);
      expect(this.requests.filter((url) => !url.endsWith('/report.html'))).toEqual([]);
    });
  }

  public async show(html: string): Promise<void> {
    const file = path.join(this.folder, 'report.html');
    writeFileSync(file, html);
    this.problems = [];
    this.requests = [];
    this.page = await this.browser.context.newPage();
    this.page.on('console', (m) => this.problems.push(m.text()));
    this.page.on('pageerror', (e) => this.problems.push(e.message));
    this.page.on('dialog', (d) => {
      this.problems.push(`dialog ${d.message()}`);
      void d.dismiss();
    });
    this.page.on('request', (r) => this.requests.push(r.url()));
    await this.page.goto(pathToFileURL(file).href);
  }

  public visibleRoles(): Promise<string[]> {
    return this.page.locator('article:visible h3').allTextContents();
  }

  public openDetails(): Promise<number> {
    return this.page.getByText('Who may take it').locator('visible=true').count();
  }

  public count(): Promise<string | null> {
    return this.page.getByRole('status').textContent();
  }

  public button(name: string): Locator {
    return this.page.getByRole('button', { name });
  }

  public async choose(menu: string, text: string | RegExp): Promise<void> {
    const select = this.page.getByRole('combobox', { name: menu, exact: true });
    const option = select.locator('option', { hasText: text }).first();
    await select.selectOption(await option.getAttribute('value'));
  }
}
