import type { Container } from './kubernetes-masks';
import { answered, type PodObservations, ROLE_ANNOTATION } from './observe-pod';
import { containersOf, hasVariable, mechanismOf, variable } from './pod-mechanism';
import { cannotTell, ok, problem, type Step } from './step';

const IRSA_TOKEN_PATH =
  /[\\/]var[\\/]run[\\/]secrets[\\/]eks\.amazonaws\.com[\\/]serviceaccount[\\/]token$/;
const STATIC_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const PROFILE = ['AWS_PROFILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE'];

/** What the webhook put into the pod, and what stands in its way. */
export function injectionSteps(o: PodObservations): Step[] {
  return [injectedStep(o), ageStep(o), ...chainStep(o)].filter((s) => s !== undefined);
}

function injectedStep(o: PodObservations): Step | undefined {
  const question = 'Did the webhook inject what the SDK needs?';
  const { annotatedRole, associatedRole } = mechanismOf(o);
  const { command } = o.pod;
  if (annotatedRole === undefined && associatedRole === undefined) return undefined;
  const containers = containersOf(o);
  const skipped = (
    answered(o.pod)?.metadata?.annotations?.['eks.amazonaws.com/skip-containers'] ?? ''
  )
    .split(',')
    .map((name) => name.trim());
  const without = containers.filter(
    (c) => !(associatedRole ? hasContainerCredentials(c) : hasWebIdentity(c)),
  );
  const missed = without.filter((c) => !skipped.includes(c.name ?? ''));
  const names = missed.map((c) => c.name).join(', ');
  if (missed.length === 0) {
    const skippedNames = without.map(
      (c) => `${c.name} is left out by eks.amazonaws.com/skip-containers`,
    );
    const what = associatedRole
      ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI and the token file, in every container'
      : 'AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE and the token volume, in every container';
    return { ...ok(question, what, ...skippedNames), command };
  }
  if (associatedRole && missed.every(hasWebIdentity)) {
    return {
      ...problem(
        question,
        [
          `${names} still has the web identity variables of IRSA, not those of Pod Identity: the pod is older than the association.`,
        ],
        'Recreate the pod: kubectl rollout restart, or delete it.',
      ),
      command,
    };
  }
  return {
    ...problem(
      question,
      [
        `Nothing was injected into ${names}. The webhook changes pods only when they are made.`,
        ...lateLines(o),
      ],
      'Recreate the pod: kubectl rollout restart, or delete it. If the new one is the same, make the ServiceAccount before the pods: the webhook waits only an instant for it.',
    ),
    command,
  };
}

function hasWebIdentity(container: Container): boolean {
  const file = variable(container, 'AWS_WEB_IDENTITY_TOKEN_FILE');
  return hasVariable(container, 'AWS_ROLE_ARN') && file !== undefined && IRSA_TOKEN_PATH.test(file);
}

function hasContainerCredentials(container: Container): boolean {
  return (
    hasVariable(container, 'AWS_CONTAINER_CREDENTIALS_FULL_URI') &&
    hasVariable(container, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE')
  );
}

/** What happened after the pod was made. */
function lateLines(o: PodObservations): string[] {
  const made = answered(o.pod)?.metadata?.creationTimestamp;
  const account = answered(o.serviceAccount)?.metadata;
  const events: [string, string | undefined][] = [
    ['the ServiceAccount was made', account?.creationTimestamp],
    [
      'its annotations were last written',
      account?.managedFields
        ?.map((m) => m.time)
        .sort()
        .at(-1),
    ],
    ['the association was made', answered(o.association)?.association?.createdAt],
  ];
  return events.flatMap(([what, time]) =>
    isLater(time, made) ? [`The pod was made at ${made}; ${what} at ${time}.`] : [],
  );
}

function isLater(time: string | undefined, than: string | undefined): boolean {
  return time !== undefined && than !== undefined && Date.parse(time) > Date.parse(than);
}

function ageStep(o: PodObservations): Step | undefined {
  const question = 'Is the pod younger than its role?';
  const { annotatedRole, associatedRole } = mechanismOf(o);
  const { command } = o.pod;
  if (associatedRole) {
    const changed = answered(o.association)?.association?.modifiedAt;
    const made = answered(o.pod)?.metadata?.creationTimestamp;
    if (!isLater(changed, made)) return undefined;
    return {
      ...cannotTell(
        question,
        [
          `The association was last changed at ${changed}, after the pod was made (${made}). Credentials of the old role are kept for up to 6 hours.`,
        ],
        'Recreate the pod to be sure.',
      ),
      command,
    };
  }
  const injected = containersOf(o)
    .map((c) => variable(c, 'AWS_ROLE_ARN'))
    .find((arn) => arn !== undefined);
  if (annotatedRole === undefined || injected === undefined) return undefined;
  if (injected === annotatedRole)
    return { ...ok(question, `AWS_ROLE_ARN is the annotated role: ${injected}`), command };
  return {
    ...problem(
      question,
      [
        `AWS_ROLE_ARN in the pod: ${injected}`,
        `${ROLE_ANNOTATION} now: ${annotatedRole}`,
        'The pod is older than the annotation, or sets the variable itself.',
      ],
      'Recreate the pod; if the pod spec sets AWS_ROLE_ARN, remove it there.',
    ),
    command,
  };
}

/** Credentials that an SDK finds before those of the webhook. */
function chainStep(o: PodObservations): Step[] {
  const question = 'Does anything come earlier in the credential chain of the SDK?';
  const { associatedRole } = mechanismOf(o);
  const { command } = o.pod;
  const containers = containersOf(o);
  const named = (names: readonly string[]) =>
    containers.flatMap((c) => names.filter((n) => hasVariable(c, n)).map((n) => `${c.name}: ${n}`));
  const statics = named(STATIC_KEYS);
  if (statics.length > 0) {
    return [
      {
        ...problem(
          question,
          ['Static keys are set; every SDK takes them first.', ...statics],
          'Remove the variables (and the Secret they come from) from the pod spec.',
        ),
        command,
      },
    ];
  }
  const web = associatedRole
    ? containers.filter((c) => hasVariable(c, 'AWS_WEB_IDENTITY_TOKEN_FILE'))
    : [];
  if (web.length > 0) {
    return [
      {
        ...problem(
          question,
          [
            `Web identity comes before Pod Identity, and ${web.map((c) => c.name).join(', ')} has AWS_WEB_IDENTITY_TOKEN_FILE.`,
          ],
          'Recreate the pod; if the pod spec or the image sets the variable, remove it there.',
        ),
        command,
      },
    ];
  }
  const profiles = named(PROFILE);
  const sources = containers.flatMap((c) =>
    (c.envFrom ?? []).flatMap((f) => {
      const name = f.secretRef?.name ?? f.configMapRef?.name;
      return name
        ? [`${c.name}: all variables of ${f.secretRef ? 'the Secret' : 'the ConfigMap'} ${name}`]
        : [];
    }),
  );
  if (profiles.length + sources.length > 0) {
    return [
      {
        ...cannotTell(
          question,
          [...profiles, ...sources, 'What they hold is not read here.'],
          'See that none of them sets AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY, and that no profile holds keys.',
        ),
        command,
      },
    ];
  }
  return [
    {
      ...ok(
        question,
        'Nothing in the pod spec. The image may still set variables or hold a profile.',
      ),
      command,
    },
  ];
}
