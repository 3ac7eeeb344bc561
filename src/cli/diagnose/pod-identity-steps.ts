import type { ConditionFact, TrustStatement } from '../../checks/facts';
import { conditionsHold } from '../can/conditions';
import { roleTrust, roleUnknown } from './irsa-steps';
import { answered, type PodObservations } from './observe-pod';
import { serviceAccountOf } from './pod-mechanism';
import { unanswered } from './service-account-steps';
import { cannotTell, ok, problem, type Step } from './step';

const SERVICE = 'pods.eks.amazonaws.com';

/** What EKS Pod Identity needs on the node and on the role. */
export function podIdentitySteps(o: PodObservations): Step[] {
  const platform = platformStep(o);
  return [
    platform,
    platform.verdict === 'problem' ? undefined : agentStep(o),
    ...trustSteps(o),
  ].filter((s) => s !== undefined);
}

function platformStep(o: PodObservations): Step {
  const question = 'Does Pod Identity work on this kind of node?';
  const labels = answered(o.node)?.metadata?.labels;
  const command = o.node?.command;
  if (!labels) return unanswered(question, o.node, 'The pod is not on a node yet.');
  const kind = labels['eks.amazonaws.com/compute-type'];
  if (kind === 'fargate' || labels['kubernetes.io/os'] === 'windows') {
    const where = kind === 'fargate' ? 'Fargate' : 'a Windows node';
    return {
      ...problem(
        question,
        [`The pod runs on ${where}, which has no Pod Identity agent.`],
        'Use IRSA for this workload, and delete the association: it wins over the annotation everywhere.',
      ),
      command,
    };
  }
  return { ...ok(question, kind === undefined ? 'Linux on EC2' : `compute type ${kind}`), command };
}

function agentStep(o: PodObservations): Step {
  const question = 'Does the Pod Identity agent run on the nodes?';
  const { agent } = o;
  const auto =
    answered(o.cluster)?.cluster?.computeConfig?.enabled === true ||
    answered(o.node)?.metadata?.labels?.['eks.amazonaws.com/compute-type'] === 'auto';
  const status = answered(agent)?.status;
  if (status) {
    const { desiredNumberScheduled: wanted = 0, numberReady: ready = 0 } = status;
    const found = `${ready} of ${wanted} agent pods are ready.`;
    return ready === wanted && wanted > 0
      ? { ...ok(question, found), command: agent?.command }
      : {
          ...problem(
            question,
            [found],
            'Look at the agent on the node of this pod: kubectl get pods -n kube-system -l app.kubernetes.io/name=eks-pod-identity-agent -o wide',
          ),
          command: agent?.command,
        };
  }
  if (auto) return ok(question, 'Built into the nodes of EKS Auto Mode.');
  if (agent && 'failure' in agent && agent.failure === 'not found') {
    return {
      ...problem(
        question,
        ['The cluster has no DaemonSet eks-pod-identity-agent.'],
        'Install the EKS add-on eks-pod-identity-agent.',
      ),
      command: agent.command,
    };
  }
  return unanswered(question, agent, 'The agent was not asked for.');
}

function trustSteps(o: PodObservations): Step[] {
  const question = `Does the trust policy of the role admit ${SERVICE}?`;
  const command = o.role?.command;
  const statements = roleTrust(o);
  if (!statements) return [roleUnknown(question, o)];
  const about = statements.filter((s) => s.effect === 'Allow' && s.services.includes(SERVICE));
  const assuming = about.filter((s) => allows(s, 'sts:AssumeRole'));
  if (assuming.length === 0) {
    return [
      {
        ...problem(
          question,
          ['No statement allows it sts:AssumeRole.'],
          'Add the statement for EKS Pod Identity (WorkloadTrust.podIdentity(), or .dual() to keep the one for IRSA).',
        ),
        command,
      },
    ];
  }
  const tagging = about.some((s) => allows(s, 'sts:TagSession'))
    ? ok(question, 'sts:AssumeRole and sts:TagSession')
    : problem(
        question,
        ['It allows sts:AssumeRole without sts:TagSession.'],
        'Add sts:TagSession to the statement.',
      );
  const judged = assuming.map((s) => s.conditions.map((c) => conditionStep(o, c)));
  const best = judged.find((steps) => steps.every((s) => s.verdict !== 'problem')) ?? judged[0];
  return [tagging, ...best].map((step) => ({ ...step, command }));
}

function allows({ actions }: TrustStatement, action: string): boolean {
  const written = actions.map((a) => a.toLowerCase());
  return [action.toLowerCase(), 'sts:*', '*'].some((a) => written.includes(a));
}

function conditionStep(o: PodObservations, { operator, key, values }: ConditionFact): Step {
  const question = `Does ${operator} ${key} hold?`;
  const context = requestOf(o);
  const name = Object.keys(context).find((k) => k.toLowerCase() === key.toLowerCase());
  const asked = name === undefined ? undefined : context[name];
  const held = conditionsHold({ [operator]: { [key]: values } }, '2012-10-17', context);
  const seen = [
    `request: ${asked ?? (asked === null ? '(not in the request)' : '(not known)')}`,
    `trust policy: ${values.join(', ')}`,
  ];
  if (held.is === 'yes') return ok(question, `${asked ?? 'not in the request'}`);
  if (held.is !== 'no') return cannotTell(question, seen);
  return asked === null
    ? problem(
        question,
        [...seen, 'The association has session tags turned off, so no request carries this key.'],
        'Turn session tags on, or narrow the trust by aws:SourceAccount and aws:SourceArn (PodIdentityNarrowing.cluster()).',
      )
    : problem(
        question,
        seen,
        'Change the value in the trust policy, or declare the identity for this ServiceAccount.',
      );
}

/** What EKS sends with AssumeRole: six session tags unless they are turned off, and the source. */
function requestOf(o: PodObservations): Record<string, string | null> {
  const { arn, name } = answered(o.cluster)?.cluster ?? {};
  const pod = answered(o.pod)?.metadata;
  const off = answered(o.association)?.association?.disableSessionTags === true;
  const account = /^arn:[^:]+:eks:[^:]+:(\d{12}):/.exec(arn ?? '')?.[1];
  const tags: [string, string | undefined][] = [
    ['eks-cluster-arn', arn],
    ['eks-cluster-name', name],
    ['kubernetes-namespace', o.target.namespace],
    ['kubernetes-service-account', serviceAccountOf(o)],
    ['kubernetes-pod-name', pod?.name],
  ];
  const source: [string, string | undefined][] = [
    ['aws:SourceArn', arn],
    ['aws:SourceAccount', account],
  ];
  const known = [
    ...tags.map(([k, v]) => [`aws:RequestTag/${k}`, off ? null : v] as const),
    ...source,
  ];
  return Object.fromEntries(known.filter((entry) => entry[1] !== undefined)) as Record<
    string,
    string | null
  >;
}
