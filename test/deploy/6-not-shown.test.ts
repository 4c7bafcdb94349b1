import { test } from 'vitest';

// What a deployment to AWS does and the stand-in does not: named here, so that nobody takes it for proven.
test.for([
  [
    'requests beyond the throttle of a route or stage are refused with 429',
    'the stand-in takes throttles without effect',
  ],
  [
    'a function reaches only items whose keys begin as its policy says',
    'the stand-in holds dynamodb:LeadingKeys to be met by any key; the local run checks it in npm test',
  ],
  [
    'a function is cut off at its time limit, and the gateway answers 503',
    'the stand-in answers 502 with the text of the error',
  ],
  [
    'DynamoDB removes what its time to live says',
    'the stand-in takes it without effect; the local run does it in npm test',
  ],
  [
    'a request that is under way when new code comes is answered by the old',
    'the stand-in ends the process that is at it: it is asked again, with the same key',
  ],
  ['each request leaves a line in the access log', 'the stand-in takes access logs without effect'],
  ['alarms go off, and tell who is to know', 'the stand-in takes alarms without effect'],
  ['bodies over 10 MB are refused by the gateway', 'the stand-in takes them'],
  [
    'new versions get a tenth of the calls first, and are taken back when an alarm goes off',
    'the stand-in refuses CodeDeploy',
  ],
  [
    'batches of a stream are tried again, halved and set aside',
    'the stand-in knows of these settings only the age; the local run does it in npm test',
  ],
  ['a budget tells who is to know that a month gets dear', 'the stand-in refuses budgets'],
  ['people sign in on the pages of managed login', 'the stand-in refuses their style'],
  ["GitHub's workflows take the deploying roles", 'the stand-in refuses providers of OpenID Connect'],
] as const)('%s', ([, reason], { skip }) => skip(reason));
