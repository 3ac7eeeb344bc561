import { answered, type PodObservations } from './observe-pod';
import { containersOf, hasVariable, mechanismOf, variable } from './pod-mechanism';
import { unanswered } from './service-account-steps';
import { cannotTell, ok, problem, type Step } from './step';

/** Whose credentials the application gets where its own are missing. */
export function nodeRoleStep(o: PodObservations): Step {
  const question = "Could the application run with the node's role instead of its own?";
  const command = o.instances?.command;
  const without = withoutCredentials(o);
  const names = without.join(', ');
  const spec = answered(o.pod)?.spec;
  if (answered(o.node)?.metadata?.labels?.['eks.amazonaws.com/compute-type'] === 'fargate') {
    return ok(question, 'No: Fargate has no instance metadata.');
  }
  const disabled = containersOf(o).every(
    (c) => variable(c, 'AWS_EC2_METADATA_DISABLED') === 'true',
  );
  if (disabled) return ok(question, 'No: AWS_EC2_METADATA_DISABLED is true in every container.');
  const options = answered(o.instances)?.Reservations?.[0]?.Instances?.[0];
  if (!options) {
    const step = unanswered(question, o.instances, 'The EC2 instance of the node is not known.');
    return {
      ...step,
      fix: ["In the pod's errors, assumed-role/NODE_ROLE/i-... means that it does."],
    };
  }
  const hops = options.MetadataOptions?.HttpPutResponseHopLimit ?? 1;
  const reachable =
    options.MetadataOptions?.HttpEndpoint !== 'disabled' &&
    (hops > 1 || spec?.hostNetwork === true);
  const how =
    spec?.hostNetwork === true ? 'the pod is on the host network' : `the hop limit is ${hops}`;
  if (!reachable) {
    return {
      ...ok(question, `No: the hop limit is ${hops}, so a pod without credentials gets an error.`),
      command,
    };
  }
  if (without.length > 0) {
    return {
      ...problem(
        question,
        [
          `Yes, and it does: ${names} has no credentials of its own, and instance metadata answers pods (${how}).`,
          `Its calls are made as ${options.IamInstanceProfile?.Arn ?? "the node's instance profile"}; errors name assumed-role/NODE_ROLE/${options.InstanceId ?? 'i-...'}.`,
        ],
        'Repair what is said above, so that the pod has its own role. Then set the hop limit to 1, so that the next such mistake is an error and not the rights of the node.',
      ),
      command,
    };
  }
  return {
    ...cannotTell(
      question,
      [
        `It has credentials of its own, but instance metadata answers pods too (${how}): an SDK that is too old would use the node's role.`,
      ],
      'Set HttpPutResponseHopLimit to 1 in the launch template of the nodes.',
    ),
    command,
  };
}

function withoutCredentials(o: PodObservations): string[] {
  const { associatedRole } = mechanismOf(o);
  const wanted = associatedRole
    ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
    : 'AWS_WEB_IDENTITY_TOKEN_FILE';
  return containersOf(o)
    .filter((c) => !hasVariable(c, wanted) && !hasVariable(c, 'AWS_ACCESS_KEY_ID'))
    .map((c) => c.name ?? '?');
}
