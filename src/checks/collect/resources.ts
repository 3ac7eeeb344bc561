import type { Origin } from '../facts';
import type { Json, TemplateInput, TemplateValues } from './template-values';

/** A resource of a template, with its values at hand. */
export interface Resource {
  readonly type: string;
  readonly origin: Required<Pick<Origin, 'path' | 'stack' | 'logicalId'>> & Origin;
  readonly properties: Json;
  /** A property with its intrinsics worked out. */
  value(property: string): unknown;
  text(property: string): string | undefined;
  /** The text of any value in this resource's template. */
  resolve(value: unknown): unknown;
}

/** What is read; everything else in a template is passed over. */
export const TYPES_OF_INTEREST: ReadonlySet<string> = new Set([
  'AWS::IAM::Role',
  'AWS::IAM::Policy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::OIDCProvider',
  'AWS::IAM::InstanceProfile',
  'AWS::EKS::AccessEntry',
  'AWS::EKS::Cluster',
  'AWS::EKS::Addon',
  'AWS::EKS::FargateProfile',
  'AWS::EKS::Nodegroup',
  'AWS::EKS::PodIdentityAssociation',
  'AWS::EC2::LaunchTemplate',
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::AutoScaling::LaunchConfiguration',
  'AWS::CloudFormation::Stack',
  'Custom::AWSCDKCfnJson',
  'Custom::AWSCDKOpenIdConnectProvider',
  'Custom::AWSCDK-EKS-Cluster',
  'Custom::AWSCDK-EKS-FargateProfile',
  'Custom::AWSCDK-EKS-HelmChart',
  'Custom::AWSCDK-EKS-KubernetesResource',
]);

export function resourcesOf(input: TemplateInput, values: TemplateValues): Resource[] {
  return Object.entries(input.template?.Resources ?? {})
    .filter(([, resource]) => TYPES_OF_INTEREST.has(resource?.Type))
    .map(([logicalId, { Type, Condition, Properties, Metadata }]) => ({
      type: Type,
      origin: {
        path: pathOf(
          input.paths?.[logicalId] ?? Metadata?.['aws:cdk:path'] ?? `${input.stack}/${logicalId}`,
        ),
        stack: input.stack,
        logicalId,
        account: input.account,
        region: input.region,
        condition: Condition,
      },
      properties: Properties ?? {},
      value: (property) => values.resolve(input, Properties?.[property]),
      text: (property) => values.text(input, Properties?.[property]),
      resolve: (value) => values.resolve(input, value),
    }));
}

/** The path of the construct that the user made, not of the L1 inside it. */
function pathOf(path: unknown): string {
  return String(path).replace(/(\/(?:Resource|Default))+$/, '');
}
