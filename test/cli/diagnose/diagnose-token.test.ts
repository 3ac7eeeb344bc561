import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { fakeWorld, runCli } from '../fake-world';
import { encode, ISSUER, irsaCondition, jwks, signedToken, trustPolicy } from './test-token';

const HOST = ISSUER.replace('https://', '');

function diagnose(files: Readonly<Record<string, string>>, ...args: string[]) {
  const all = { token: signedToken(), trust: trustPolicy(), jwks: jwks(), ...files };
  return runCli(['diagnose', '--token', 'token', ...args], fakeWorld({ files: all }), {
    columns: 1000,
  });
}

const withTrust = (token: string, trust = trustPolicy()) =>
  diagnose({ token, trust }, '--trust-policy', 'trust');

/** The verdict and the text of the step with this question. */
function step(out: string, question: string): string {
  return out.split('\n\n').find((part) => part.includes(question)) ?? '';
}

test('a token that the trust policy admits is clean', () => {
  const { exitCode, out } = diagnose({}, '--trust-policy', 'trust', '--jwks', 'jwks');

  expect(exitCode).toBe(0);
  expect(out).toContain('6 ok, 0 problem, 0 cannot tell');
});

test('the token is never printed, not even in parts', () => {
  const token = signedToken();
  const { out, err } = diagnose({ token }, '--trust-policy', 'trust');

  for (const part of token.split('.')) {
    expect(out + err).not.toContain(part.slice(0, 12));
  }
});

describe('the subject', () => {
  test.each([
    [
      'system:serviceaccount:default:s3-reader-sa',
      'The namespace differs: the token has "logging", the trust policy "default".',
    ],
    [
      'system:serviceaccount:logging:s3-reader',
      'the trust policy ends here, the token goes on with "-"',
    ],
    ['system:serviceaccount:Logging:s3-reader-sa', 'only upper and lower case differ'],
    ['system:serviceaccount:logging:s3-reader-sa ', 'The trust policy ends with a blank'],
    ['system:serviceaccount:logging:*', 'StringEquals takes * and ? literally.'],
  ])('%j does not admit the token, and it says why', (subject, why) => {
    const { exitCode, out } = withTrust(signedToken(), trustPolicy(irsaCondition(subject)));
    const found = step(out, 'on sub hold?');

    expect(exitCode).toBe(1);
    expect(found).toMatch(/^problem/);
    expect(found.toLowerCase()).toContain(why.toLowerCase());
  });

  test('may be one of several, and the nearest is explained', () => {
    const list = (subjects: string[]) =>
      trustPolicy({
        StringEquals: { [`${HOST}:sub`]: subjects, [`${HOST}:aud`]: 'sts.amazonaws.com' },
      });
    const [other, own] = [
      'system:serviceaccount:a:b',
      'system:serviceaccount:logging:s3-reader-sa',
    ];

    expect(withTrust(signedToken(), list([other, own])).exitCode).toBe(0);
    expect(withTrust(signedToken(), list([other, `${own}s`])).out).toContain(
      'the trust policy "s3-reader-sas"',
    );
  });

  test('matches a pattern under StringLike', () => {
    const like = { StringLike: { [`${HOST}:sub`]: 'system:serviceaccount:logging:*' } };

    expect(withTrust(signedToken(), trustPolicy(like)).exitCode).toBe(0);
    expect(
      withTrust(signedToken({ sub: 'system:serviceaccount:other:x' }), trustPolicy(like)).exitCode,
    ).toBe(1);
  });
});

