import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AuditEventSource, WorkloadIdentityAudit } from '../../src/audit';
import { matchesEventPattern, viaCloudTrail } from './event-pattern';
import { samplesThat } from './event-samples';

const stack = new Stack(new App(), 'Stack');
new WorkloadIdentityAudit(stack, 'Audit', {
  eventSource: AuditEventSource.eventBridge(),
  topic: new Topic(stack, 'Topic'),
});
const template = Template.fromStack(stack);
const rules = Object.entries(template.findResources('AWS::Events::Rule'));

function matched(name: string): string[] {
  const [, rule] = rules.find(([id]) => id.startsWith(`Audit${name}`)) ?? [];
  return samplesThat((record) =>
    matchesEventPattern(rule?.Properties.EventPattern, viaCloudTrail(record)),
  );
}

describe('EventBridge rules over recorded events', () => {
  test('match failed IRSA calls of Kubernetes subjects and of nobody', () => {
    expect(matched('IrsaFailures')).toEqual([
      'irsa-access-denied',
      'irsa-access-denied-other-role',
      'irsa-expired-token',
      'irsa-idp-communication-error',
      'irsa-invalid-identity-token',
      'irsa-invalid-identity-token-without-user-name',
    ]);
  });

  test('match failed Pod Identity calls', () => {
    expect(matched('PodIdentityFailures')).toEqual([
      'pod-identity-access-denied',
      'pod-identity-not-found',
    ]);
  });

  test('see read-only management events and tell the topic', () => {
    expect(rules.map(([, rule]) => rule.Properties.State)).toEqual([
      'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
    ]);
    for (const [, rule] of rules) {
      expect(rule.Properties.Targets).toEqual([
        expect.objectContaining({ Arn: { Ref: expect.stringMatching(/^Topic/) } }),
      ]);
    }
  });

  test('come without anything that needs a log group', () => {
    template.resourceCountIs('AWS::Logs::MetricFilter', 0);
    template.resourceCountIs('AWS::Logs::QueryDefinition', 0);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template.resourceCountIs('AWS::AccessAnalyzer::Analyzer', 1);
  });
});

describe('the matcher of event patterns', () => {
  const event = { a: 'xyz', b: { c: null } };

  test.each([
    [{ a: ['xyz'] }, true],
    [{ a: ['x'] }, false],
    [{ a: ['x', { prefix: 'x' }] }, true],
    [{ b: { c: [null] } }, true],
    [{ b: { d: [{ exists: false }] } }, true],
    [{ b: { c: [{ exists: false }] } }, false],
    [{ $or: [{ a: ['x'] }, { b: { c: [{ exists: true }] } }] }, true],
    [{ $or: [{ a: ['x'] }], b: { c: [null] } }, false],
  ])('reads %j', (pattern, expected) => {
    expect(matchesEventPattern(pattern, event)).toBe(expected);
  });

  test('refuses an operator that it does not know', () => {
    expect(() => matchesEventPattern({ a: [{ suffix: 'z' }] }, event)).toThrow(/suffix/);
  });
});
