import { arnsOverlap, patternCovers } from './arn-pattern';

test.each([
  ['arn:*:ec2:*:*:volume/*', 'arn:aws:ec2:eu-west-1:1:volume/*', true],
  ['arn:*:ec2:*:*:volume/*', 'arn:aws:ec2:eu-west-1:1:snapshot/*', false],
  ['arn:*:route53:::hostedzone/*', 'arn:aws:route53:::hostedzone/Z1', true],
  ['arn:*:logs:*:*:log-group:*', 'arn:aws:logs:eu-west-1:1:log-group:/a:*', true],
  ['arn:*:a:*:*:x*z', 'arn:aws:a:::xy', false],
  ['arn:*:a:*:*:x*', 'arn:aws:a:::*y', true],
])('%s and %s overlap: %s', (a, b, expected) => {
  expect(arnsOverlap(a, b)).toBe(expected);
  expect(arnsOverlap(b, a)).toBe(expected);
});

test('a pattern covers what is narrower, and not what is wider', () => {
  expect(patternCovers('arn:aws:ec2:*:*:volume/*', 'arn:aws:ec2:eu-west-1:1:volume/*')).toBe(true);
  expect(patternCovers('arn:aws:ec2:*:*:volume/*', '*')).toBe(false);
  expect(patternCovers('*', '*')).toBe(true);
});
