export * from './audit-event-source';
export * from './audited-identity';
export * from './failure-threshold';
export * from './irsa-failure-scope';
export * from './pod-identity-failure-scope';
export * from './unused-access-analyzer';
export * from './workload-identity-audit';
