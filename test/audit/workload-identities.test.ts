import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { IrsaServiceAccount, PodIdentityAssociation, ServiceAccountDelivery } from '../../src';
import { AuditEventSource, IrsaFailureScope, WorkloadIdentityAudit } from '../../src/audit';
import { attributesCluster, testApp, testStack } from '../fixtures';

interface Joined {
  readonly 'Fn::Join': [string, (string | object)[]];
}

/** Text of a template, with the logical ids of what it refers to. */
function written(value: string | Joined): string {
  if (typeof value === 'string') return value;
  return value['Fn::Join'][1]
    .map((part) => (typeof part === 'string' ? part : `<${JSON.stringify(part)}>`))
    .join('');
}

function identities(app: App) {
  const stack = testStack(app);
  const cluster = attributesCluster(stack);
  const delivery = ServiceAccountDelivery.external();
  return {
    stack,
    reader: new IrsaServiceAccount(stack, 'Reader', {
      cluster,
      namespace: 'logging',
      serviceAccountName: 's3-reader-sa',
      delivery,
    }),
    writer: new PodIdentityAssociation(stack, 'Writer', {
      cluster,
      namespace: 'shop',
      serviceAccountName: 'writer',
      delivery,
    }),
  };
}

function unexpectedSubjectsQuery(stack: Stack): string {
  const queries = Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition');
  const [query] = Object.values(queries)
    .map(({ Properties }) => Properties)
    .filter(({ Name }) => Name.endsWith('unexpected subject'));
  return written(query.QueryString);
}

test('takes identities of both mechanisms as they are', () => {
  const { stack, reader, writer } = identities(testApp());
  new WorkloadIdentityAudit(stack, 'Audit', {
    eventSource: AuditEventSource.trailLogGroup(new LogGroup(stack, 'Trail'), {
      irsaScope: IrsaFailureScope.roles([reader]),
    }),
    identities: [reader, writer],
  });
  const arnOf = (identity: { roleArn: string }) =>
    `<${JSON.stringify(stack.resolve(identity.roleArn))}>`;

  expect(unexpectedSubjectsQuery(stack)).toContain(
    `| filter (role = "${arnOf(reader)}" and caller not in ["system:serviceaccount:logging:s3-reader-sa"])` +
      ` or (role = "${arnOf(writer)}" and caller not in ["system:serviceaccount:shop:writer"])`,
  );
  const patterns = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter'))
    .map(({ Properties }) => written(Properties.FilterPattern))
    .filter((pattern) => pattern.includes(`$.requestParameters.roleArn = "${arnOf(reader)}"`));
  expect(patterns).toHaveLength(4);
});

test('takes identities of another stack of the app', () => {
  const app = testApp();
  const { reader, writer } = identities(app);
  const { account, region } = Stack.of(reader);
  const central = new Stack(app, 'Central', { env: { account, region } });
  new WorkloadIdentityAudit(central, 'Audit', {
    eventSource: AuditEventSource.trailLogGroup(new LogGroup(central, 'Trail')),
    identities: [reader, writer],
  });

  const query = unexpectedSubjectsQuery(central);
  expect(query.match(/Fn::ImportValue/g)).toHaveLength(2);
  expect(query).toContain('caller not in ["system:serviceaccount:shop:writer"]');
});
