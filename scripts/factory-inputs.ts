import * as ts from 'typescript';

/**
 * The inputs of every public static method of the sources, read from their types:
 * `CertManager.route53` has `hostedZones`, `recordNames?`, `zoneLookup?`.
 */
export function factoryInputs(sources: string[]): Map<string, string[]> {
  const files = sources.map((text, i) =>
    ts.createSourceFile(`${i}.ts`, text, ts.ScriptTarget.ES2022),
  );
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const file of files) {
    for (const node of file.statements.filter(ts.isInterfaceDeclaration)) {
      interfaces.set(node.name.text, node);
    }
  }
  const inputs = new Map<string, string[]>();
  for (const file of files) {
    for (const type of file.statements.filter(ts.isClassDeclaration)) {
      for (const method of type.members.filter(ts.isMethodDeclaration)) {
        const name = `${type.name?.text}.${(method.name as ts.Identifier).text}`;
        inputs.set(
          name,
          method.parameters.flatMap((parameter) => parameterInputs(parameter, interfaces)),
        );
      }
    }
  }
  return inputs;
}

function parameterInputs(
  parameter: ts.ParameterDeclaration,
  interfaces: Map<string, ts.InterfaceDeclaration>,
): string[] {
  const props =
    parameter.type && ts.isTypeReferenceNode(parameter.type)
      ? interfaces.get((parameter.type.typeName as ts.Identifier).text)
      : undefined;
  const optional = parameter.questionToken || parameter.initializer ? '?' : '';
  return props
    ? members(props, interfaces)
    : [`${(parameter.name as ts.Identifier).text}${optional}`];
}

/** Required ones first, then in the order of the source, inherited ones last. */
function members(
  props: ts.InterfaceDeclaration,
  interfaces: Map<string, ts.InterfaceDeclaration>,
): string[] {
  const own = props.members
    .filter(ts.isPropertySignature)
    .map((member) => `${(member.name as ts.Identifier).text}${member.questionToken ? '?' : ''}`);
  const inherited = (props.heritageClauses ?? [])
    .flatMap((clause) => [...clause.types])
    .map((type) => interfaces.get((type.expression as ts.Identifier).text))
    .flatMap((base) => (base ? members(base, interfaces) : []));
  const all = [...own, ...inherited];
  return [
    ...all.filter((input) => !input.endsWith('?')),
    ...all.filter((input) => input.endsWith('?')),
  ];
}
