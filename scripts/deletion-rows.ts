/** What a change of the app does to the ServiceAccount of one identity, and to its role. */
export interface DeletionRow {
  readonly change: string;
  readonly serviceAccount: 'stays' | 'is deleted';
  readonly role: 'stays' | 'is deleted' | 'is a new one';
  /** How to have it otherwise. */
  readonly advice?: string;
}

const RETAIN_FIRST = 'Deploy `removalPolicy: RemovalPolicy.RETAIN` first, then the change.';
const REMOVE_BY_HAND = 'Remove it with kubectl, if nothing else uses it.';

/** Kubectl delivery; each row is proven by a scenario of the same name in the tests. */
export const DELETION_ROWS = {
  'moved code': {
    change: 'Constructs are renamed, reordered or moved within the stack',
    serviceAccount: 'stays',
    role: 'stays',
  },
  'neighbour comes or goes': {
    change: 'Another identity of the namespace is added, renamed or removed',
    serviceAccount: 'stays',
    role: 'stays',
  },
  'other mechanism': {
    change: 'IRSA becomes EKS Pod Identity, or the other way round',
    serviceAccount: 'stays',
    role: 'stays',
  },
  'one leaves': {
    change: 'The identity is removed; others of its namespace remain in the stack',
    serviceAccount: 'stays',
    role: 'is deleted',
    advice: REMOVE_BY_HAND,
  },
  'one is renamed': {
    change: '`serviceAccountName` changes: the old ServiceAccount',
    serviceAccount: 'stays',
    role: 'is deleted',
    advice: `${REMOVE_BY_HAND} \`roleLogicalId\` keeps the role.`,
  },
  'last leaves': {
    change: 'The last identity of the namespace is removed from the stack',
    serviceAccount: 'is deleted',
    role: 'is deleted',
    advice: RETAIN_FIRST,
  },
  'last leaves, retained': {
    change: 'The same, with `RETAIN` deployed first',
    serviceAccount: 'stays',
    role: 'is deleted',
  },
  'one leaves, alone': {
    change: 'An identity with `ManifestGrouping.IDENTITY` is removed',
    serviceAccount: 'is deleted',
    role: 'is deleted',
    advice: RETAIN_FIRST,
  },
  'delivery of one': {
    change:
      'Delivery becomes `gitOps()` or `external()`; others of the namespace stay with kubectl',
    serviceAccount: 'stays',
    role: 'stays',
  },
  'delivery of all': {
    change:
      'Delivery becomes `gitOps()` or `external()` for the whole namespace, even if something else has ' +
      'taken the ServiceAccounts over',
    serviceAccount: 'is deleted',
    role: 'stays',
    advice: RETAIN_FIRST,
  },
  'delivery of all, retained': {
    change: 'The same, with `RETAIN` deployed first',
    serviceAccount: 'stays',
    role: 'stays',
  },
  'grouping of all': {
    change: '`grouping` changes for the whole namespace, in either direction',
    serviceAccount: 'is deleted',
    role: 'stays',
    advice: RETAIN_FIRST,
  },
  'grouping of all, retained': {
    change: 'The same, with `RETAIN` deployed first',
    serviceAccount: 'stays',
    role: 'stays',
  },
  'other stack': {
    change: 'The identities of the namespace move to another stack, which is deployed first',
    serviceAccount: 'is deleted',
    role: 'is a new one',
    advice: RETAIN_FIRST,
  },
  'other stack, retained': {
    change: 'The same, with `RETAIN` deployed first',
    serviceAccount: 'stays',
    role: 'is a new one',
  },
  'stack is destroyed': {
    change: 'The stack is destroyed',
    serviceAccount: 'is deleted',
    role: 'is deleted',
    advice: 'Deploy `removalPolicy: RemovalPolicy.RETAIN` first.',
  },
} as const satisfies { readonly [scenario: string]: DeletionRow };

export type DeletionScenario = keyof typeof DELETION_ROWS;
