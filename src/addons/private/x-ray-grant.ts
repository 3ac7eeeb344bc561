import { type Grant, withoutResource } from './grant';

/** Sending traces, and reading the sampling rules by which they are taken. */
export function xRayGrant(): Grant {
  return withoutResource([
    'xray:GetSamplingRules',
    'xray:GetSamplingStatisticSummaries',
    'xray:GetSamplingTargets',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
}
