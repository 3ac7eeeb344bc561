import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { DARK, LIGHT } from '../../src/cli/explain/html/page-colours';
import {
  association,
  irsaStatement,
  POD_IDENTITY,
  READ,
  role,
} from '../cli/explain/template-parts';
import { hasChromium, openChromium, WITHOUT_CHROMIUM } from './chromium';
import { FOUR_ROLES, manyRoles, reportOf } from './report-page';

if (!hasChromium) process.stderr.write(`\ntest/browser is ${WITHOUT_CHROMIUM}\n`);

const inChromium = hasChromium ? describe : describe.skip;
const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the page complained about or asked the network for. */
interface Noise {
  readonly problems: string[];
  readonly requests: string[];
}

let browser: Awaited<ReturnType<typeof openChromium>>;
let page: Page;
let noise: Noise;

async function show(html: string, from = browser): Promise<void> {
  const file = path.join(folder, 'report.html');
  writeFileSync(file, html);
  page = await from.context.newPage();
  const heard: Noise = { problems: [], requests: [] };
  noise = heard;
  page.on('console', (m) => heard.problems.push(m.text()));
  page.on('pageerror', (e) => heard.problems.push(e.message));
  page.on('dialog', (d) => {
    heard.problems.push(`dialog ${d.message()}`);
    void d.dismiss();
  });
  page.on('request', (r) => heard.requests.push(r.url()));
  await page.goto(pathToFileURL(file).href);
}

const visibleRoles = () => page.locator('article:visible h3').allTextContents();
const button = (name: string) => page.getByRole('button', { name });
const menu = (label: string) => page.getByRole('combobox', { name: label, exact: true });
const option = async (label: string, text: string | RegExp) => {
  const value = await menu(label)
    .locator('option', { hasText: text })
    .first()
    .getAttribute('value');
  await menu(label).selectOption(value);
};
const count = () => page.getByRole('status').textContent();

