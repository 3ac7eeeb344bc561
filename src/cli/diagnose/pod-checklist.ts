import { injectionSteps } from './injection-steps';
import { irsaSteps } from './irsa-steps';
import { nodeRoleStep } from './node-role-step';
import type { PodObservations } from './observe-pod';
import { podIdentitySteps } from './pod-identity-steps';
import { hasAssociation, mechanismOf } from './pod-mechanism';
import { type SdkVersion, sdkStep } from './sdk-step';
import { serviceAccountSteps } from './service-account-steps';
import { hasProblem, ok, type Step } from './step';

/** The whole checklist over what was observed. */
export function podChecklist(o: PodObservations, sdks: readonly SdkVersion[]): Step[] {
  const { annotatedRole } = mechanismOf(o);
  const podIdentity = hasAssociation(o);
  const steps = [
    ...serviceAccountSteps(o),
    ...injectionSteps(o),
    ...(podIdentity ? podIdentitySteps(o) : annotatedRole !== undefined ? irsaSteps(o) : []),
    nodeRoleStep(o),
    ...(podIdentity || annotatedRole !== undefined
      ? [sdkStep(podIdentity ? 'podIdentity' : 'irsa', sdks)]
      : []),
  ];
  return hasProblem(steps) ||
    steps.some((s) => s.verdict === 'cannot tell' && !s.question.includes('SDK'))
    ? steps
    : [...steps, permissionsHint()];
}

function permissionsHint(): Step {
  return ok(
    'What if the application still gets AccessDenied?',
    "The pod can assume its role. An error that names the role's session is about permissions: ask with the command can, and look for resource policies and SCPs.",
  );
}
