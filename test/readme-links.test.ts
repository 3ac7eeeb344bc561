import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { readme } from '../scripts/readme-table';

/** What README says outside of code. */
const prose = readme().replace(/^```[\s\S]*?^```/gm, '');
const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
const headings = [...prose.matchAll(/^(#{2,4}) (.*)$/gm)].map(([, level, text]) => ({
  level: level.length,
  anchor: `#${slug(text)}`,
}));

describe('README', () => {
  test('links to headings and files that exist', () => {
    const anchors = headings.map(({ anchor }) => anchor);
    const local = links.filter((target) => !/^https?:/.test(target));
    const dead = local.filter((target) =>
      target.startsWith('#')
        ? !anchors.includes(target)
        : !existsSync(path.join(__dirname, '..', target)),
    );

    expect(local.length).toBeGreaterThan(40);
    expect(dead).toEqual([]);
  });

  test('lists every chapter at its top, in the order of the page', () => {
    const contents = prose.slice(0, prose.indexOf('\n## '));
    const listed = [...contents.matchAll(/\]\((#[^)]+)\)/g)].map(([, anchor]) => anchor);
    const chapters = headings.filter(({ level }) => level === 2).map(({ anchor }) => anchor);

    expect(listed.filter((anchor) => chapters.includes(anchor)).slice(-chapters.length)).toEqual(
      chapters,
    );
  });
});

/** A heading's anchor, as GitHub makes it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');
}
