import type { RenderedPolicy } from './rendered-policy';

/** The policy in a line a statement, as a reviewer reads it. */
export function policyLines({ statements, managedPolicyArns }: RenderedPolicy): string[] {
  return [
    ...managedPolicyArns,
    ...statements.map(({ Action, Resource, Condition }) => {
      const conditions = Object.entries(Condition).flatMap(([operator, tests]) =>
        Object.entries(tests).map(([key, values]) => `${operator} ${key} = ${values.join(' | ')}`),
      );
      const when = conditions.length > 0 ? ` IF ${conditions.join(' AND ')}` : '';
      return `${byService(Action)} -> ${Resource.join(', ')}${when}`;
    }),
  ];
}

function byService(actions: string[]): string {
  const services = new Map<string, string[]>();
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    services.set(service, [...(services.get(service) ?? []), name]);
  }
  return [...services]
    .map(([service, names]) =>
      names.length > 1 ? `${service}:{${names.join(',')}}` : `${service}:${names[0]}`,
    )
    .join(' ');
}
