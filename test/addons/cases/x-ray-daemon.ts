import { XRayDaemon } from '../../../src/addons';
import type { AddonCase } from '../addon-case';

export const cases: AddonCase[] = [
  {
    addon: 'AWS X-Ray daemon',
    factory: 'XRayDaemon.traces',
    title: 'traces',
    declare: () => XRayDaemon.traces(),
    refuses: [],
    upstream: { document: 'x-ray-daemon-write' },
  },
];
