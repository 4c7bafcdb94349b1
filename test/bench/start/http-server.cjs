// The floor: what Node's own server takes to answer with nothing behind it.
const { createServer } = require('node:http');

createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"message":"Hello"}');
}).listen(Number(process.argv[2]), '127.0.0.1');