describe('the audience', () => {
  test('of the Kubernetes API is recognised', () => {
    const { exitCode, out } = withTrust(signedToken({ aud: ['https://kubernetes.default.svc'] }));

    expect(exitCode).toBe(1);
    expect(step(out, 'on aud hold?')).toContain("the pod's ordinary token, not the one for AWS");
  });

  test('of China that does not exist is compared character by character', () => {
    const { out } = withTrust(signedToken({ aud: ['sts.amazonaws.com.cn'] }));

    expect(step(out, 'on aud hold?')).toContain(
      'the trust policy ends here, the token goes on with "."',
    );
  });

  test('of EKS Pod Identity is recognised', () => {
    expect(withTrust(signedToken({ aud: ['pods.eks.amazonaws.com'] })).out).toContain(
      'STS never sees it',
    );
  });

  test('need not be looked at', () => {
    const trust = trustPolicy({
      StringEquals: { [`${HOST}:sub`]: 'system:serviceaccount:logging:s3-reader-sa' },
    });

    expect(withTrust(signedToken({ aud: ['other'] }), trust).exitCode).toBe(0);
  });
});

describe('the issuer', () => {
  test.each([
    [
      ISSUER.replace('eu-west-1', 'us-east-1'),
      'from a cluster in us-east-1, the trust policy is for one in eu-west-1',
    ],
    [ISSUER.replace('D539', 'D540'), 'Same Region, another cluster'],
    [`${ISSUER}/`, 'The token ends with a slash'],
    [ISSUER.toLowerCase(), 'only upper and lower case differ'],
    ['https://oidc.example.com', 'They differ at character 7'],
  ])('%s is not that of the trust policy', (iss, why) => {
    const { exitCode, out } = withTrust(signedToken({ iss }));

    expect(exitCode).toBe(1);
    expect(step(out, 'name the token')).toMatch(/^problem/);
    expect(step(out, 'name the token')).toContain(why);
  });

  test('with https:// in a condition key makes the key an unknown one', () => {
    const wrong = irsaCondition(undefined, undefined, 'https://https://x');
    const trust = trustPolicy({
      StringEquals: { [`https://${HOST}:sub`]: Object.values(wrong.StringEquals)[0] },
    });
    const { exitCode, out } = withTrust(signedToken(), trust);

    expect(exitCode).toBe(1);
    expect(step(out, 'on sub hold?')).toContain('begins with "https://", the other does not');
  });

  test('kubernetes/serviceaccount is a legacy token and named so', () => {
    const { exitCode, out } = withTrust(
      signedToken({ iss: 'kubernetes/serviceaccount', aud: undefined, exp: undefined }),
    );

    expect(exitCode).toBe(1);
    expect(out).toContain('This is a legacy token: it was read from a Secret');
    expect(out).not.toContain('on sub hold?');
  });
});

describe('the time', () => {
  const at = (text: string) => Date.parse(text) / 1000;

  test.each([
    ['a second before it ends', { exp: at('2026-11-22T12:00:01Z') }, 'ok'],
    ['at its end', { exp: at('2026-11-22T12:00:00Z') }, 'problem'],
    ['before it begins', { nbf: at('2026-11-22T12:00:01Z') }, 'problem'],
    ['when it begins', { nbf: at('2026-11-22T12:00:00Z') }, 'ok'],
  ])('%s', (_, claims, verdict) => {
    const { out, exitCode } = withTrust(signedToken(claims));

    expect(step(out, 'Is it valid now?')).toMatch(new RegExp(`^${verdict}`));
    expect(exitCode).toBe(verdict === 'ok' ? 0 : 1);
  });

  test('an expired token is ExpiredTokenException, with the time since', () => {
    const { out } = withTrust(signedToken({ exp: at('2026-11-20T09:30:00Z') }));

    expect(out).toContain(
      'It expired 2 d 2 h ago, at 2026-11-20T09:30:00Z; STS answers ExpiredTokenException.',
    );
  });
});

