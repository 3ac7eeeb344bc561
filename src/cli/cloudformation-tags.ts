import { type CollectionTag, type ScalarTag, YAMLMap, type YAMLSeq } from 'yaml';

const FUNCTIONS = [
  'Base64',
  'Cidr',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'ImportValue',
  'Join',
  'Length',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'And',
  'Equals',
  'If',
  'Not',
  'Or',
];

/** `!Sub x` means `{ 'Fn::Sub': 'x' }`, and so on, as CloudFormation reads YAML. */
export const CLOUDFORMATION_TAGS: (ScalarTag | CollectionTag)[] = [
  ...tagsOf('Ref', 'Ref'),
  ...tagsOf('Condition', 'Condition'),
  ...FUNCTIONS.flatMap((name) => tagsOf(name, `Fn::${name}`)),
];

function tagsOf(tag: string, key: string): (ScalarTag | CollectionTag)[] {
  return [
    {
      tag: `!${tag}`,
      resolve: (text) => ({ [key]: key === 'Fn::GetAtt' ? attributeOf(text) : text }),
    },
    { tag: `!${tag}`, collection: 'seq', resolve: (node) => wrapped(key, node) },
    { tag: `!${tag}`, collection: 'map', resolve: (node) => wrapped(key, node) },
  ];
}

function attributeOf(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function wrapped(key: string, node: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap {
  const outer = new YAMLMap();
  outer.set(key, node);
  return outer;
}
