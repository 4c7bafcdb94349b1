import { expect, test } from 'vitest';
import { peopleAtHand } from '../../../local/sign-in/people.ts';

test.each([
  [[], [['rider', []]]],
  [
    ['operators', 'staff'],
    [
      ['rider', []],
      ['operator', ['operators']],
      ['staff', ['staff']],
    ],
  ],
  [
    ['riders', 's'],
    [
      ['rider', ['riders']],
      ['s', ['s']],
    ],
  ],
])('with the groups %j there are at hand %j', (groups, people) => {
  expect(peopleAtHand(groups).map((person) => [person.username, person.groups])).toEqual(people);
});
