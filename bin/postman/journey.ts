/** One request of the collection. */
export interface Step {
  /** The operation's id in the OpenAPI document. */
  readonly operation: string;
  /** Whether an operator's token goes along, in place of the rider's. */
  readonly byOperator?: true;
  /** Query parameters and headers that are sent, beside those that must be. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The body, in place of the document's example. */
  readonly body?: object;
  /** Collection variables that the answer sets: scripts by variable. */
  readonly keeps?: Readonly<Record<string, string>>;
}

/** Steps that belong together, in the order of a run. */
export interface Chapter {
  readonly name: string;
  readonly description: string;
  readonly steps: readonly Step[];
}

const here = { latitude: '{{latitude}}', longitude: '{{longitude}}' };
const near = '{{latitude}},{{longitude}}';
const keepRide = { rideId: 'pm.response.json().rideId' };

/** What the document cannot say: the order in which a run of all requests works, and what one hands to the next. */
export const journey: readonly Chapter[] = [
  {
    name: 'The API itself',
    description: 'For anyone.',
    steps: [
      { operation: 'sayHello', parameters: { name: 'Postman' } },
      { operation: 'getOpenApi' },
      { operation: 'getDocs' },
      { operation: 'getQuote', parameters: { from: near, to: near } },
    ],
  },
  {
    name: 'A unicorn',
    description: 'Operators put it; riders find it.',
    steps: [
      {
        operation: 'putUnicorn',
        byOperator: true,
        body: { name: 'Bucephalus', color: 'golden', gender: 'male', location: here, status: 'available' },
      },
      { operation: 'getUnicorn' },
      { operation: 'findUnicorns', parameters: { near } },
    ],
  },
  {
    name: 'A profile',
    description: "The rider's own.",
    steps: [
      { operation: 'createUser', keeps: { userId: 'pm.response.json().userId' } },
      { operation: 'getUser', keeps: { etag: "pm.response.headers.get('ETag')" } },
      { operation: 'putUser', parameters: { 'If-Match': '{{etag}}' } },
    ],
  },
  {
    name: 'Rides',
    description: 'Each way to book one, and each way to end it.',
    steps: [
      {
        operation: 'requestRide',
        parameters: { 'Idempotency-Key': '{{$guid}}' },
        body: { pickupLocation: here },
        keeps: keepRide,
      },
      { operation: 'getRide' },
      { operation: 'cancelRide' },
      {
        operation: 'requestWorkshopRide',
        body: { PickupLocation: { Latitude: '{{latitude}}', Longitude: '{{longitude}}' } },
        keeps: { rideId: 'pm.response.json().RideId' },
      },
      { operation: 'completeRide', byOperator: true },
      { operation: 'listRides' },
    ],
  },
  {
    name: 'Everything at once',
    description: 'For operators. The file of an import goes to the address that announcing it answers with.',
    steps: [
      { operation: 'listFleet', byOperator: true },
      { operation: 'listUsers', byOperator: true },
      {
        operation: 'createImport',
        byOperator: true,
        parameters: { 'Idempotency-Key': '{{$guid}}' },
        body: { format: 'csv', size: 1024 },
        keeps: { importId: 'pm.response.json().importId' },
      },
      { operation: 'getImport', byOperator: true },
    ],
  },
];

/** What a run does last, after operations that the journey does not know. */
export const cleaning: Chapter = {
  name: 'Cleaning up',
  description: 'Run this by itself after a run that was stopped half-way.',
  steps: [{ operation: 'deleteUnicorn', byOperator: true }, { operation: 'deleteUser' }],
};