describe('the signature', () => {
  const verify = (token: string, keys = jwks()) => {
    const run = diagnose({ token, jwks: keys }, '--jwks', 'jwks');
    return { ...run, found: step(run.out, 'signed by the issuer') };
  };

  test('without keys cannot be told', () => {
    expect(step(diagnose({}).out, 'signed by the issuer')).toMatch(/^cannot tell/);
  });

  test('by the right key is ok', () => {
    expect(verify(signedToken()).found).toMatch(/^ok/);
  });

  test('over changed claims is a problem', () => {
    const [header, , signature] = signedToken().split('.');
    const changed = `${header}.${signedToken({ sub: 'system:serviceaccount:a:b' }).split('.')[1]}.${signature}`;

    expect(verify(changed).found).toContain('the token was changed');
    expect(verify(changed).exitCode).toBe(1);
  });

  test('by another key of the same id is a problem', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

    expect(verify(signedToken({}, undefined, privateKey)).found).toMatch(/^problem/);
  });

  test('of a key that the JWKS lacks is a problem', () => {
    expect(verify(signedToken(), jwks('key-2')).found).toContain(
      'none with the token\'s key id "key-1"',
    );
  });

  test('with ES256 is verified too', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signed = `${encode({ alg: 'ES256', kid: 'key-1' })}.${signedToken().split('.')[1]}`;
    const signature = createSign('sha256')
      .update(signed)
      .sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });

    expect(
      verify(`${signed}.${signature.toString('base64url')}`, jwks('key-1', publicKey)).found,
    ).toMatch(/^ok/);
  });

  test('with ES256 needs a key on its own curve', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const signed = `${encode({ alg: 'ES256', kid: 'key-1' })}.${signedToken().split('.')[1]}`;
    const signature = createSign('sha256')
      .update(signed)
      .sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });

    expect(
      verify(`${signed}.${signature.toString('base64url')}`, jwks('key-1', publicKey)).found,
    ).toMatch(/^problem/);
  });

  test.each(['none', 'None', 'HS256', '', '__proto__'])('of algorithm %j is refused', (alg) => {
    const signed = `${encode({ alg, kid: 'key-1' })}.${signedToken().split('.')[1]}`;
    // What an attacker who knows only the public key could sign with.
    const signature = createHmac('sha256', jwks()).update(signed).digest('base64url');
    const { found, exitCode } = verify(
      `${signed}.${alg.toLowerCase() === 'none' ? '' : signature}`,
    );

    expect(found).toMatch(/^problem/);
    expect(exitCode).toBe(1);
  });

  test('needs a JWKS with keys', () => {
    expect(verify(signedToken(), '{}')).toMatchObject({ exitCode: 2 });
    expect(verify(signedToken(), '{"keys": [null, 1, {"kid": "key-1"}]}').found).toMatch(
      /^problem/,
    );
  });
});

describe('the trust policy', () => {
  test('for EKS Pod Identity uses no token', () => {
    const trust = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    });

    expect(withTrust(signedToken(), trust).out).toContain('The role is for EKS Pod Identity');
  });

  test('of several statements shows the one that admits, or the closest', () => {
    const [a, b] = [ISSUER.replace('D539', 'D540'), ISSUER].map(
      (issuer) =>
        JSON.parse(trustPolicy(irsaCondition(undefined, undefined, issuer), issuer)).Statement[0],
    );
    const both = JSON.stringify({ Statement: [a, b] });

    expect(withTrust(signedToken(), both)).toMatchObject({ exitCode: 0 });
    expect(withTrust(signedToken(), both).out).toContain('Statement 2 of 2.');
    expect(withTrust(signedToken({ aud: ['x'] }), both).out).toContain(
      'statement 2 is the closest',
    );
  });

  test('with a Deny that applies does not admit', () => {
    const [allow] = JSON.parse(trustPolicy()).Statement;
    const deny = (subject: string) =>
      JSON.stringify({
        Statement: [
          allow,
          { ...allow, Effect: 'Deny', Condition: { StringEquals: { [`${HOST}:sub`]: subject } } },
        ],
      });

    expect(
      withTrust(signedToken(), deny('system:serviceaccount:logging:s3-reader-sa')).exitCode,
    ).toBe(1);
    expect(withTrust(signedToken(), deny('system:serviceaccount:a:b')).exitCode).toBe(0);
  });

  test('with a condition on the request cannot be told', () => {
    const trust = trustPolicy({ ...irsaCondition(), IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } });
    const { exitCode, out } = withTrust(signedToken(), trust);

    expect(exitCode).toBe(0);
    expect(step(out, 'aws:SourceIp')).toMatch(/^cannot tell/);
  });

  test.each(['{}', '[]', '"x"', 'null', '{"Statement": []}'])('%s is none', (trust) => {
    expect(withTrust(signedToken(), trust)).toMatchObject({ exitCode: 2, out: '' });
  });
});

