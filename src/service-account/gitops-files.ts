import * as fs from 'node:fs';
import * as path from 'node:path';
import { attachCustomSynthesis, Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import type { ClusterView } from '../cluster/cluster-view';
import { WorkloadIdentityError } from '../private/errors';
import { shortHash } from '../private/logical-id';
import { sharedIn } from '../private/shared-in';
import { sharedScopeOf } from './manifest-group';
import type { ServiceAccountSubject } from './service-account-subject';

/** Kubernetes reads YAML 1.1, where a plain `yes` or `on`, both valid names, is no text. */
const YAML_FORM = { lineWidth: 0, compat: 'yaml-1.1' } as const;

interface GitOpsFile {
  readonly header: string;
  readonly manifests: Map<string, Record<string, unknown>>;
}

/**
 * The YAML files that a stack's identities leave for a GitOps controller.
 *
 * A file is only ever rewritten or removed by the stack and cluster that its header names, so that
 * neither a hand-written file nor another app's is lost.
 */
export class GitOpsFiles {
  public static of(identity: IConstruct, directory: string): GitOpsFiles {
    const stack = Stack.of(identity);
    const name = `gitops ${stack.node.path} ${path.resolve(directory)}`;
    return sharedIn(identity, name, () => new GitOpsFiles(stack, directory));
  }

  private readonly files = new Map<string, GitOpsFile>();
  /** Which stack writes a file, over all directories of the stage. */
  private readonly writers: Map<string, string>;

  private constructor(
    private readonly stack: Stack,
    private readonly directory: string,
  ) {
    this.writers = sharedIn(stack, 'gitops-writers', () => new Map<string, string>());
    const scope = new Construct(sharedScopeOf(stack), `GitOps${shortHash([directory])}`);
    attachCustomSynthesis(scope, {
      onSynthesize: () => this.write(),
    });
    scope.node.addValidation({ validate: () => this.refuseForeignFiles() });
  }

  public add(
    identity: IConstruct,
    view: ClusterView,
    subject: ServiceAccountSubject,
    manifest: Record<string, unknown>,
  ): string {
    const { namespace, serviceAccountName } = subject;
    const literals = { clusterName: view.key, namespace, serviceAccountName, manifest };
    for (const [what, value] of Object.entries(literals)) {
      const said = typeof value === 'string' ? value : JSON.stringify(value);
      if (Token.isUnresolved(said)) {
        throw new WorkloadIdentityError(
          identity,
          `${what} '${said}' is only known at deployment, and gitOps() delivery writes a file at ` +
            'synthesis: give literal values, or use kubectl() or external() delivery',
        );
      }
    }
    const header = `${this.ownership()}${view.key}\n`;
    const file = path.join(this.directory, view.key, `${namespace}.yaml`);
    this.claim(identity, file);
    const known = this.files.get(file) ?? { header, manifests: new Map() };
    known.manifests.set(serviceAccountName, manifest);
    this.files.set(file, known);
    return file;
  }

  private claim(identity: IConstruct, file: string): void {
    const absolute = path.resolve(file);
    const writer = this.writers.get(absolute) ?? this.stack.node.path;
    if (writer !== this.stack.node.path) {
      throw new WorkloadIdentityError(
        identity,
        `'${file}' is written by stack '${writer}' already, and a file has one writer: give each stack a ` +
          'directory of its own, or declare the identities of this namespace in one stack',
      );
    }
    this.writers.set(absolute, writer);
  }

  /** What every file of this stack begins with. */
  private ownership(): string {
    return (
      '# Written by cdk-eks-workload-identity; edit the CDK app instead.\n' +
      `# app: ${this.stack.node.scope?.node.path || 'app'}, stack: ${this.stack.node.path}, cluster: `
    );
  }

  private refuseForeignFiles(): string[] {
    return [...this.files]
      .filter(([file, { header }]) => fs.existsSync(file) && !startsWith(file, header))
      .map(
        ([file, { header }]) =>
          `'${file}' exists and was not written by this stack for this cluster (its first lines are not ` +
          `'${header.trim().replaceAll('\n', ' ')}'): move it away, or choose another directory`,
      );
  }

  private write(): void {
    for (const [file, { header, manifests }] of this.files) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, header + this.yaml(manifests));
    }
    for (const file of this.abandonedFiles()) {
      fs.unlinkSync(file);
    }
  }

  private yaml(manifests: Map<string, Record<string, unknown>>): string {
    // Loaded here: few apps write files, and all of them load this one.
    const { stringify } = require('yaml') as typeof import('yaml');
    return [...manifests]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, manifest]) => stringify(this.stack.resolve(manifest), YAML_FORM))
      .map((document) => `---\n${document}`)
      .join('');
  }

  private abandonedFiles(): string[] {
    return fs
      .readdirSync(this.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter(
        (file) => !this.writers.has(path.resolve(file)) && startsWith(file, this.ownership()),
      );
  }
}

function startsWith(file: string, beginning: string): boolean {
  return fs.readFileSync(file, 'utf8').startsWith(beginning);
}
