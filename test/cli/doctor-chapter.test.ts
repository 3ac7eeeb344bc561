import { join } from 'node:path';
import { doctorChapter, liveIncident } from '../../scripts/doctor-chapter';
import { cutToProblem, NOW } from '../../scripts/doctor-transcript';
import { tableInReadme } from '../../scripts/readme-table';
import { TROUBLES } from '../../scripts/troubles';
import { COMMANDS } from '../../src/cli/main';
import { CASES, caseWorld } from './case-world';
import { runCli } from './fake-world';

test('README has the doctor as the program speaks today', () => {
  // On failure: npx ts-node -T -P test/tsconfig.json scripts/doctor-chapter.ts --write
  expect(tableInReadme('doctor')).toBe(doctorChapter());
});

test('every command has a section, and the eight troubles theirs', () => {
  const headings = doctorChapter().match(/^#{3,4} .*/gm) ?? [];
  const commands = headings.flatMap((heading) => /^### ([a-z]+)/.exec(heading)?.[1] ?? []);

  expect([...new Set(commands)]).toEqual(COMMANDS.map(({ name }) => name));
  expect(headings.filter((heading) => /^#### \d\. /.test(heading))).toHaveLength(8);
});

test('the troubles are all recorded cases of the source, each once', () => {
  expect(TROUBLES.flatMap(({ cases }) => cases).sort()).toEqual([
    'annotation-on-deployment',
    'audience-of-the-api-server',
    'expired-token',
    'issuer-of-another-cluster',
    'issuer-of-another-region',
    'node-role-fallback',
    'permission-missing',
    'subject-case',
    'subject-name',
    'subject-namespace',
    'token-not-injected',
  ]);
});

test('no token is in the chapter', () => {
  expect(doctorChapter()).not.toMatch(/eyJ[\w-]{10}/);
});

test('the live pod of the chapter and the replay of its recording are diagnosed alike', () => {
  const live = runCli(
    ['diagnose', '--pod', 'logging/reader-5d9c7', '--record', 'd'],
    liveIncident(),
  );
  const incident = caseWorld(join(CASES, 'annotation-on-deployment'), NOW);
  const replay = runCli(['diagnose', '--replay', 'incident'], incident);

  expect(live.exitCode).toBe(1);
  expect(live.out.split('\n').slice(0, -2)).toEqual(replay.out.split('\n').slice(0, -1));
});

describe('a long output', () => {
  const output = ['Title', '', 'problem a', '', 'ok  b', '', 'problem c', '    d', '', '2 problem'];

  test('is cut to the problem that it is about, and says how much is left out', () => {
    expect(cutToProblem(output, 9, 'c d')).toEqual(
      ['Title', '[3 lines]', 'problem c\n    d', '2 problem'].join('\n\n').split('\n'),
    );
    expect(cutToProblem([...output.slice(0, 4), '1 problem'], 3, 'a')).toEqual(
      ['Title', 'problem a', '1 problem'].join('\n\n').split('\n'),
    );
  });

  test('is whole where it is not too long', () => {
    expect(cutToProblem(output, 10, 'c d')).toEqual(output);
  });

  test('is not cut where no problem says it', () => {
    expect(() => cutToProblem(output, 9, 'ok')).toThrow('no problem says: ok');
  });
});