describe('a template', () => {
  const role = (trust: string) => ({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: JSON.parse(trust) },
  });
  const compare = (resources: object, token = signedToken()) =>
    diagnose(
      { token, 'stack.json': JSON.stringify({ Resources: resources }) },
      '--template',
      'stack.json',
    );

  test('gives the role that admits the token', () => {
    const { exitCode, out } = compare({
      Other: role(trustPolicy(irsaCondition('system:serviceaccount:a:b'))),
      Reader: role(trustPolicy()),
    });

    expect(exitCode).toBe(0);
    expect(out).toContain('stack/Reader, of 2 roles.');
  });

  test('gives the role that comes closest', () => {
    const { exitCode, out } = compare({
      Lambda: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
        },
      },
      Reader: role(trustPolicy(irsaCondition('system:serviceaccount:Logging:s3-reader-sa'))),
    });

    expect(exitCode).toBe(1);
    expect(out).toContain('None of 2 roles admits this token; stack/Reader comes closest.');
  });

  test('whose issuer is known only at deployment compares what it can', () => {
    const trust = `{"Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/\${issuer}"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"\${issuer}:sub":"system:serviceaccount:logging:S3-reader-sa","\${issuer}:aud":"sts.amazonaws.com"}}}]}`;
    const issuer = {
      'Fn::Select': [
        1,
        { 'Fn::Split': ['//', { 'Fn::GetAtt': ['Cluster', 'OpenIdConnectIssuerUrl'] }] },
      ],
    };
    const { exitCode, out } = compare({
      Cluster: { Type: 'AWS::EKS::Cluster', Properties: {} },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { 'Fn::Sub': [trust, { issuer }] } },
      },
    });

    expect(exitCode).toBe(1);
    expect(step(out, 'name the token')).toMatch(/^cannot tell/);
    expect(step(out, 'on sub hold?')).toContain('the token has "s", the trust policy has "S"');
    expect(step(out, 'on aud hold?')).toMatch(/^ok/);
  });

  test('says whether its provider lists the audience', () => {
    const provider = (ids: string[]) => ({
      Type: 'AWS::IAM::OIDCProvider',
      Properties: { Url: ISSUER, ClientIdList: ids },
    });

    expect(compare({ P: provider(['sts.amazonaws.com']), R: role(trustPolicy()) }).exitCode).toBe(
      0,
    );
    expect(compare({ P: provider(['other']), R: role(trustPolicy()) }).out).toContain(
      'incorrect token audience',
    );
  });
});

describe('a role', () => {
  const ARN = 'arn:aws:iam::111122223333:role/team/s3-reader';
  const command = 'aws iam get-role --role-name s3-reader --output json';
  const ask = (answer: unknown, arn = ARN) => {
    const world = fakeWorld({ files: { token: signedToken() }, answers: { [command]: answer } });
    return { ...runCli(['diagnose', '--token', 'token', '--role', arn], world), ran: world.ran };
  };

  test('is read with aws iam get-role', () => {
    const answer = { Role: { Arn: ARN, AssumeRolePolicyDocument: JSON.parse(trustPolicy()) } };

    expect(ask(answer)).toMatchObject({ exitCode: 0, ran: [command] });
  });

  test('of another account is not taken for it', () => {
    const answer = {
      Role: {
        Arn: ARN.replace('1111', '9999'),
        AssumeRolePolicyDocument: JSON.parse(trustPolicy()),
      },
    };

    expect(ask(answer)).toMatchObject({ exitCode: 2 });
  });

  test('that cannot be read is an error with the command', () => {
    expect(ask('no credentials').err).toBe(
      `cdk-eks-workload-identity: ${command}: no credentials\n`,
    );
  });

  test.each([
    's3-reader',
    'arn:aws:iam::111122223333:user/x',
    'arn:aws:iam::1:role/x',
    '--profile',
    `${ARN} `,
  ])('%j is no ARN, and nothing is run', (arn) => {
    expect(ask({}, arn)).toMatchObject({ exitCode: 2, ran: [] });
  });
});

