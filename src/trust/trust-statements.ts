import type { IConstruct } from 'constructs';
import { ClusterOidcProvider } from '../cluster/cluster-oidc-provider';
import type { ClusterView } from '../cluster/cluster-view';
import { irsaStatement, podIdentityStatement, type TrustStatement } from './trust-policy';
import type { TrustConfig } from './workload-trust';

/** Whom a role has to admit. */
export interface TrustedSubjects {
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly subject: string;
}

/** The statements of an identity: one per cluster for IRSA, one for EKS Pod Identity. */
export function trustStatements(
  scope: IConstruct,
  trust: TrustConfig,
  clusters: ClusterView[],
  subject: TrustedSubjects,
  roleAccount: string,
): TrustStatement[] {
  const { irsa, podIdentity } = trust;
  const statements: TrustStatement[] = [];
  if (irsa) {
    for (const cluster of clusters) {
      const { oidcProviderArn, issuer } = ClusterOidcProvider._for(
        scope,
        cluster,
        irsa.audience,
        undefined,
        roleAccount,
      );
      statements.push(
        irsaStatement({
          providerArn: oidcProviderArn,
          issuer,
          audience: irsa.audience,
          subjects: [subject.subject],
        }),
      );
    }
  }
  if (podIdentity) {
    const conditions = podIdentity.narrowing._conditions({
      clusterArns: clusters.map(({ arn }) => arn),
      accounts: clusters.map(({ env }) => env.account),
      namespace: subject.namespace,
      serviceAccountName: subject.serviceAccountName,
    });
    statements.push(podIdentityStatement(conditions));
  }
  return statements;
}
