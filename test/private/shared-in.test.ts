import { App, Stack, Stage } from 'aws-cdk-lib';
import { sharedIn } from '../../src/private/shared-in';

const make = () => ({});

test('the constructs of an app share one thing of a name', () => {
  const app = new App();
  const [one, other] = ['One', 'Two'].map((id) => sharedIn(new Stack(app, id), 'thing', make));
  expect(one).toBe(other);
  expect(sharedIn(app, 'thing', make)).toBe(one);
  expect(sharedIn(app, 'another thing', make)).not.toBe(one);
});

test('undefined is made once too', () => {
  const app = new App();
  const makeNothing = jest.fn(() => undefined);
  sharedIn(app, 'nothing', makeNothing);
  sharedIn(app, 'nothing', makeNothing);
  expect(makeNothing).toHaveBeenCalledTimes(1);
});

test('Stages and apps share nothing', () => {
  const app = new App();
  const homes = [app, new Stage(app, 'Blue'), new Stage(app, 'Green'), new App()];
  const things = homes.map((home) => sharedIn(new Stack(home, 'Stack'), 'thing', make));
  expect(new Set(things).size).toBe(4);
});

test('a tree without an app shares by its root', () => {
  const stack = new Stack();
  expect(sharedIn(stack, 'thing', make)).toBe(sharedIn(new Stack(stack, 'Inner'), 'thing', make));
});

test('another copy of this package shares the same things', () => {
  const app = new App();
  const mine = sharedIn(app, 'thing', make);
  jest.isolateModules(() => {
    // aws-cdk-lib finds out what a construct is by symbols, as this package does.
    const copy = require('../../src/private/shared-in') as { sharedIn: typeof sharedIn };
    expect(copy.sharedIn).not.toBe(sharedIn);
    expect(copy.sharedIn(app, 'thing', make)).toBe(mine);
  });
});
