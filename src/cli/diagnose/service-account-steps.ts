import type { Answer } from './answer';
import { answered, type PodObservations, ROLE_ANNOTATION } from './observe-pod';
import { hasAssociation, mechanismOf, serviceAccountOf } from './pod-mechanism';
import { cannotTell, ok, problem, type Step } from './step';
import { sentence, textDifference } from './text-difference';

/** Which ServiceAccount the pod runs under, and what role that one is given. */
export function serviceAccountSteps(o: PodObservations): Step[] {
  return [podStep(o), accountStep(o), annotationStep(o), associationStep(o)].filter(
    (s) => s !== undefined,
  );
}

/** Why a question has no answer, in one line. */
export function unanswered(
  question: string,
  answer: Answer<unknown> | undefined,
  otherwise: string,
): Step {
  const step =
    answer && 'failure' in answer
      ? cannotTell(question, [`The command failed: ${answer.failure}.`])
      : cannotTell(question, [otherwise]);
  return { ...step, command: answer?.command };
}

function podStep(o: PodObservations): Step {
  const question = 'Which ServiceAccount does the pod run under?';
  const name = serviceAccountOf(o);
  const { command } = o.pod;
  if (name !== 'default') return { ...ok(question, `serviceAccountName: ${name}`), command };
  return {
    ...problem(
      question,
      [
        'The ServiceAccount "default": the pod spec names none, so every such pod in the namespace shares it.',
      ],
      'Set spec.serviceAccountName in the pod template (serviceAccountName is a field of the pod, not of the Deployment), then roll out.',
    ),
    command,
  };
}

function accountStep(o: PodObservations): Step {
  const question = 'Does that ServiceAccount exist in the namespace of the pod?';
  const { serviceAccount, target } = o;
  const found = answered(serviceAccount);
  if (found) {
    return {
      ...ok(question, `${target.namespace}/${serviceAccountOf(o)}`),
      command: serviceAccount?.command,
    };
  }
  if (serviceAccount && 'failure' in serviceAccount && serviceAccount.failure === 'not found') {
    return {
      ...problem(
        question,
        [`There is no ServiceAccount ${serviceAccountOf(o)} in ${target.namespace}.`],
        'Create it there before the pod; a ServiceAccount of that name in another namespace does not count.',
      ),
      command: serviceAccount.command,
    };
  }
  return unanswered(question, serviceAccount, 'Its name is not one to ask for.');
}

function annotationStep(o: PodObservations): Step | undefined {
  const question = `Is the role annotation where the webhook looks for it?`;
  const { annotatedRole, associatedRole, associationUnknown } = mechanismOf(o);
  const command = o.serviceAccount?.command;
  if (answered(o.serviceAccount) === undefined) return undefined;
  if (annotatedRole !== undefined) return { ...annotatedStep(question, annotatedRole), command };
  const misplaced = misplacedAnnotations(o);
  if (misplaced.length > 0) {
    return {
      ...problem(
        question,
        misplaced,
        `Put ${ROLE_ANNOTATION} on the ServiceAccount ${serviceAccountOf(o)}, then recreate the pod. The webhook reads no other object.`,
      ),
      command: o.replicaSet?.command ?? command,
    };
  }
  if (associatedRole !== undefined || hasAssociation(o)) {
    return {
      ...ok(question, 'None, and none is needed: there is a Pod Identity association.'),
      command,
    };
  }
  const found = ['The ServiceAccount has no role annotation.'];
  return {
    ...(associationUnknown
      ? cannotTell(question, [
          ...found,
          'Whether a Pod Identity association exists could not be asked.',
        ])
      : problem(
          question,
          [...found, 'There is no Pod Identity association either: nothing gives this pod a role.'],
          serviceAccountOf(o) === 'default'
            ? 'Name the ServiceAccount of the workload in the pod; a role on "default" would be for every pod of the namespace.'
            : `Declare the identity for ${o.target.namespace}/${serviceAccountOf(o)}, or annotate the ServiceAccount with ${ROLE_ANNOTATION}, then recreate the pod.`,
        )),
    command,
  };
}

function annotatedStep(question: string, value: string): Step {
  const found = `${ROLE_ANNOTATION}: ${value}`;
  if (/^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]+$/.test(value)) return ok(question, found);
  const trimmed = textDifference(
    { name: 'the annotation', value },
    { name: 'the ARN', value: value.trim() },
  );
  return problem(
    question,
    [
      found,
      trimmed
        ? sentence(trimmed.explanation)
        : 'That is not the ARN of a role; STS would answer "Request ARN is invalid".',
    ],
    'Write the whole ARN: arn:aws:iam::ACCOUNT:role/NAME, with its path if it has one.',
  );
}

/** The annotation under another key, or on an object that the webhook does not read. */
function misplacedAnnotations(o: PodObservations): string[] {
  const places: [string, Readonly<Record<string, string>> | undefined][] = [
    [`the ServiceAccount`, answered(o.serviceAccount)?.metadata?.annotations],
    ['the Pod', answered(o.pod)?.metadata?.annotations],
    ['the Deployment (seen on its ReplicaSet)', answered(o.replicaSet)?.metadata?.annotations],
  ];
  return places.flatMap(([place, annotations]) =>
    Object.entries(annotations ?? {})
      .filter(
        ([key, value]) =>
          key === ROLE_ANNOTATION ||
          (!key.startsWith('eks.amazonaws.com/') && /:role\//.test(value)),
      )
      .map(([key, value]) =>
        key === ROLE_ANNOTATION
          ? `It is on ${place}: ${key}: ${value}`
          : `${place} has a key that is not ${ROLE_ANNOTATION}: ${key}: ${value}`,
      ),
  );
}

function associationStep(o: PodObservations): Step {
  const question = 'Is there a Pod Identity association, and only one mechanism?';
  const { annotatedRole, associatedRole, associationUnknown } = mechanismOf(o);
  const command = o.association?.command ?? o.associations?.command;
  if (associationUnknown) {
    const step = unanswered(
      question,
      o.association ?? o.associations ?? o.cluster,
      'The name of the EKS cluster is not known.',
    );
    return {
      ...step,
      fix: ['Name the cluster with --cluster, and use AWS credentials that may read it.'],
    };
  }
  if (associatedRole === undefined)
    return {
      ...ok(
        question,
        annotatedRole === undefined ? 'No association.' : 'No association; the annotation decides.',
      ),
      command,
    };
  if (annotatedRole === undefined)
    return { ...ok(question, `association with ${associatedRole}`), command };
  const found = [`annotation: ${annotatedRole}`, `association: ${associatedRole}`];
  return annotatedRole.trim() === associatedRole
    ? {
        ...ok(
          question,
          ...found,
          'Both: new pods get Pod Identity, for the same role (a migration in progress).',
        ),
        command,
      }
    : {
        ...problem(
          question,
          [
            ...found,
            'Both exist, for different roles. The association wins in every pod made while it is visible.',
          ],
          'Remove the one that is not meant, then recreate the pods.',
        ),
        command,
      };
}
