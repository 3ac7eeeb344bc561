import { FindingSeverity, type IdentityFinding } from '../../checks/finding';
import type { Line, Tone } from '../page';

const TONES: Record<FindingSeverity, Tone> = {
  [FindingSeverity.ERROR]: 'problem',
  [FindingSeverity.WARNING]: 'unclear',
  [FindingSeverity.INFO]: 'faint',
};
const WIDTH = 9;

export function findingLines({ id, severity, path, message, fix }: IdentityFinding): Line[] {
  return [
    { text: `${id} at ${path}`, label: { text: severity, width: WIDTH, tone: TONES[severity] } },
    { text: message, indent: WIDTH },
    { text: fix, indent: WIDTH, label: { text: 'Fix:', width: 5, tone: 'strong' } },
  ];
}
