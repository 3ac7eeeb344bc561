import { type TemplateInput, TemplateValues } from '../../checks/collect/template-values';
import type { ResourceDeny } from './evaluate';
import { listOf, statementsOf } from './policy-document';
import { readPolicy } from './read-policy';
import { inPartition } from './role-policies';

/** Where the resources of a template hold their resource-based policy, by type. */
const POLICIES: Readonly<Record<string, { service: string; property: string }>> = {
  'AWS::S3::BucketPolicy': { service: 's3', property: 'PolicyDocument' },
  'AWS::S3::AccessPoint': { service: 's3', property: 'Policy' },
  'AWS::SQS::QueuePolicy': { service: 'sqs', property: 'PolicyDocument' },
  'AWS::SNS::TopicPolicy': { service: 'sns', property: 'PolicyDocument' },
  'AWS::KMS::Key': { service: 'kms', property: 'KeyPolicy' },
  'AWS::SecretsManager::ResourcePolicy': { service: 'secretsmanager', property: 'ResourcePolicy' },
  'AWS::ECR::Repository': { service: 'ecr', property: 'RepositoryPolicyText' },
  'AWS::EFS::FileSystem': { service: 'elasticfilesystem', property: 'FileSystemPolicy' },
  'AWS::OpenSearchService::Domain': { service: 'es', property: 'AccessPolicies' },
};

/** What the resource-based policies of the templates deny of a service, to whomever. */
export function resourceDenies(
  templates: readonly TemplateInput[],
  partition: string,
  service: string,
): ResourceDeny[] {
  const values = new TemplateValues(templates);
  return templates.flatMap((input) =>
    Object.entries(input.template.Resources ?? {}).flatMap(([id, resource]) => {
      const policy = POLICIES[resource.Type];
      const written = policy === undefined ? undefined : resource.Properties?.[policy.property];
      if (written === undefined || policy.service !== service) return [];
      const name = `the policy of ${resource.Metadata?.['aws:cdk:path'] ?? `${input.stack}/${id}`}`;
      return deniesOf(values.resolve(input, written), name, partition);
    }),
  );
}

function deniesOf(resolved: unknown, name: string, partition: string): ResourceDeny[] {
  const document = readPolicy(JSON.parse(inPartition(JSON.stringify(resolved ?? null), partition)));
  if (document === undefined) return [];
  return statementsOf(document)
    .filter(({ Effect }) => Effect === 'Deny')
    .map(({ Principal, NotPrincipal, ...statement }) => {
      // `*` means the resource that the policy is attached to, whichever that is.
      const { Resource = '*', NotResource } = statement;
      const isNamed = NotResource === undefined && !listOf(Resource).includes('*');
      return {
        name,
        version: document.Version,
        statement: NotResource === undefined ? { ...statement, Resource } : statement,
        isCertain: isNamed && NotPrincipal === undefined && isEverybody(Principal),
      };
    });
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  const aws = (principal as { AWS?: unknown } | undefined)?.AWS;
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'));
}
