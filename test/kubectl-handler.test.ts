import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { KubectlHandler } from './kubectl-handler';

const LABEL = 'aws.cdk.eks/prune-c8';

function properties(objects: object[], others = {}) {
  return { ClusterName: 'prod', Manifest: JSON.stringify(objects), Overwrite: 'true', ...others };
}

const namespace = (name: string, labels = {}) => ({
  kind: 'Namespace',
  metadata: { name, labels },
});
const serviceAccount = (name: string, labels = {}) => ({
  kind: 'ServiceAccount',
  metadata: { namespace: 'shop', name, labels },
});

let handler: KubectlHandler;

beforeEach(() => {
  handler = new KubectlHandler();
  handler.apply('prod', [namespace('shop'), serviceAccount('orders')]);
});

test('Delete deletes what its manifest names, whoever wrote it, and minds no gaps', () => {
  handler.handle('Delete', properties([serviceAccount('gone'), serviceAccount('orders')]));
  expect(handler.deleted).toEqual(['prod ServiceAccount shop/orders']);
});

test('a Namespace takes along what is in it, in its cluster', () => {
  handler.apply('test', [namespace('shop'), serviceAccount('orders')]);
  handler.handle('Delete', properties([namespace('shop')]));
  expect(handler.deleted).toEqual(['prod Namespace shop', 'prod ServiceAccount shop/orders']);
  expect(handler.find('test', 'ServiceAccount', 'shop/orders')).toBeDefined();
});

test('without a label an Update leaves what its manifest no longer has', () => {
  handler.handle('Update', properties([serviceAccount('other')]));
  expect(handler.deleted).toEqual([]);
});

test('with a label it prunes a Namespace with all it holds, and no ServiceAccount', () => {
  const labels = { [LABEL]: '' };
  handler.apply('prod', [namespace('shop', labels), serviceAccount('labelled', labels)]);
  handler.apply('prod', [namespace('free')]);
  handler.handle('Update', properties([namespace('free', labels)], { PruneLabel: LABEL }));
  expect(handler.deleted).toEqual([
    'prod Namespace shop',
    'prod ServiceAccount shop/orders',
    'prod ServiceAccount shop/labelled',
  ]);
});

test.each([
  ['Create', true, undefined],
  ['Create', false, 'AlreadyExists'],
  ['Update', false, undefined],
] as const)('%s with Overwrite %p on an object that exists: %p', (request, overwrite, error) => {
  const act = () =>
    handler.handle(request, properties([serviceAccount('orders')], { Overwrite: overwrite }));
  if (error) {
    expect(act).toThrow(error);
  } else {
    expect(act).not.toThrow();
  }
});

test('the handler of the installed CDK still has the branches that are modelled', () => {
  const library = path.dirname(require.resolve('aws-cdk-lib/package.json'));
  const handlers = path.join(library, 'custom-resource-handlers/dist/aws-eks-v2');
  const source = readFileSync(path.join(handlers, 'kubectl-handler/apply/__init__.py'), 'utf8');
  const body = source.slice(
    source.indexOf("if request_type == 'Create'"),
    source.indexOf('def kubectl'),
  );
  const steps = body.match(
    /request_type == .\w+.|if overwrite|kubectl\('\w+'|--\w[\w-]*|prune_label is not None/g,
  );
  expect(steps).toEqual([
    "request_type == 'Create'",
    'if overwrite',
    "kubectl('apply'",
    '--save-config',
    '--save-config',
    "kubectl('create'",
    "request_type == 'Update'",
    'prune_label is not None',
    '--prune',
    "kubectl('apply'",
    'request_type == "Delete"',
    "kubectl('delete'",
  ]);
});
