import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const KEYWORDS = new Set(
  [
    // Python: keyword.kwlist
    'False None True and as assert async await break class continue def del elif else except finally for from global',
    'if import in is lambda nonlocal not or pass raise return try while with yield',
    // Java: https://docs.oracle.com/javase/specs/jls/se17/html/jls-3.html#jls-3.9
    'abstract assert boolean break byte case catch char class const continue default do double else enum extends',
    'final finally float for goto if implements import instanceof int interface long native new package private',
    'protected public return short static strictfp super switch synchronized this throw throws transient try void',
    'volatile while true false null',
  ].flatMap((line) => line.split(' ')),
);

interface Member {
  readonly name: string;
  readonly node: ts.ClassElement | ts.TypeElement | ts.EnumMember | ts.Statement;
}

/** Everything that jsii hands on: the types of the files that index.ts exports, and their members. */
const members = exportedFiles(path.join(__dirname, '../src/index.ts')).flatMap(membersOf);

describe('the public API in other languages', () => {
  test('is what the files that index.ts exports declare', () => {
    const names = members.map(({ name }) => name);

    expect(names.length).toBeGreaterThan(400);
    expect(names).toContain('WorkloadIdentity.serviceAccountName');
    expect(names).toContain('AwsLoadBalancerController.inVpcs');
    expect(names).not.toContain('WorkloadIdentity._plan');
  });

  test('is documented, every type and every member', () => {
    // Interfaces of aws-cdk-lib document these.
    const inherited = ['clusterRef', 'env', 'grantPrincipal', 'constructor'];
    const undocumented = members.filter(
      ({ name, node }) =>
        !inherited.includes(name.split('.').at(-1) as string) &&
        !ts.getJSDocCommentsAndTags(node).length,
    );

    expect(undocumented.map(({ name }) => name)).toEqual([]);
  });

  test('has a name for every parameter: one that is taken apart is called `__0` there', () => {
    const nameless = members.filter(({ node }) =>
      parametersOf(node).some((parameter) => !ts.isIdentifier(parameter.name)),
    );

    expect(nameless.map(({ name }) => name)).toEqual([]);
  });

  test('has no name that Python or Java reserves', () => {
    const names = members.flatMap(({ name, node }) => [
      name.split('.').at(-1) as string,
      ...parametersOf(node).map((parameter) => parameter.name.getText()),
    ]);

    expect(names.filter((name) => KEYWORDS.has(name))).toEqual([]);
  });

  test('has no unions, which are objects of no type there', () => {
    const unions = members.filter(({ node }) => typesOf(node).some(isUnion));

    expect(unions.map(({ name }) => name)).toEqual([]);
  });
});

function exportedFiles(index: string): string[] {
  return parse(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) {
      return ts.isExportDeclaration(statement) ? [] : [index];
    }
    const { text } = statement.moduleSpecifier as ts.StringLiteral;
    const file = path.join(path.dirname(index), text);
    return existsSync(`${file}.ts`) ? [`${file}.ts`] : exportedFiles(path.join(file, 'index.ts'));
  });
}

function membersOf(file: string): Member[] {
  return parse(file).statements.flatMap((node) => {
    const isType =
      ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node);
    if (!isType || !hasModifier(node, ts.SyntaxKind.ExportKeyword) || isInternal(node)) {
      return [];
    }
    const type = node.name?.text as string;
    const own: Member[] = [...node.members]
      .filter((member) => !isInternal(member))
      .map((member) => ({
        name: `${type}.${member.name?.getText() ?? 'constructor'}`,
        node: member,
      }));
    return [{ name: type, node }, ...own];
  });
}

/** Private, protected or `@internal`. */
function isInternal(node: ts.Node): boolean {
  return (
    hasModifier(node, ts.SyntaxKind.PrivateKeyword) ||
    hasModifier(node, ts.SyntaxKind.ProtectedKeyword) ||
    ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'internal')
  );
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((one) => one.kind === kind)
  );
}

function parametersOf(node: Member['node']): readonly ts.ParameterDeclaration[] {
  return ts.isFunctionLike(node) ? node.parameters : [];
}

/** The types of a property, or of the parameters and the result of a method. */
function typesOf(node: Member['node']): ts.TypeNode[] {
  const own = ts.isFunctionLike(node) || ts.isPropertySignature(node) ? node.type : undefined;
  const ofField = ts.isPropertyDeclaration(node) ? node.type : undefined;
  return [own, ofField, ...parametersOf(node).map(({ type }) => type)].filter(
    (type) => type !== undefined,
  );
}

/** `T | undefined` is an optional T, and no union to jsii. */
function isUnion(type: ts.TypeNode): boolean {
  const ofMany =
    ts.isUnionTypeNode(type) &&
    type.types.filter((one) => one.kind !== ts.SyntaxKind.UndefinedKeyword).length > 1;
  return (
    ofMany || (ts.forEachChild(type, (child) => ts.isTypeNode(child) && isUnion(child)) ?? false)
  );
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
}
