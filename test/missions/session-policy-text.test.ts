// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM policy variables
import { Aws } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { testApp, testStack } from '../fixtures';
import { refusalOf, synthesisErrorOf } from '../refusal';
import { associationsOf } from '../template-views';
import { declare, policy } from './tenant-app';

describe('the length of a session policy', () => {
  const frame = JSON.stringify(policy('arn:aws:s3:::').toJSON()).length;
  const ofLength = (length: number, fill = 'x') =>
    policy(`arn:aws:s3:::${fill.repeat(length - frame)}`);

  test('may be 2,048 characters, and not one more', () => {
    expect(JSON.stringify(ofLength(2_048).toJSON())).toHaveLength(2_048);
    expect(() => declare({ sessionPolicy: ofLength(2_048) })).not.toThrow();
    expect(refusalOf(() => declare({ sessionPolicy: ofLength(2_049) }))).toBe(
      '[Stack/App] sessionPolicy has 2049 characters (tokens at their longest value), and EKS takes at most ' +
        '2048: shorten it, for example by wildcards in resources, or give the ServiceAccount a role of its own',
    );
  });

  test('counts white space in values, as STS does', () => {
    expect(() => declare({ sessionPolicy: ofLength(2_048, ' ') })).not.toThrow();
    expect(() => declare({ sessionPolicy: ofLength(2_049, ' ') })).toThrow('has 2049 characters');
  });

  test('is that of merged statements where the app minimizes policies', () => {
    const resources = Array.from({ length: 28 }, (_, at) => `arn:aws:s3:::tenants/a/${at}/*`);
    const statements = () =>
      resources.map(
        (resource) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] }),
      );
    const act = (minimizePolicies: boolean) => () => {
      const app = testApp({ '@aws-cdk/aws-iam:minimizePolicies': minimizePolicies });
      const stack = testStack(app);
      declare({ sessionPolicy: new iam.PolicyDocument({ statements: statements() }) }, stack);
      return Template.fromStack(stack);
    };

    const [{ properties }] = associationsOf(act(true)());
    expect(JSON.parse(properties.Policy).Statement).toHaveLength(1);
    expect(refusalOf(act(false))).toContain('sessionPolicy has 2');
  });

  test('counts a pseudo parameter at its longest value', () => {
    const account = (characters: number) =>
      declare({ sessionPolicy: policy(`${Aws.ACCOUNT_ID}${'x'.repeat(characters)}`) });
    const rest = 2_048 - JSON.stringify(policy('').toJSON()).length - '111122223333'.length;

    expect(() => account(rest)).not.toThrow();
    expect(() => account(rest + 1)).toThrow('has 2049 characters');
  });
});

describe('a session policy that gets its statements later', () => {
  const grown = (...resources: string[]) => {
    const stack = testStack();
    const sessionPolicy = new iam.PolicyDocument();
    declare({ sessionPolicy }, stack);
    sessionPolicy.addStatements(
      ...resources.map(
        (resource) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] }),
      ),
    );
    return () => Template.fromStack(stack);
  };

  test('is the JSON text of the association with all of them', () => {
    const [{ properties }] = associationsOf(grown('arn:aws:s3:::tenants/a/*')());

    expect(JSON.parse(properties.Policy).Statement).toHaveLength(1);
    expect(properties.DisableSessionTags).toBe(true);
  });

  test('is refused over 2,048 characters', () => {
    expect(synthesisErrorOf(grown(`arn:aws:s3:::${'x'.repeat(2_048)}`))).toMatch(
      /\[Stack\/App\] sessionPolicy has 2\d{3} characters .* EKS takes at most 2048/,
    );
  });

  test('is refused where it compares a session tag', () => {
    expect(
      synthesisErrorOf(grown('arn:aws:s3:::tenants/${aws:PrincipalTag/kubernetes-namespace}/*')),
    ).toContain('never there: a sessionPolicy turns session tags off');
  });

  test('is refused where there are none in the end', () => {
    expect(synthesisErrorOf(grown())).toContain(
      '[Stack/App] sessionPolicy has no statements, and EKS takes no empty policy: give at least one, or leave ' +
        'sessionPolicy out',
    );
  });
});