inChromium('the HTML report in Chromium', () => {
  beforeAll(async () => {
    browser = await openChromium();
  }, 60_000);
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.close();
    expect(noise.problems).toEqual([]);
    expect(noise.requests.filter((url) => !url.endsWith('/report.html'))).toEqual([]);
  });

  describe('with four roles', () => {
    beforeEach(() => show(reportOf(FOUR_ROLES)));

    test('shows all of them at first, closed', async () => {
      expect(await visibleRoles()).toEqual(
        ['Archive', 'Billing', 'Orders', 'Reader'].map((name) => `stack/${name}`),
      );
      expect(await count()).toBe('4 roles');
      expect(await page.getByText('Who may take it').first().isVisible()).toBe(false);
    });

    test.each<[string, string | RegExp, string[]]>([
      ['Namespace', 'logging', ['Archive', 'Reader']],
      ['AWS service', 'sqs', ['Orders']],
      ['Findings', 'with findings', ['Orders', 'Reader']],
      ['Findings', 'without findings', ['Archive', 'Billing']],
      ['Findings', 'trust-missing-aud', ['Reader']],
    ])('is filtered by %s: %s', async (label, text, names) => {
      await option(label, text);

      expect(await visibleRoles()).toEqual(names.map((name) => `stack/${name}`));
      expect(await count()).toBe(`${names.length} of 4 roles`);
    });

    test('combines filters, says when nothing is left, and takes them back', async () => {
      await option('Namespace', 'logging');
      await option('Findings', 'with findings');
      expect(await visibleRoles()).toEqual(['stack/Reader']);

      await option('AWS service', 'sqs');
      expect(await visibleRoles()).toEqual([]);
      expect(await count()).toBe('0 of 4 roles');
      expect(await page.getByText('No role has all of this').isVisible()).toBe(true);

      await button('Reset').click();
      expect(await visibleRoles()).toHaveLength(4);
      expect(await page.getByText('No role has all of this').isVisible()).toBe(false);
    });

    test('opens and closes the details of a role', async () => {
      const reader = button('stack/Reader');
      const group = page.getByRole('group', { name: 'stack/Reader' });
      await reader.click();

      expect(await reader.getAttribute('aria-expanded')).toBe('true');
      expect(await group.getByText('trust-missing-aud').isVisible()).toBe(true);
      expect(await group.getByText('arn:aws:s3:::reports/*').isVisible()).toBe(true);
      expect(await button('stack/Archive').getAttribute('aria-expanded')).toBe('false');

      await reader.click();
      expect(await reader.getAttribute('aria-expanded')).toBe('false');
      expect(await group.getByText('trust-missing-aud').isVisible()).toBe(false);
    });

    test('opens all details at once', async () => {
      await button('Expand all').click();
      expect(await page.getByText('Who may take it').locator('visible=true').count()).toBe(4);

      await button('Collapse all').click();
      expect(await page.getByText('Who may take it').locator('visible=true').count()).toBe(0);
    });

    test('says the same as a table, filtered alike', async () => {
      await option('Namespace', 'logging');
      await page.getByRole('radio', { name: 'Table' }).check();

      const rows = page.locator('tbody tr:visible');
      expect(await visibleRoles()).toEqual([]);
      expect(await rows.count()).toBe(2);
      expect((await rows.last().innerText()).split(/\s*[\t\n]\s*/)).toEqual([
        'logging/reader',
        'IRSA: named exactly',
        'stack/Reader',
        's3:GetObject on reports/*',
        expect.stringMatching(/^\d+ (?:error|warning)s?$/),
      ]);
    });

    test('is walked by keyboard alone', async () => {
      const focused = async () => {
        const script = `(() => { const e = document.activeElement; return (e.labels && e.labels[0] ? e.labels[0].firstChild.textContent || e.labels[0].textContent : e.textContent).trim(); })()`;
        return String(await page.evaluate(script));
      };
      const seen: string[] = [];
      for (let i = 0; i < 8; i++) {
        await page.keyboard.press('Tab');
        seen.push(await focused());
        expect(
          await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`),
        ).not.toBe('none');
      }
      expect(seen).toEqual([
        'Skip to the roles',
        'Namespace',
        'AWS service',
        'Findings',
        'Reset',
        'Picture',
        'Expand all',
        'stack/Archive',
      ]);

      const archive = button('stack/Archive');
      await page.keyboard.press('Enter');
      expect(await archive.getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('Space');
      expect(await archive.getAttribute('aria-expanded')).toBe('false');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('stack/Billing');
      for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+Tab');
      expect(await focused()).toBe('Findings');
      await page.keyboard.press('ArrowDown');
      expect(await count()).toBe('2 of 4 roles');
    });

    test('has a way past the filter for the keyboard', async () => {
      await page.keyboard.press('Tab');
      expect(await page.getByText('Skip to the roles').isVisible()).toBe(true);
      await page.keyboard.press('Enter');

      expect(await page.evaluate(`document.activeElement.id`)).toBe('roles');
    });

    test('has landmarks, headings and lists for a screen reader', async () => {
      const tree = await page.locator('body').ariaSnapshot();

      for (const part of [
        '- banner:',
        '- search "Filter the roles":',
        '- main:',
        '- contentinfo:',
        '- heading "AWS identities of Kubernetes workloads" [level=1]',
        '- heading "stack/Reader" [level=3]',
        '- list "ServiceAccounts":',
        '- status: 4 roles',
      ]) {
        expect(tree).toContain(part);
      }
    });

    test('opens what a search in the page finds', async () => {
      await page.evaluate(
        `document.getElementById('role-3-details').dispatchEvent(new Event('beforematch'))`,
      );

      expect(await button('stack/Reader').getAttribute('aria-expanded')).toBe('true');
      expect(await page.evaluate(`document.getElementById('role-0-details').hidden`)).toBe(
        'until-found',
      );
    });

    test.each([
      ['light', LIGHT],
      ['dark', DARK],
    ] as const)('follows the %s colours of the system', async (colorScheme, palette) => {
      await page.emulateMedia({ colorScheme });

      expect(await colourOf('body', 'background-color')).toBe(rgb(palette.paper));
      expect(await colourOf('body', 'color')).toBe(rgb(palette.ink));
      expect(await colourOf('.badge.warning', 'color')).toBe(rgb(palette.warning));
    });

    test.each([1320, 960, 700, 360])('needs no sideways scrolling at %i pixels', async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await button('Expand all').click();

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
    });

    test('prints everything on white', async () => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

      expect(await colourOf('body', 'color')).toBe(rgb(LIGHT.ink));
      expect(await page.getByRole('search').isVisible()).toBe(false);
      expect(await page.getByText('Who may take it').locator('visible=true').count()).toBe(4);
    });

    test('runs no script but its own', async () => {
      await page.evaluate(`(() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken over"';
        document.body.append(script);
      })()`);

      expect(await page.title()).toBe('AWS identities of Kubernetes workloads');
      expect(noise.problems.splice(0).join()).toMatch(/Content Security Policy/);
    });
  });

  test('draws a line from each ServiceAccount to the trust that names it', async () => {
    const trust = [
      irsaStatement({ subject: ['a:r', 'b:r'].map((s) => `system:serviceaccount:${s}`) }),
      POD_IDENTITY,
    ];
    await show(reportOf({ Reader: role({ trust }), A: association() }));
    const centre = async (selector: string, index: number) => {
      const box = await page.locator(selector).nth(index).boundingBox();
      return (box?.y ?? Number.NaN) + (box?.height ?? Number.NaN) / 2;
    };

    const irsa = await centre('.node.trust', 0);
    expect((await centre('.node.account', 0)) + (await centre('.node.account', 1))).toBeCloseTo(
      2 * irsa,
      0,
    );
    expect(await centre('.node.account', 2)).toBeCloseTo(await centre('.node.trust', 1), 0);
    expect(await centre('.node.role', 0)).toBeCloseTo(await centre('.of-services', 0), 0);
  });

  test('hostile names do nothing', async () => {
    const evil = '</script><img src=x onerror=alert(1)><svg onload=alert(2)>"\'';
    await show(
      reportOf({
        Reader: role({
          subject: `system:serviceaccount:${evil}:${evil}`,
          statements: [{ ...READ, Action: [`${evil}:Get`], Resource: [evil] }],
        }),
      }),
    );
    await option('Namespace', '</script>');
    await button('Expand all').click();

    expect(await count()).toBe('1 role');
    expect(await page.locator('img, svg').count()).toBe(0);
    expect(await page.locator('.node.account').textContent()).toBe(`${evil}/${evil}`);
  });

  test('without roles there is nothing to filter, and no error', async () => {
    await show(reportOf({ Bucket: { Type: 'AWS::S3::Bucket' } }));

    expect(await page.getByText('There is no role here').isVisible()).toBe(true);
    expect(await page.getByRole('search').count()).toBe(0);
  });

  test('500 identities are a small file, and are filtered at once', async () => {
    const html = reportOf(manyRoles(500));
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    await show(html);
    expect(await count()).toBe('500 roles');

    for (const view of ['Picture', 'Table']) {
      await page.getByRole('radio', { name: view }).check();
      // To the next frame, so that layout counts.
      const took = await page.evaluate(`(async () => {
        const select = document.querySelector('select[name=namespace]');
        const times = [];
        for (const value of ['3', '', '4']) {
          const start = performance.now();
          select.value = value;
          select.dispatchEvent(new Event('change', { bubbles: true }));
          document.body.getBoundingClientRect();
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          times.push(performance.now() - start);
        }
        return times;
      })()`);
      expect(await count()).toBe('25 of 500 roles');
      expect(Math.max(...(took as number[]))).toBeLessThan(200);
    }
  }, 60_000);

  test('without scripts all of it can be read', async () => {
    const plain = await openChromium({ javaScriptEnabled: false });
    try {
      await show(reportOf(FOUR_ROLES), plain);

      expect(await page.getByText('Who may take it').locator('visible=true').count()).toBe(4);
      expect(await page.getByRole('search').count()).toBe(0);
    } finally {
      await plain.close();
    }
  }, 60_000);
});

function colourOf(selector: string, property: string) {
  const element = `document.querySelector(${JSON.stringify(selector)})`;
  return page.evaluate(`getComputedStyle(${element}).getPropertyValue('${property}')`);
}

function rgb(hex: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${parts.join(', ')})`;
}
