import { annotationId } from './acknowledgement';
import type { Facts } from './facts';
import type { IdentityFinding } from './finding';
import { type Inventory, type InventoryIdentity, roleFactOf } from './inventory';
import { refusedSessionTags } from './refused-session-tags';

/**
 * What no deployment could do, or would break: the messages that stop the synthesis.
 *
 * @param isAccepted whether somebody has acknowledged the finding
 */
export function refusalsOf(
  facts: Facts,
  inventory: Inventory,
  isAccepted: (finding: IdentityFinding) => boolean,
): string[] {
  return [
    ...refusedAssociations(facts, inventory, isAccepted),
    ...refusedDuplicates(inventory),
    ...refusedRoles(facts),
    ...refusedSessionTags(facts),
  ];
}

/** Rules that say where EKS Pod Identity cannot serve the pods of a ServiceAccount. */
const OUT_OF_REACH = ['pod-identity-fargate', 'pod-identity-windows'];

/**
 * Where no agent runs pods have no credentials, annotation or not: the association wins everywhere. What can be
 * accepted are DaemonSets, whose pods Fargate leaves to the nodes, and ServiceAccounts for Linux and Windows at once.
 */
function refusedAssociations(
  facts: Facts,
  inventory: Inventory,
  isAccepted: (finding: IdentityFinding) => boolean,
): string[] {
  return inventory.identities.flatMap((identity) => {
    const { path, mechanism } = identity;
    const [what, wayOut] =
      mechanism === 'dual'
        ? [
            'cut-over to EKS Pod Identity is refused',
            'Pods there would lose their credentials. Stay with WorkloadTrust.dual({ association: false }) or ' +
              '.irsa() for this ServiceAccount',
          ]
        : [
            'EKS Pod Identity is refused',
            'No agent runs there, and pods would get no credentials. Use IrsaServiceAccount for this ServiceAccount',
          ];
    return [...identity.findings, ...findingsOfAddon(facts, inventory, identity)]
      .filter(({ id }) => OUT_OF_REACH.includes(id))
      .filter((finding) => !isAccepted(finding) && !isAccepted({ ...finding, path }))
      .map(
        ({ id, message }) =>
          `[${path}] ${what}: ${message} ${wayOut}; where its pods run on Linux nodes all the same, as those of ` +
          `a DaemonSet do, acknowledge it by Validations.of(identity).acknowledge({ id: '${annotationId(id)}', ` +
          'reason })',
      );
  });
}

/** Where an EKS add-on owns the association, what is wrong with it is said of the add-on. */
function findingsOfAddon(
  { associations }: Facts,
  { otherFindings }: Inventory,
  { role, namespace, serviceAccountName, delivery }: InventoryIdentity,
): IdentityFinding[] {
  if (delivery.kind !== 'addon') return [];
  const owners = associations
    .filter(({ addon }) => addon !== undefined)
    .filter((one) => one.roleArn === role.arn && one.namespace === namespace)
    .filter((one) => one.serviceAccountName === serviceAccountName)
    .map(({ path }) => path);
  return otherFindings.filter(({ path }) => owners.includes(path));
}

/** EKS has one association for each ServiceAccount, and refuses the second in the middle of a deployment. */
function refusedDuplicates({ identities, otherFindings }: Inventory): string[] {
  return [...identities.flatMap(({ findings }) => findings), ...otherFindings]
    .filter(({ id }) => id === 'association-duplicate')
    .map(
      ({ path, message }) =>
        `[${path}] ${message} EKS takes one association for each ServiceAccount: where an EKS add-on owns it, ` +
        'declare the identity with ServiceAccountDelivery.eksAddon(), and otherwise remove one of the two',
    );
}

/**
 * Roles over what AWS raises a quota to at most, once everybody has added to them. Below that the rules
 * `permissions-trust-size` and `permissions-managed-policy-count` warn.
 */
function refusedRoles(facts: Facts): string[] {
  const { quotas } = facts;
  const longestTrust = Math.max(quotas.trustPolicyMaximumSize, quotas.trustPolicySize);
  const mostPolicies = Math.max(
    quotas.managedPoliciesPerRoleMaximum,
    quotas.managedPoliciesPerRole,
  );
  const roles = new Set(facts.declared.map((identity) => roleFactOf(facts, identity)));
  return [...roles].flatMap((role) => {
    if (role === undefined) return [];
    const { path, trustSize, trustSizeExact, managedPolicyArns } = role;
    return [
      ...(trustSizeExact && trustSize > longestTrust
        ? [
            `[${path}] the trust policy takes ${trustSize} characters without white space (tokens at their longest ` +
              `value), and IAM takes at most ${longestTrust}, however far the quota L-C07B4B0D was raised: instead ` +
              'of IRSA use EKS Pod Identity, which takes one statement for all clusters and no list of them under ' +
              'PodIdentityNarrowing.account(), or declare one identity, with a role of its own, for each cluster',
          ]
        : []),
      ...(managedPolicyArns.length > mostPolicies
        ? [
            `[${path}] the role has ${managedPolicyArns.length} managed policies, and IAM takes at most ` +
              `${mostPolicies}, however far the quota L-0DA4ABF3 was raised: join actions and resources by ` +
              'wildcards, or divide the workload into ServiceAccounts with a role each',
          ]
        : []),
    ];
  });
}
