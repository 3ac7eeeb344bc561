import { execFileSync } from 'node:child_process';
import { shellWord } from '../../../src/cli/can/simulate-call';
import { canIn, podIdentity, READ, read, SPACED } from './can-run';

describe('the call to the simulator', () => {
  const callOf = (out: string) =>
    /\$ (aws iam simulate-principal-policy .*)$/m.exec(out)?.[1] ?? '';

  /** What a shell hands to aws, once the printed lines are pasted. */
  function wordsOfCall(out: string): string[] {
    const pasted = out
      .slice(out.indexOf('$ aws iam simulate-principal-policy') + 2)
      .split('\n\n')[0];
    const script = `aws() { printf '%s\\0' "$@"; }\n${pasted}`;
    return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  }

  test('asks the same of a role with a name', () => {
    const named = podIdentity([READ], { RoleName: 'reader' });
    const { out } = read(named, '--account', '111122223333');

    expect(callOf(out)).toMatch(
      /^aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::111122223333:role\/reader --action-names s3:GetObject --resource-arns arn:aws:s3:::reports\/2026\/a\.csv /,
    );
  });

  test('looks up the role that has no name yet', () => {
    const { out } = read(podIdentity([READ]));

    expect(out).toMatch(
      /\$ ROLE_ARN="\$\(aws iam get-role --role-name "\$\(aws cloudformation describe-stack-resource --stack-name t --logical-resource-id Role /,
    );
    expect(callOf(out)).toContain('--policy-source-arn "$ROLE_ARN"');
  });

  test.each([5000, 60])('reaches aws word by word from %i columns', (columns) => {
    const hostile = `it's $(touch /tmp/x); "b" \`c\` \\ *`;
    const guarded = podIdentity(
      [{ ...READ, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
      { RoleName: 'reader' },
      { DisableSessionTags: true },
    );
    const { out } = canIn(
      columns,
      guarded,
      ...['logging/reader', 's3:GetObject', SPACED, '--account', '111122223333'],
      ...['--context', `app:Key=${hostile}`, '--context', 'aws:SecureTransport=true'],
    );

    const words = wordsOfCall(out);
    const entries = JSON.parse(words[words.indexOf('--context-entries') + 1]);
    expect(words[words.indexOf('--resource-arns') + 1]).toBe(SPACED);
    expect(entries).toEqual([
      { ContextKeyName: 'app:Key', ContextKeyValues: [hostile], ContextKeyType: 'string' },
      {
        ContextKeyName: 'aws:SecureTransport',
        ContextKeyValues: ['true'],
        ContextKeyType: 'boolean',
      },
    ]);
  });

  test.each([
    ['arn:aws:s3:::a/b', 'arn:aws:s3:::a/b'],
    ['a b', `'a b'`],
    [`it's`, `'it'\\''s'`],
    ['', `''`],
    ['~x', `'~x'`],
  ])('quotes %j as %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});
