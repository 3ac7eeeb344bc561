import { READ, role, template } from '../cli/explain/template-parts';
import { fakeWorld, runCli } from '../cli/fake-world';

/** The report as the program writes it. */
export function reportOf(resources: Parameters<typeof template>[0]): string {
  const files = { 'stack.json': template(resources) };
  const { exitCode, out, err } = runCli(
    ['explain', 'stack.json', '--format', 'html'],
    fakeWorld({ files }),
  );
  if (exitCode !== 0) throw new Error(err);
  return out;
}

const identity = (subject: string, action: string, resource: string, audience?: null) =>
  role({
    subject: `system:serviceaccount:${subject}`,
    ...(audience === null ? { audience } : {}),
    statements: [{ ...READ, Action: action, Resource: resource }],
  });

/** Four roles; two have findings. */
export const FOUR_ROLES = {
  Archive: identity('logging:archive', 's3:GetObject', 'arn:aws:s3:::archive/*'),
  Billing: identity('billing:billing', 'dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:1:table/b'),
  Orders: identity('shop:orders', 'sqs:SendMessage', '*'),
  Reader: identity('logging:reader', 's3:GetObject', 'arn:aws:s3:::reports/*', null),
};

/** As many roles, over twenty namespaces and ten services. */
export function manyRoles(count: number) {
  const names = Array.from({ length: count }, (_, i) => i);
  return Object.fromEntries(
    names.map((i) => [
      `Workload${i}`,
      role({
        subject: `system:serviceaccount:team-${i % 20}:workload-${i}`,
        statements: ['Get', 'Put', 'List'].map((verb, j) => ({
          ...READ,
          Action: [`service${(i + j) % 10}:${verb}Item`, `service${(i + j) % 10}:${verb}All`],
          Resource: i % 7 === 0 ? '*' : [`arn:aws:s3:::bucket-${i}/${verb}/*`],
        })),
      }),
    ]),
  );
}
