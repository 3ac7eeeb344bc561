import { WorkloadIdentityError } from '../src/private/errors';

/** The message of the refusal; fails where nothing, or something else, is thrown. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(WorkloadIdentityError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

/** What synthesis says when a construct of the tree is not valid. */
export function synthesisErrorOf(synthesize: () => unknown): string {
  try {
    synthesize();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('synthesis went through');
}
