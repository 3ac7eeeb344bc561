import { subjectDifference } from '../../../src/cli/diagnose/subject-difference';
import { characterName, textDifference } from '../../../src/cli/diagnose/text-difference';

function difference(token: string, policy: string) {
  return textDifference({ name: 'the token', value: token }, { name: 'the policy', value: policy });
}

test('equal texts do not differ', () => {
  expect(difference('logging', 'logging')).toBeUndefined();
});

test.each([
  ['logging', 'Logging', 'case', 'character 1: the token has "l", the policy has "L": only upper'],
  ['reader', 'reader ', 'blank', 'the policy ends with a blank: "reader "'],
  [' reader', 'reader', 'blank', 'the token begins with a blank: " reader"'],
  [
    'reader',
    'reader\n',
    'invisible',
    'character 7: the token ends here, the policy goes on with U+000A',
  ],
  [
    'rea\u200bder',
    'reader',
    'invisible',
    'character 4: the token has U+200B, which cannot be seen',
  ],
  [
    'reader',
    're\u0430der',
    'look-alike',
    'character 3: the token has "a", the policy has "\u0430" (U+0430, Cyrillic)',
  ],
  ['log0', 'logo', 'look-alike', 'character 4: the token has "0", the policy has "o"'],
  ['s3-reader', 's3_reader', 'look-alike', 'character 3: the token has "-", the policy has "_"'],
  ['s3-reader', 's3\u2013reader', 'look-alike', 'the policy has "\u2013" (U+2013)'],
  ['a.example/id/1', 'https://a.example/id/1', 'scheme', 'the policy begins with "https://"'],
  ['a.example/id/1/', 'a.example/id/1', 'slash', 'the token ends with a slash'],
  ['reader', 'writer', 'other', 'character 1: the token has "r", the policy has "w"'],
  ['reader', 'reader-sa', 'other', 'character 7: the token ends here, the policy goes on with "-"'],
])('%j against %j is a matter of %s', (token, policy, kind, explanation) => {
  const found = difference(token, policy);

  expect(found?.kind).toBe(kind);
  expect(found?.explanation).toContain(explanation);
});

test('characters are named so that they can be told apart', () => {
  expect(['l', ' ', '\u0430', '\u202e', '\u03bf'].map(characterName)).toEqual([
    '"l"',
    'a blank',
    '"\u0430" (U+0430, Cyrillic)',
    'U+202E, which cannot be seen',
    '"\u03bf" (U+03BF, Greek)',
  ]);
});

describe('subjects', () => {
  const token = 'system:serviceaccount:logging:s3-reader-sa';

  test('are compared by namespace and name', () => {
    const lines = subjectDifference(token, 'system:serviceaccount:default:s3-reader');

    expect(lines[0]).toBe(
      'The namespace differs: the token has "logging", the trust policy "default".',
    );
    expect(lines[2]).toBe(
      'The name differs: the token has "s3-reader-sa", the trust policy "s3-reader".',
    );
  });

  test.each([
    [
      'system:serviceaccounts:logging:s3-reader-sa',
      'It must read system:serviceaccount:NAMESPACE:NAME.',
    ],
    ['logging:s3-reader-sa', 'It must read system:serviceaccount:NAMESPACE:NAME.'],
    [
      'system:serviceaccount:logging/s3-reader-sa',
      'It must read system:serviceaccount:NAMESPACE:NAME.',
    ],
  ])('%s has not the form of one', (policy, text) => {
    expect(subjectDifference(token, policy).join(' ')).toContain(text);
  });
});
