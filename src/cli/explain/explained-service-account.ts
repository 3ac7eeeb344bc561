import type { AssociationFact, DeclaredIdentity, Facts, RoleFact } from '../../checks/facts';
import {
  associationsOf,
  declaredFor,
  exactSubjects,
  ROLE_ARN_ANNOTATION,
  roleOfArn,
  serviceAccountsOf,
} from '../../checks/subject';
import { clusterInWords } from './trust-in-words';

/** A ServiceAccount that is given a role, and how. */
export interface ExplainedServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly cluster?: string;
  readonly mechanism: 'IRSA' | 'EKS Pod Identity';
  readonly delivery: string;
  /** The role that EKS takes with the first one; the pods get this one's credentials. */
  readonly targetRoleArn?: string;
  /** Whether a session policy of the association limits what the role may do. */
  readonly sessionPolicy?: true;
}

/** What the app says about one role: by fact for a role of the app, by ARN for another. */
interface Mentions {
  readonly associations: readonly AssociationFact[];
  readonly annotated: Facts['kubernetesObjects'];
  readonly declared: readonly DeclaredIdentity[];
}

export function serviceAccountsOfRole(facts: Facts, role: RoleFact): ExplainedServiceAccount[] {
  const mentions: Mentions = {
    associations: associationsOf(facts, role),
    annotated: serviceAccountsOf(facts, role),
    declared: declaredFor(facts, role),
  };
  const trusted = (role.trust ?? [])
    .filter((statement) => statement.effect === 'Allow')
    .flatMap((statement) =>
      exactSubjects(statement).map((subject) => ({
        ...subject,
        issuer: statement.federated[0]?.issuer,
      })),
    );
  const byToken = trusted.map(
    ({ namespace, name, issuer }): ExplainedServiceAccount => ({
      namespace,
      name,
      ...(issuer === undefined ? {} : { cluster: issuer }),
      mechanism: 'IRSA',
      delivery: delivery(mentions, namespace, name),
    }),
  );
  return sorted([...byToken, ...byMention(mentions, byToken)]);
}

/** The roles that the app hands out and does not make, with who gets them. */
export function serviceAccountsOfOtherRoles(facts: Facts): Map<string, ExplainedServiceAccount[]> {
  const arns = [
    ...facts.associations.map((a) => a.roleArn),
    ...facts.kubernetesObjects.map(annotation),
    ...facts.declared.map((d) => d.roleArn),
  ].filter((arn) => arn !== undefined && roleOfArn(facts, arn) === undefined) as string[];
  return new Map(
    [...new Set(arns)].sort().map((arn) => [
      arn,
      sorted(
        byMention(
          {
            associations: facts.associations.filter((a) => a.roleArn === arn),
            annotated: facts.kubernetesObjects.filter((o) => annotation(o) === arn),
            declared: facts.declared.filter((d) => d.roleArn === arn),
          },
          [],
        ),
      ),
    ]),
  );
}

function annotation(object: Facts['kubernetesObjects'][number]): string | undefined {
  return object.kind === 'ServiceAccount' ? object.annotations[ROLE_ARN_ANNOTATION] : undefined;
}

/** By association, and by annotation where the trust policy has not named the subject already. */
function byMention(
  mentions: Mentions,
  known: readonly ExplainedServiceAccount[],
): ExplainedServiceAccount[] {
  const associated = mentions.associations.map(
    (a): ExplainedServiceAccount => ({
      namespace: a.namespace ?? '?',
      name: a.serviceAccountName,
      cluster: clusterInWords(a.cluster),
      mechanism: 'EKS Pod Identity',
      delivery: delivery(mentions, a.namespace ?? '?', a.serviceAccountName),
      ...(a.targetRoleArn === undefined ? {} : { targetRoleArn: a.targetRoleArn }),
      ...(a.sessionPolicy === undefined ? {} : { sessionPolicy: true }),
    }),
  );
  const annotated = mentions.annotated
    .filter(
      (o) => !known.some((k) => k.name === o.name && k.namespace === (o.namespace ?? k.namespace)),
    )
    .map(
      (o): ExplainedServiceAccount => ({
        namespace: o.namespace ?? '?',
        name: o.name,
        ...(o.cluster === undefined ? {} : { cluster: clusterInWords(o.cluster) }),
        mechanism: 'IRSA',
        delivery: delivery(mentions, o.namespace ?? '?', o.name),
      }),
    );
  return [...associated, ...annotated];
}

const WRITERS: { readonly [kind in DeclaredIdentity['delivery']['kind']]: string } = {
  kubectl: 'this library',
  gitOps: 'this library',
  external: 'whoever installs the workload',
  addon: 'the EKS add-on',
};

function delivery({ declared, annotated }: Mentions, namespace: string, name: string): string {
  const ours = declared.find((d) => d.namespace === namespace && d.serviceAccountName === name);
  if (ours) {
    const { kind, detail } = ours.delivery;
    return `by ${WRITERS[kind]}: ${kind}${detail ? ` (${detail})` : ''}`;
  }
  const account = annotated.find(
    (a) => a.name === name && (a.namespace ?? namespace) === namespace,
  );
  return account ? `in a manifest: ${account.path}` : 'not in these templates';
}

function sorted(accounts: readonly ExplainedServiceAccount[]): ExplainedServiceAccount[] {
  const key = (a: ExplainedServiceAccount) =>
    JSON.stringify([a.namespace, a.name, a.mechanism, a.cluster]);
  return [...accounts].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
