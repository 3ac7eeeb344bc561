import { CLUSTER_ARN, ISSUER, PROVIDER_ARN } from './fixtures';

/** Templates are JSON of no known shape. */
export type Json = any;

/**
 * What CloudFormation would put for a reference. The ARN, the issuer and the OIDC provider of every
 * cluster are the fixtures' own; what is not known stays readable, as `<Name>`.
 */
const KNOWN: { readonly [reference: string]: string } = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': '111122223333',
  'AWS::Region': 'eu-west-1',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The value as it stands after deployment: every intrinsic is replaced, strings are whole. */
export function deployedValue(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(deployedValue);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const [[name, argument] = ['', undefined], ...others] = Object.entries<Json>(value);
  if (others.length > 0 || (name !== 'Ref' && !name.startsWith('Fn::'))) {
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, deployedValue(v)]));
  }
  return intrinsicValue(name, argument);
}

function intrinsicValue(name: string, argument: Json): Json {
  switch (name) {
    case 'Ref':
      return referenceValue(argument);
    case 'Fn::GetAtt':
      return referenceValue(Array.isArray(argument) ? argument.join('.') : argument);
    case 'Fn::ImportValue':
      return referenceValue(`import ${deployedValue(argument)}`);
    case 'Fn::Join':
      return deployedValue(argument[1]).join(argument[0]);
    case 'Fn::Split':
      return deployedValue(argument[1]).split(argument[0]);
    case 'Fn::Select':
      return deployedValue(argument[1])[Number(argument[0])];
    case 'Fn::Sub':
      return substituted(argument);
    default:
      return `<${name} ${JSON.stringify(argument)}>`;
  }
}

function referenceValue(name: string): string {
  if (name.includes('OpenIdConnectIssuerUrl')) {
    return `https://${ISSUER}`;
  }
  if (/OidcProvider|OpenIdConnectProvider/.test(name)) {
    return PROVIDER_ARN;
  }
  return /^Cluster\w*\.Arn$/.test(name) ? CLUSTER_ARN : (KNOWN[name] ?? `<${name}>`);
}

/** `${Name}` is replaced, `${!Literal}` becomes `${Literal}`, other names fail, as CloudFormation does it. */
function substituted(argument: string | [string, Record<string, unknown>]): string {
  const [text, variables] = typeof argument === 'string' ? [argument, {}] : argument;
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal) {
      return `\${${name}}`;
    }
    if (!/^[\w.:]+$/.test(name)) {
      throw new Error(
        `Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, ` +
          `underscores, periods, and colons: ${name}`,
      );
    }
    return name in variables
      ? deployedValue((variables as Record<string, unknown>)[name])
      : referenceValue(name);
  });
}
