// Loads a handler, calls it once, and writes the answer's status to descriptor 3: its logs go to the standard output.
const { writeSync } = require('node:fs');

const [file, event] = process.argv.slice(2);

require(file)
  .handler(JSON.parse(event), { getRemainingTimeInMillis: () => 10_000 })
  .then(({ statusCode }) => {
    writeSync(3, String(statusCode));
    process.exit(0);
  });
