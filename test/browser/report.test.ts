import {
  association,
  irsaStatement,
  POD_IDENTITY,
  READ,
  role,
} from '../cli/explain/template-parts';
import { inChromium, ReportBrowser } from './report-browser';
import { FOUR_ROLES, manyRoles, reportOf } from './report-page';

inChromium('the HTML report in Chromium', () => {
  const browser = new ReportBrowser();

  describe('with four roles', () => {
    beforeEach(() => browser.show(reportOf(FOUR_ROLES)));

    test('shows all of them at first, closed', async () => {
      expect(await browser.visibleRoles()).toEqual(
        ['Archive', 'Billing', 'Orders', 'Reader'].map((name) => `stack/${name}`),
      );
      expect(await browser.count()).toBe('4 roles');
      expect(await browser.page.getByText('Who may take it').first().isVisible()).toBe(false);
    });

    test.each<[string, string | RegExp, string[]]>([
      ['Namespace', 'logging', ['Archive', 'Reader']],
      ['AWS service', 'sqs', ['Orders']],
      ['Findings', 'with findings', ['Orders', 'Reader']],
      ['Findings', 'without findings', ['Archive', 'Billing']],
      ['Findings', 'trust-missing-aud', ['Reader']],
    ])('is filtered by %s: %s', async (label, text, names) => {
      await browser.choose(label, text);

      expect(await browser.visibleRoles()).toEqual(names.map((name) => `stack/${name}`));
      expect(await browser.count()).toBe(`${names.length} of 4 roles`);
    });

    test('combines filters, says when nothing is left, and takes them back', async () => {
      await browser.choose('Namespace', 'logging');
      await browser.choose('Findings', 'with findings');
      expect(await browser.visibleRoles()).toEqual(['stack/Reader']);

      await browser.choose('AWS service', 'sqs');
      expect(await browser.visibleRoles()).toEqual([]);
      expect(await browser.count()).toBe('0 of 4 roles');
      expect(await browser.page.getByText('No role has all of this').isVisible()).toBe(true);

      await browser.button('Reset').click();
      expect(await browser.visibleRoles()).toHaveLength(4);
      expect(await browser.page.getByText('No role has all of this').isVisible()).toBe(false);
    });

    test('opens and closes the details of a role', async () => {
      const reader = browser.button('stack/Reader');
      const group = browser.page.getByRole('group', { name: 'stack/Reader' });
      await reader.click();

      expect(await reader.getAttribute('aria-expanded')).toBe('true');
      expect(await group.getByText('trust-missing-aud').isVisible()).toBe(true);
      expect(await group.getByText('arn:aws:s3:::reports/*').isVisible()).toBe(true);
      expect(await browser.button('stack/Archive').getAttribute('aria-expanded')).toBe('false');

      await reader.click();
      expect(await reader.getAttribute('aria-expanded')).toBe('false');
      expect(await group.getByText('trust-missing-aud').isVisible()).toBe(false);
    });

    test('opens all details at once', async () => {
      await browser.button('Expand all').click();
      expect(await browser.openDetails()).toBe(4);

      await browser.button('Collapse all').click();
      expect(await browser.openDetails()).toBe(0);
    });

    test('says the same as a table, filtered alike', async () => {
      await browser.choose('Namespace', 'logging');
      await browser.page.getByRole('radio', { name: 'Table' }).check();

      const rows = browser.page.locator('tbody tr:visible');
      expect(await browser.visibleRoles()).toEqual([]);
      expect(await rows.count()).toBe(2);
      expect((await rows.last().innerText()).split(/\s*[\t\n]\s*/)).toEqual([
        'logging/reader',
        'IRSA: named exactly',
        'stack/Reader',
        's3:GetObject on reports/*',
        expect.stringMatching(/^\d+ (?:error|warning)s?$/),
      ]);
    });

    test('runs no script but its own', async () => {
      await browser.page.evaluate(`(() => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken over"';
        document.body.append(script);
      })()`);

      expect(await browser.page.title()).toBe('AWS identities of Kubernetes workloads');
      expect(browser.problems.splice(0).join()).toMatch(/Content Security Policy/);
    });
  });

  test('draws a line from each ServiceAccount to the trust that names it', async () => {
    const trust = [
      irsaStatement({ subject: ['a:r', 'b:r'].map((s) => `system:serviceaccount:${s}`) }),
      POD_IDENTITY,
    ];
    await browser.show(reportOf({ Reader: role({ trust }), A: association() }));
    const centre = async (selector: string, index: number) => {
      const box = await browser.page.locator(selector).nth(index).boundingBox();
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
    await browser.show(
      reportOf({
        Reader: role({
          subject: `system:serviceaccount:${evil}:${evil}`,
          statements: [{ ...READ, Action: [`${evil}:Get`], Resource: [evil] }],
        }),
      }),
    );
    await browser.choose('Namespace', '</script>');
    await browser.button('Expand all').click();

    expect(await browser.count()).toBe('1 role');
    expect(await browser.page.locator('img, svg').count()).toBe(0);
    expect(await browser.page.locator('.node.account').textContent()).toBe(`${evil}/${evil}`);
  });

  test('without roles there is nothing to filter, and no error', async () => {
    await browser.show(reportOf({ Bucket: { Type: 'AWS::S3::Bucket' } }));

    expect(await browser.page.getByText('There is no role here').isVisible()).toBe(true);
    expect(await browser.page.getByRole('search').count()).toBe(0);
  });

  test('500 identities are a small file, and are filtered at once', async () => {
    const html = reportOf(manyRoles(500));
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    await browser.show(html);
    expect(await browser.count()).toBe('500 roles');

    for (const view of ['Picture', 'Table']) {
      await browser.page.getByRole('radio', { name: view }).check();
      // To the next frame, so that layout counts.
      const took = await browser.page.evaluate(`(async () => {
        const select = document.querySelector('select[name=namespace]');
        const times = [];
        for (const value of ['3', '', '5', '', '4']) {
          const start = performance.now();
          select.value = value;
          select.dispatchEvent(new Event('change', { bubbles: true }));
          document.body.getBoundingClientRect();
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          times.push(performance.now() - start);
        }
        return times;
      })()`);
      expect(await browser.count()).toBe('25 of 500 roles');
      expect(median(took as number[])).toBeLessThan(200);
    }
  });
});

/** One slow frame of a busy machine says nothing about the page. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
