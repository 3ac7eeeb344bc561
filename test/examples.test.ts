import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { exampleApp } from '../examples/app';
import type { Json } from './deployed-value';
import { type ExampleAssembly, inventoryOfApp, synthesizeExample } from './example-assembly';
import { identityRolesOf } from './template-views';

let examples: ExampleAssembly;

beforeAll(() => {
  examples = synthesizeExample(exampleApp);
});

describe('trust policies', () => {
  interface Trust {
    readonly role: string;
    readonly isString: boolean;
    readonly document: Json;
  }

  function trusts(): Trust[] {
    return examples.assembly.stacks.flatMap(({ id, template }) =>
      identityRolesOf(Template.fromJSON(template)).map((role) => {
        const deployed = role.properties.AssumeRolePolicyDocument;
        const isString = typeof deployed === 'string';
        return {
          role: `${id}/${role.id}`,
          isString,
          document: isString ? JSON.parse(deployed) : deployed,
        };
      }),
    );
  }

  /** The claims that a statement is about, under their operators: `StringEquals sub`. */
  function claimsOf({ Condition }: Json): string[] {
    return Object.entries<Json>(Condition).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) => `${operator} ${key.slice(key.lastIndexOf(':') + 1)}`),
    );
  }

  const tokenStatements = ({ document }: Trust): Json[] =>
    document.Statement.filter(
      ({ Action }: Json) => [Action].flat()[0] === 'sts:AssumeRoleWithWebIdentity',
    );

  test('every JSON string is whole after deployment, and names exactly one subject and audience', () => {
    const strings = trusts().filter(({ isString }) => isString);
    const claims = strings
      .filter(({ role }) => !role.startsWith('Patterns/'))
      .flatMap(tokenStatements)
      .map(claimsOf);

    expect(claims.length).toBeGreaterThan(12);
    expect(new Set(claims.map((keys) => keys.sort().join()))).toEqual(
      new Set(['StringEquals aud,StringEquals sub']),
    );
    for (const { document } of strings) {
      expect(JSON.stringify(document)).not.toMatch(/\$\{|<[A-Z]/);
    }
  });

  test('every object does so too', () => {
    const claims = trusts()
      .filter(({ isString }) => !isString)
      .flatMap(tokenStatements)
      .map((statement) => claimsOf(statement).sort());

    expect(claims.length).toBeGreaterThan(5);
    expect(new Set(claims.map(String))).toEqual(new Set(['StringEquals aud,StringEquals sub']));
  });

  test('patterns are under StringLike, of the subject alone', () => {
    const claims = trusts()
      .filter(({ role }) => role.startsWith('Patterns/'))
      .flatMap(tokenStatements)
      .map(claimsOf);

    expect(claims.map((keys) => keys.sort())).toEqual([
      ['StringEquals aud', 'StringLike sub'],
      ['StringEquals aud', 'StringLike sub'],
    ]);
  });
});

test('the report on the examples is clean: what is found is information', () => {
  const { identities, otherFindings } = inventoryOfApp(examples);
  const findings = [...identities.flatMap(({ findings }) => findings), ...otherFindings];

  expect(identities.length).toBeGreaterThan(25);
  expect(findings.map(({ severity, id, path }) => `${severity} ${id} ${path}`)).toEqual([
    'info role-shared BlueGreen/Checkout/Role',
    'info role-shared ManyClusters/Logs/Role',
    'info role-shared ManyClusters/Metrics/Role',
  ]);
});

describe('cdk-nag AwsSolutions', () => {
  /** CDK's own cluster, network, nodes and kubectl functions: those who make a cluster decide on them. */
  const NOT_OURS = ['Workloads', 'Adoption'].flatMap((stack) =>
    ['DefaultVpc', 'Role', 'Resource', 'KubectlProvider', 'NodegroupDefaultCapacity'].map(
      (part) => `${stack}/Cluster/${part}`,
    ),
  );

  function findings(): { id: string; path: string }[] {
    return new AwsSolutionsChecks()
      .validateScope(examples.app)
      .violations.flatMap((violation) =>
        violation.violatingResources
          .map(({ constructPath = '' }) => ({ id: violation.ruleName, path: constructPath }))
          .filter(({ path }) => !NOT_OURS.some((prefix) => path.startsWith(prefix))),
      );
  }

  /** What is accepted, with the reason: `Stack/Construct AwsSolutions-X`. */
  function acknowledgements(): { id: string; path: string; reason: string }[] {
    return examples.app.node.findAll().flatMap((construct: IConstruct) =>
      construct.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.entries<string>(data))
        .map(([id, reason]) => ({
          id: id.replace(/^annotation::/i, ''),
          path: construct.node.path,
          reason,
        }))
        .filter(({ id }) => id.startsWith('AwsSolutions-')),
    );
  }

  function withoutAcknowledgements<T>(run: () => T): T {
    const pack = AwsSolutionsChecks.prototype as unknown as { isAcknowledged(): boolean };
    const spy = jest.spyOn(pack, 'isAcknowledged').mockReturnValue(false);
    try {
      return run();
    } finally {
      spy.mockRestore();
    }
  }

  test('finds nothing in the examples that is not acknowledged', () => {
    expect(findings()).toEqual([]);
    expect(withoutAcknowledgements(findings).length).toBeGreaterThan(50);
  });

  test('finds all that is acknowledged, each with a reason: what is gone is not accepted any more', () => {
    const found = withoutAcknowledgements(findings);
    const stale = acknowledgements().filter(
      ({ id, path }) => !found.some((finding) => finding.id === id && isWithin(finding.path, path)),
    );

    expect(stale).toEqual([]);
    expect(acknowledgements().filter(({ reason }) => !/^[A-Z].{20,}\.$/.test(reason))).toEqual([]);
  });

  test('is acknowledged for add-ons by the reasons of their presets', () => {
    const reasons = acknowledgements()
      .filter(({ path }) => path.startsWith('Addons/'))
      .map(({ path, reason }) => `${path} ${reason}`);

    expect(reasons).toContainEqual(expect.stringMatching(/^Addons\/EbsCsiDriver .*IAM matches/));
    expect(reasons).toContainEqual(expect.stringMatching(/^Addons\/CertManager /));
  });

  const isWithin = (path: string, ancestor: string): boolean =>
    ancestor === '' || path.startsWith(`${ancestor}/`);
});

/** The newest aws-cdk-lib validates templates; as errors, where this flag is on. */
const STRICT = { '@aws-cdk/core:validateAgainstDefaultRules': true };

const isNewest = process.env.CDK_NEWEST === '1';
if (!isNewest) {
  console.warn(
    'SKIPPED: the minimum aws-cdk-lib has no validator; scripts/test-newest.sh validates the templates.',
  );
}

(isNewest ? describe : describe.skip)('the validator of the newest aws-cdk-lib', () => {
  const { CDK_VALIDATION } = process.env;
  beforeAll(() => {
    delete process.env.CDK_VALIDATION;
  });
  afterAll(() => {
    process.env.CDK_VALIDATION = CDK_VALIDATION;
  });

  function wrong(): App {
    const app = new App({ context: STRICT, analyticsReporting: false });
    const stack = new Stack(app, 'Wrong');
    new CfnResource(stack, 'Role', {
      type: 'AWS::IAM::Role',
      properties: { AssumeRolePolicyDocument: 42 },
    });
    return app;
  }

  test('finds no error in the templates of the examples', () => {
    expect(() => synthesizeExample(exampleApp, STRICT)).not.toThrow();
  });

  test('finds the error in a template that has one', () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});

    expect(() => wrong().synth()).toThrow(/AssumeRolePolicyDocument/);
  });
});
