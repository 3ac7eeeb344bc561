import { BlockList, isIP } from 'node:net';

/**
 * Whether an address lies in a range; `undefined` where either is not an address. A range without
 * a prefix is one address.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function inRange(address: string, range: string): boolean | undefined {
  const [network, prefix, ...rest] = range.split('/');
  const family = isIP(network);
  const asked = isIP(address);
  if (family === 0 || asked === 0 || rest.length > 0) return undefined;
  const widest = family === 4 ? 32 : 128;
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= widest)) {
    return undefined;
  }
  if (family !== asked) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, prefix === undefined ? widest : Number(prefix), type);
  return list.check(address, type);
}
