/**
 * Prints README's chapter on the doctor, with what the program says today; with `--write` puts it
 * between its markers:
 *
 *     npx ts-node -T --project test/tsconfig.json scripts/doctor-chapter.ts --write
 */
import { join } from 'node:path';
import type { World } from '../src/cli/world';
import { CASES, caseWorld } from '../test/cli/case-world';
import { caseSession, drawing, NOW, session } from './doctor-transcript';
import { putTable } from './readme-table';
import { TROUBLES } from './troubles';

/** Whole up to here: the checklist of a pod. */
const LONGEST = 40;
const LONGEST_TROUBLE = 20;

const INCIDENT = join(CASES, 'annotation-on-deployment');
const READ = 'logging/s3-reader-sa s3:GetObject arn:aws:s3:::reports/2026/a.csv';
const WHERE = '--account 111122223333';

/** The chapter between its markers. */
export function doctorChapter(): string {
  return [
    INTRODUCTION,
    explainSection(),
    checkSection(),
    tokenSection(),
    podSection(),
    canSection(),
    recommendSection(),
    troubleSection(),
  ].join('\n\n');
}

const INTRODUCTION = `\`npx cdk-eks-workload-identity <command>\` is for the person who reviews identities before a deployment, and for the
one who is paged after it. It reads what is already there: cdk.out, any CloudFormation template (this library need not
have made it), Kubernetes YAML, a token. It needs no AWS account and no network; only \`diagnose\` with
\`--pod\` or \`--role\` asks, through your own \`kubectl\` and \`aws\`, and only reads.

- \`--help\` after a command shows its options and examples.
- The exit code is 0 (clean), 1 (findings) or 2 (could not run).
- A token is a secret. It is read from a file or from standard input, and never printed, written, or handed to another
  program; as an argument it is refused, since other processes of the machine can read those.
- Output folds to the terminal. Colours need a terminal and no \`NO_COLOR\`.

What follows was printed by the program: the tests run it again and compare. The files are in
[test/cli](https://github.com/cdk-eks-workload-identity/cdk-eks-workload-identity/tree/main/test/cli).`;

function explainSection(): string {
  return `### explain

Which role can pods take, who exactly may take it, and what may it do? \`explain\` answers for every role of cdk.out, or of
one template. A template alone does not say where it goes; \`--account\` and \`--region\` do.

${session(`explain template.yaml ${WHERE}`)}

In a pull request, \`--diff\` says what got wider or narrower. \`cdk diff\` cannot: it sees a trust policy that is written as
a JSON string as one value. \`--fail-on wider\` ends with exit code 1, so that somebody has to look.

${session('explain branch.yaml --diff template.yaml --fail-on wider')}

\`--format json\` is for programs. \`--format mermaid\` is a drawing, for a page or a pull request:

${drawing('explain template.yaml --format mermaid')}

\`--format html\` is a report for people, in one file that loads nothing. It draws ServiceAccount, trust, role and resources, and can be filtered by namespace,
service and finding. It shows names, ARNs and account ids, so treat a screenshot like the template; there is no secret in
it.

\`\`\`sh
npx cdk-eks-workload-identity explain cdk.out --format html > report.html
\`\`\`

![The report](docs/report.png)

The picture is of this repository's examples, filtered by a service.`;
}

function checkSection(): string {
  return `### check

The [rules](#guardrails) over templates and Kubernetes manifests together, so that it also sees what only shows between
the two: an annotation on the wrong object, a pod in another namespace than its ServiceAccount. \`--manifests\` takes a
file, a folder, or \`-\` for what \`helm template\` prints.

${session(`check template.yaml --manifests deployment.yaml ${WHERE}`)}

Errors and warnings end with exit code 1, infos alone do not. What cannot be told from the files is listed, and never
called fine. \`--format sarif\` is for code scanning:

\`\`\`sh
helm template reader ./chart | npx cdk-eks-workload-identity check cdk.out --manifests - --format sarif > check.sarif
\`\`\``;
}

function tokenSection(): string {
  return `### diagnose --token

The pod sends a token, and STS refuses it. \`diagnose --token\` decodes it here, on your machine, and compares issuer,
subject, audience and times with a trust policy, character by character. The trust policy comes from \`--template\`,
\`--trust-policy FILE\` or \`--role ARN\` (through \`aws iam get-role\`). With \`--jwks\` it verifies the signature.

${caseSession('subject-case', LONGEST)}

For a token like the pod's, which goes through a pipe and no file:

\`\`\`sh
kubectl create token s3-reader-sa -n logging --audience sts.amazonaws.com |
  npx cdk-eks-workload-identity diagnose --token - --template cdk.out
\`\`\``;
}

function podSection(): string {
  return `### diagnose --pod

The pod has no credentials, or the wrong ones. \`diagnose --pod\` goes through the checklist, live: the ServiceAccount, the
annotation or association, what was injected and when, both mechanisms at once, what comes earlier in the credential
chain of the SDK, the provider, the trust, the node's role, the SDK. Nothing is run in the pod, and its token is not read.

${session('diagnose --pod logging/reader-5d9c7 --record incident', liveIncident())}

\`--record DIR\` keeps an allow-list of fields: of the environment only \`AWS_*\` variables, and no value that is a secret;
nothing of Secrets, nothing that a program wrote to its error output. \`diagnose --replay DIR\` says the same from it,
anywhere and without access to the cluster.`;
}

function canSection(): string {
  return `### can

May these pods do that? \`can\` judges the role's policies, permissions boundary and session policy as IAM documents it, and
says allowed, denied, depends (on which conditions) or cannot tell, with the statement that decides. A policy that it does
not have is never taken for an Allow. Exit code 0 means allowed.

${session(`can ${READ} --template template.yaml ${WHERE}`)}

With what the request says:

${session(`can ${READ} --template template.yaml ${WHERE} --context aws:SecureTransport=true`)}`;
}

function recommendSection(): string {
  return `### recommend

IRSA or EKS Pod Identity? The [table of mechanisms](#which-mechanism), answered from what the workload needs.

${session('recommend --fargate --cross-account')}

Where needs exclude each other it says so:

${session('recommend --fargate --session-tags')}`;
}

function troubleSection(): string {
  return [
    `### Eight things that go wrong

Each is a recorded case with its files, judged as of noon (UTC) on 22 November 2026: its tokens are void since then. Of an
output over ${LONGEST_TROUBLE} lines the problem that the case is about is shown; \`[12 lines]\` stands for what is left out.`,
    ...TROUBLES.map(({ title, symptom, cases }, at) =>
      [
        `#### ${at + 1}. ${title}`,
        symptom,
        ...cases.map(
          (name) => `In \`test/cli/cases/${name}\`:\n\n${caseSession(name, LONGEST_TROUBLE)}`,
        ),
      ].join('\n\n'),
    ),
  ].join('\n\n');
}

/** A cluster that answers what was recorded of one. */
export function liveIncident(): World {
  const recorded = caseWorld(INCIDENT, NOW);
  const { answers } = JSON.parse(
    recorded.readText(join('incident', 'diagnose-pod.json'), 2 ** 20),
  ) as { answers: { command: string; value: unknown }[] };
  return {
    ...recorded,
    run(program, args) {
      const answer = answers.find(({ command }) => command === [program, ...args].join(' '));
      return answer
        ? { ok: true, stdout: JSON.stringify(answer.value) }
        : { ok: false, failure: 'not found' };
    },
    writeText: () => {},
  };
}

if (require.main === module) {
  putTable('doctor', doctorChapter());
}
