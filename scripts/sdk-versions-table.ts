import { MINIMUM_SDK_VERSIONS } from '../src/cli/diagnose/minimum-sdk-versions';
import { markdownTable, putTable } from './readme-table';

/** The first versions of the SDKs that know each mechanism, as `diagnose --pod` has them. */
export function sdkVersionsTable(): string {
  return markdownTable([
    ['AWS SDK', 'IRSA', 'EKS Pod Identity'],
    ...MINIMUM_SDK_VERSIONS.map(({ title, irsa, podIdentity }) => [
      title,
      irsa ?? NOT_LISTED,
      podIdentity ?? NOT_LISTED,
    ]),
  ]);
}

const NOT_LISTED = '–';

if (require.main === module) {
  putTable('sdk-versions', sdkVersionsTable());
}
