import { DARK, LIGHT } from '../../src/cli/explain/html/page-colours';
import { inChromium, ReportBrowser } from './report-browser';
import { FOUR_ROLES, reportOf } from './report-page';

inChromium('the HTML report is for everybody: it', () => {
  const browser = new ReportBrowser();
  beforeEach(() => browser.show(reportOf(FOUR_ROLES)));

  test('is walked by keyboard alone', async () => {
    const focused = async () => {
      const script = `(() => { const e = document.activeElement; return (e.labels && e.labels[0] ? e.labels[0].firstChild.textContent || e.labels[0].textContent : e.textContent).trim(); })()`;
      return String(await browser.page.evaluate(script));
    };
    const seen: string[] = [];
    for (let i = 0; i < 8; i++) {
      await browser.page.keyboard.press('Tab');
      seen.push(await focused());
      expect(
        await browser.page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`),
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

    const archive = browser.button('stack/Archive');
    await browser.page.keyboard.press('Enter');
    expect(await archive.getAttribute('aria-expanded')).toBe('true');
    await browser.page.keyboard.press('Space');
    expect(await archive.getAttribute('aria-expanded')).toBe('false');
    await browser.page.keyboard.press('Tab');
    expect(await focused()).toBe('stack/Billing');
    for (let i = 0; i < 5; i++) await browser.page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Findings');
    await browser.page.keyboard.press('ArrowDown');
    expect(await browser.count()).toBe('2 of 4 roles');
  });

  test('has a way past the filter for the keyboard', async () => {
    await browser.page.keyboard.press('Tab');
    expect(await browser.page.getByText('Skip to the roles').isVisible()).toBe(true);
    await browser.page.keyboard.press('Enter');

    expect(await browser.page.evaluate(`document.activeElement.id`)).toBe('roles');
  });

  test('has landmarks, headings and lists for a screen reader', async () => {
    const tree = await browser.page.locator('body').ariaSnapshot();

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
    await browser.page.evaluate(
      `document.getElementById('role-3-details').dispatchEvent(new Event('beforematch'))`,
    );

    expect(await browser.button('stack/Reader').getAttribute('aria-expanded')).toBe('true');
    expect(await browser.page.evaluate(`document.getElementById('role-0-details').hidden`)).toBe(
      'until-found',
    );
  });

  test.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('follows the %s colours of the system', async (colorScheme, palette) => {
    await browser.page.emulateMedia({ colorScheme });

    expect(await colourOf('body', 'background-color')).toBe(rgb(palette.paper));
    expect(await colourOf('body', 'color')).toBe(rgb(palette.ink));
    expect(await colourOf('.badge.warning', 'color')).toBe(rgb(palette.warning));
  });

  test.each([1320, 960, 700, 360])('needs no sideways scrolling at %i pixels', async (width) => {
    await browser.page.setViewportSize({ width, height: 800 });
    await browser.button('Expand all').click();

    expect(await browser.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      width,
    );
  });

  test('prints everything on white', async () => {
    await browser.page.emulateMedia({ media: 'print', colorScheme: 'dark' });

    expect(await colourOf('body', 'color')).toBe(rgb(LIGHT.ink));
    expect(await browser.page.getByRole('search').isVisible()).toBe(false);
    expect(await browser.openDetails()).toBe(4);
  });

  function colourOf(selector: string, property: string) {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    return browser.page.evaluate(`getComputedStyle(${element}).getPropertyValue('${property}')`);
  }
});

inChromium('the HTML report without scripts', () => {
  const browser = new ReportBrowser({ javaScriptEnabled: false });

  test('can be read as a whole', async () => {
    await browser.show(reportOf(FOUR_ROLES));

    expect(await browser.openDetails()).toBe(4);
    expect(await browser.page.getByRole('search').count()).toBe(0);
  });
});

function rgb(hex: string): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${parts.join(', ')})`;
}
