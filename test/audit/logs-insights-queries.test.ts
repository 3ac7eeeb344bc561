import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { logsInsightsQueries } from '../../src/audit/logs-insights-queries';
import { samples, valueAt } from './event-samples';
import { commandsOf, runQuery } from './logs-insights-query';

const stack = new Stack(new App(), 'Stack');
const role = 'arn:aws:iam::111122223333:role/s3-reader';
const subject = 'system:serviceaccount:logging:s3-reader-sa';
const queries = logsInsightsQueries(stack, [{ subject, roleArn: role }]);

function run(id: string, from = queries) {
  const query = from.find((candidate) => candidate.id === id);
  if (!query) throw new Error(`No query ${id}`);
  return runQuery(query.queryString, samples.values());
}

describe('saved queries over recorded events', () => {
  test('say which ServiceAccount assumes which role', () => {
    const rows = run('RolesByServiceAccount').map((row) => [row.subject, row.role, row.sessions]);

    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        [subject, role, 2],
        ['system:serviceaccount:default:debug', role, 2],
        ['system:serviceaccount:?:?', role, 1],
      ]),
    );
  });

  test('say who fails, with which error, at which role or cluster', () => {
    const rows = run('FailuresBySubject').map((row) =>
      [row.subject, row.errorCode, row.roleOrCluster, row.failures].join(' '),
    );
    const node = 'arn:aws:sts::111122223333:assumed-role/node-role/i-0123456789abcdef0';

    expect(rows.sort()).toEqual(
      [
        `${subject} AccessDenied ${role} 1`,
        `${subject} ExpiredTokenException ${role} 1`,
        `${subject} IDPCommunicationError ${role} 1`,
        `${subject} InvalidIdentityTokenException ${role} 1`,
        `? InvalidIdentityToken ${role} 1`,
        'system:serviceaccount:shop:orders AccessDenied arn:aws:iam::111122223333:role/orders 1',
        `${node} AccessDenied production 1`,
        `${node} ResourceNotFoundException staging 1`,
      ].sort(),
    );
  });

  test('say who else than the declared ServiceAccount used a role', () => {
    const rows = run('UnexpectedSubjects').map((row) => [row.caller, row.role, row.sessions]);

    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        ['system:serviceaccount:default:debug', role, 2],
        ['system:serviceaccount:?:?', role, 1],
        ['arn:aws:sts::111122223333:assumed-role/admin/alice', role, 1],
      ]),
    );
  });

  test('expect every subject of a shared role', () => {
    const shared = logsInsightsQueries(stack, [
      { subject, roleArn: role },
      { subject: 'system:serviceaccount:default:debug', roleArn: role },
    ]);
    const callers = run('UnexpectedSubjects', shared).map((row) => row.caller);

    expect(callers).not.toContain(subject);
    expect(callers).not.toContain('system:serviceaccount:default:debug');
    expect(callers).toContain('arn:aws:sts::111122223333:assumed-role/admin/alice');
  });

  test('say which actions a role was denied, with the name of the IAM action where AWS gives it', () => {
    const rows = run('DeniedActionsByRole').map((row) => [row.role, row.action, row.resource]);

    expect(rows).toHaveLength(4);
    expect(rows).toEqual(
      expect.arrayContaining([
        [role, 'dynamodb:DescribeTable', 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
        [role, 'ec2.amazonaws.com DescribeVolumes', '?'],
        [role, 's3:GetObject', 'arn:aws:s3:::example-logs/2026/03/02.gz'],
        ['arn:aws:iam::111122223333:role/admin', 'sts:AssumeRole', role],
      ]),
    );
  });

  test('tell their reader that S3 object denials need data events', () => {
    const denied = queries.find(({ id }) => id === 'DeniedActionsByRole');

    expect(denied?.queryString).toMatch(/^# .*S3 objects are data events/m);
  });

  test.each(queries)('$id names only fields that recorded events have', ({ queryString }) => {
    const text = commandsOf(queryString)
      .join('\n')
      .replace(/"[^"]*"|\/(?:[^/\\]|\\.)*\//g, '');
    const fields = new Set(
      text.match(/\b(?:userIdentity|requestParameters)\.[\w.]+|\b(?:event|error|source)[A-Z]\w*/g),
    );

    expect(fields.size).toBeGreaterThan(3);
    for (const field of fields) {
      const having = [...samples.values()].filter((record) => valueAt(record, field) !== undefined);
      expect([field, having.length > 0]).toEqual([field, true]);
    }
  });
});

describe('the query for unexpected subjects', () => {
  test('is left out where no identity is declared', () => {
    expect(logsInsightsQueries(stack, []).map(({ id }) => id)).toEqual([
      'RolesByServiceAccount',
      'FailuresBySubject',
      'DeniedActionsByRole',
    ]);
  });

  test('becomes several, each within 10,000 characters, where there are many identities', () => {
    const many = Array.from({ length: 120 }, (_, index) => ({
      subject: `system:serviceaccount:team-${index}:application-number-${index}`,
      roleArn: `arn:aws:iam::111122223333:role/some/longer/path/application-number-${index}`,
    }));
    const parts = logsInsightsQueries(stack, many).filter(({ id }) => id.startsWith('Unexpected'));

    expect(parts.length).toBeGreaterThan(1);
    for (const { queryString } of parts) expect(queryString.length).toBeLessThanOrEqual(10_000);
    const all = parts.map(({ queryString }) => queryString).join('\n');
    expect(many.filter(({ roleArn }) => !all.includes(`"${roleArn}"`))).toEqual([]);
    expect(parts.map(({ title }) => title)[1]).toBe(
      `Roles used by an unexpected subject (2 of ${parts.length})`,
    );
  });

  test('leaves room for ARNs that are not known yet', () => {
    const unknown = Array.from({ length: 30 }, (_, index) => ({
      subject: `system:serviceaccount:team:app-${index}`,
      roleArn: new CfnParameter(stack, `RoleArn${index}`).valueAsString,
    }));
    const parts = logsInsightsQueries(stack, unknown).filter(({ id }) =>
      id.startsWith('Unexpected'),
    );
    const longestArn = 'x'.repeat(640);

    for (const { queryString } of parts) {
      const deployed = queryString.replace(/\$\{Token\[[^\]]*\]\}/g, longestArn);
      expect(deployed.length).toBeLessThanOrEqual(10_000);
    }
    expect(parts.length).toBeGreaterThan(1);
  });
});