describe('hostile tokens end with 2 and one line that does not quote them', () => {
  const [header, body, signature] = signedToken().split('.');
  const cases: [string, string, RegExp][] = [
    ['nothing', ' \n', /the token is empty/],
    ['one part', 'hunter2', /it has one part/],
    ['two parts', `${header}.${body}`, /it has 2 parts/],
    ['five parts', `${header}..${body}.${body}.${body}`, /encrypted token \(JWE/],
    [
      'plus and slash',
      `${header}.${body.slice(0, 7)}+/${body.slice(9)}.${signature}`,
      /at character 8 of the claims there is something/,
    ],
    ['padding', `${header}.${body}=.${signature}`, /base64 padding at character \d+ of the claims/],
    [
      'a line break inside',
      `${header}.${body.slice(0, 30)}\n${body.slice(30)}.${signature}`,
      /a blank or a line break at character 31/,
    ],
    ['a cut part', `${header}.${'A'.repeat(41)}.${signature}`, /its claims is cut off/],
    [
      'claims that are no JSON',
      `${header}.${encode('hunter2')}.${signature}`,
      /its claims is not JSON/,
    ],
    [
      'claims that are no object',
      `${header}.${encode('["hunter2"]')}.${signature}`,
      /its claims should be a JSON object/,
    ],
    [
      'claims that are no UTF-8',
      `${header}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`,
      /its claims is not JSON/,
    ],
    [
      'a time that is none',
      `${header}.${encode({ exp: 1e300 })}.${signature}`,
      /exp is not a time/,
    ],
    ['a time as text', `${header}.${encode({ exp: 'hunter2' })}.${signature}`, /exp is not a time/],
    [
      'more than STS takes',
      `${header}.${encode({ x: 'x'.repeat(20_000) })}.${signature}`,
      /STS takes at most 20000/,
    ],
    [
      'deep nesting',
      `${header}.${encode(`${'['.repeat(7_000)}`)}.${signature}`,
      /its claims is not JSON/,
    ],
  ];

  test.each(cases)('%s', (_, token, message) => {
    const { exitCode, out, err } = withTrust(token);

    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
    expect(err).not.toContain('hunter2');
  });

  test('escape sequences and HTML in claims are shown as text', () => {
    const sub = '\u001b[2J\u001b]0;owned\u0007<script>alert(1)</script>\u202e';
    const { out } = withTrust(signedToken({ sub }));

    expect(out).toContain('\\u001b[2J\\u001b]0;owned\\u0007<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  test('a huge claim is cut', () => {
    const { out } = withTrust(signedToken({ sub: 'x'.repeat(9_000) }));

    expect(out).toContain('... (9000 characters)');
    expect(out.length).toBeLessThan(8_000);
  });

  test('a token on the command line is not repeated', () => {
    const token = signedToken();
    for (const args of [['--token', token], [token], [`--token=${token}`]]) {
      const { exitCode, err } = runCli(['diagnose', ...args], fakeWorld({}));
      expect(exitCode).toBe(2);
      expect(err).not.toContain(token.slice(0, 10));
    }
  });
});

test.each([
  [['--token', 't', '--template', 'a', '--role', 'b'], '--template and --role do not go together'],
  [['--token', '-', '--trust-policy', '-'], 'standard input can be read only once'],
  [['--token', 't', '--pod', 'a/b'], 'needs one of'],
  [[], 'needs one of'],
  [['--token', 't', '--record', 'd'], '--record does not go with --token'],
])('%j is refused', (args, message) => {
  expect(runCli(['diagnose', ...args], fakeWorld({}))).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining(message),
  });
});
