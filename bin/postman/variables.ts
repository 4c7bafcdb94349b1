/** The collection's variables: where the API is and who calls, for people to set; and what one request keeps for the next. */
export const variables = [
  variable('baseUrl', 'http://127.0.0.1:3000', 'Where the API is, without a slash at its end. npm start listens here.'),
  variable('token', '', "A rider's token: Cognito's ID or access token."),
  variable('operatorToken', '', 'The token of someone in the group operators.'),
  variable(
    'tokenUrl',
    'http://127.0.0.1:3002/token',
    'Where the local run gives tokens to anyone; AWS has no such thing.',
  ),
  variable('latitude', '47.6', 'Where the unicorn is put and the rides begin, in degrees.'),
  variable('longitude', '-122.31', 'The same place, in degrees.'),
  variable('unicornId', 'postman', 'A unicorn that is put, and removed at the end.'),
  variable('userId', '', 'Kept by the first request of "A profile".'),
  variable('etag', '', 'The state of the profile that was read last.'),
  variable('rideId', '', 'The ride that was booked last.'),
  variable('importId', '', 'The import that was announced last.'),
];

/** The folder that fetches tokens from the local run, for a rider and an operator who are there for Postman alone. */
export const signIn = {
  name: 'Tokens (local run)',
  description:
    'On AWS, skip this folder and set the variables token and operatorToken. Set tokens of people who are there for this: ' +
    'a run makes a profile for the rider, and removes it at its end.',
  item: [
    tokenRequest("A rider's token", 'user=postman', 'token'),
    tokenRequest("An operator's token", 'user=postman-operator&groups=operators', 'operatorToken'),
  ],
};

function variable(key: string, value: string, description: string) {
  return { key, value, description };
}

function tokenRequest(name: string, search: string, variable: string) {
  const exec = [
    "pm.test('is answered with 200', () => {",
    '  pm.expect(pm.response.code, pm.response.text()).to.equal(200);',
    '});',
    `pm.collectionVariables.set('${variable}', pm.response.json().id_token);`,
  ];
  return {
    name,
    request: { auth: { type: 'noauth' }, method: 'GET', url: `{{tokenUrl}}?${search}`, header: [] },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec } }],
  };
}
