// CommonJS under a name that would be an ES module in this project.
const { greet } = require('./greet.js');

exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  cookies: ['a=1', 'b=2'],
  body: JSON.stringify({
    ...greet(),
    method: event.requestContext.http.method,
    proxy: event.pathParameters?.proxy,
    stage: event.requestContext.stage,
    stageVariables: event.stageVariables,
    claims: event.requestContext.authorizer?.jwt.claims,
  }),
});
