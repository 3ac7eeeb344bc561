/** The first version of an SDK that knows each mechanism; `any` where all of its versions do. */
export interface MinimumSdkVersion {
  readonly sdk: string;
  readonly title: string;
  readonly irsa?: string;
  readonly podIdentity?: string;
}

/**
 * Read on 2026-11-22 from the EKS user guide (awsdocs/amazon-eks-user-guide,
 * iam-roles-for-service-accounts-minimum-sdk.adoc and pod-id-minimum-sdk.adoc). An absent version
 * is one that the page does not list.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts-minimum-sdk.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-minimum-sdk.html
 */
export const MINIMUM_SDK_VERSIONS: readonly MinimumSdkVersion[] = [
  { sdk: 'java-v2', title: 'Java v2', irsa: '2.10.11', podIdentity: '2.21.30' },
  // An older copy of the page says 1.11.704; the newer figure is later than that for Pod Identity.
  { sdk: 'java-v1', title: 'Java v1', irsa: '1.12.782', podIdentity: '1.12.746' },
  { sdk: 'go-v1', title: 'Go v1', irsa: '1.23.13', podIdentity: '1.47.11' },
  { sdk: 'go-v2', title: 'Go v2', irsa: 'any', podIdentity: 'release-2023-11-14' },
  { sdk: 'boto3', title: 'Python (Boto3)', irsa: '1.9.220', podIdentity: '1.34.41' },
  { sdk: 'botocore', title: 'Python (botocore)', irsa: '1.12.200', podIdentity: '1.34.41' },
  { sdk: 'cli-v1', title: 'AWS CLI v1', irsa: '1.16.232', podIdentity: '1.30.0' },
  { sdk: 'cli-v2', title: 'AWS CLI v2', podIdentity: '2.15.0' },
  { sdk: 'js-v2', title: 'JavaScript v2', irsa: '2.525.0', podIdentity: '2.1550.0' },
  { sdk: 'js-v3', title: 'JavaScript v3', irsa: '3.27.0', podIdentity: '3.458.0' },
  { sdk: 'kotlin', title: 'Kotlin', podIdentity: '1.0.1' },
  { sdk: 'ruby', title: 'Ruby', irsa: '3.58.0', podIdentity: '3.188.0' },
  { sdk: 'rust', title: 'Rust', podIdentity: 'release-2024-03-13' },
  { sdk: 'cpp', title: 'C++', irsa: '1.7.174', podIdentity: '1.11.263' },
  { sdk: 'dotnet', title: '.NET', irsa: '3.3.659.1', podIdentity: '3.7.734.0' },
  { sdk: 'powershell', title: 'PowerShell', podIdentity: '4.1.502' },
  { sdk: 'php', title: 'PHP', irsa: '3.110.7', podIdentity: '3.287.1' },
];

/** Whether a version is the minimum or later; undefined where the two cannot be compared. */
export function isAtLeast(version: string, minimum: string): boolean | undefined {
  if (minimum === 'any') return true;
  const [a, b] = [numbersOf(version), numbersOf(minimum)];
  if (!a || !b || isRelease(version) !== isRelease(minimum)) return undefined;
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function isRelease(version: string): boolean {
  return version.startsWith('release-');
}

function numbersOf(version: string): number[] | undefined {
  const digits = /^(?:v|release-)?(\d+(?:[.-]\d+)*)$/.exec(version)?.[1];
  return digits?.split(/[.-]/).map(Number);
}
