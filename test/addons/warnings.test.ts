import { allCases } from './all-cases';
import { renderCase } from './rendered-policy';

const warned = new Map<string, Set<string>>();
for (const addonCase of allCases()) {
  const ids = warned.get(addonCase.factory) ?? new Set();
  for (const { id } of renderCase(addonCase).facts.warnings ?? []) {
    ids.add(id);
  }
  warned.set(addonCase.factory, ids);
}

test('a factory that means everything warns', () => {
  const everything = [...warned].filter(([factory]) =>
    /\.\w*(All|all|Any|any)[A-Z]?/.test(factory),
  );

  expect(everything.length).toBeGreaterThan(0);
  expect(everything.filter(([, ids]) => ids.size === 0).map(([factory]) => factory)).toEqual([]);
});

test('the ids of the warnings are the ones that users acknowledge', () => {
  const ids = [...warned].flatMap(([factory, all]) => [...all].map((id) => `${factory}: ${id}`));

  expect(ids.sort()).toMatchInlineSnapshot(`
[
  "AckController.recommended: ackControllerRecommendedPolicy",
  "AppMesh.controller: appMeshEnded",
  "AppMesh.envoy: appMeshEnded",
  "AwsLoadBalancerController.inAnyVpc: awsLoadBalancerControllerAnyVpc",
  "CertManager.route53AllZones: certManagerAllZones",
  "EbsCsiDriver.allClusters: ebsCsiDriverAllClusters",
  "EcrImageBuilder.allRepositories: ecrImageBuilderAllRepositories",
  "EfsCsiDriver.controllerAllFileSystems: efsCsiDriverAllFileSystems",
  "ExternalDns.route53AllZones: externalDnsAllZones",
  "ExternalSecrets.allParameters: externalSecretsAllParameters",
  "ExternalSecrets.allSecrets: externalSecretsAllSecrets",
  "NodeTerminationHandler.queueProcessorAllGroups: nodeTerminationHandlerAllGroups",
  "Pganalyze.allDatabases: pganalyzeAllDatabases",
  "VpcCni.ipv4AnyCluster: vpcCniAnyCluster",
]
`);
});
