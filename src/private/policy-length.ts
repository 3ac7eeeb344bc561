/** The longest real values of what a template leaves open; AWS has no longer ones today. */
const LONGEST: { readonly [reference: string]: number } = {
  'AWS::Partition': 'aws-us-gov'.length,
  'AWS::Region': 'us-isof-south-1'.length,
  'AWS::AccountId': '111122223333'.length,
  'AWS::URLSuffix': 'amazonaws.com.cn'.length,
};

/** A resource name of 64 characters behind the longest common prefix of an ARN. */
const LONGEST_ARN = 128;
const LONGEST_NAME = 64;

/** `https://` and an EKS issuer with the longest region and the longest suffix. */
export const LONGEST_ISSUER =
  'oidc.eks.'.length + 'cn-northwest-1'.length + '.amazonaws.com.cn'.length + '/id/'.length + 32;

/**
 * The characters of a policy as IAM counts them, white space left out. Intrinsics count as their longest
 * real value.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function policyLength(resolved: unknown): number {
  if (Array.isArray(resolved)) {
    return listLength(resolved.map(policyLength));
  }
  if (typeof resolved === 'object' && resolved !== null) {
    const intrinsic = intrinsicLength(resolved as Record<string, unknown>);
    return intrinsic === undefined
      ? listLength(
          Object.entries(resolved)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => JSON.stringify(key).length + 1 + policyLength(value)),
        )
      : intrinsic + 2;
  }
  return JSON.stringify(resolved).replace(/\s/g, '').length;
}

function listLength(items: number[]): number {
  return 2 + items.reduce((sum, item) => sum + item, 0) + Math.max(items.length - 1, 0);
}

/** The length of an intrinsic's value without quotes. */
function intrinsicLength(value: Record<string, unknown>): number | undefined {
  const [name, ...others] = Object.keys(value);
  if (others.length > 0 || (name !== 'Ref' && !name?.startsWith('Fn::'))) {
    return undefined;
  }
  const argument = value[name];
  if (name === 'Ref') {
    return LONGEST[argument as string] ?? LONGEST_NAME;
  }
  if (name === 'Fn::GetAtt') {
    const attribute = String((argument as unknown[])[1]);
    return attribute.includes('Issuer') ? 'https://'.length + LONGEST_ISSUER : LONGEST_ARN;
  }
  if (name === 'Fn::Join') {
    const [delimiter, items] = argument as [string, unknown];
    return Array.isArray(items)
      ? items.reduce((sum, item) => sum + textLength(item), 0) +
          delimiter.length * Math.max(items.length - 1, 0)
      : LONGEST_ARN;
  }
  return JSON.stringify(argument).includes('Issuer') ? LONGEST_ISSUER : LONGEST_ARN;
}

function textLength(part: unknown): number {
  return typeof part === 'string' ? part.replace(/\s/g, '').length : policyLength(part) - 2;
}
